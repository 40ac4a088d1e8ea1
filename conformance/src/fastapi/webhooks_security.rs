use brigade::{
    App, DateTime, Model, post,
    security::{HttpBearer, HttpCredentials},
    webhooks,
};
use docs_src::Named;
use serde::Deserialize;

static BEARER: HttpBearer = HttpBearer::new();

#[derive(Deserialize, Model)]
struct Subscription {
    username: String,
    monthly_fee: f64,
    start_date: DateTime,
}

/// When a new user subscribes to your service we'll send you a POST request with this
/// data to the URL that you register for the event `new-subscription` in the dashboard.
#[post("new-subscription")]
fn new_subscription(body: Subscription, #[security(BEARER)] token: HttpCredentials);

pub const APPS: &[Named] = &[("test_webhooks_security", app)];

fn app() -> App {
    App::new("FastAPI").webhooks(webhooks![new_subscription])
}
