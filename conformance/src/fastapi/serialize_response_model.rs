use std::collections::BTreeMap;

use brigade::{App, Model, get, routes};
use docs_src::Named;
use serde::Serialize;

#[derive(Default, Serialize, Model)]
struct Item {
    aliased_name: &'static str,
    price: Option<f64>,
    owner_ids: Option<Vec<i64>>,
}

/// An item of which only what is known is sent.
#[derive(Default, Serialize, Model)]
#[model(title = "Item")]
struct KnownItem {
    aliased_name: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    price: Option<f64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    owner_ids: Option<Vec<i64>>,
}

#[get("/items/valid")]
fn get_valid() -> Item {
    Item { aliased_name: "valid", price: Some(1.0), ..Item::default() }
}

#[get("/items/coerce")]
fn get_coerce() -> Item {
    Item { aliased_name: "coerce", price: "1.0".parse().ok(), ..Item::default() }
}

fn list() -> [Item; 3] {
    [
        Item { aliased_name: "foo", ..Item::default() },
        Item { aliased_name: "bar", price: Some(1.0), ..Item::default() },
        Item { aliased_name: "baz", price: Some(2.0), owner_ids: Some(vec![1, 2, 3]) },
    ]
}

#[get("/items/validlist")]
fn get_validlist() -> Vec<Item> {
    list().into()
}

#[get("/items/validdict")]
fn get_validdict() -> BTreeMap<&'static str, Item> {
    ["k1", "k2", "k3"].into_iter().zip(list()).collect()
}

#[get("/items/valid-exclude-unset")]
fn get_valid_exclude_unset() -> KnownItem {
    KnownItem { aliased_name: "valid", price: Some(1.0), ..KnownItem::default() }
}

#[get("/items/coerce-exclude-unset")]
fn get_coerce_exclude_unset() -> KnownItem {
    KnownItem { aliased_name: "coerce", price: "1.0".parse().ok(), ..KnownItem::default() }
}

fn known() -> [KnownItem; 3] {
    [
        KnownItem { aliased_name: "foo", ..KnownItem::default() },
        KnownItem { aliased_name: "bar", price: Some(1.0), ..KnownItem::default() },
        KnownItem { aliased_name: "baz", price: Some(2.0), owner_ids: Some(vec![1, 2, 3]) },
    ]
}

#[get("/items/validlist-exclude-unset")]
fn get_validlist_exclude_unset() -> Vec<KnownItem> {
    known().into()
}

#[get("/items/validdict-exclude-unset")]
fn get_validdict_exclude_unset() -> BTreeMap<&'static str, KnownItem> {
    ["k1", "k2", "k3"].into_iter().zip(known()).collect()
}

pub const APPS: &[Named] = &[("test_serialize_response_model", app)];

fn app() -> App {
    App::new("FastAPI").routes(routes![
        get_valid,
        get_coerce,
        get_validlist,
        get_validdict,
        get_valid_exclude_unset,
        get_coerce_exclude_unset,
        get_validlist_exclude_unset,
        get_validdict_exclude_unset,
    ])
}
