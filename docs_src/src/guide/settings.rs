use brigade::{App, Environment, Model, Result, Secret, get, routes};
use serde::Deserialize;

#[derive(Clone, Deserialize, Model)]
struct Settings {
    #[field(min_length = 3)]
    shop_name: String,
    #[serde(default)]
    closed_on: Vec<String>,
    mail: Option<Mail>,
}

#[derive(Clone, Deserialize, Model)]
struct Mail {
    server: String,
    password: Secret,
}

#[get("/")]
async fn shop(#[state] settings: &Settings) -> String {
    let Settings { shop_name, closed_on, mail } = settings;
    let mail = mail.as_ref().map_or("nowhere", |mail| mail.server.as_str());
    format!("{shop_name}, closed on {}, sends mail through {mail}", closed_on.join(" and "))
}

pub fn app(environment: Environment) -> Result<App> {
    let settings: Settings = environment.prefix("BURGERS_").read()?;
    Ok(App::new("Settings").state(settings).routes(routes![shop]))
}

pub fn main() -> Result<()> {
    app(Environment::new().file(".env"))?.run()
}
