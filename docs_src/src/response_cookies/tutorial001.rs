use brigade::{App, Cookie, Respond, Response, json, post, routes};

#[post("/cookie/")]
fn create_cookie() -> brigade::Result<Response> {
    let mut response = json!({"message": "Come to the dark side, we have cookies"}).respond(None)?;
    let cookie = Cookie::new("fakesession", "fake-cookie-session-value");
    response.headers_mut().append("set-cookie", cookie.into());
    Ok(response)
}

pub fn app() -> App {
    App::new("FastAPI").routes(routes![create_cookie])
}
