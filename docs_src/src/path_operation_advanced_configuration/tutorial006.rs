use brigade::{App, Error, Request, Value, json, post, routes};
use http_body_util::BodyExt;

fn magic_data_reader(raw_body: &[u8]) -> Value {
    json!({
        "size": raw_body.len(),
        "content": {
            "name": "Maaaagic",
            "price": 42,
            "description": "Just kiddin', no magic here. ✨",
        },
    })
}

fn request_body() -> Value {
    json!({
        "requestBody": {
            "content": {
                "application/json": {
                    "schema": {
                        "required": ["name", "price"],
                        "type": "object",
                        "properties": {
                            "name": {"type": "string"},
                            "price": {"type": "number"},
                            "description": {"type": "string"},
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
    let raw_body = request.into_body().collect().await.map_err(Error::internal)?.to_bytes();
    Ok(magic_data_reader(&raw_body))
}

pub fn app() -> App {
    App::new("FastAPI").routes(routes![create_item])
}
