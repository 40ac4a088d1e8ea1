use brigade::{App, Model, get, routes};
use docs_src::Named;
use serde::Deserialize;
use serde_json::{Value, json};

#[get("/optional-str")]
async fn read_optional_str(#[header] p: Option<String>) -> Value {
    json!({"p": p})
}

#[derive(Deserialize, Model)]
struct HeaderModelOptionalStr {
    p: Option<String>,
}

#[get("/model-optional-str")]
async fn read_model_optional_str(#[header] p: HeaderModelOptionalStr) -> Value {
    json!({"p": p.p})
}

#[get("/optional-alias")]
async fn read_optional_alias(#[header(alias = "p_alias")] p: Option<String>) -> Value {
    json!({"p": p})
}

#[derive(Deserialize, Model)]
struct HeaderModelOptionalAlias {
    #[serde(rename = "p_alias")]
    p: Option<String>,
}

#[get("/model-optional-alias")]
async fn read_model_optional_alias(#[header] p: HeaderModelOptionalAlias) -> Value {
    json!({"p": p.p})
}

#[get("/optional-validation-alias")]
async fn read_optional_validation_alias(#[header(alias = "p_val_alias")] p: Option<String>) -> Value {
    json!({"p": p})
}

#[derive(Deserialize, Model)]
struct HeaderModelOptionalValidationAlias {
    #[serde(rename(deserialize = "p_val_alias"))]
    p: Option<String>,
}

#[get("/model-optional-validation-alias")]
async fn read_model_optional_validation_alias(#[header] p: HeaderModelOptionalValidationAlias) -> Value {
    json!({"p": p.p})
}

#[get("/optional-alias-and-validation-alias")]
async fn read_optional_alias_and_validation_alias(#[header(alias = "p_val_alias")] p: Option<String>) -> Value {
    json!({"p": p})
}

#[derive(Deserialize, Model)]
struct HeaderModelOptionalAliasAndValidationAlias {
    #[serde(rename(serialize = "p_alias", deserialize = "p_val_alias"))]
    p: Option<String>,
}

#[get("/model-optional-alias-and-validation-alias")]
async fn read_model_optional_alias_and_validation_alias(
    #[header] p: HeaderModelOptionalAliasAndValidationAlias,
) -> Value {
    json!({"p": p.p})
}

pub const APPS: &[Named] = &[("test_request_params/test_header/test_optional_str", app)];

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
