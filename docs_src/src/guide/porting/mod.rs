mod clerks;
mod database;
mod models;
mod settings;
mod things;

use brigade::{App, Environment, Request, Result, StatusCode, Value, get, json, routes};

use self::things::Taken;

pub fn app() -> App {
    app_in(Environment::new().file(".env"))
}

pub fn app_in(environment: Environment) -> App {
    App::new("Lost property")
        .version("1.0.0")
        .lifespan(move |lifespan| database::open(lifespan, environment.clone()))
        .include(things::router())
        .include(clerks::router())
        .routes(routes![greet])
        .on_error(answer_taken)
}

async fn answer_taken(error: Taken, _request: Request) -> (StatusCode, Value) {
    (StatusCode::CONFLICT, json!({"detail": "Somebody has it", "by": error.by}))
}

#[get("/")]
async fn greet(#[cookie] language: Option<String>) -> &'static str {
    if language.as_deref() == Some("de") { "Fundbüro" } else { "Lost property" }
}

pub fn main() -> Result<()> {
    app().run()
}

#[cfg(test)]
mod tests {
    use brigade::testing::{Form, TestClient};
    use serde_json::{Value, json};

    use super::{clerks::clerk, *};

    #[test]
    fn a_thing_is_handed_out_once() {
        let folder = std::env::temp_dir().join(format!("lost-property-{}", std::process::id()));
        std::fs::create_dir_all(&folder).unwrap();
        let files = ["office.db", "notices.txt"].map(|file| folder.join(file).to_str().unwrap().to_owned());
        let variables = [("OFFICE_SECRET", "a secret"), ("OFFICE_DATABASE", &files[0]), ("OFFICE_NOTICES", &files[1])];
        let app = app_in(Environment::of(variables)).override_dependency(clerk, || "ada".to_owned());
        let client = TestClient::new(app);
        let entered = client.post("/things").json(&json!({"kind": "phone", "place": "Platform 3"})).send();
        assert_eq!((entered.status().as_u16(), &entered.json::<Value>()["entered_by"]), (201, &json!("ada")));
        let proof = || Form::new().text("owner", "Eve").file("proof", "me.jpg", "image/jpeg", "a picture");
        let claim = || client.post("/things/1/claim").multipart(proof()).send();
        assert_eq!(claim().json::<Value>()["claimed_by"], "Eve");
        let again = claim();
        assert_eq!((again.status().as_u16(), &again.json::<Value>()["by"]), (409, &json!("Eve")));
        drop(client);
        std::fs::remove_dir_all(folder).unwrap();
    }
}
