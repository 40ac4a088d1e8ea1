use std::future::Future;

use brigade::{App, dependency, get, routes};
use docs_src::Named;

/// Calls a function, as a decorator of Python's does.
fn noop_wrap<T>(function: impl FnOnce() -> T) -> T {
    function()
}

async fn noop_wrap_async<T, F: Future<Output = T>>(function: impl FnOnce() -> F) -> T {
    function().await
}

fn yes() -> bool {
    true
}

async fn yes_async() -> bool {
    true
}

#[dependency]
fn wrapped_dependency() -> bool {
    noop_wrap(yes)
}

#[dependency(cleanup = drop)]
fn wrapped_gen_dependency() -> bool {
    noop_wrap(yes)
}

#[dependency]
async fn async_wrapped_dependency() -> bool {
    noop_wrap_async(yes_async).await
}

#[dependency(cleanup = drop)]
async fn async_wrapped_gen_dependency() -> bool {
    noop_wrap_async(yes_async).await
}

#[get("/wrapped-dependency/")]
async fn get_wrapped_dependency(#[depends(wrapped_dependency)] value: bool) -> bool {
    value
}

#[get("/wrapped-gen-dependency/")]
async fn get_wrapped_gen_dependency(#[depends(wrapped_gen_dependency)] value: bool) -> bool {
    value
}

#[get("/async-wrapped-dependency/")]
async fn get_async_wrapped_dependency(#[depends(async_wrapped_dependency)] value: bool) -> bool {
    value
}

#[get("/async-wrapped-gen-dependency/")]
async fn get_async_wrapped_gen_dependency(#[depends(async_wrapped_gen_dependency)] value: bool) -> bool {
    value
}

#[get("/wrapped-class-instance-dependency/")]
async fn get_wrapped_class_instance_dependency(#[depends(wrapped_dependency)] value: bool) -> bool {
    value
}

#[get("/wrapped-class-instance-async-dependency/")]
async fn get_wrapped_class_instance_async_dependency(#[depends(async_wrapped_dependency)] value: bool) -> bool {
    value
}

#[get("/wrapped-class-instance-gen-dependency/")]
async fn get_wrapped_class_instance_gen_dependency(#[depends(wrapped_gen_dependency)] value: bool) -> bool {
    value
}

#[get("/wrapped-class-instance-async-gen-dependency/")]
async fn get_wrapped_class_instance_async_gen_dependency(#[depends(async_wrapped_gen_dependency)] value: bool) -> bool {
    value
}

#[get("/class-instance-wrapped-dependency/")]
async fn get_class_instance_wrapped_dependency(#[depends(wrapped_dependency)] value: bool) -> bool {
    value
}

#[get("/class-instance-wrapped-async-dependency/")]
async fn get_class_instance_wrapped_async_dependency(#[depends(async_wrapped_dependency)] value: bool) -> bool {
    value
}

#[get("/class-instance-async-wrapped-dependency/")]
async fn get_class_instance_async_wrapped_dependency(#[depends(async_wrapped_dependency)] value: bool) -> bool {
    value
}

#[get("/class-instance-async-wrapped-async-dependency/")]
async fn get_class_instance_async_wrapped_async_dependency(#[depends(async_wrapped_dependency)] value: bool) -> bool {
    value
}

#[get("/class-instance-wrapped-gen-dependency/")]
async fn get_class_instance_wrapped_gen_dependency(#[depends(wrapped_gen_dependency)] value: bool) -> bool {
    value
}

#[get("/class-instance-wrapped-async-gen-dependency/")]
async fn get_class_instance_wrapped_async_gen_dependency(#[depends(async_wrapped_gen_dependency)] value: bool) -> bool {
    value
}

#[get("/class-instance-async-wrapped-gen-dependency/")]
async fn get_class_instance_async_wrapped_gen_dependency(#[depends(async_wrapped_gen_dependency)] value: bool) -> bool {
    value
}

#[get("/class-instance-async-wrapped-gen-async-dependency/")]
async fn get_class_instance_async_wrapped_gen_async_dependency(
    #[depends(async_wrapped_gen_dependency)] value: bool,
) -> bool {
    value
}

#[get("/wrapped-class-dependency/")]
async fn get_wrapped_class_dependency(#[depends(wrapped_dependency)] value: bool) -> bool {
    value
}

#[get("/wrapped-endpoint/")]
fn get_wrapped_endpoint() -> bool {
    noop_wrap(yes)
}

#[get("/async-wrapped-endpoint/")]
async fn get_async_wrapped_endpoint() -> bool {
    noop_wrap_async(yes_async).await
}

#[get("/wrapped-dependency-async-wrapper/")]
async fn get_wrapped_dependency_async_wrapper(#[depends(async_wrapped_dependency)] value: bool) -> bool {
    value
}

#[get("/wrapped-gen-dependency-async-wrapper/")]
async fn get_wrapped_gen_dependency_async_wrapper(#[depends(async_wrapped_gen_dependency)] value: bool) -> bool {
    value
}

#[get("/async-wrapped-dependency-async-wrapper/")]
async fn get_async_wrapped_dependency_async_wrapper(#[depends(async_wrapped_dependency)] value: bool) -> bool {
    value
}

#[get("/async-wrapped-gen-dependency-async-wrapper/")]
async fn get_async_wrapped_gen_dependency_async_wrapper(#[depends(async_wrapped_gen_dependency)] value: bool) -> bool {
    value
}

#[get("/wrapped-class-instance-dependency-async-wrapper/")]
async fn get_wrapped_class_instance_dependency_async_wrapper(#[depends(async_wrapped_dependency)] value: bool) -> bool {
    value
}

#[get("/wrapped-class-instance-async-dependency-async-wrapper/")]
async fn get_wrapped_class_instance_async_dependency_async_wrapper(
    #[depends(async_wrapped_dependency)] value: bool,
) -> bool {
    value
}

#[get("/wrapped-class-dependency-async-wrapper/")]
async fn get_wrapped_class_dependency_async_wrapper(#[depends(async_wrapped_dependency)] value: bool) -> bool {
    value
}

#[get("/wrapped-endpoint-async-wrapper/")]
async fn get_wrapped_endpoint_async_wrapper() -> bool {
    noop_wrap_async(yes_async).await
}

#[get("/async-wrapped-endpoint-async-wrapper/")]
async fn get_async_wrapped_endpoint_async_wrapper() -> bool {
    noop_wrap_async(yes_async).await
}

pub const APPS: &[Named] = &[("test_dependency_wrapped", app)];

fn app() -> App {
    App::new("FastAPI").routes(routes![
        get_wrapped_dependency,
        get_wrapped_gen_dependency,
        get_async_wrapped_dependency,
        get_async_wrapped_gen_dependency,
        get_wrapped_class_instance_dependency,
        get_wrapped_class_instance_async_dependency,
        get_wrapped_class_instance_gen_dependency,
        get_wrapped_class_instance_async_gen_dependency,
        get_class_instance_wrapped_dependency,
        get_class_instance_wrapped_async_dependency,
        get_class_instance_async_wrapped_dependency,
        get_class_instance_async_wrapped_async_dependency,
        get_class_instance_wrapped_gen_dependency,
        get_class_instance_wrapped_async_gen_dependency,
        get_class_instance_async_wrapped_gen_dependency,
        get_class_instance_async_wrapped_gen_async_dependency,
        get_wrapped_class_dependency,
        get_wrapped_endpoint,
        get_async_wrapped_endpoint,
        get_wrapped_dependency_async_wrapper,
        get_wrapped_gen_dependency_async_wrapper,
        get_async_wrapped_dependency_async_wrapper,
        get_async_wrapped_gen_dependency_async_wrapper,
        get_wrapped_class_instance_dependency_async_wrapper,
        get_wrapped_class_instance_async_dependency_async_wrapper,
        get_wrapped_class_dependency_async_wrapper,
        get_wrapped_endpoint_async_wrapper,
        get_async_wrapped_endpoint_async_wrapper,
    ])
}
