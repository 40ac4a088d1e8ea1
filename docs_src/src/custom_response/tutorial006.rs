use brigade::{App, Body, Response, get, routes};

#[get("/typer")]
async fn redirect_typer() -> brigade::Result<Response> {
    let redirect = http::Response::builder().status(307).header("location", "https://typer.tiangolo.com");
    Ok(redirect.body(Body::empty())?)
}

pub fn app() -> App {
    App::new("FastAPI").routes(routes![redirect_typer])
}
