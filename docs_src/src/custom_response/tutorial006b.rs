use brigade::{App, Redirect, get, routes};

#[get("/fastapi")]
async fn redirect_fastapi() -> Redirect {
    Redirect::to("https://fastapi.tiangolo.com")
}

pub fn app() -> App {
    App::new("FastAPI").routes(routes![redirect_fastapi])
}
