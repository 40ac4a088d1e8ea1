use brigade::{App, Model, get, routes};
use docs_src::Named;
use serde::Deserialize;
use serde_json::{Value, json};

#[get("/optional-list-str")]
async fn read_optional_list_str(#[query] p: Option<Vec<String>>) -> Value {
    json!({"p": p})
}

#[derive(Deserialize, Model)]
struct QueryModelOptionalListStr {
    p: Option<Vec<String>>,
}

#[get("/model-optional-list-str")]
async fn read_model_optional_list_str(#[query] p: QueryModelOptionalListStr) -> Value {
    json!({"p": p.p})
}

#[get("/optional-list-alias")]
async fn read_optional_list_alias(#[query(alias = "p_alias")] p: Option<Vec<String>>) -> Value {
    json!({"p": p})
}

#[derive(Deserialize, Model)]
struct QueryModelOptionalListAlias {
    #[serde(rename = "p_alias")]
    p: Option<Vec<String>>,
}

#[get("/model-optional-list-alias")]
async fn read_model_optional_list_alias(#[query] p: QueryModelOptionalListAlias) -> Value {
    json!({"p": p.p})
}

#[get("/optional-list-validation-alias")]
async fn read_optional_list_validation_alias(#[query(alias = "p_val_alias")] p: Option<Vec<String>>) -> Value {
    json!({"p": p})
}

#[derive(Deserialize, Model)]
struct QueryModelOptionalListValidationAlias {
    #[serde(rename(deserialize = "p_val_alias"))]
    p: Option<Vec<String>>,
}

#[get("/model-optional-list-validation-alias")]
async fn read_model_optional_list_validation_alias(#[query] p: QueryModelOptionalListValidationAlias) -> Value {
    json!({"p": p.p})
}

#[get("/optional-list-alias-and-validation-alias")]
async fn read_optional_list_alias_and_validation_alias(
    #[query(alias = "p_val_alias")] p: Option<Vec<String>>,
) -> Value {
    json!({"p": p})
}

#[derive(Deserialize, Model)]
struct QueryModelOptionalListAliasAndValidationAlias {
    #[serde(rename(serialize = "p_alias", deserialize = "p_val_alias"))]
    p: Option<Vec<String>>,
}

#[get("/model-optional-list-alias-and-validation-alias")]
async fn read_model_optional_list_alias_and_validation_alias(
    #[query] p: QueryModelOptionalListAliasAndValidationAlias,
) -> Value {
    json!({"p": p.p})
}

pub const APPS: &[Named] = &[("test_request_params/test_query/test_optional_list", app)];

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
