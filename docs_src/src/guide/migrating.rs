use std::time::Duration;

use brigade::{App, HttpError, Model, Proxy, get, routes};
use serde::Serialize;

#[derive(Serialize, Model)]
struct Burger {
    name: String,
    price: f64,
}

/// The first route that has moved.
#[get("/burgers/{burger_id}", tags = ["burgers"])]
async fn read_burger(burger_id: u64) -> Result<Burger, HttpError> {
    match burger_id {
        1 => Ok(Burger { name: "Royal".to_owned(), price: 8.5 }),
        _ => Err(HttpError::new(404, "Burger not found")),
    }
}

pub fn app_before(old_server: &str) -> App {
    let old_server = Proxy::to(old_server).response_time_max(Duration::from_secs(120));
    App::new("Burgers").routes(routes![read_burger]).fallback_proxy(old_server)
}

pub fn app() -> App {
    app_before("http://127.0.0.1:8001")
}
