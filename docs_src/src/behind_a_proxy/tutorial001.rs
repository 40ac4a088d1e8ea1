use brigade::{App, Request, RootPath, Value, get, json, routes};

#[get("/app")]
async fn read_main(request: Request) -> Value {
    let root_path = request.extensions().get::<RootPath>().map(|root_path| &*root_path.0);
    json!({"message": "Hello World", "root_path": root_path})
}

pub fn app() -> App {
    App::new("FastAPI").routes(routes![read_main])
}
