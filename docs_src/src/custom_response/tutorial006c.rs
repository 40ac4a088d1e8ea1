use brigade::{App, Redirect, get, routes};

#[get("/pydantic", status = 302)]
async fn redirect_pydantic() -> Redirect {
    Redirect::to("https://docs.pydantic.dev/")
}

pub fn app() -> App {
    App::new("FastAPI").routes(routes![redirect_pydantic])
}
