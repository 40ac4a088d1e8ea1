use brigade::{App, StaticFiles, Value, get, json, routes};

#[get("/users/{username}")]
async fn read_user(username: String) -> Value {
    json!({"message": format!("Hello {username}")})
}

pub fn app() -> App {
    App::new("FastAPI")
        .static_files("/static", StaticFiles::new("static"))
        .swagger_ui_files("/static/swagger-ui-bundle.js", "/static/swagger-ui.css")
        .redoc_file("/static/redoc.standalone.js")
        .routes(routes![read_user])
}
