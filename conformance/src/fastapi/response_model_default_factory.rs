use brigade::{App, Model, Result, get, routes};
use docs_src::Named;
use serde::{Deserialize, Serialize};
use serde_json::json;

#[derive(Serialize, Deserialize, Model)]
#[serde(default)]
struct ResponseModel {
    code: i64,
    message: String,
}

impl Default for ResponseModel {
    fn default() -> Self {
        Self { code: 200, message: "Successful operation.".into() }
    }
}

#[get("/response_model_has_default_factory_return_dict")]
async fn response_model_has_default_factory_return_dict() -> Result<ResponseModel> {
    Ok(serde_json::from_value(json!({"code": 200}))?)
}

#[get("/response_model_has_default_factory_return_model")]
async fn response_model_has_default_factory_return_model() -> ResponseModel {
    ResponseModel::default()
}

pub const APPS: &[Named] = &[("test_response_model_default_factory", app)];

fn app() -> App {
    App::new("FastAPI").routes(routes![
        response_model_has_default_factory_return_dict,
        response_model_has_default_factory_return_model
    ])
}
