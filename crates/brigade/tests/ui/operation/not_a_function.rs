use brigade::get;

#[get("/")]
struct Item;

trait Reads {
    #[get("/")]
    async fn read();
}

fn main() {}
