use std::collections::BTreeMap;

use brigade::{App, HttpError, Lifespan, Result, Value, get, json, routes};

type Model = fn(f64) -> f64;

struct MlModels(BTreeMap<&'static str, Model>);

fn fake_answer_to_everything_ml_model(x: f64) -> f64 {
    x * 42.0
}

async fn lifespan(mut lifespan: Lifespan) -> Result<()> {
    let model: Model = fake_answer_to_everything_ml_model;
    lifespan.state(MlModels(BTreeMap::from([("answer_to_everything", model)])));
    lifespan.until_shutdown().await;
    Ok(())
}

#[get("/predict")]
fn predict(x: f64, #[state] ml_models: &MlModels) -> Result<Value, HttpError> {
    let model = ml_models.0.get("answer_to_everything").ok_or_else(|| HttpError::new(503, "No model"))?;
    Ok(json!({"result": model(x)}))
}

pub fn app() -> App {
    App::new("FastAPI").lifespan(lifespan).routes(routes![predict])
}
