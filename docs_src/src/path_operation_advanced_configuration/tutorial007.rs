use brigade::{App, HttpError, Model, Request, Value, json, post, routes, validate};
use http_body_util::BodyExt;
use serde::{Deserialize, Serialize};

#[derive(Serialize, Deserialize, Model)]
struct Item {
    name: String,
    tags: Vec<String>,
}

fn request_body() -> Value {
    json!({
        "requestBody": {
            "content": {
                "application/x-yaml": {
                    "schema": {
                        "title": "Item",
                        "required": ["name", "tags"],
                        "type": "object",
                        "properties": {
                            "name": {"title": "Name", "type": "string"},
                            "tags": {"title": "Tags", "type": "array", "items": {"type": "string"}},
                        },
                    },
                },
            },
            "required": true,
        },
    })
}

#[post("/items/", openapi_extra = request_body())]
async fn create_item(request: Request) -> brigade::Result<Value> {
    let raw_body = request.into_body().collect().await.map_err(brigade::Error::internal)?.to_bytes();
    let data: Value = yaml_serde::from_slice(&raw_body).map_err(|_| HttpError::new(422, "Invalid YAML"))?;
    let item: Item = validate(&data)?;
    Ok(json!(item))
}

pub fn app() -> App {
    App::new("FastAPI").routes(routes![create_item])
}
