use brigade::{App, Text, Value, get, middleware::Compression, routes};

#[get("/")]
async fn main() -> Value {
    "somebigcontent".into()
}

/// FastAPI's test adds this operation to the program.
#[get("/large", hidden)]
async fn large() -> Text<String> {
    Text("x".repeat(4000))
}

pub fn app() -> App {
    App::new("FastAPI").routes(routes![main, large]).layer(Compression::new().bytes_min(1000).level(5))
}
