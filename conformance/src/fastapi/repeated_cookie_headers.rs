use brigade::{App, Cookie, ResponseParts, Value, dependency, get, json, routes};
use docs_src::Named;

#[dependency]
fn set_cookie(parts: ResponseParts) -> Value {
    parts.cookie(Cookie::new("cookie-name", "cookie-value"));
    json!({})
}

#[dependency]
fn set_indirect_cookie(#[depends(set_cookie)] dep: Value) -> Value {
    dep
}

#[get("/directCookie")]
fn get_direct_cookie(#[depends(set_cookie)] dep: Value) -> Value {
    json!({"dep": dep})
}

#[get("/indirectCookie")]
fn get_indirect_cookie(#[depends(set_indirect_cookie)] dep: Value) -> Value {
    json!({"dep": dep})
}

pub const APPS: &[Named] = &[("test_repeated_cookie_headers", app)];

fn app() -> App {
    App::new("FastAPI").routes(routes![get_direct_cookie, get_indirect_cookie])
}
