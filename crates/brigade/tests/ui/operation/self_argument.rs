use brigade::get;

struct Shop;

impl Shop {
    #[get("/")]
    async fn read(&self) {}
}

fn main() {}
