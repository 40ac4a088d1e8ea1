//! What is read from a form, and what is said of one that is wrong.

use std::collections::BTreeMap;

use brigade::{
    App, Limits, Model, Value, post, routes,
    security::{OAuth2PasswordForm, OAuth2PasswordFormStrict},
    testing::TestClient,
};
use serde::{Deserialize, Serialize};

use super::{check, written};

#[derive(Serialize, Deserialize, Model)]
struct Order {
    burger: String,
    #[serde(default = "one")]
    count: i64,
    #[serde(default)]
    toppings: Vec<String>,
    note: Option<String>,
}

fn one() -> i64 {
    1
}

#[derive(Serialize, Deserialize, Model)]
struct Open {
    burger: String,
    #[serde(flatten)]
    rest: BTreeMap<String, Value>,
}

#[derive(Serialize, Deserialize, Model)]
#[serde(deny_unknown_fields)]
struct Strict {
    burger: String,
}

#[derive(Serialize, Deserialize, Model)]
struct Drink {
    litres: f64,
}

#[derive(Serialize, Deserialize, Model)]
#[serde(untagged)]
enum Choice {
    Strict(Strict),
    Drink(Drink),
}

#[post("/fields")]
async fn fields(
    #[form] burger: String,
    #[form(default = 1, ge = 1)] count: i64,
    #[form] toppings: Option<Vec<String>>,
    #[form(min_length = 2, alias = "a-note")] note: Option<String>,
) -> Value {
    serde_json::from_value(serde_json::json!([burger, count, toppings, note])).unwrap()
}

#[post("/field")]
async fn field(#[form] burger: String) -> String {
    burger
}

#[post("/optional")]
async fn optional(#[form] burger: Option<String>) -> Option<String> {
    burger
}

#[post("/model")]
async fn model(#[form] order: Order) -> Order {
    order
}

#[post("/open")]
async fn open(#[form] order: Open) -> Open {
    order
}

#[post("/strict")]
async fn strict(#[form] order: Strict) -> Strict {
    order
}

#[post("/choice")]
async fn choice(#[form] order: Choice) -> Choice {
    order
}

#[post("/mixed")]
async fn mixed(#[form] drink: Drink, #[form] burger: String, times: u8) -> String {
    format!("{burger} with {} l, {times} times", drink.litres)
}

#[post("/token")]
async fn token(form: OAuth2PasswordForm) -> Value {
    let OAuth2PasswordForm { username, password, scopes, client_id, client_secret } = &form;
    let client_secret = client_secret.as_ref().map(|secret| secret.expose());
    let seen = serde_json::json!([username, password.expose(), scopes, client_id, client_secret]);
    serde_json::from_value(seen).unwrap()
}

#[post("/strict-token")]
async fn strict_token(#[form] form: OAuth2PasswordFormStrict, #[form] remember: bool) -> String {
    format!("{} {remember}", form.username)
}

fn app() -> App {
    let endpoints = routes![fields, field, optional, model, open, strict, choice, mixed, token, strict_token];
    App::new("Forms").routes(endpoints)
}

#[track_caller]
fn check_form(target: &str, form: &str, expected: &str) {
    let request = format!("POST {target}\ncontent-type: application/x-www-form-urlencoded\n\n{form}");
    check(&TestClient::new(app()), &request, expected);
}

#[test]
fn fields_are_read_by_their_types() {
    check_form("/fields", "burger=Royal&count=2&toppings=a&toppings=b&a-note=hi", r#"200 ["Royal",2,["a","b"],"hi"]"#);
    check_form("/fields", "burger=Royal", r#"200 ["Royal",1,null,null]"#);
    check_form("/fields", "burger=Royal&burger=Veggie", r#"200 ["Veggie",1,null,null]"#);
    check_form("/field", "burger=%ff+%C3%A9%21", "200 \"\u{fffd} é!\"");
    check_form("/field", "burger=a;b=c", r#"200 "a;b=c""#);
    check_form("/field", "=3&burger=%zz%", r#"200 "%zz%""#);
    check_form(
        "/fields",
        "count=0&a-note=x",
        concat!(
            r#"422 {"detail":[{"type":"missing","loc":["body","burger"],"msg":"Field required","input":null},"#,
            r#"{"type":"greater_than_equal","loc":["body","count"],"msg":"Input should be greater than or equal to 1","input":"0","ctx":{"ge":1}},"#,
            r#"{"type":"string_too_short","loc":["body","a-note"],"msg":"String should have at least 2 characters","input":"x","ctx":{"min_length":2}}]}"#
        ),
    );
}

#[test]
fn an_empty_field_was_not_sent() {
    const MISSING: &str =
        r#"422 {"detail":[{"type":"missing","loc":["body","burger"],"msg":"Field required","input":null}]}"#;
    for form in ["burger=", "burger=x&burger=", "burger", ""] {
        check_form("/field", form, MISSING);
    }
    check_form("/fields", "burger=x&count=&toppings=&a-note=", r#"200 ["x",1,[""],null]"#);
    check_form("/optional", "burger=", "200 null");
}

#[test]
fn another_type_is_a_form_without_fields() {
    let client = TestClient::new(app());
    check(&client, "POST /optional\ncontent-type: application/json\n\n{\"burger\":\"x\"}", "200 null");
    check(&client, "POST /optional\n\nburger=x", "200 null");
    check(
        &client,
        "POST /field\ncontent-type: Application/X-WWW-Form-Urlencoded; charset=utf-8\n\nburger=x",
        r#"200 "x""#,
    );
    check(&client, "POST /optional\ncontent-type: multipart/form-data; boundary=x\n\n--x--", "200 null");
    check(
        &client,
        "POST /field\ncontent-type: multipart/form-data; boundary=x\n\n--x\r\ncontent-disposition: form-data; name=burger\r\n\r\nRoyal\r\n--x--",
        r#"200 "Royal""#,
    );
}

#[test]
fn a_model_has_the_fields_of_the_form() {
    check_form(
        "/model",
        "burger=1&burger=2&toppings=a&toppings=b&z=1",
        r#"200 {"burger":"2","count":1,"toppings":["a","b"],"note":null}"#,
    );
    check_form(
        "/model",
        "",
        r#"422 {"detail":[{"type":"missing","loc":["body","burger"],"msg":"Field required","input":{"count":1,"toppings":[]}}]}"#,
    );
    // A model takes empty fields as they are.
    check_form(
        "/model",
        "burger=&count=",
        r#"422 {"detail":[{"type":"int_parsing","loc":["body","count"],"msg":"Input should be a valid integer, unable to parse string as an integer","input":""}]}"#,
    );
    check_form("/open", "burger=1&z=1&z=2&y=", r#"200 {"burger":"1","y":"","z":["1","2"]}"#);
    check_form(
        "/strict",
        "burger=1&tip=2",
        r#"422 {"detail":[{"type":"extra_forbidden","loc":["body","tip"],"msg":"Extra inputs are not permitted","input":"2"}]}"#,
    );
}

#[test]
fn a_choice_of_models_is_decided_by_the_fields() {
    check_form("/choice", "burger=x", r#"200 {"burger":"x"}"#);
    check_form("/choice", "litres=0.5", r#"200 {"litres":0.5}"#);
    check_form(
        "/choice",
        "",
        r#"422 {"detail":[{"type":"missing","loc":["body","Strict","burger"],"msg":"Field required","input":{}},{"type":"missing","loc":["body","Drink","litres"],"msg":"Field required","input":{}}]}"#,
    );
}

#[test]
fn a_model_stands_beside_fields() {
    check_form("/mixed?times=2", "burger=Royal&litres=0.5", r#"200 "Royal with 0.5 l, 2 times""#);
    check_form(
        "/mixed",
        "",
        concat!(
            r#"422 {"detail":[{"type":"missing","loc":["query","times"],"msg":"Field required","input":null},"#,
            r#"{"type":"missing","loc":["body","litres"],"msg":"Field required","input":{}},"#,
            r#"{"type":"missing","loc":["body","burger"],"msg":"Field required","input":null}]}"#
        ),
    );
}

#[test]
fn fields_and_bytes_are_limited() {
    let fields = |count: usize| "burger=1&".repeat(count);
    check_form("/field", &format!("{}{}", "&".repeat(2000), fields(1000)), r#"200 "1""#);
    let too_many = r#"400 {"detail":"Too many fields. Maximum number of fields is 1000."}"#;
    check_form("/field", &fields(1001), too_many);
    check_form("/model", &fields(1001), too_many);

    let client = TestClient::new(app().limits(Limits { form_bytes_max: 9, form_fields_max: 2, ..Limits::default() }));
    let send = |form: &str| {
        written(
            &client
                .post("/field")
                .header("content-type", "application/x-www-form-urlencoded")
                .body(form.to_owned())
                .send(),
        )
    };
    assert_eq!(send("burger=xx"), r#"200 "xx""#);
    assert_eq!(send("burger=xxx"), r#"413 {"detail":"Request body too large"}"#);
    assert_eq!(send("a&burger="), send("burger="));
    assert_eq!(send("a&b&c"), r#"400 {"detail":"Too many fields. Maximum number of fields is 2."}"#);
}

#[test]
fn a_field_has_at_most_a_mebibyte() {
    let client = TestClient::new(app().limits(Limits { form_bytes_max: 4 * 1024 * 1024, ..Limits::default() }));
    let send = |text: String| {
        let form = format!("other=1&burger={text}");
        let request = client.post("/field").header("content-type", "application/x-www-form-urlencoded").body(form);
        let answer = request.send();
        (
            answer.status().as_u16(),
            answer.bytes().len(),
            answer.text().contains("Field exceeded maximum size of 1024KB."),
        )
    };
    let text_max = 1024 * 1024 - "burger".len();
    assert_eq!(send("x".repeat(text_max)), (200, text_max + 2, false));
    assert_eq!(send("x".repeat(text_max + 1)), (400, 51, true));
    // What is one field to us is many to others, and what is no escape is text.
    assert_eq!(send(";".repeat(1_000_000)), (200, 1_000_002, false));
    assert_eq!(send("%".repeat(1_000_000)), (200, 1_000_002, false));
}

#[test]
fn a_test_sends_a_form_by_its_pairs() {
    let client = TestClient::new(app());
    let answer = client.post("/fields").form(&[("burger", "ä & b"), ("toppings", "1"), ("toppings", "2")]).send();
    assert_eq!(written(&answer), r#"200 ["ä & b",1,["1","2"],null]"#);
}

#[test]
fn oauth2_clients_send_a_name_and_a_password() {
    check_form("/token", "username=ann&password=x", r#"200 ["ann","x",[],null,null]"#);
    check_form(
        "/token",
        "grant_type=password&username=ann&password=x&scope=a+b++c&client_id=1&client_secret=2",
        r#"200 ["ann","x",["a","b","c"],"1","2"]"#,
    );
    check_form("/token", "username=ann&password=x&grant_type=&scope=&client_id=", r#"200 ["ann","x",[],null,null]"#);
    check_form(
        "/token",
        "username=&grant_type=code",
        concat!(
            r#"422 {"detail":[{"type":"string_pattern_mismatch","loc":["body","grant_type"],"msg":"String should match pattern '^password$'","input":"code","ctx":{"pattern":"^password$"}},"#,
            r#"{"type":"missing","loc":["body","username"],"msg":"Field required","input":null},"#,
            r#"{"type":"missing","loc":["body","password"],"msg":"Field required","input":null}]}"#
        ),
    );
    check_form("/strict-token", "username=ann&password=x&grant_type=password&remember=yes", r#"200 "ann true""#);
    check_form(
        "/strict-token",
        "username=ann&password=x&remember=no",
        r#"422 {"detail":[{"type":"missing","loc":["body","grant_type"],"msg":"Field required","input":null}]}"#,
    );
}
