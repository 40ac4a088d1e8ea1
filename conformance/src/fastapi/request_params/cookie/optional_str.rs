use brigade::{App, Model, get, routes};
use docs_src::Named;
use serde::Deserialize;
use serde_json::{Value, json};

#[get("/optional-str")]
async fn read_optional_str(#[cookie] p: Option<String>) -> Value {
    json!({"p": p})
}

#[derive(Deserialize, Model)]
struct CookieModelOptionalStr {
    p: Option<String>,
}

#[get("/model-optional-str")]
async fn read_model_optional_str(#[cookie] p: CookieModelOptionalStr) -> Value {
    json!({"p": p.p})
}

#[get("/optional-alias")]
async fn read_optional_alias(#[cookie(alias = "p_alias")] p: Option<String>) -> Value {
    json!({"p": p})
}

#[derive(Deserialize, Model)]
struct CookieModelOptionalAlias {
    #[serde(rename = "p_alias")]
    p: Option<String>,
}

#[get("/model-optional-alias")]
async fn read_model_optional_alias(#[cookie] p: CookieModelOptionalAlias) -> Value {
    json!({"p": p.p})
}

#[get("/optional-validation-alias")]
async fn read_optional_validation_alias(#[cookie(alias = "p_val_alias")] p: Option<String>) -> Value {
    json!({"p": p})
}

#[derive(Deserialize, Model)]
struct CookieModelOptionalValidationAlias {
    #[serde(rename(deserialize = "p_val_alias"))]
    p: Option<String>,
}

#[get("/model-optional-validation-alias")]
async fn read_model_optional_validation_alias(#[cookie] p: CookieModelOptionalValidationAlias) -> Value {
    json!({"p": p.p})
}

#[get("/optional-alias-and-validation-alias")]
async fn read_optional_alias_and_validation_alias(#[cookie(alias = "p_val_alias")] p: Option<String>) -> Value {
    json!({"p": p})
}

#[derive(Deserialize, Model)]
struct CookieModelOptionalAliasAndValidationAlias {
    #[serde(rename(serialize = "p_alias", deserialize = "p_val_alias"))]
    p: Option<String>,
}

#[get("/model-optional-alias-and-validation-alias")]
async fn read_model_optional_alias_and_validation_alias(
    #[cookie] p: CookieModelOptionalAliasAndValidationAlias,
) -> Value {
    json!({"p": p.p})
}

pub const APPS: &[Named] = &[("test_request_params/test_cookie/test_optional_str", app)];

fn app() -> App {
    App::new("FastAPI").routes(routes![
        read_optional_str,
        read_model_optional_str,
        read_optional_alias,
        read_model_optional_alias,
        read_optional_validation_alias,
        read_model_optional_validation_alias,
        read_optional_alias_and_validation_alias,
        read_model_optional_alias_and_validation_alias
    ])
}
