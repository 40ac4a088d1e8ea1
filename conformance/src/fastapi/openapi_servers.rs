use brigade::{App, Server, Value, get, json, routes};
use docs_src::Named;

#[get("/foo")]
fn foo() -> Value {
    json!({"message": "Hello World"})
}

pub const APPS: &[Named] = &[("test_openapi_servers", app)];

fn app() -> App {
    let staging = Server::new("http://staging.localhost.tiangolo.com:8000");
    App::new("FastAPI")
        .server(Server::new("/").description("Default, relative server"))
        .server(staging.description("Staging but actually localhost still"))
        .server(Server::new("https://prod.example.com"))
        .routes(routes![foo])
}
