use brigade::{App, Model, post, routes};
use docs_src::Named;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

#[derive(Serialize, Deserialize, Model)]
struct UserForm {
    name: String,
    email: String,
}

#[derive(Serialize, Deserialize, Model)]
struct CompanyForm {
    company_name: String,
    industry: String,
}

#[derive(Serialize, Deserialize, Model)]
#[serde(untagged)]
enum AnyForm {
    User(UserForm),
    Company(CompanyForm),
}

#[post("/form-union/")]
fn post_union_form(#[form] data: AnyForm) -> Value {
    json!({"received": data})
}

pub const APPS: &[Named] = &[("test_union_forms", app)];

fn app() -> App {
    App::new("FastAPI").routes(routes![post_union_form])
}
