use brigade::get;

#[get("/a")]
async fn exclusive(#[state] counter: &mut u32) {
    *counter += 1;
}

#[get("/b")]
async fn forever(#[state] counter: &'static u32) {
    let _ = counter;
}

fn main() {}
