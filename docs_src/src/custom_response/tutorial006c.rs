use brigade::{App, get, routes};

use super::tutorial006b::Redirect;

#[get("/pydantic", status = 302)]
async fn redirect_pydantic() -> Redirect {
    Redirect("https://docs.pydantic.dev/")
}

pub fn app() -> App {
    App::new("FastAPI").routes(routes![redirect_pydantic])
}
