use std::sync::OnceLock;

use brigade::{App, Environment, Model, Result, Value, dependency, get, json, routes};
use serde::{Deserialize, Serialize};

#[derive(Clone, Serialize, Deserialize, Model)]
pub struct Settings {
    #[serde(default = "awesome")]
    pub app_name: String,
    pub admin_email: String,
    #[serde(default = "fifty")]
    pub items_per_user: i64,
}

fn awesome() -> String {
    "Awesome API".to_owned()
}

fn fifty() -> i64 {
    50
}

/// Reads the settings when they are first needed.
#[dependency]
pub fn get_settings() -> Result<Settings> {
    static SETTINGS: OnceLock<Settings> = OnceLock::new();
    match SETTINGS.get() {
        Some(settings) => Ok(settings.clone()),
        None => Environment::new().file(".env").read().map(|settings| SETTINGS.get_or_init(|| settings).clone()),
    }
}

#[get("/info")]
async fn info(#[depends(get_settings)] settings: Settings) -> Value {
    json!(settings)
}

pub fn app() -> App {
    App::new("FastAPI").routes(routes![info])
}
