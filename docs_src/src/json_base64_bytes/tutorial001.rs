use brigade::{App, Base64UrlBytes, Model, Value, get, json, post, routes};
use serde::{Deserialize, Serialize};

#[derive(Serialize, Deserialize, Model)]
struct DataInput {
    description: String,
    data: Base64UrlBytes,
}

#[derive(Serialize, Deserialize, Model)]
struct DataOutput {
    description: String,
    data: Base64UrlBytes,
}

#[derive(Serialize, Deserialize, Model)]
struct DataInputOutput {
    description: String,
    data: Base64UrlBytes,
}

#[post("/data")]
fn post_data(body: DataInput) -> brigade::Result<Value> {
    let content = std::str::from_utf8(&body.data)?;
    Ok(json!({"description": body.description, "content": content}))
}

#[get("/data")]
fn get_data() -> DataOutput {
    DataOutput { description: "A plumbus".into(), data: b"hello".to_vec().into() }
}

#[post("/data-in-out")]
fn post_data_in_out(body: DataInputOutput) -> DataInputOutput {
    body
}

pub fn app() -> App {
    App::new("FastAPI").routes(routes![post_data, get_data, post_data_in_out])
}
