use brigade::get;

#[get("/a")]
async fn of_type<T: Default>() {}

#[get("/b")]
async fn of_constant<const N: usize>() {}

#[get("/c")]
async fn of_lifetime<'a>() {}

#[get("/d")]
async fn bounded()
where
    String: Clone,
{
}

fn main() {}
