use brigade::{App, Environment, Lifespan, Model, Result, Value, get, json, routes};
use serde::{Deserialize, Serialize};

#[derive(Clone, Serialize, Deserialize, Model)]
struct Settings {
    #[serde(default = "awesome")]
    app_name: String,
    admin_email: String,
    #[serde(default = "fifty")]
    items_per_user: i64,
}

fn awesome() -> String {
    "Awesome API".to_owned()
}

fn fifty() -> i64 {
    50
}

async fn settings(mut lifespan: Lifespan) -> Result<()> {
    lifespan.state(Environment::new().read::<Settings>()?);
    Ok(())
}

#[get("/info")]
async fn info(#[state] settings: Settings) -> Value {
    json!(settings)
}

pub fn app() -> App {
    App::new("FastAPI").lifespan(settings).routes(routes![info])
}
