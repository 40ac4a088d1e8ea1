use brigade::{App, Value, get, json, routes};

#[get("/")]
fn root() -> Value {
    let a = "a";
    let b = format!("b{a}");
    json!({"hello world": b})
}

pub fn app() -> App {
    App::new("FastAPI").routes(routes![root])
}

pub fn main() -> brigade::Result<()> {
    app().run()
}
