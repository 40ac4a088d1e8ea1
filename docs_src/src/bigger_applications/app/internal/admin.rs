use brigade::{Router, post, routes};
use serde_json::{Value, json};

#[post("/")]
async fn update_admin() -> Value {
    json!({"message": "Admin getting schwifty"})
}

pub(crate) fn router() -> Router {
    Router::new().routes(routes![update_admin])
}
