use brigade::{App, get, routes};
use docs_src::Named;
use serde_json::{Value, json};

#[get("/required-str/{p}")]
async fn read_required_str(p: String) -> Value {
    json!({"p": p})
}

#[get("/required-alias/{p_alias}")]
async fn read_required_alias(#[path(alias = "p_alias")] p: String) -> Value {
    json!({"p": p})
}

#[get("/required-validation-alias/{p_val_alias}")]
async fn read_required_validation_alias(#[path(alias = "p_val_alias")] p: String) -> Value {
    json!({"p": p})
}

#[get("/required-alias-and-validation-alias/{p_val_alias}")]
async fn read_required_alias_and_validation_alias(#[path(alias = "p_val_alias")] p: String) -> Value {
    json!({"p": p})
}

pub const APPS: &[Named] = &[("test_request_params/test_path/test_required_str", app)];

fn app() -> App {
    App::new("FastAPI").routes(routes![
        read_required_str,
        read_required_alias,
        read_required_validation_alias,
        read_required_alias_and_validation_alias
    ])
}
