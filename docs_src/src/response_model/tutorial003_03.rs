use brigade::{App, Body, Response, get, routes};

#[get("/teleport")]
async fn get_teleport() -> brigade::Result<Response> {
    let redirect =
        http::Response::builder().status(307).header("location", "https://www.youtube.com/watch?v=dQw4w9WgXcQ");
    Ok(redirect.body(Body::empty())?)
}

pub fn app() -> App {
    App::new("FastAPI").routes(routes![get_teleport])
}
