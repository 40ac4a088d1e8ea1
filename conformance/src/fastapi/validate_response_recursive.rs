use brigade::{App, Model, get, routes};
use docs_src::Named;
use serde::Serialize;

#[derive(Serialize, Model)]
struct RecursiveItem {
    sub_items: Vec<RecursiveItem>,
    name: &'static str,
}

#[derive(Serialize, Model)]
struct RecursiveSubitemInSubmodel {
    sub_items2: Vec<RecursiveItemViaSubmodel>,
    name: &'static str,
}

#[derive(Serialize, Model)]
struct RecursiveItemViaSubmodel {
    sub_items1: Vec<RecursiveSubitemInSubmodel>,
    name: &'static str,
}

#[get("/items/recursive")]
fn get_recursive() -> RecursiveItem {
    RecursiveItem { sub_items: vec![RecursiveItem { sub_items: vec![], name: "subitem" }], name: "item" }
}

#[get("/items/recursive-submodel")]
fn get_recursive_submodel() -> RecursiveItemViaSubmodel {
    let innermost = RecursiveSubitemInSubmodel { sub_items2: vec![], name: "subsubsubitem" };
    let inner = RecursiveItemViaSubmodel { sub_items1: vec![innermost], name: "subsubitem" };
    let sub_item = RecursiveSubitemInSubmodel { sub_items2: vec![inner], name: "subitem" };
    RecursiveItemViaSubmodel { sub_items1: vec![sub_item], name: "item" }
}

pub const APPS: &[Named] = &[("test_validate_response_recursive", app)];

fn app() -> App {
    App::new("FastAPI").routes(routes![get_recursive, get_recursive_submodel])
}
