use brigade::{App, Model, post, routes};
use docs_src::Named;
use serde::Deserialize;
use serde_json::{Value, json};

#[post("/optional-list-str", operation_id = "optional_list_str")]
async fn read_optional_list_str(#[body(embed)] p: Option<Vec<String>>) -> Value {
    json!({"p": p})
}

#[derive(Deserialize, Model)]
struct BodyModelOptionalListStr {
    p: Option<Vec<String>>,
}

#[post("/model-optional-list-str", operation_id = "model_optional_list_str")]
async fn read_model_optional_list_str(p: BodyModelOptionalListStr) -> Value {
    json!({"p": p.p})
}

#[post("/optional-list-alias", operation_id = "optional_list_alias")]
async fn read_optional_list_alias(#[body(embed, alias = "p_alias")] p: Option<Vec<String>>) -> Value {
    json!({"p": p})
}

#[derive(Deserialize, Model)]
struct BodyModelOptionalListAlias {
    #[serde(rename = "p_alias")]
    p: Option<Vec<String>>,
}

#[post("/model-optional-list-alias", operation_id = "model_optional_list_alias")]
async fn read_model_optional_list_alias(p: BodyModelOptionalListAlias) -> Value {
    json!({"p": p.p})
}

#[post("/optional-list-validation-alias", operation_id = "optional_list_validation_alias")]
async fn read_optional_list_validation_alias(#[body(embed, alias = "p_val_alias")] p: Option<Vec<String>>) -> Value {
    json!({"p": p})
}

#[derive(Deserialize, Model)]
struct BodyModelOptionalListValidationAlias {
    #[serde(rename(deserialize = "p_val_alias"))]
    p: Option<Vec<String>>,
}

#[post("/model-optional-list-validation-alias", operation_id = "model_optional_list_validation_alias")]
async fn read_model_optional_list_validation_alias(p: BodyModelOptionalListValidationAlias) -> Value {
    json!({"p": p.p})
}

#[post("/optional-list-alias-and-validation-alias", operation_id = "optional_list_alias_and_validation_alias")]
async fn read_optional_list_alias_and_validation_alias(
    #[body(embed, alias = "p_val_alias")] p: Option<Vec<String>>,
) -> Value {
    json!({"p": p})
}

#[derive(Deserialize, Model)]
struct BodyModelOptionalListAliasAndValidationAlias {
    #[serde(rename(serialize = "p_alias", deserialize = "p_val_alias"))]
    p: Option<Vec<String>>,
}

#[post(
    "/model-optional-list-alias-and-validation-alias",
    operation_id = "model_optional_list_alias_and_validation_alias"
)]
async fn read_model_optional_list_alias_and_validation_alias(p: BodyModelOptionalListAliasAndValidationAlias) -> Value {
    json!({"p": p.p})
}

pub const APPS: &[Named] = &[("test_request_params/test_body/test_optional_list", app)];

fn app() -> App {
    App::new("FastAPI").routes(routes![
        read_optional_list_str,
        read_model_optional_list_str,
        read_optional_list_alias,
        read_model_optional_list_alias,
        read_optional_list_validation_alias,
        read_model_optional_list_validation_alias,
        read_optional_list_alias_and_validation_alias,
        read_model_optional_list_alias_and_validation_alias
    ])
}
