use brigade::{App, Router, get, routes};
use http::{HeaderName, HeaderValue};
use tower::limit::ConcurrencyLimitLayer;
use tower_http::set_header::SetResponseHeaderLayer;

#[get("/menu", layer = cached_for("max-age=60"))]
async fn read_menu() -> Vec<&'static str> {
    vec!["Royal", "Veggie"]
}

#[get("/stock")]
async fn read_stock() -> u32 {
    70
}

fn cached_for(value: &'static str) -> SetResponseHeaderLayer<HeaderValue> {
    let name = HeaderName::from_static("cache-control");
    SetResponseHeaderLayer::overriding(name, HeaderValue::from_static(value))
}

pub fn app() -> App {
    let burgers = Router::new().routes(routes![read_menu, read_stock]).layer(ConcurrencyLimitLayer::new(100));
    App::new("Burgers").include(burgers)
}
