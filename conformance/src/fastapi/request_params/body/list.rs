use brigade::{App, Model, post, routes};
use docs_src::Named;
use serde::Deserialize;
use serde_json::{Value, json};

#[post("/required-list-str", operation_id = "required_list_str")]
async fn read_required_list_str(#[body(embed)] p: Vec<String>) -> Value {
    json!({"p": p})
}

#[derive(Deserialize, Model)]
struct BodyModelRequiredListStr {
    p: Vec<String>,
}

#[post("/model-required-list-str", operation_id = "model_required_list_str")]
async fn read_model_required_list_str(p: BodyModelRequiredListStr) -> Value {
    json!({"p": p.p})
}

#[post("/required-list-alias", operation_id = "required_list_alias")]
async fn read_required_list_alias(#[body(embed, alias = "p_alias")] p: Vec<String>) -> Value {
    json!({"p": p})
}

#[derive(Deserialize, Model)]
struct BodyModelRequiredListAlias {
    #[serde(rename = "p_alias")]
    p: Vec<String>,
}

#[post("/model-required-list-alias", operation_id = "model_required_list_alias")]
async fn read_model_required_list_alias(p: BodyModelRequiredListAlias) -> Value {
    json!({"p": p.p})
}

#[post("/required-list-validation-alias", operation_id = "required_list_validation_alias")]
async fn read_required_list_validation_alias(#[body(embed, alias = "p_val_alias")] p: Vec<String>) -> Value {
    json!({"p": p})
}

#[derive(Deserialize, Model)]
struct BodyModelRequiredListValidationAlias {
    #[serde(rename(deserialize = "p_val_alias"))]
    p: Vec<String>,
}

#[post("/model-required-list-validation-alias", operation_id = "model_required_list_validation_alias")]
async fn read_model_required_list_validation_alias(p: BodyModelRequiredListValidationAlias) -> Value {
    json!({"p": p.p})
}

#[post("/required-list-alias-and-validation-alias", operation_id = "required_list_alias_and_validation_alias")]
async fn read_required_list_alias_and_validation_alias(#[body(embed, alias = "p_val_alias")] p: Vec<String>) -> Value {
    json!({"p": p})
}

#[derive(Deserialize, Model)]
struct BodyModelRequiredListAliasAndValidationAlias {
    #[serde(rename(serialize = "p_alias", deserialize = "p_val_alias"))]
    p: Vec<String>,
}

#[post(
    "/model-required-list-alias-and-validation-alias",
    operation_id = "model_required_list_alias_and_validation_alias"
)]
async fn read_model_required_list_alias_and_validation_alias(p: BodyModelRequiredListAliasAndValidationAlias) -> Value {
    json!({"p": p.p})
}

pub const APPS: &[Named] = &[("test_request_params/test_body/test_list", app)];

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
