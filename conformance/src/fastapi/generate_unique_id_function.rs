use brigade::{App, Model, OperationInfo, Router, post, routes};
use docs_src::Named;
use serde::{Deserialize, Serialize};

#[derive(Serialize, Deserialize, Model)]
struct Item {
    name: String,
    price: f64,
}

#[derive(Serialize, Deserialize, Model)]
struct Message {
    title: String,
    description: String,
}

#[post("/", response(404, model = Vec<Message>))]
fn post_root(item1: Item, item2: Item) -> Vec<Item> {
    vec![item1, item2]
}

#[post("/router", response(404, model = Vec<Message>))]
fn post_router(item1: Item, item2: Item) -> Vec<Item> {
    vec![item1, item2]
}

#[post("/subrouter", response(404, model = Vec<Message>))]
fn post_subrouter(item1: Item, item2: Item) -> Vec<Item> {
    vec![item1, item2]
}

mod with_ids_of_their_own {
    use super::*;

    #[post("/", operation_id = "baz_post_root", response(404, model = Vec<Message>))]
    pub(super) fn post_root(item1: Item, item2: Item) -> Vec<Item> {
        vec![item1, item2]
    }

    #[post("/router", operation_id = "baz_post_router", response(404, model = Vec<Message>))]
    pub(super) fn post_router(item1: Item, item2: Item) -> Vec<Item> {
        vec![item1, item2]
    }

    #[post("/post-callback", operation_id = "baz_post_callback", response(404, model = Vec<Message>))]
    pub(super) fn post_callback(item1: Item, item2: Item) -> Vec<Item>;
}

mod with_callbacks {
    use super::{with_ids_of_their_own::post_callback, *};

    #[post("/", operation_id = "baz_post_root", callbacks = [post_callback], response(404, model = Vec<Message>))]
    pub(super) fn post_root(item1: Item, item2: Item) -> Vec<Item> {
        vec![item1, item2]
    }

    #[post("/tocallback", response(404, model = Vec<Message>))]
    pub(super) fn post_with_callback(item1: Item, item2: Item) -> Vec<Item> {
        vec![item1, item2]
    }
}

fn foo(operation: &OperationInfo<'_>) -> String {
    format!("foo_{}", operation.name)
}

fn bar(operation: &OperationInfo<'_>) -> String {
    format!("bar_{}", operation.name)
}

fn baz(operation: &OperationInfo<'_>) -> String {
    format!("baz_{}", operation.name)
}

pub const APPS: &[Named] = &[
    ("test_generate_unique_id_function/test_top_level_generate_unique_id", || {
        app().routes(routes![post_root]).include(Router::new().routes(routes![post_router]))
    }),
    ("test_generate_unique_id_function/test_router_overrides_generate_unique_id", || {
        app().routes(routes![post_root]).include(Router::new().operation_ids(bar).routes(routes![post_router]))
    }),
    ("test_generate_unique_id_function/test_router_include_overrides_generate_unique_id", || {
        let router = Router::new().operation_ids(bar).routes(routes![post_router]);
        app().routes(routes![post_root]).include(Router::new().operation_ids(baz).include(router))
    }),
    ("test_generate_unique_id_function/test_subrouter_top_level_include_overrides_generate_unique_id", || {
        let sub_router = Router::new().operation_ids(bar).routes(routes![post_subrouter]);
        let router = Router::new().operation_ids(baz).routes(routes![post_router]).include(sub_router);
        app().routes(routes![post_root]).include(router)
    }),
    ("test_generate_unique_id_function/test_router_path_operation_overrides_generate_unique_id", || {
        let router = Router::new().operation_ids(bar).routes(routes![with_ids_of_their_own::post_router]);
        app().routes(routes![post_root]).include(router)
    }),
    ("test_generate_unique_id_function/test_app_path_operation_overrides_generate_unique_id", || {
        let router = Router::new().operation_ids(bar).routes(routes![post_router]);
        app().routes(routes![with_ids_of_their_own::post_root]).include(router)
    }),
    ("test_generate_unique_id_function/test_callback_override_generate_unique_id", || {
        app().routes(routes![with_callbacks::post_root, with_callbacks::post_with_callback])
    }),
];

fn app() -> App {
    App::new("FastAPI").operation_ids(foo)
}
