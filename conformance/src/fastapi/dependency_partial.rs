use brigade::{App, dependency, get, routes};
use docs_src::Named;

#[dependency]
fn function_dependency(#[given] value: &'static str) -> String {
    value.to_owned()
}

#[dependency]
async fn async_function_dependency(#[given] value: &'static str) -> String {
    value.to_owned()
}

#[dependency(cleanup = drop)]
fn gen_dependency(#[given] value: &'static str) -> String {
    value.to_owned()
}

#[dependency(cleanup = drop)]
async fn async_gen_dependency(#[given] value: &'static str) -> String {
    value.to_owned()
}

#[get("/partial-function-dependency")]
async fn get_partial_function_dependency(
    #[depends(function_dependency("partial-function-dependency"))] value: String,
) -> String {
    value
}

#[get("/partial-async-function-dependency")]
async fn get_partial_async_function_dependency(
    #[depends(async_function_dependency("partial-async-function-dependency"))] value: String,
) -> String {
    value
}

#[get("/partial-gen-dependency")]
async fn get_partial_gen_dependency(#[depends(gen_dependency("partial-gen-dependency"))] value: String) -> String {
    value
}

#[get("/partial-async-gen-dependency")]
async fn get_partial_async_gen_dependency(
    #[depends(async_gen_dependency("partial-async-gen-dependency"))] value: String,
) -> String {
    value
}

#[get("/partial-callable-dependency")]
async fn get_partial_callable_dependency(
    #[depends(function_dependency("partial-callable-dependency"))] value: String,
) -> String {
    value
}

#[get("/partial-callable-gen-dependency")]
async fn get_partial_callable_gen_dependency(
    #[depends(gen_dependency("partial-callable-gen-dependency"))] value: String,
) -> String {
    value
}

#[get("/partial-async-callable-dependency")]
async fn get_partial_async_callable_dependency(
    #[depends(async_function_dependency("partial-async-callable-dependency"))] value: String,
) -> String {
    value
}

#[get("/partial-async-callable-gen-dependency")]
async fn get_partial_async_callable_gen_dependency(
    #[depends(async_gen_dependency("partial-async-callable-gen-dependency"))] value: String,
) -> String {
    value
}

#[get("/partial-synchronous-method-dependency")]
async fn get_partial_synchronous_method_dependency(
    #[depends(function_dependency("partial-synchronous-method-dependency"))] value: String,
) -> String {
    value
}

#[get("/partial-synchronous-method-gen-dependency")]
async fn get_partial_synchronous_method_gen_dependency(
    #[depends(gen_dependency("partial-synchronous-method-gen-dependency"))] value: String,
) -> String {
    value
}

#[get("/partial-asynchronous-method-dependency")]
async fn get_partial_asynchronous_method_dependency(
    #[depends(async_function_dependency("partial-asynchronous-method-dependency"))] value: String,
) -> String {
    value
}

#[get("/partial-asynchronous-method-gen-dependency")]
async fn get_partial_asynchronous_method_gen_dependency(
    #[depends(async_gen_dependency("partial-asynchronous-method-gen-dependency"))] value: String,
) -> String {
    value
}

pub const APPS: &[Named] = &[("test_dependency_partial", app)];

fn app() -> App {
    App::new("FastAPI").routes(routes![
        get_partial_function_dependency,
        get_partial_async_function_dependency,
        get_partial_gen_dependency,
        get_partial_async_gen_dependency,
        get_partial_callable_dependency,
        get_partial_callable_gen_dependency,
        get_partial_async_callable_dependency,
        get_partial_async_callable_gen_dependency,
        get_partial_synchronous_method_dependency,
        get_partial_synchronous_method_gen_dependency,
        get_partial_asynchronous_method_dependency,
        get_partial_asynchronous_method_gen_dependency,
    ])
}
