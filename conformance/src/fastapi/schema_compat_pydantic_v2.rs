use brigade::{App, Model, get, routes};
use docs_src::Named;
use serde::{Deserialize, Serialize};

#[derive(Serialize, Deserialize, Model)]
#[serde(rename_all = "lowercase")]
enum PlatformRole {
    Admin,
    User,
}

#[derive(Serialize, Deserialize, Model)]
struct User {
    username: String,
    role: PlatformRole,
}

#[get("/users")]
async fn get_user() -> User {
    User { username: "alice".to_owned(), role: PlatformRole::Admin }
}

pub const APPS: &[Named] = &[("test_schema_compat_pydantic_v2/get_client", app)];

fn app() -> App {
    App::new("FastAPI").routes(routes![get_user])
}
