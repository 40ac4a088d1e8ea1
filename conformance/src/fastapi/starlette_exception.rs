use brigade::{App, HttpError, get, routes};
use docs_src::Named;
use serde_json::{Value, json};

fn find(item_id: &str) -> Result<Value, HttpError> {
    match item_id {
        "foo" => Ok(json!({"item": "The Foo Wrestlers"})),
        _ => Err(HttpError::new(404, "Item not found")),
    }
}

#[get("/items/{item_id}")]
async fn read_item(item_id: String) -> Result<Value, HttpError> {
    find(&item_id).map_err(|error| error.header("X-Error", "Some custom header"))
}

#[get("/http-no-body-statuscode-exception")]
async fn no_body_status_code_exception() -> Result<Value, HttpError> {
    Err(HttpError::new(204, ""))
}

#[get("/http-no-body-statuscode-with-detail-exception")]
async fn no_body_status_code_with_detail_exception() -> Result<Value, HttpError> {
    Err(HttpError::new(204, "I should just disappear!"))
}

#[get("/starlette-items/{item_id}")]
async fn read_starlette_item(item_id: String) -> Result<Value, HttpError> {
    find(&item_id)
}

pub const APPS: &[Named] = &[("test_starlette_exception", app)];

fn app() -> App {
    App::new("FastAPI").routes(routes![
        read_item,
        no_body_status_code_exception,
        no_body_status_code_with_detail_exception,
        read_starlette_item,
    ])
}
