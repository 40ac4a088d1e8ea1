mod dependencies;
mod internal;
mod routers;

use brigade::{App, DocumentedResponse, Router, Value, depends, get, json, routes};

use self::{
    dependencies::{get_query_token, get_token_header},
    internal::admin,
    routers::{items, users},
};

#[get("/")]
async fn root() -> Value {
    json!({"message": "Hello Bigger Applications!"})
}

pub fn app() -> App {
    let admin = Router::new()
        .prefix("/admin")
        .tags(["admin"])
        .depends(depends![get_token_header])
        .responses([DocumentedResponse::new("418").description("I'm a teapot")])
        .include(admin::router());
    App::new("FastAPI")
        .depends(depends![get_query_token])
        .include(users::router())
        .include(items::router())
        .include(admin)
        .routes(routes![root])
}
