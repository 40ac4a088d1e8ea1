use brigade::{App, Model, get, routes};
use docs_src::Named;
use serde::Deserialize;
use serde_json::{Value, json};

#[get("/required-list-str")]
async fn read_required_list_str(#[query] p: Vec<String>) -> Value {
    json!({"p": p})
}

#[derive(Deserialize, Model)]
struct QueryModelRequiredListStr {
    p: Vec<String>,
}

#[get("/model-required-list-str")]
async fn read_model_required_list_str(#[query] p: QueryModelRequiredListStr) -> Value {
    json!({"p": p.p})
}

#[get("/required-list-alias")]
async fn read_required_list_alias(#[query(alias = "p_alias")] p: Vec<String>) -> Value {
    json!({"p": p})
}

#[derive(Deserialize, Model)]
struct QueryModelRequiredListAlias {
    #[serde(rename = "p_alias")]
    p: Vec<String>,
}

#[get("/model-required-list-alias")]
async fn read_model_required_list_alias(#[query] p: QueryModelRequiredListAlias) -> Value {
    json!({"p": p.p})
}

#[get("/required-list-validation-alias")]
async fn read_required_list_validation_alias(#[query(alias = "p_val_alias")] p: Vec<String>) -> Value {
    json!({"p": p})
}

#[derive(Deserialize, Model)]
struct QueryModelRequiredListValidationAlias {
    #[serde(rename(deserialize = "p_val_alias"))]
    p: Vec<String>,
}

#[get("/model-required-list-validation-alias")]
async fn read_model_required_list_validation_alias(#[query] p: QueryModelRequiredListValidationAlias) -> Value {
    json!({"p": p.p})
}

#[get("/required-list-alias-and-validation-alias")]
async fn read_required_list_alias_and_validation_alias(#[query(alias = "p_val_alias")] p: Vec<String>) -> Value {
    json!({"p": p})
}

#[derive(Deserialize, Model)]
struct QueryModelRequiredListAliasAndValidationAlias {
    #[serde(rename(serialize = "p_alias", deserialize = "p_val_alias"))]
    p: Vec<String>,
}

#[get("/model-required-list-alias-and-validation-alias")]
async fn read_model_required_list_alias_and_validation_alias(
    #[query] p: QueryModelRequiredListAliasAndValidationAlias,
) -> Value {
    json!({"p": p.p})
}

pub const APPS: &[Named] = &[("test_request_params/test_query/test_list", app)];

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
