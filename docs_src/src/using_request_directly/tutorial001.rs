use brigade::{App, ClientAddress, Request, Value, get, json, routes};

#[get("/items/{item_id}")]
fn read_root(item_id: String, request: Request) -> Value {
    json!({"client_host": ClientAddress::of(&request).host(), "item_id": item_id})
}

pub fn app() -> App {
    App::new("FastAPI").routes(routes![read_root])
}
