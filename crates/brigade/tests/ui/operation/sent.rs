use brigade::{get, post, routes, webhooks};

#[post("order-ready", run = "pool", priority = "high", callbacks = [read])]
fn order_ready(body: Vec<u64>, #[state] names: &Vec<String>);

#[post("sold-out")]
fn sold_out(body: Vec<u64>);

#[get("/")]
fn read() {}

fn main() {
    let _ = routes![sold_out];
    let _ = webhooks![read, 7];
    let _ = webhooks![read];
}

#[post("/orders", callbacks = ["sold_out"])]
fn create() {}
