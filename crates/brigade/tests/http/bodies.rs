//! What is read from a body, and what is said of one that is wrong.

use std::collections::BTreeMap;

use brigade::{App, Bytes, Limits, Model, Router, Secret, get, post, put, routes, testing::TestClient};
use serde::{Deserialize, Serialize};

use super::{check, check_json, written};

#[derive(Serialize, Deserialize, Model)]
struct Item {
    name: String,
    #[field(gt = 0)]
    price: f64,
    tax: Option<f64>,
    #[serde(default)]
    tags: Vec<String>,
}

#[derive(Serialize, Deserialize, Model)]
struct User {
    username: String,
}

#[derive(Serialize, Deserialize, Model)]
struct Tree {
    value: i64,
    #[serde(default)]
    children: Vec<Tree>,
}

#[derive(Serialize, Deserialize, Model)]
#[serde(deny_unknown_fields)]
struct Strict {
    a: i64,
}

#[derive(Serialize, Deserialize, Model)]
struct Cat {
    meows: i64,
}

#[derive(Serialize, Deserialize, Model)]
struct Dog {
    barks: f64,
}

#[derive(Serialize, Deserialize, Model)]
#[serde(untagged)]
enum Pet {
    Cat(Cat),
    Dog(Dog),
}

#[derive(Serialize, Deserialize, Model)]
#[serde(tag = "kind", rename_all = "lowercase")]
enum Tagged {
    Cat { meows: i64 },
    Dog { barks: f64 },
}

#[post("/item")]
async fn whole(item: Item) -> Item {
    item
}

#[post("/optional")]
async fn optional(item: Option<Item>) -> Option<Item> {
    item
}

#[post("/required-optional")]
async fn required_optional(#[body(required)] item: Option<Item>) -> Option<Item> {
    item
}

#[post("/embedded")]
async fn embedded(#[body(embed)] item: Item) -> Item {
    item
}

#[put("/several")]
async fn several(item: Item, #[body(ge = 1)] importance: i64, user: Option<User>) -> (Item, Option<User>, i64) {
    (item, user, importance)
}

#[put("/all-optional")]
async fn all_optional(#[body(default = 3)] a: i64, #[body] b: Option<String>) -> (i64, Option<String>) {
    (a, b)
}

#[post("/scalar")]
async fn scalar(#[body(ge = 1)] n: i64) -> i64 {
    n
}

#[post("/text")]
async fn text(#[body] s: String) -> String {
    s
}

#[post("/list")]
async fn list(items: Vec<Item>) -> usize {
    items.len()
}

#[post("/numbers")]
async fn numbers(#[body(max_length = 3)] numbers: Vec<i64>) -> Vec<i64> {
    numbers
}

#[post("/map")]
async fn map(weights: BTreeMap<i64, f64>) -> BTreeMap<i64, f64> {
    weights
}

#[post("/tuple")]
async fn tuple(#[body] pair: (i64, String)) -> (i64, String) {
    pair
}

#[post("/tree")]
async fn tree(tree: Tree) -> Tree {
    tree
}

#[post("/strict")]
async fn strict(body: Strict) -> Strict {
    body
}

#[post("/union")]
async fn union(pet: Pet) -> Pet {
    pet
}

#[post("/tagged")]
async fn tagged(pet: Tagged) -> Tagged {
    pet
}

#[post("/any")]
async fn any(#[body] value: brigade::Value) -> brigade::Value {
    value
}

#[get("/with-body")]
async fn get_with_body(item: Item) -> String {
    item.name
}

#[put("/without-body")]
async fn without_body() -> &'static str {
    "ignored"
}

#[post("/raw")]
async fn raw(body: Bytes) -> usize {
    body.len()
}

fn app() -> App {
    App::new("Bodies").routes(routes![
        whole,
        optional,
        required_optional,
        embedded,
        several,
        all_optional,
        scalar,
        text,
        list,
        numbers,
        map,
        tuple,
        tree,
        strict,
        union,
        tagged,
        any,
        get_with_body,
        without_body,
        raw
    ])
}

fn client() -> TestClient {
    TestClient::new(app())
}

#[test]
fn a_model_is_the_whole_body() {
    let client = client();
    check_json(
        &client,
        "POST /item",
        r#"{"name": "a", "price": 1}"#,
        r#"200 {"name":"a","price":1.0,"tax":null,"tags":[]}"#,
    );
    check_json(
        &client,
        "POST /item",
        r#" {"tags": ["x"], "tax": 0.5, "price": "1.5", "name": "é", "more": 1} "#,
        r#"200 {"name":"é","price":1.5,"tax":0.5,"tags":["x"]}"#,
    );
    check_json(
        &client,
        "POST /item",
        r#"{"name": 1, "price": 0, "tax": "x", "tags": [1, "b", null]}"#,
        r#"422 {"detail":[{"type":"string_type","loc":["body","name"],"msg":"Input should be a valid string","input":1},{"type":"greater_than","loc":["body","price"],"msg":"Input should be greater than 0","input":0,"ctx":{"gt":0.0}},{"type":"float_parsing","loc":["body","tax"],"msg":"Input should be a valid number, unable to parse string as a number","input":"x"},{"type":"string_type","loc":["body","tags",0],"msg":"Input should be a valid string","input":1},{"type":"string_type","loc":["body","tags",2],"msg":"Input should be a valid string","input":null}]}"#,
    );
    check_json(
        &client,
        "POST /item",
        "{}",
        r#"422 {"detail":[{"type":"missing","loc":["body","name"],"msg":"Field required","input":{}},{"type":"missing","loc":["body","price"],"msg":"Field required","input":{}}]}"#,
    );
    check_json(
        &client,
        "POST /item",
        r#"[{"name": "a", "price": 1}]"#,
        r#"422 {"detail":[{"type":"model_attributes_type","loc":["body"],"msg":"Input should be a valid dictionary or object to extract fields from","input":[{"name":"a","price":1}]}]}"#,
    );
    check_json(
        &client,
        "POST /item",
        r#"["a", 1, null, []]"#,
        r#"422 {"detail":[{"type":"model_attributes_type","loc":["body"],"msg":"Input should be a valid dictionary or object to extract fields from","input":["a",1,null,[]]}]}"#,
    );
    check_json(
        &client,
        "POST /item",
        "1",
        r#"422 {"detail":[{"type":"model_attributes_type","loc":["body"],"msg":"Input should be a valid dictionary or object to extract fields from","input":1}]}"#,
    );
    check_json(
        &client,
        "POST /item",
        r#""text""#,
        r#"422 {"detail":[{"type":"model_attributes_type","loc":["body"],"msg":"Input should be a valid dictionary or object to extract fields from","input":"text"}]}"#,
    );
    check_json(
        &client,
        "POST /item",
        "true",
        r#"422 {"detail":[{"type":"model_attributes_type","loc":["body"],"msg":"Input should be a valid dictionary or object to extract fields from","input":true}]}"#,
    );
    check_json(
        &client,
        "POST /item",
        r#"{"name": "a", "price": 1, "name": "b"}"#,
        r#"200 {"name":"b","price":1.0,"tax":null,"tags":[]}"#,
    );
    check_json(
        &client,
        "POST /item",
        r#"{"name": "a", "price": null}"#,
        r#"422 {"detail":[{"type":"float_type","loc":["body","price"],"msg":"Input should be a valid number","input":null}]}"#,
    );
    check_json(
        &client,
        "POST /item",
        r#"{"name": "a", "price": 1, "tax": null, "tags": null}"#,
        r#"422 {"detail":[{"type":"list_type","loc":["body","tags"],"msg":"Input should be a valid list","input":null}]}"#,
    );
    check_json(
        &client,
        "POST /strict",
        r#"{"a": 1, "b": 2, "c": {}}"#,
        r#"422 {"detail":[{"type":"extra_forbidden","loc":["body","b"],"msg":"Extra inputs are not permitted","input":2},{"type":"extra_forbidden","loc":["body","c"],"msg":"Extra inputs are not permitted","input":{}}]}"#,
    );
}

#[test]
fn what_is_not_there() {
    let client = client();
    check(
        &client,
        "POST /item",
        r#"422 {"detail":[{"type":"missing","loc":["body"],"msg":"Field required","input":null}]}"#,
    );
    check_json(
        &client,
        "POST /item",
        "null",
        r#"422 {"detail":[{"type":"missing","loc":["body"],"msg":"Field required","input":null}]}"#,
    );
    check_json(
        &client,
        "POST /item",
        " null\n",
        r#"422 {"detail":[{"type":"missing","loc":["body"],"msg":"Field required","input":null}]}"#,
    );
    check_json(
        &client,
        "POST /item",
        " ",
        r#"422 {"detail":[{"type":"json_invalid","loc":["body",1],"msg":"JSON decode error","input":{},"ctx":{"error":"Expecting value"}}]}"#,
    );
    check(&client, "POST /optional", "200 null");
    check_json(&client, "POST /optional", "null", "200 null");
    check_json(
        &client,
        "POST /optional",
        "{}",
        r#"422 {"detail":[{"type":"missing","loc":["body","name"],"msg":"Field required","input":{}},{"type":"missing","loc":["body","price"],"msg":"Field required","input":{}}]}"#,
    );
    check(
        &client,
        "POST /required-optional",
        r#"422 {"detail":[{"type":"missing","loc":["body"],"msg":"Field required","input":null}]}"#,
    );
    check_json(
        &client,
        "POST /required-optional",
        "null",
        r#"422 {"detail":[{"type":"missing","loc":["body"],"msg":"Field required","input":null}]}"#,
    );
    check_json(
        &client,
        "POST /scalar",
        "null",
        r#"422 {"detail":[{"type":"missing","loc":["body"],"msg":"Field required","input":null}]}"#,
    );
    check_json(
        &client,
        "POST /any",
        "null",
        r#"422 {"detail":[{"type":"missing","loc":["body"],"msg":"Field required","input":null}]}"#,
    );
    check_json(
        &client,
        "POST /any",
        "[null, 1.50, {\"b\": 1, \"a\": 12345678901234567890123, \"c\": -123456789012345678901234567890123456789012}]",
        r#"200 [null,1.5,{"b":1,"a":12345678901234567890123,"c":-123456789012345678901234567890123456789012}]"#,
    );
}

#[test]
fn several_arguments_are_members_of_the_body() {
    let client = client();
    check_json(
        &client,
        "PUT /several",
        r#"{"item": {"name": "a", "price": 1}, "importance": 2}"#,
        r#"200 [{"name":"a","price":1.0,"tax":null,"tags":[]},null,2]"#,
    );
    check_json(
        &client,
        "PUT /several",
        r#"{"importance": "2", "user": {"username": "u"}, "item": {"name": "a", "price": "1"}}"#,
        r#"200 [{"name":"a","price":1.0,"tax":null,"tags":[]},{"username":"u"},2]"#,
    );
    check_json(
        &client,
        "PUT /several",
        r#"{"item": {"name": "a"}, "user": {}, "importance": 0}"#,
        r#"422 {"detail":[{"type":"missing","loc":["body","item","price"],"msg":"Field required","input":{"name":"a"}},{"type":"greater_than_equal","loc":["body","importance"],"msg":"Input should be greater than or equal to 1","input":0,"ctx":{"ge":1}},{"type":"missing","loc":["body","user","username"],"msg":"Field required","input":{}}]}"#,
    );
    check_json(
        &client,
        "PUT /several",
        r#"{"item": null, "user": null, "importance": null}"#,
        r#"422 {"detail":[{"type":"missing","loc":["body","item"],"msg":"Field required","input":null},{"type":"missing","loc":["body","importance"],"msg":"Field required","input":null}]}"#,
    );
    check_json(
        &client,
        "PUT /several",
        "{}",
        r#"422 {"detail":[{"type":"missing","loc":["body","item"],"msg":"Field required","input":null},{"type":"missing","loc":["body","importance"],"msg":"Field required","input":null}]}"#,
    );
    check_json(
        &client,
        "PUT /several",
        "[]",
        r#"422 {"detail":[{"type":"missing","loc":["body","item"],"msg":"Field required","input":null},{"type":"missing","loc":["body","importance"],"msg":"Field required","input":null},{"type":"missing","loc":["body","user"],"msg":"Field required","input":null}]}"#,
    );
    check_json(
        &client,
        "PUT /several",
        "null",
        r#"422 {"detail":[{"type":"missing","loc":["body","item"],"msg":"Field required","input":null},{"type":"missing","loc":["body","importance"],"msg":"Field required","input":null}]}"#,
    );
    check_json(
        &client,
        "PUT /several",
        r#""x""#,
        r#"422 {"detail":[{"type":"missing","loc":["body","item"],"msg":"Field required","input":null},{"type":"missing","loc":["body","importance"],"msg":"Field required","input":null},{"type":"missing","loc":["body","user"],"msg":"Field required","input":null}]}"#,
    );
    check_json(
        &client,
        "PUT /several",
        "3",
        r#"422 {"detail":[{"type":"missing","loc":["body","item"],"msg":"Field required","input":null},{"type":"missing","loc":["body","importance"],"msg":"Field required","input":null},{"type":"missing","loc":["body","user"],"msg":"Field required","input":null}]}"#,
    );
    check(
        &client,
        "PUT /several",
        r#"422 {"detail":[{"type":"missing","loc":["body","item"],"msg":"Field required","input":null},{"type":"missing","loc":["body","importance"],"msg":"Field required","input":null}]}"#,
    );
    check(
        &client,
        "PUT /several\ncontent-type: text/plain\n\n{}",
        r#"422 {"detail":[{"type":"missing","loc":["body","item"],"msg":"Field required","input":null},{"type":"missing","loc":["body","importance"],"msg":"Field required","input":null}]}"#,
    );
    check(&client, "PUT /all-optional", "200 [3,null]");
    check_json(&client, "PUT /all-optional", "null", "200 [3,null]");
    check_json(&client, "PUT /all-optional", "{}", "200 [3,null]");
    check_json(&client, "PUT /all-optional", r#"{"a": null, "b": null}"#, "200 [3,null]");
    check_json(&client, "PUT /all-optional", r#"{"b": "x", "a": 1, "a": 2}"#, r#"200 [2,"x"]"#);
    check_json(
        &client,
        "PUT /all-optional",
        "[]",
        r#"422 {"detail":[{"type":"missing","loc":["body","a"],"msg":"Field required","input":null},{"type":"missing","loc":["body","b"],"msg":"Field required","input":null}]}"#,
    );
    check_json(
        &client,
        "POST /embedded",
        r#"{"item": {"name": "a", "price": 1}}"#,
        r#"200 {"name":"a","price":1.0,"tax":null,"tags":[]}"#,
    );
    check_json(
        &client,
        "POST /embedded",
        r#"{"name": "a", "price": 1}"#,
        r#"422 {"detail":[{"type":"missing","loc":["body","item"],"msg":"Field required","input":null}]}"#,
    );
    check_json(
        &client,
        "POST /embedded",
        r#"{"item": {"name": "a"}}"#,
        r#"422 {"detail":[{"type":"missing","loc":["body","item","price"],"msg":"Field required","input":{"name":"a"}}]}"#,
    );
}

#[test]
fn bodies_of_every_shape() {
    let client = client();
    check_json(&client, "POST /scalar", "5", "200 5");
    check_json(&client, "POST /scalar", r#""5""#, "200 5");
    check_json(
        &client,
        "POST /scalar",
        "0",
        r#"422 {"detail":[{"type":"greater_than_equal","loc":["body"],"msg":"Input should be greater than or equal to 1","input":0,"ctx":{"ge":1}}]}"#,
    );
    check_json(
        &client,
        "POST /scalar",
        "[]",
        r#"422 {"detail":[{"type":"int_type","loc":["body"],"msg":"Input should be a valid integer","input":[]}]}"#,
    );
    check_json(&client, "POST /text", r#""a""#, r#"200 "a""#);
    check_json(
        &client,
        "POST /text",
        "1",
        r#"422 {"detail":[{"type":"string_type","loc":["body"],"msg":"Input should be a valid string","input":1}]}"#,
    );
    check_json(&client, "POST /list", r#"[{"name": "a", "price": 1}, {"name": "b", "price": 2}]"#, "200 2");
    check_json(
        &client,
        "POST /list",
        r#"[{"name": "a"}, 1, {"name": "b", "price": -1}]"#,
        r#"422 {"detail":[{"type":"missing","loc":["body",0,"price"],"msg":"Field required","input":{"name":"a"}},{"type":"model_attributes_type","loc":["body",1],"msg":"Input should be a valid dictionary or object to extract fields from","input":1},{"type":"greater_than","loc":["body",2,"price"],"msg":"Input should be greater than 0","input":-1,"ctx":{"gt":0.0}}]}"#,
    );
    check_json(
        &client,
        "POST /list",
        r#"{"name": "a"}"#,
        r#"422 {"detail":[{"type":"list_type","loc":["body"],"msg":"Input should be a valid list","input":{"name":"a"}}]}"#,
    );
    check_json(&client, "POST /numbers", r#"[1, "2", 3.0]"#, "200 [1,2,3]");
    check_json(
        &client,
        "POST /numbers",
        "[1, 2, 3, 4]",
        r#"422 {"detail":[{"type":"too_long","loc":["body"],"msg":"List should have at most 3 items after validation, not 4","input":[1,2,3,4],"ctx":{"field_type":"List","max_length":3,"actual_length":4}}]}"#,
    );
    check_json(
        &client,
        "POST /numbers",
        r#"[1.5, "x", true]"#,
        r#"422 {"detail":[{"type":"int_from_float","loc":["body",0],"msg":"Input should be a valid integer, got a number with a fractional part","input":1.5},{"type":"int_parsing","loc":["body",1],"msg":"Input should be a valid integer, unable to parse string as an integer","input":"x"}]}"#,
    );
    check_json(&client, "POST /map", r#"{"1": 2.5, "2": "3"}"#, r#"200 {"1":2.5,"2":3.0}"#);
    check_json(
        &client,
        "POST /map",
        r#"{"foo": 2.5, "2": "x"}"#,
        r#"422 {"detail":[{"type":"int_parsing","loc":["body","foo","[key]"],"msg":"Input should be a valid integer, unable to parse string as an integer","input":"foo"},{"type":"float_parsing","loc":["body","2"],"msg":"Input should be a valid number, unable to parse string as a number","input":"x"}]}"#,
    );
    check_json(
        &client,
        "POST /map",
        "[]",
        r#"422 {"detail":[{"type":"dict_type","loc":["body"],"msg":"Input should be a valid dictionary","input":[]}]}"#,
    );
    check_json(&client, "POST /tuple", r#"[1, "a"]"#, r#"200 [1,"a"]"#);
    check_json(
        &client,
        "POST /tuple",
        "[1]",
        r#"422 {"detail":[{"type":"missing","loc":["body",1],"msg":"Field required","input":[1]}]}"#,
    );
    check_json(
        &client,
        "POST /tuple",
        r#"[1, 2, "a"]"#,
        r#"422 {"detail":[{"type":"too_long","loc":["body"],"msg":"Tuple should have at most 2 items after validation, not 3","input":[1,2,"a"],"ctx":{"field_type":"Tuple","max_length":2,"actual_length":3}}]}"#,
    );
    check_json(
        &client,
        "POST /tree",
        r#"{"value": 1, "children": [{"value": 2, "children": [{"value": 3}]}]}"#,
        r#"200 {"value":1,"children":[{"value":2,"children":[{"value":3,"children":[]}]}]}"#,
    );
    check_json(
        &client,
        "POST /tree",
        r#"{"value": 1, "children": [{"value": 2, "children": [{"value": "x"}, {}]}]}"#,
        r#"422 {"detail":[{"type":"int_parsing","loc":["body","children",0,"children",0,"value"],"msg":"Input should be a valid integer, unable to parse string as an integer","input":"x"},{"type":"missing","loc":["body","children",0,"children",1,"value"],"msg":"Field required","input":{}}]}"#,
    );
    check_json(&client, "POST /union", r#"{"barks": 1}"#, r#"200 {"barks":1.0}"#);
    check_json(
        &client,
        "POST /union",
        r#"{"barks": "x"}"#,
        r#"422 {"detail":[{"type":"missing","loc":["body","Cat","meows"],"msg":"Field required","input":{"barks":"x"}},{"type":"float_parsing","loc":["body","Dog","barks"],"msg":"Input should be a valid number, unable to parse string as a number","input":"x"}]}"#,
    );
    check_json(&client, "POST /tagged", r#"{"kind": "dog", "barks": 1.5}"#, r#"200 {"kind":"dog","barks":1.5}"#);
    check_json(
        &client,
        "POST /tagged",
        r#"{"kind": "dog", "barks": "x"}"#,
        r#"422 {"detail":[{"type":"float_parsing","loc":["body","dog","barks"],"msg":"Input should be a valid number, unable to parse string as a number","input":"x"}]}"#,
    );
    check_json(
        &client,
        "POST /tagged",
        r#"{"kind": "cow"}"#,
        r#"422 {"detail":[{"type":"union_tag_invalid","loc":["body"],"msg":"Input tag 'cow' found using 'kind' does not match any of the expected tags: 'cat', 'dog'","input":{"kind":"cow"},"ctx":{"discriminator":"'kind'","tag":"cow","expected_tags":"'cat', 'dog'"}}]}"#,
    );
    check_json(
        &client,
        "POST /tagged",
        "{}",
        r#"422 {"detail":[{"type":"union_tag_not_found","loc":["body"],"msg":"Unable to extract tag using discriminator 'kind'","input":{},"ctx":{"discriminator":"'kind'"}}]}"#,
    );
}

#[test]
fn only_what_says_so_is_json() {
    let client = client();
    check(
        &client,
        "POST /item\ncontent-type: application/vnd.shop+json\n\n{\"name\": \"a\", \"price\": 1}",
        r#"200 {"name":"a","price":1.0,"tax":null,"tags":[]}"#,
    );
    check(
        &client,
        "POST /item\ncontent-type: APPLICATION/JSON; charset=utf-8\n\n{\"name\": \"a\", \"price\": 1}",
        r#"200 {"name":"a","price":1.0,"tax":null,"tags":[]}"#,
    );
    check(
        &client,
        "POST /item\ncontent-type: application/jsonx\n\n{\"name\": \"a\"}",
        "422 {\"detail\":[{\"type\":\"model_attributes_type\",\"loc\":[\"body\"],\"msg\":\"Input should be a valid dictionary or object to extract fields from\",\"input\":\"{\\\"name\\\": \\\"a\\\"}\"}]}",
    );
    check(
        &client,
        "POST /item\ncontent-type: text/json\n\n{\"name\": \"a\"}",
        "422 {\"detail\":[{\"type\":\"model_attributes_type\",\"loc\":[\"body\"],\"msg\":\"Input should be a valid dictionary or object to extract fields from\",\"input\":\"{\\\"name\\\": \\\"a\\\"}\"}]}",
    );
    check(
        &client,
        "POST /item\ncontent-type: text/plain\n\n{\"name\": \"é\"}",
        "422 {\"detail\":[{\"type\":\"model_attributes_type\",\"loc\":[\"body\"],\"msg\":\"Input should be a valid dictionary or object to extract fields from\",\"input\":\"{\\\"name\\\": \\\"é\\\"}\"}]}",
    );
    check(
        &client,
        "POST /item\n\n{\"name\": \"a\"}",
        "422 {\"detail\":[{\"type\":\"model_attributes_type\",\"loc\":[\"body\"],\"msg\":\"Input should be a valid dictionary or object to extract fields from\",\"input\":\"{\\\"name\\\": \\\"a\\\"}\"}]}",
    );
    check(&client, "POST /text\ncontent-type: text/plain\n\nhello", r#"200 "hello""#);
    check(&client, "POST /scalar\ncontent-type: text/plain\n\n7", "200 7");
    check(
        &client,
        "POST /item\ncontent-type: application/geo+json-seq\n\n{}",
        r#"422 {"detail":[{"type":"model_attributes_type","loc":["body"],"msg":"Input should be a valid dictionary or object to extract fields from","input":"{}"}]}"#,
    );
}

#[test]
fn broken_json_is_named_with_its_place_in_characters() {
    let client = client();
    check_json(
        &client,
        "POST /item",
        "{",
        r#"422 {"detail":[{"type":"json_invalid","loc":["body",1],"msg":"JSON decode error","input":{},"ctx":{"error":"Expecting property name enclosed in double quotes"}}]}"#,
    );
    check_json(
        &client,
        "POST /item",
        r#"{"name": "a" "price": 1}"#,
        r#"422 {"detail":[{"type":"json_invalid","loc":["body",13],"msg":"JSON decode error","input":{},"ctx":{"error":"Expecting ',' delimiter"}}]}"#,
    );
    check_json(
        &client,
        "POST /item",
        r#"{"é€😀": "a",, "price": 1}"#,
        r#"422 {"detail":[{"type":"json_invalid","loc":["body",12],"msg":"JSON decode error","input":{},"ctx":{"error":"Expecting property name enclosed in double quotes"}}]}"#,
    );
    check_json(
        &client,
        "POST /item",
        r#"{"name": "é😀", price: 1}"#,
        r#"422 {"detail":[{"type":"json_invalid","loc":["body",15],"msg":"JSON decode error","input":{},"ctx":{"error":"Expecting property name enclosed in double quotes"}}]}"#,
    );
    check_json(
        &client,
        "POST /item",
        r#"{"name": "a", "price": 1} x"#,
        r#"422 {"detail":[{"type":"json_invalid","loc":["body",26],"msg":"JSON decode error","input":{},"ctx":{"error":"Extra data"}}]}"#,
    );
    check_json(
        &client,
        "POST /item",
        r#"{"name": "a"#,
        r#"422 {"detail":[{"type":"json_invalid","loc":["body",9],"msg":"JSON decode error","input":{},"ctx":{"error":"Unterminated string starting at"}}]}"#,
    );
    check_json(
        &client,
        "POST /item",
        "{\"name\": \"a\nb\"}",
        r#"422 {"detail":[{"type":"json_invalid","loc":["body",11],"msg":"JSON decode error","input":{},"ctx":{"error":"Invalid control character at"}}]}"#,
    );
    check_json(
        &client,
        "POST /item",
        r#"{"name": "\x"}"#,
        "422 {\"detail\":[{\"type\":\"json_invalid\",\"loc\":[\"body\",10],\"msg\":\"JSON decode error\",\"input\":{},\"ctx\":{\"error\":\"Invalid \\\\escape\"}}]}",
    );
    check_json(
        &client,
        "POST /item",
        r#"{"name": "\u12"}"#,
        "422 {\"detail\":[{\"type\":\"json_invalid\",\"loc\":[\"body\",11],\"msg\":\"JSON decode error\",\"input\":{},\"ctx\":{\"error\":\"Invalid \\\\uXXXX escape\"}}]}",
    );
    check_json(
        &client,
        "POST /item",
        r#"{"name": "a", "price": 1,}"#,
        r#"422 {"detail":[{"type":"json_invalid","loc":["body",25],"msg":"JSON decode error","input":{},"ctx":{"error":"Expecting property name enclosed in double quotes"}}]}"#,
    );
    check_json(
        &client,
        "POST /numbers",
        "[1, 2,]",
        r#"422 {"detail":[{"type":"json_invalid","loc":["body",6],"msg":"JSON decode error","input":{},"ctx":{"error":"Expecting value"}}]}"#,
    );
    check_json(
        &client,
        "POST /numbers",
        "[1 2]",
        r#"422 {"detail":[{"type":"json_invalid","loc":["body",3],"msg":"JSON decode error","input":{},"ctx":{"error":"Expecting ',' delimiter"}}]}"#,
    );
    check_json(
        &client,
        "POST /numbers",
        "nul",
        r#"422 {"detail":[{"type":"json_invalid","loc":["body",0],"msg":"JSON decode error","input":{},"ctx":{"error":"Expecting value"}}]}"#,
    );
    check_json(
        &client,
        "POST /numbers",
        "[01]",
        r#"422 {"detail":[{"type":"json_invalid","loc":["body",2],"msg":"JSON decode error","input":{},"ctx":{"error":"Expecting ',' delimiter"}}]}"#,
    );
    check_json(
        &client,
        "POST /item",
        "{'name': 1}",
        r#"422 {"detail":[{"type":"json_invalid","loc":["body",1],"msg":"JSON decode error","input":{},"ctx":{"error":"Expecting property name enclosed in double quotes"}}]}"#,
    );
    check_json(
        &client,
        "PUT /several",
        "{\"item\": }",
        r#"422 {"detail":[{"type":"json_invalid","loc":["body",9],"msg":"JSON decode error","input":{},"ctx":{"error":"Expecting value"}}]}"#,
    );
}

#[test]
fn a_body_is_read_only_by_operations_that_take_one() {
    let client = client();
    check_json(&client, "GET /with-body", r#"{"name": "a", "price": 1}"#, r#"200 "a""#);
    check_json(&client, "PUT /without-body", "{", r#"200 "ignored""#);
}

#[test]
fn bytes_are_decoded_as_python_decodes_them() {
    let client = client();
    let undecodable = r#"400 {"detail":"There was an error parsing the body"}"#;
    for (body, expected) in [
        (&b"\xef\xbb\xbf\"\xc3\xa9\""[..], r#"200 "é""#),
        (b"\xff\xfe\"\0\xe9\0\"\0", r#"200 "é""#),
        (b"\"\0\xe9\0\"\0", r#"200 "é""#),
        (b"\"\xff\"", undecodable),
        (b"\"\xc3", undecodable),
    ] {
        let request = client.post("/text").header("content-type", "application/json").body(body);
        assert_eq!(written(&request.send()), expected, "{}", body.escape_ascii());
    }
}

#[test]
fn arrays_inside_each_other_are_counted() {
    let client = client();
    let nested = |depth: usize| format!("{}{}", "[".repeat(depth), "]".repeat(depth));
    let undecodable = r#"400 {"detail":"There was an error parsing the body"}"#;
    check_json(&client, "POST /any", &nested(128), &format!("200 {}", nested(128)));
    check_json(&client, "POST /any", &nested(129), undecodable);
    check_json(&client, "POST /item", &nested(129), undecodable);
    let tree = |depth: usize| format!("{}{}", r#"{"value":1,"children":["#.repeat(depth), "]}".repeat(depth));
    check_json(&client, "POST /tree", &tree(64), &format!("200 {}", tree(64)));
    check_json(&client, "POST /tree", &tree(65), undecodable);
    let deep = TestClient::new(app().limits(Limits { json_depth_max: 256, ..Limits::default() }));
    check_json(&deep, "POST /tree", &tree(128), &format!("200 {}", tree(128)));
    check_json(&deep, "POST /tree", &tree(129), undecodable);
    let shallow = TestClient::new(app().limits(Limits { json_depth_max: 2, ..Limits::default() }));
    check_json(&shallow, "POST /any", "[[1]]", "200 [[1]]");
    check_json(&shallow, "POST /any", "[[[]]]", undecodable);
    check_json(&shallow, "POST /tree", &tree(1), &format!("200 {}", tree(1)));
    check_json(&shallow, "POST /tree", &tree(2), undecodable);
}

#[test]
fn a_body_without_a_type_is_json_where_that_is_allowed() {
    let lenient = TestClient::new(app().strict_content_type(false));
    check(&lenient, "POST /numbers\n\n[1, 2]", "200 [1,2]");
    check(
        &lenient,
        "POST /numbers\ncontent-type: text/plain\n\n[1]",
        r#"422 {"detail":[{"type":"list_type","loc":["body"],"msg":"Input should be a valid list","input":"[1]"}]}"#,
    );
}

#[test]
fn the_innermost_router_says_what_a_body_without_a_type_is() {
    let router = |prefix: &str| Router::new().prefix(prefix).routes(routes![numbers]);
    let lenient = router("/lenient")
        .strict_content_type(false)
        .include(router("/strict").strict_content_type(true))
        .include(router("/silent"));
    let client = TestClient::new(App::new("Numbers").include(lenient).include(router("/silent")));
    for (path, status) in [("/lenient", 200), ("/lenient/strict", 422), ("/lenient/silent", 200), ("/silent", 422)] {
        let answer = client.post(&format!("{path}/numbers")).body("[1]").send();
        assert_eq!(answer.status(), status, "{path}");
    }
}

#[test]
fn raw_bytes_are_taken_as_they_are() {
    let client = client();
    check_json(&client, "POST /raw", "{", "200 1");
    check(&client, "POST /raw\n\nabc", "200 3");
    let missing = r#"422 {"detail":[{"type":"missing","loc":["body"],"msg":"Field required","input":null}]}"#;
    check(&client, "POST /raw", missing);
}

#[test]
fn bodies_are_bounded() {
    let client = client();
    let too_large = r#"413 {"detail":"Request body too large"}"#;
    let text = |bytes: usize| format!("\"{}\"", "a".repeat(bytes - 2));
    let most = 2 * 1024 * 1024;
    check_json(&client, "POST /text", &text(most), &format!("200 {}", text(most)));
    check_json(&client, "POST /text", &text(most + 1), too_large);
    check_json(&client, "POST /raw", &text(most + 1), "200 2097153");
    check_json(&client, "PUT /without-body", &text(most + 1), r#"200 "ignored""#);
    let small = TestClient::new(app().limits(Limits { json_bytes_max: 3, raw_bytes_max: 2, ..Limits::default() }));
    check_json(&small, "POST /text", r#""a""#, r#"200 "a""#);
    check_json(&small, "POST /text", r#""ab""#, too_large);
    check_json(&small, "POST /raw", "abc", too_large);
}

#[derive(Deserialize, Model)]
struct Account {
    #[field(min_length = 3)]
    password: Secret,
}

#[post("/account")]
async fn account(_account: Account) {}

/// Pydantic repeats it; logs and screens that show an answer need not.
#[test]
fn what_is_wrong_with_a_secret_does_not_tell_it() {
    let client = TestClient::new(App::new("Accounts").routes(routes![account]));
    for wrong in [r#""ab""#, "12"] {
        let answer = client.post("/account").header("content-type", "application/json");
        let answer = answer.body(format!(r#"{{"password":{wrong}}}"#)).send();
        assert_eq!(answer.status(), 422);
        assert_eq!(answer.json::<serde_json::Value>()["detail"][0]["input"], "**********", "{wrong}");
    }
}

#[post("/hidden")]
async fn measure(#[body(hidden)] body: Bytes) -> usize {
    body.len()
}

#[test]
fn a_hidden_body_is_read_and_not_documented() {
    let client = TestClient::new(App::new("Scales").routes(routes![measure]));
    assert_eq!(client.post("/hidden").body("abc").send().text(), "3");
    let document: serde_json::Value = client.get("/openapi.json").send().json();
    let operation = &document["paths"]["/hidden"]["post"];
    assert_eq!((operation.get("requestBody"), operation["responses"].get("422")), (None, None));
}
