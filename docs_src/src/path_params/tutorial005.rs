use brigade::{App, Model, Value, get, json, routes};
use serde::{Deserialize, Serialize};

#[derive(Serialize, Deserialize, Model)]
#[serde(rename_all = "lowercase")]
enum ModelName {
    Alexnet,
    Resnet,
    Lenet,
}

#[get("/models/{model_name}")]
async fn get_model(model_name: ModelName) -> Value {
    let message = match model_name {
        ModelName::Alexnet => "Deep Learning FTW!",
        ModelName::Lenet => "LeCNN all the images",
        ModelName::Resnet => "Have some residuals",
    };
    json!({"model_name": model_name, "message": message})
}

pub fn app() -> App {
    App::new("FastAPI").routes(routes![get_model])
}
