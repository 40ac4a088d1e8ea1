use brigade::get;

#[get("/", deadline = 2)]
async fn number() {}

#[get("/", deadline = "2")]
async fn unit() {}

#[get("/", deadline = "0s")]
async fn nothing() {}

#[get("/", deadline)]
async fn flag() {}

fn main() {}
