use brigade::{App, Value, get, json, routes};
use docs_src::Named;

#[get("/hidden_cookie")]
async fn hidden_cookie(#[cookie(hidden)] hidden_cookie: Option<String>) -> Value {
    json!({"hidden_cookie": hidden_cookie})
}

#[get("/hidden_header")]
async fn hidden_header(#[header(hidden)] hidden_header: Option<String>) -> Value {
    json!({"hidden_header": hidden_header})
}

#[get("/hidden_path/{hidden_path}")]
async fn hidden_path(#[path(hidden)] hidden_path: String) -> Value {
    json!({"hidden_path": hidden_path})
}

#[get("/hidden_query")]
async fn hidden_query(#[query(hidden)] hidden_query: Option<String>) -> Value {
    json!({"hidden_query": hidden_query})
}

pub const APPS: &[Named] = &[("test_param_include_in_schema", app)];

fn app() -> App {
    App::new("FastAPI").routes(routes![hidden_cookie, hidden_header, hidden_path, hidden_query])
}
