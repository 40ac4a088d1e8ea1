use brigade::{App, Value, get, json, routes};

#[get("/users/{username}")]
async fn read_user(username: String) -> Value {
    json!({"message": format!("Hello {username}")})
}

pub fn app() -> App {
    App::new("FastAPI")
        .swagger_ui_files(
            "https://unpkg.com/swagger-ui-dist@5/swagger-ui-bundle.js",
            "https://unpkg.com/swagger-ui-dist@5/swagger-ui.css",
        )
        .redoc_file("https://unpkg.com/redoc@2/bundles/redoc.standalone.js")
        .routes(routes![read_user])
}
