use std::sync::atomic::{AtomicU64, Ordering::Relaxed};

use brigade::{App, ResponseParts, Result, Router, Urls, get, post, routes};

static LAST: AtomicU64 = AtomicU64::new(0);

#[get("/burgers/{burger_id}")]
async fn read_burger(burger_id: u64) -> String {
    format!("Burger {burger_id}")
}

/// Says where the new burger is.
#[post("/burgers", status = 201)]
async fn create_burger(urls: Urls, parts: ResponseParts) -> Result<u64> {
    let burger_id = LAST.fetch_add(1, Relaxed) + 1;
    parts.header("location", &urls.path_for("read_burger", &[("burger_id", &burger_id)])?);
    Ok(burger_id)
}

#[get("/links")]
async fn links(urls: Urls) -> Result<Vec<String>> {
    Ok(vec![
        urls.url_for("read_burger", &[("burger_id", &7)])?,
        urls.path_for("kitchen:orders", &[("day", &"27 July")])?,
    ])
}

#[get("/orders/{day}")]
async fn orders(day: String) -> String {
    day
}

pub fn app() -> App {
    App::new("Burgers")
        .include(Router::new().prefix("/v1").routes(routes![read_burger, create_burger]))
        .routes(routes![links])
        .mount("/kitchen", App::new("Kitchen").routes(routes![orders]))
}
