use brigade::{App, dependency, get, routes};
use docs_src::Named;

/// What FastAPI's test has as classes whose instances are called is, here, a function on a value.
#[derive(Clone, Copy)]
struct Echo;

impl Echo {
    fn call(self, value: String) -> String {
        value
    }
}

#[dependency]
fn instance() -> Echo {
    Echo
}

#[dependency]
fn synchronous(value: String) -> String {
    Echo.call(value)
}

#[dependency]
async fn asynchronous(value: String) -> String {
    Echo.call(value)
}

#[dependency(cleanup = drop)]
fn synchronous_gen(value: String) -> String {
    Echo.call(value)
}

#[dependency(cleanup = drop)]
async fn asynchronous_gen(value: String) -> String {
    Echo.call(value)
}

#[get("/callable-dependency-class")]
async fn get_callable_dependency_class(value: String, #[depends(instance)] instance: Echo) -> String {
    instance.call(value)
}

#[get("/callable-gen-dependency-class")]
async fn get_callable_gen_dependency_class(value: String, #[depends(instance)] instance: Echo) -> String {
    instance.call(value)
}

#[get("/async-callable-dependency-class")]
async fn get_async_callable_dependency_class(value: String, #[depends(instance)] instance: Echo) -> String {
    instance.call(value)
}

#[get("/async-callable-gen-dependency-class")]
async fn get_async_callable_gen_dependency_class(value: String, #[depends(instance)] instance: Echo) -> String {
    instance.call(value)
}

#[get("/callable-dependency")]
async fn get_callable_dependency(#[depends(synchronous)] value: String) -> String {
    value
}

#[get("/callable-gen-dependency")]
async fn get_callable_gen_dependency(#[depends(synchronous_gen)] value: String) -> String {
    value
}

#[get("/async-callable-dependency")]
async fn get_async_callable_dependency(#[depends(asynchronous)] value: String) -> String {
    value
}

#[get("/async-callable-gen-dependency")]
async fn get_async_callable_gen_dependency(#[depends(asynchronous_gen)] value: String) -> String {
    value
}

#[get("/synchronous-method-dependency")]
async fn get_synchronous_method_dependency(#[depends(synchronous)] value: String) -> String {
    value
}

#[get("/synchronous-method-gen-dependency")]
async fn get_synchronous_method_gen_dependency(#[depends(synchronous_gen)] value: String) -> String {
    value
}

#[get("/asynchronous-method-dependency")]
async fn get_asynchronous_method_dependency(#[depends(asynchronous)] value: String) -> String {
    value
}

#[get("/asynchronous-method-gen-dependency")]
async fn get_asynchronous_method_gen_dependency(#[depends(asynchronous_gen)] value: String) -> String {
    value
}

pub const APPS: &[Named] = &[("test_dependency_class", app)];

fn app() -> App {
    App::new("FastAPI").routes(routes![
        get_callable_dependency_class,
        get_callable_gen_dependency_class,
        get_async_callable_dependency_class,
        get_async_callable_gen_dependency_class,
        get_callable_dependency,
        get_callable_gen_dependency,
        get_async_callable_dependency,
        get_async_callable_gen_dependency,
        get_synchronous_method_dependency,
        get_synchronous_method_gen_dependency,
        get_asynchronous_method_dependency,
        get_asynchronous_method_gen_dependency,
    ])
}
