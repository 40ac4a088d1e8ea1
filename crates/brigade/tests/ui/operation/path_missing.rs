use brigade::get;

#[get]
async fn bare() {}

#[get()]
async fn empty() {}

fn main() {}
