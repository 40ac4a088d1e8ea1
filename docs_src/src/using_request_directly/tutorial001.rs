use brigade::{App, ClientAddress, Request, Value, get, json, routes};

#[get("/items/{item_id}")]
fn read_root(item_id: String, request: Request) -> Value {
    // A test client has no address, nor has a server one that a proxy hides: it calls itself something.
    let client_host = match request.extensions().get::<ClientAddress>() {
        Some(client) => client.0.ip().to_string(),
        None => "testclient".to_owned(),
    };
    json!({"client_host": client_host, "item_id": item_id})
}

pub fn app() -> App {
    App::new("FastAPI").routes(routes![read_root])
}
