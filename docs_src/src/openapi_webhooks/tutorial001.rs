use brigade::{App, DateTime, Model, get, post, routes, webhooks};
use serde::{Deserialize, Serialize};

#[derive(Serialize, Deserialize, Model)]
struct Subscription {
    username: String,
    monthly_fee: f64,
    start_date: DateTime,
}

/// When a new user subscribes to your service we'll send you a POST request with this
/// data to the URL that you register for the event `new-subscription` in the dashboard.
#[post("new-subscription")]
fn new_subscription(body: Subscription);

#[get("/users/")]
async fn read_users() -> serde_json::Value {
    serde_json::json!(["Rick", "Morty"])
}

pub fn app() -> App {
    App::new("FastAPI").webhooks(webhooks![new_subscription]).routes(routes![read_users])
}
