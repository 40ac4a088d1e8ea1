use brigade::{App, Redirect, Respond, Response, get, routes};

#[get("/typer")]
async fn redirect_typer() -> brigade::Result<Response> {
    Redirect::to("https://typer.tiangolo.com").respond(None)
}

pub fn app() -> App {
    App::new("FastAPI").routes(routes![redirect_typer])
}
