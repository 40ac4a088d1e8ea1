use std::sync::atomic::{AtomicU64, Ordering::Relaxed};

use brigade::{App, dependency, get, routes};
use docs_src::Named;
use serde_json::{Value, json};

#[derive(Default)]
struct Counter(AtomicU64);

#[dependency]
async fn dep_counter(#[state] counter: &Counter) -> u64 {
    counter.0.fetch_add(1, Relaxed) + 1
}

#[dependency]
async fn super_dep(#[depends(dep_counter)] count: u64) -> u64 {
    count
}

#[get("/counter/")]
async fn get_counter(#[depends(dep_counter)] count: u64) -> Value {
    json!({"counter": count})
}

#[get("/sub-counter/")]
async fn get_sub_counter(#[depends(super_dep)] subcount: u64, #[depends(dep_counter)] count: u64) -> Value {
    json!({"counter": count, "subcounter": subcount})
}

#[get("/sub-counter-no-cache/")]
async fn get_sub_counter_no_cache(
    #[depends(super_dep)] subcount: u64,
    #[depends(dep_counter, cache = false)] count: u64,
) -> Value {
    json!({"counter": count, "subcounter": subcount})
}

#[get("/scope-counter")]
async fn get_scope_counter(
    #[depends(dep_counter)] count: u64,
    #[depends(dep_counter, scopes = ["scope"])] scope_count_1: u64,
    #[depends(dep_counter, scopes = ["scope"])] scope_count_2: u64,
) -> Value {
    json!({"counter": count, "scope_counter_1": scope_count_1, "scope_counter_2": scope_count_2})
}

pub const APPS: &[Named] = &[("test_dependency_cache", app)];

fn app() -> App {
    App::new("FastAPI").state(Counter::default()).routes(routes![
        get_counter,
        get_sub_counter,
        get_sub_counter_no_cache,
        get_scope_counter
    ])
}
