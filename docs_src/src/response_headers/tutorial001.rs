use brigade::{App, Respond, Response, get, json, routes};
use http::HeaderValue;

#[get("/headers/")]
fn get_headers() -> brigade::Result<Response> {
    let mut response = json!({"message": "Hello World"}).respond(None)?;
    response.headers_mut().insert("x-cat-dog", HeaderValue::from_static("alone in the world"));
    response.headers_mut().insert("content-language", HeaderValue::from_static("en-US"));
    Ok(response)
}

pub fn app() -> App {
    App::new("FastAPI").routes(routes![get_headers])
}
