use brigade::{App, Model, post, routes};
use docs_src::Named;
use serde::Deserialize;
use serde_json::{Value, json};

#[post("/optional-str", operation_id = "optional_str")]
async fn read_optional_str(#[body(embed)] p: Option<String>) -> Value {
    json!({"p": p})
}

#[derive(Deserialize, Model)]
struct BodyModelOptionalStr {
    p: Option<String>,
}

#[post("/model-optional-str", operation_id = "model_optional_str")]
async fn read_model_optional_str(p: BodyModelOptionalStr) -> Value {
    json!({"p": p.p})
}

#[post("/optional-alias", operation_id = "optional_alias")]
async fn read_optional_alias(#[body(embed, alias = "p_alias")] p: Option<String>) -> Value {
    json!({"p": p})
}

#[derive(Deserialize, Model)]
struct BodyModelOptionalAlias {
    #[serde(rename = "p_alias")]
    p: Option<String>,
}

#[post("/model-optional-alias", operation_id = "model_optional_alias")]
async fn read_model_optional_alias(p: BodyModelOptionalAlias) -> Value {
    json!({"p": p.p})
}

#[post("/optional-validation-alias", operation_id = "optional_validation_alias")]
async fn read_optional_validation_alias(#[body(embed, alias = "p_val_alias")] p: Option<String>) -> Value {
    json!({"p": p})
}

#[derive(Deserialize, Model)]
struct BodyModelOptionalValidationAlias {
    #[serde(rename(deserialize = "p_val_alias"))]
    p: Option<String>,
}

#[post("/model-optional-validation-alias", operation_id = "model_optional_validation_alias")]
async fn read_model_optional_validation_alias(p: BodyModelOptionalValidationAlias) -> Value {
    json!({"p": p.p})
}

#[post("/optional-alias-and-validation-alias", operation_id = "optional_alias_and_validation_alias")]
async fn read_optional_alias_and_validation_alias(#[body(embed, alias = "p_val_alias")] p: Option<String>) -> Value {
    json!({"p": p})
}

#[derive(Deserialize, Model)]
struct BodyModelOptionalAliasAndValidationAlias {
    #[serde(rename(serialize = "p_alias", deserialize = "p_val_alias"))]
    p: Option<String>,
}

#[post("/model-optional-alias-and-validation-alias", operation_id = "model_optional_alias_and_validation_alias")]
async fn read_model_optional_alias_and_validation_alias(p: BodyModelOptionalAliasAndValidationAlias) -> Value {
    json!({"p": p.p})
}

pub const APPS: &[Named] = &[("test_request_params/test_body/test_optional_str", app)];

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
