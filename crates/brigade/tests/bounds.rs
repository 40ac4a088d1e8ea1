//! Checks that no request can make an answer, or the work for it, grow out of proportion.

use std::collections::BTreeMap;

use brigade::{App, Limits, Model, Value, post, routes, testing::TestClient};
use serde::Deserialize;

#[derive(Deserialize, Model)]
struct Wide {
    a: u8,
    b: u8,
    c: u8,
    d: u8,
    e: u8,
    f: u8,
    g: u8,
    h: u8,
    i: u8,
    j: u8,
}

#[derive(Deserialize, Model)]
#[serde(untagged)]
enum Either {
    Numbers(Vec<u8>),
    Texts(Vec<String>),
}

#[derive(Deserialize, Model)]
struct Nested {
    inner: Vec<Nested>,
}

#[post("/wide")]
async fn wide(items: Vec<Wide>) -> usize {
    items.len()
}

#[post("/map")]
async fn map(items: BTreeMap<String, Vec<u8>>) -> usize {
    items.len()
}

#[post("/either")]
async fn either(either: Either) -> usize {
    match either {
        Either::Numbers(_) => 1,
        Either::Texts(_) => 2,
    }
}

#[post("/nested")]
async fn nested(nested: Nested) -> usize {
    nested.inner.len()
}

#[post("/members")]
async fn members(nested: Nested, other: Nested) -> usize {
    nested.inner.len() + other.inner.len()
}

fn client(limits: Limits) -> TestClient {
    TestClient::new(App::new("Bounds").limits(limits).routes(routes![wide, map, either, nested, members]))
}

/// Returns the answer's status, its bytes and its violations.
fn post(target: &str, body: String) -> (u16, usize, Vec<Value>) {
    let answer = client(Limits::default()).post(target).header("content-type", "application/json").body(body).send();
    let violations = match answer.json::<Value>() {
        Value::Object(mut members) => match members.remove("detail") {
            Some(Value::Array(violations)) => violations,
            other => panic!("{other:?} is no list of violations"),
        },
        _ => Vec::new(),
    };
    (answer.status().as_u16(), answer.bytes().len(), violations)
}

fn input(violation: &Value) -> &Value {
    let Value::Object(members) = violation else { panic!("{violation:?} is no violation") };
    &members["input"]
}

fn list(item: &str, count: usize) -> String {
    format!("[{}]", vec![item; count].join(","))
}

#[test]
fn an_answer_names_the_first_thousand_violations() {
    let (status, bytes, violations) = post("/wide", list("{}", 600_000));
    assert_eq!((status, violations.len()), (422, 1000));
    assert!(bytes < 100_000, "{bytes}");
    let (_, _, violations) = post("/wide", list("{}", 30));
    assert_eq!(violations.len(), 300);
}

#[test]
fn an_input_that_is_too_long_to_be_repeated_is_null() {
    for (length, is_repeated) in [(60_000, true), (70_000, false)] {
        let (_, _, violations) = post("/wide", format!(r#"[{{"x":"{}"}}, {{}}]"#, "x".repeat(length)));
        assert_eq!(violations.len(), 20);
        assert_eq!(*input(&violations[0]) != Value::Null, is_repeated, "{length}");
        assert_ne!(*input(&violations[19]), Value::Null, "a short input has room after a long one");
    }
}

#[test]
fn inputs_that_are_repeated_have_a_common_bound() {
    let item = format!(r#"{{"x":"{}"}}"#, "x".repeat(50_000));
    let (_, bytes, violations) = post("/wide", list(&item, 30));
    assert_eq!(violations.len(), 300);
    assert!((400_000..600_000).contains(&bytes), "{bytes}");
}

#[test]
fn places_and_messages_that_are_repeated_have_a_common_bound() {
    let (_, bytes, violations) = post("/map", format!(r#"{{"{}":{}}}"#, "x".repeat(100_000), list("-1", 2000)));
    assert_eq!(violations.len(), 5);
    assert!(bytes < 600_000, "{bytes}");
    let (_, bytes, violations) = post("/map", format!(r#"{{"{}":{}}}"#, "x".repeat(1_000_000), list("-1", 2000)));
    assert_eq!(violations.len(), 1, "the first is always named");
    assert!(bytes < 1_100_000, "{bytes}");
}

#[test]
fn a_choice_is_decided_however_much_another_branch_finds() {
    let (status, _, _) = post("/either", list(r#""x""#, 5000));
    assert_eq!(status, 200);
    let (status, _, violations) = post("/either", list("null", 5000));
    assert_eq!((status, violations.len()), (422, 1000));
}

#[test]
fn depth_is_bounded_however_the_body_is_read() {
    let nested = |depth: usize| format!(r#"{}{{"inner":[]}}{}"#, r#"{"inner":["#.repeat(depth), "]}".repeat(depth));
    for (json_depth_max, target, body, expected) in [
        (128, "/nested", nested(40), 200),
        (10, "/nested", nested(4), 200),
        (10, "/nested", nested(5), 400),
        (10, "/nested", r#"{"inner":[], "[[[[[[[[[[[[": "\"{{{{{{{{{{{{"}"#.to_owned(), 200),
        (9, "/members", format!(r#"{{"nested":{},"other":{}}}"#, nested(3), nested(3)), 200),
        (9, "/members", format!(r#"{{"nested":{},"other":{}}}"#, nested(3), nested(4)), 400),
    ] {
        let client = client(Limits { json_depth_max, ..Limits::default() });
        let answer = client.post(target).header("content-type", "application/json").body(body.clone()).send();
        assert_eq!(answer.status().as_u16(), expected, "{json_depth_max} {body}");
    }
}
