use brigade::{App, Value, get, json, routes};

#[get("/files/{file_path:path}")]
async fn read_file(file_path: String) -> Value {
    json!({"file_path": file_path})
}

pub fn app() -> App {
    App::new("FastAPI").routes(routes![read_file])
}
