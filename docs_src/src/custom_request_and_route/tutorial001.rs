use brigade::{App, Value, json, post, routes};
use tower_http::decompression::RequestDecompressionLayer;

#[post("/sum")]
async fn sum_numbers(#[body] numbers: Vec<i64>) -> Value {
    json!({"sum": numbers.iter().sum::<i64>()})
}

pub fn app() -> App {
    App::new("FastAPI").routes(routes![sum_numbers]).layer(RequestDecompressionLayer::new())
}
