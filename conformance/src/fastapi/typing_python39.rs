use std::collections::{BTreeMap, BTreeSet};

use brigade::{App, post, routes};
use docs_src::Named;

#[post("/")]
fn post_list(input: Vec<i64>) -> Vec<i64> {
    input
}

#[post("/")]
fn post_map(input: BTreeMap<String, Vec<i64>>) -> BTreeMap<String, Vec<i64>> {
    input
}

#[post("/")]
fn post_set(input: BTreeSet<i64>) -> BTreeSet<i64> {
    input
}

pub const APPS: &[Named] = &[
    ("test_typing_python39/test_typing", || App::new("FastAPI").routes(routes![post_list])),
    ("test_typing_python39/test_typing:2", || App::new("FastAPI").routes(routes![post_map])),
    ("test_typing_python39/test_typing:3", || App::new("FastAPI").routes(routes![post_set])),
    ("test_typing_python39/test_typing:4", || App::new("FastAPI").routes(routes![post_list])),
];
