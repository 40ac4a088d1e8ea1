use brigade::{App, Model, get, routes};
use serde::Serialize;

/// What everybody wants to hear.
#[derive(Serialize, Model)]
struct Greeting {
    message: String,
}

/// Greets whoever asks.
#[get("/hello")]
async fn hello(name: Option<String>) -> Greeting {
    Greeting { message: format!("Hello, {}!", name.as_deref().unwrap_or("world")) }
}

pub fn app() -> App {
    App::new("Greeter").version("1.0.0").routes(routes![hello])
}

pub fn main() -> brigade::Result<()> {
    app().run()
}
