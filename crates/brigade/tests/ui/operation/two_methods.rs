use brigade::{get, routes};

#[get("/")]
#[brigade::post("/")]
async fn read() {}

fn app() {
    let _ = routes![read];
}

fn main() {}
