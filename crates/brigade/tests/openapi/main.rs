//! Compares documents with those that FastAPI writes for the same API, key by key and in order.
//!
//! `regenerate.py` holds the APIs in Python and writes `expected/`; each module here is one there.
#![allow(unused_variables, clippy::unused_async, reason = "the operations are described, never called")]

mod bodies;
mod errors;
mod forms;
mod models;
mod operations;
mod parameters;
mod pretty;

use std::path::Path;

use brigade::{
    __private::{OpenApiOptions, of_router},
    Endpoint, Info, Router,
};

#[track_caller]
fn check(name: &str, endpoints: impl IntoIterator<Item = Endpoint>) {
    let info = Info::new("FastAPI", "0.1.0");
    check_with(name, &info, &Router::new().routes(endpoints), OpenApiOptions::default());
}

#[track_caller]
fn check_with(name: &str, info: &Info, router: &Router, options: OpenApiOptions) {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(format!("tests/openapi/expected/{name}.json"));
    let expected = std::fs::read_to_string(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
    let written = pretty::print(&of_router(info, router, options));
    assert!(written == expected.trim_end(), "{name} differs:\n{}", pretty::difference(&expected, &written));
}

/// Stands for the body of a function.
fn never() -> ! {
    panic!("operations are described here, not called")
}
