use brigade::{App, DateTime, Model, get, routes};
use docs_src::Named;
use serde::{Deserialize, Serialize, Serializer};

#[derive(Serialize, Deserialize, Model)]
struct ModelWithDatetimeField {
    #[serde(serialize_with = "isoformat")]
    dt_field: DateTime,
}

/// Writes UTC as Python does.
fn isoformat<S: Serializer>(time: &DateTime, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.collect_str(&time.to_string().replace('Z', "+00:00"))
}

#[get("/model")]
fn get_model() -> brigade::Result<ModelWithDatetimeField> {
    Ok(ModelWithDatetimeField { dt_field: "2019-01-01T08:00:00Z".parse()? })
}

pub const APPS: &[Named] = &[("test_datetime_custom_encoder/test_pydanticv2", app)];

fn app() -> App {
    App::new("FastAPI").routes(routes![get_model])
}
