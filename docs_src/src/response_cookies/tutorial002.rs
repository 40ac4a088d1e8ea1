use brigade::{App, Respond, Response, post, routes};
use http::HeaderValue;
use serde_json::json;

#[post("/cookie-and-object/")]
fn create_cookie() -> brigade::Result<Response> {
    let mut response = json!({"message": "Come to the dark side, we have cookies"}).respond(None)?;
    let cookie = HeaderValue::from_static("fakesession=fake-cookie-session-value; Path=/; SameSite=lax");
    response.headers_mut().insert("set-cookie", cookie);
    Ok(response)
}

pub fn app() -> App {
    App::new("FastAPI").routes(routes![create_cookie])
}
