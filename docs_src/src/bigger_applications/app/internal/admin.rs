use brigade::{Router, Value, json, post, routes};

#[post("/")]
async fn update_admin() -> Value {
    json!({"message": "Admin getting schwifty"})
}

pub(crate) fn router() -> Router {
    Router::new().routes(routes![update_admin])
}
