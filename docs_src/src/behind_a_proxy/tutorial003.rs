use brigade::{App, Request, RootPath, Server, Value, get, json, routes};

#[get("/app")]
async fn read_main(request: Request) -> Value {
    let root_path = request.extensions().get::<RootPath>().map(|root_path| &*root_path.0);
    json!({"message": "Hello World", "root_path": root_path})
}

pub fn app() -> App {
    App::new("FastAPI")
        .server(Server::new("https://stag.example.com").description("Staging environment"))
        .server(Server::new("https://prod.example.com").description("Production environment"))
        .root_path("/api/v1")
        .routes(routes![read_main])
}
