use std::sync::atomic::{AtomicU64, Ordering};

use brigade::{App, get, post, routes};

#[derive(Default)]
struct Orders(AtomicU64);

#[derive(Clone)]
struct ShopName(String);

#[post("/orders")]
async fn order(#[state] orders: &Orders) -> u64 {
    orders.0.fetch_add(1, Ordering::Relaxed) + 1
}

#[get("/")]
async fn shop(#[state] name: ShopName) -> String {
    name.0
}

pub fn app() -> App {
    App::new("Shop").state(Orders::default()).state(ShopName("Brigade".to_owned())).routes(routes![order, shop])
}
