use brigade::get;

struct Item;

#[get("/a")]
async fn no_model() -> Item {
    Item
}

#[get("/b")]
async fn no_error() -> Result<String, std::num::ParseIntError> {
    "1".parse().map(|number: u8| number.to_string())
}

fn main() {}
