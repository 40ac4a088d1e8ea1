use brigade::{App, Model, get, routes};
use docs_src::Named;
use serde::Deserialize;
use serde_json::{Value, json};

#[get("/required-list-str")]
async fn read_required_list_str(#[header] p: Vec<String>) -> Value {
    json!({"p": p})
}

#[derive(Deserialize, Model)]
struct HeaderModelRequiredListStr {
    p: Vec<String>,
}

#[get("/model-required-list-str")]
async fn read_model_required_list_str(#[header] p: HeaderModelRequiredListStr) -> Value {
    json!({"p": p.p})
}

#[get("/required-list-alias")]
async fn read_required_list_alias(#[header(alias = "p_alias")] p: Vec<String>) -> Value {
    json!({"p": p})
}

#[derive(Deserialize, Model)]
struct HeaderModelRequiredListAlias {
    #[serde(rename = "p_alias")]
    p: Vec<String>,
}

#[get("/model-required-list-alias")]
async fn read_model_required_list_alias(#[header] p: HeaderModelRequiredListAlias) -> Value {
    json!({"p": p.p})
}

#[get("/required-list-validation-alias")]
async fn read_required_list_validation_alias(#[header(alias = "p_val_alias")] p: Vec<String>) -> Value {
    json!({"p": p})
}

#[derive(Deserialize, Model)]
struct HeaderModelRequiredListValidationAlias {
    #[serde(rename(deserialize = "p_val_alias"))]
    p: Vec<String>,
}

#[get("/model-required-list-validation-alias")]
async fn read_model_required_list_validation_alias(#[header] p: HeaderModelRequiredListValidationAlias) -> Value {
    json!({"p": p.p})
}

#[get("/required-list-alias-and-validation-alias")]
async fn read_required_list_alias_and_validation_alias(#[header(alias = "p_val_alias")] p: Vec<String>) -> Value {
    json!({"p": p})
}

#[derive(Deserialize, Model)]
struct HeaderModelRequiredListAliasAndValidationAlias {
    #[serde(rename(serialize = "p_alias", deserialize = "p_val_alias"))]
    p: Vec<String>,
}

#[get("/model-required-list-alias-and-validation-alias")]
async fn read_model_required_list_alias_and_validation_alias(
    #[header] p: HeaderModelRequiredListAliasAndValidationAlias,
) -> Value {
    json!({"p": p.p})
}

pub const APPS: &[Named] = &[("test_request_params/test_header/test_list", app)];

fn app() -> App {
    App::new("FastAPI").routes(routes![
        read_required_list_str,
        read_model_required_list_str,
        read_required_list_alias,
        read_model_required_list_alias,
        read_required_list_validation_alias,
        read_model_required_list_validation_alias,
        read_required_list_alias_and_validation_alias,
        read_model_required_list_alias_and_validation_alias
    ])
}
