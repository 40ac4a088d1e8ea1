use brigade::{App, Value, get, json, routes};
use docs_src::Named;

#[get("/orjson_non_str_keys")]
fn get_orjson_non_str_keys() -> Value {
    json!({"msg": "Hello World", 1.to_string(): 1})
}

pub const APPS: &[Named] = &[("test_orjson_response_class", app)];

fn app() -> App {
    App::new("FastAPI").routes(routes![get_orjson_non_str_keys])
}
