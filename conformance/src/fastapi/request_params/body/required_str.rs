use brigade::{App, Model, post, routes};
use docs_src::Named;
use serde::Deserialize;
use serde_json::{Value, json};

#[post("/required-str", operation_id = "required_str")]
async fn read_required_str(#[body(embed)] p: String) -> Value {
    json!({"p": p})
}

#[derive(Deserialize, Model)]
struct BodyModelRequiredStr {
    p: String,
}

#[post("/model-required-str", operation_id = "model_required_str")]
async fn read_model_required_str(p: BodyModelRequiredStr) -> Value {
    json!({"p": p.p})
}

#[post("/required-alias", operation_id = "required_alias")]
async fn read_required_alias(#[body(embed, alias = "p_alias")] p: String) -> Value {
    json!({"p": p})
}

#[derive(Deserialize, Model)]
struct BodyModelRequiredAlias {
    #[serde(rename = "p_alias")]
    p: String,
}

#[post("/model-required-alias", operation_id = "model_required_alias")]
async fn read_model_required_alias(p: BodyModelRequiredAlias) -> Value {
    json!({"p": p.p})
}

#[post("/required-validation-alias", operation_id = "required_validation_alias")]
async fn read_required_validation_alias(#[body(embed, alias = "p_val_alias")] p: String) -> Value {
    json!({"p": p})
}

#[derive(Deserialize, Model)]
struct BodyModelRequiredValidationAlias {
    #[serde(rename(deserialize = "p_val_alias"))]
    p: String,
}

#[post("/model-required-validation-alias", operation_id = "model_required_validation_alias")]
async fn read_model_required_validation_alias(p: BodyModelRequiredValidationAlias) -> Value {
    json!({"p": p.p})
}

#[post("/required-alias-and-validation-alias", operation_id = "required_alias_and_validation_alias")]
async fn read_required_alias_and_validation_alias(#[body(embed, alias = "p_val_alias")] p: String) -> Value {
    json!({"p": p})
}

#[derive(Deserialize, Model)]
struct BodyModelRequiredAliasAndValidationAlias {
    #[serde(rename(serialize = "p_alias", deserialize = "p_val_alias"))]
    p: String,
}

#[post("/model-required-alias-and-validation-alias", operation_id = "model_required_alias_and_validation_alias")]
async fn read_model_required_alias_and_validation_alias(p: BodyModelRequiredAliasAndValidationAlias) -> Value {
    json!({"p": p.p})
}

pub const APPS: &[Named] = &[("test_request_params/test_body/test_required_str", app)];

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
