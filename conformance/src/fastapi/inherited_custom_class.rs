use brigade::{App, Value, get, json, routes};
use docs_src::Named;
use serde::Serialize;

/// An identifier of another crate, which is written as it likes.
struct MyUuid(&'static str);

impl Serialize for MyUuid {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.0)
    }
}

#[derive(Serialize)]
struct SomeCustomClass {
    a_uuid: MyUuid,
}

#[get("/fast_uuid")]
fn return_fast_uuid() -> Value {
    json!({"fast_uuid": MyUuid("a10ff360-3b1e-4984-a26f-d3ab460bdb51")})
}

#[get("/get_custom_class")]
fn return_some_user() -> Value {
    json!(SomeCustomClass { a_uuid: MyUuid("b8799909-f914-42de-91bc-95c819218d01") })
}

pub const APPS: &[Named] = &[("test_inherited_custom_class/test_pydanticv2", app)];

fn app() -> App {
    App::new("FastAPI").routes(routes![return_fast_uuid, return_some_user])
}
