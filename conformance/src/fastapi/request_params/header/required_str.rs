use brigade::{App, Model, get, routes};
use docs_src::Named;
use serde::Deserialize;
use serde_json::{Value, json};

#[get("/required-str")]
async fn read_required_str(#[header] p: String) -> Value {
    json!({"p": p})
}

#[derive(Deserialize, Model)]
struct HeaderModelRequiredStr {
    p: String,
}

#[get("/model-required-str")]
async fn read_model_required_str(#[header] p: HeaderModelRequiredStr) -> Value {
    json!({"p": p.p})
}

#[get("/required-alias")]
async fn read_required_alias(#[header(alias = "p_alias")] p: String) -> Value {
    json!({"p": p})
}

#[derive(Deserialize, Model)]
struct HeaderModelRequiredAlias {
    #[serde(rename = "p_alias")]
    p: String,
}

#[get("/model-required-alias")]
async fn read_model_required_alias(#[header] p: HeaderModelRequiredAlias) -> Value {
    json!({"p": p.p})
}

#[get("/required-validation-alias")]
async fn read_required_validation_alias(#[header(alias = "p_val_alias")] p: String) -> Value {
    json!({"p": p})
}

#[derive(Deserialize, Model)]
struct HeaderModelRequiredValidationAlias {
    #[serde(rename(deserialize = "p_val_alias"))]
    p: String,
}

#[get("/model-required-validation-alias")]
async fn read_model_required_validation_alias(#[header] p: HeaderModelRequiredValidationAlias) -> Value {
    json!({"p": p.p})
}

#[get("/required-alias-and-validation-alias")]
async fn read_required_alias_and_validation_alias(#[header(alias = "p_val_alias")] p: String) -> Value {
    json!({"p": p})
}

#[derive(Deserialize, Model)]
struct HeaderModelRequiredAliasAndValidationAlias {
    #[serde(rename(serialize = "p_alias", deserialize = "p_val_alias"))]
    p: String,
}

#[get("/model-required-alias-and-validation-alias")]
async fn read_model_required_alias_and_validation_alias(
    #[header] p: HeaderModelRequiredAliasAndValidationAlias,
) -> Value {
    json!({"p": p.p})
}

pub const APPS: &[Named] = &[("test_request_params/test_header/test_required_str", app)];

fn app() -> App {
    App::new("FastAPI").routes(routes![
        read_required_str,
        read_model_required_str,
        read_required_alias,
        read_model_required_alias,
        read_required_validation_alias,
        read_model_required_validation_alias,
        read_required_alias_and_validation_alias,
        read_model_required_alias_and_validation_alias
    ])
}
