use brigade::{App, Text, get, routes};

#[get("/")]
async fn main() -> Text<&'static str> {
    Text("Hello World")
}

pub fn app() -> App {
    App::new("FastAPI").routes(routes![main])
}
