use brigade::get;

const PATH: &str = "/items";

#[get(PATH, tags = ["items"])]
async fn constant() {}

#[get(tags = ["items"], path = "/items")]
async fn named() {}

fn main() {}
