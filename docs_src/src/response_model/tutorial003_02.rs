use brigade::{App, Body, Respond, Response, get, json, routes};

#[get("/portal")]
async fn get_portal(#[query(default = false)] teleport: bool) -> brigade::Result<Response> {
    if teleport {
        let redirect =
            http::Response::builder().status(307).header("location", "https://www.youtube.com/watch?v=dQw4w9WgXcQ");
        return Ok(redirect.body(Body::empty())?);
    }
    json!({"message": "Here's your interdimensional portal."}).respond(None)
}

pub fn app() -> App {
    App::new("FastAPI").routes(routes![get_portal])
}
