//! What becomes of the values that functions return.

use std::{collections::BTreeMap, fmt, io};

use brigade::{
    ApiError, App, Body, Bytes, ErrorFormat, Html, HttpError, Media, Model, Partial, Response, StatusCode, Text, get,
    head, post, routes, testing::TestClient,
};
use serde::{Deserialize, Serialize};
use serde_json::json;

use super::{check, check_json};

#[get("/unit")]
async fn unit() {}

#[get("/string")]
async fn string() -> String {
    "a \"b\" é".to_owned()
}

#[get("/number")]
async fn number() -> f64 {
    1.0
}

#[get("/none")]
async fn none() -> Option<u8> {
    None
}

#[get("/tuple")]
async fn tuple() -> (u8, bool, Option<&'static str>) {
    (1, true, Some("x"))
}

#[get("/map")]
async fn map() -> BTreeMap<String, Vec<u8>> {
    BTreeMap::from([("b".to_owned(), vec![1, 2]), ("a".to_owned(), vec![])])
}

#[post("/declared", status = 201)]
async fn declared() -> &'static str {
    "made"
}

#[post("/chosen", status = 201)]
async fn chosen(made: bool) -> (StatusCode, &'static str) {
    if made { (StatusCode::CREATED, "made") } else { (StatusCode::OK, "was there") }
}

#[get("/no-content", status = 204)]
async fn no_content() {}

#[get("/not-modified")]
async fn not_modified() -> (StatusCode, String) {
    (StatusCode::NOT_MODIFIED, "nobody reads this".to_owned())
}

#[get("/reset", status = 205)]
async fn reset() -> u8 {
    7
}

#[get("/text")]
async fn text() -> Text<String> {
    Text("plain é".to_owned())
}

#[get("/html", status = 202)]
async fn html() -> Html<&'static str> {
    Html("<b>bold</b>")
}

#[get("/media")]
async fn media() -> Media<&'static [u8]> {
    Media("image/svg+xml", b"<svg/>")
}

#[get("/media-wrong")]
async fn media_wrong() -> Media<&'static str> {
    Media("image/png\r\nset-cookie: a=b", "")
}

#[get("/bytes")]
async fn bytes() -> Bytes {
    Bytes::from_static(b"raw")
}

#[get("/ready", status = 201)]
async fn ready() -> Response {
    let mut response = Response::new(Body::from("ready"));
    *response.status_mut() = StatusCode::IM_A_TEAPOT;
    response.headers_mut().insert("x-mine", "1".parse().unwrap());
    response
}

#[get("/no-number")]
async fn no_number() -> [f64; 2] {
    [f64::NAN, f64::INFINITY]
}

#[derive(Model)]
struct Unwritable {}

impl Serialize for Unwritable {
    fn serialize<S: serde::Serializer>(&self, _serializer: S) -> Result<S::Ok, S::Error> {
        Err(serde::ser::Error::custom("the secret reason"))
    }
}

#[get("/unwritable")]
async fn unwritable() -> Unwritable {
    Unwritable {}
}

fn client() -> TestClient {
    TestClient::new(App::new("Answers").routes(routes![
        unit,
        string,
        number,
        none,
        tuple,
        map,
        declared,
        chosen,
        no_content,
        not_modified,
        reset,
        text,
        html,
        media,
        media_wrong,
        bytes,
        ready,
        no_number,
        unwritable
    ]))
}

#[test]
fn values_are_json() {
    let client = client();
    check(&client, "GET /unit", "200 null");
    check(&client, "GET /string", r#"200 "a \"b\" é""#);
    check(&client, "GET /number", "200 1.0");
    check(&client, "GET /none", "200 null");
    check(&client, "GET /tuple", r#"200 [1,true,"x"]"#);
    check(&client, "GET /map", r#"200 {"a":[],"b":[1,2]}"#);
    check(&client, "GET /no-number", "200 [null,null]");
}

#[test]
fn statuses_are_declared_or_chosen() {
    let client = client();
    check(&client, "POST /declared", r#"201 "made""#);
    check(&client, "POST /chosen?made=true", r#"201 "made""#);
    check(&client, "POST /chosen?made=false", r#"200 "was there""#);
}

#[test]
fn statuses_without_a_body_have_none() {
    let client = client();
    check(&client, "GET /no-content", "204 [content-type: application/json]");
    check(&client, "GET /not-modified", "304 [content-type: application/json]");
    check(&client, "GET /reset", "205 [content-type: application/json]");
}

#[test]
fn other_media_types() {
    let client = client();
    check(&client, "GET /text", "200 [content-type: text/plain; charset=utf-8] plain é");
    check(&client, "GET /html", "202 [content-type: text/html; charset=utf-8] <b>bold</b>");
    check(&client, "GET /media", "200 [content-type: image/svg+xml] <svg/>");
    check(&client, "GET /bytes", "200 [content-type: application/octet-stream] raw");
    check(&client, "GET /ready", "418 [x-mine: 1] ready");
}

/// Says of its body what is not so.
#[get("/lies")]
async fn lies() -> Response {
    let mut response = Response::new(Body::from("ready"));
    response.headers_mut().insert("content-length", "99".parse().unwrap());
    response.headers_mut().insert("transfer-encoding", "chunked".parse().unwrap());
    response
}

#[get("/lies-in-error")]
async fn lies_in_error() -> Result<(), HttpError> {
    Err(HttpError::new(400, "x").header("content-length", "1").header("content-length", "2"))
}

#[head("/length")]
async fn length() -> Response {
    let mut response = Response::new(Body::empty());
    response.headers_mut().insert("content-length", "99".parse().unwrap());
    response
}

#[test]
fn a_wrong_length_is_put_right() {
    let client = TestClient::new(App::new("Lies").routes(routes![lies, lies_in_error, length]));
    check(&client, "GET /lies", "200 [content-length: 5] ready");
    check(&client, "GET /lies-in-error", r#"400 [content-length: 14] {"detail":"x"}"#);
    check(&client, "HEAD /length", "200 [content-length: 99]");
}

#[get("/bad-header")]
async fn bad_header() -> Result<(), HttpError> {
    Err(HttpError::new(400, "x").header("x-mine", "a\r\nset-cookie: b=c"))
}

#[test]
fn a_header_cannot_end_early() {
    let client = TestClient::new(App::new("Bad").routes(routes![bad_header]));
    check(&client, "GET /bad-header", INTERNAL);
}

const INTERNAL: &str = "500 [content-type: text/plain; charset=utf-8] Internal Server Error";

#[test]
fn what_cannot_be_written_is_an_error() {
    let client = client();
    check(&client, "GET /unwritable", INTERNAL);
    check(&client, "GET /media-wrong", INTERNAL);
}

#[derive(Debug, ApiError)]
enum ShopError {
    #[api(status = 404, detail = "Burger not found")]
    NotFound,
    #[api(status = 409, code = "sold_out", detail = "Only {left} left")]
    SoldOut { left: u32 },
    #[api(status = 502, detail = "The kitchen does not answer")]
    Kitchen(#[source] io::Error),
    #[api(status = 500, detail = "Out of order")]
    Broken,
}

#[get("/shop/{kind}")]
async fn shop(kind: String) -> Result<u8, ShopError> {
    match &*kind {
        "not-found" => Err(ShopError::NotFound),
        "sold-out" => Err(ShopError::SoldOut { left: 2 }),
        "kitchen" => Err(ShopError::Kitchen(io::Error::other("secret"))),
        "broken" => Err(ShopError::Broken),
        _ => Ok(1),
    }
}

#[get("/http/{kind}")]
async fn http(kind: String) -> Result<String, HttpError> {
    match &*kind {
        "headers" => Err(HttpError::new(401, "Who are you?").header("WWW-Authenticate", "Bearer").header("x-a", "b")),
        "json" => Err(HttpError::new(418, json!({"error": ["a", 1, null]}))),
        "null" => Err(HttpError::new(400, ())),
        "unknown" => Err(HttpError::new(499, "Odd")),
        "empty" => Err(HttpError::new(304, "nobody reads this")),
        "internal" => Err(HttpError::new(500, "Told")),
        _ => Ok(kind),
    }
}

#[derive(Debug)]
struct Secret;

impl fmt::Display for Secret {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("the password is 1234")
    }
}

impl std::error::Error for Secret {}

#[get("/any/{kind}")]
async fn any(kind: String) -> brigade::Result<u8> {
    match &*kind {
        "secret" => Err(Secret)?,
        "http" => Err(HttpError::new(403, "No").header("x-a", "b"))?,
        number => Ok(number.parse()?),
    }
}

#[get("/status")]
async fn error_after_status() -> Result<(StatusCode, u8), HttpError> {
    Ok((StatusCode::ACCEPTED, 1))
}

fn errors() -> App {
    App::new("Errors").routes(routes![shop, http, any, error_after_status, declared])
}

#[test]
fn errors_have_their_status_and_detail() {
    let client = TestClient::new(errors());
    check(&client, "GET /shop/any", "200 1");
    check(&client, "GET /shop/not-found", r#"404 {"detail":"Burger not found"}"#);
    check(&client, "GET /shop/sold-out", r#"409 {"detail":"Only 2 left","code":"sold_out","left":2}"#);
    check(&client, "GET /shop/kitchen", r#"502 {"detail":"The kitchen does not answer"}"#);
    check(&client, "GET /shop/broken", r#"500 {"detail":"Out of order"}"#);
    check(&client, "GET /http/headers", r#"401 [www-authenticate: Bearer] [x-a: b] {"detail":"Who are you?"}"#);
    check(&client, "GET /http/json", r#"418 {"detail":{"error":["a",1,null]}}"#);
    check(&client, "GET /http/null", r#"400 {"detail":"Bad Request"}"#);
    check(&client, "GET /http/unknown", r#"499 {"detail":"Odd"}"#);
    check(&client, "GET /http/empty", "304");
    check(&client, "GET /http/internal", r#"500 {"detail":"Told"}"#);
    check(&client, "GET /any/http", r#"403 [x-a: b] {"detail":"No"}"#);
    check(&client, "GET /any/7", "200 7");
    check(&client, "GET /status", "202 1");
}

#[test]
fn a_cause_stays_inside() {
    let client = TestClient::new(errors());
    check(&client, "GET /any/secret", INTERNAL);
    check(&client, "GET /any/x", INTERNAL);
}

#[test]
fn problems_are_one_shape_everywhere() {
    let client = TestClient::new(errors().errors(ErrorFormat::ProblemJson).routes(routes![needs]));
    let problem = |status: u16, title: &str, rest: &str| {
        let head = format!("{status} [content-type: application/problem+json]");
        format!(r#"{head} {{"type":"about:blank","title":"{title}","status":{status}{rest}}}"#)
    };
    check(&client, "GET /nothing", &problem(404, "Not Found", ""));
    let not_allowed = problem(405, "Method Not Allowed", "");
    check(&client, "GET /declared", &not_allowed.replace("json] {", "json] [allow: POST] {"));
    check(&client, "GET /any/secret", &problem(500, "Internal Server Error", ""));
    check(&client, "GET /shop/not-found", &problem(404, "Not Found", r#","detail":"Burger not found""#));
    check(
        &client,
        "GET /shop/sold-out",
        &problem(409, "Conflict", r#","detail":"Only 2 left","code":"sold_out","left":2"#),
    );
    check(&client, "GET /http/json", &problem(418, "I'm a teapot", r#","data":{"error":["a",1,null]}"#));
    check(&client, "GET /http/unknown", &problem(499, "Unknown", r#","detail":"Odd""#));
    let missing = r#"{"type":"missing","loc":["query","number"],"msg":"Field required","input":null}"#;
    check_json(
        &client,
        "GET /needs",
        r#""a""#,
        &problem(422, "Unprocessable Entity", &format!(r#","errors":[{missing}]"#)),
    );
    let large = format!("\"{}\"", "a".repeat(2 * 1024 * 1024));
    check_json(
        &client,
        "GET /needs?number=1",
        &large,
        &problem(413, "Payload Too Large", r#","detail":"Request body too large""#),
    );
}

#[get("/needs")]
async fn needs(number: u8, #[body] text: Option<String>) -> (u8, Option<String>) {
    (number, text)
}

#[test]
fn json_in_an_operation_keeps_its_order_and_takes_expressions() {
    #[get("/written/{name}")]
    async fn written(name: String, size: Option<u8>) -> brigade::Value {
        let (left, right) = (7, 9);
        brigade::json!({
            "name": name,
            "all": [null, true, -1, 2.5, "text", [], {}],
            "difference": right - left,
            "size": size,
            name.to_uppercase(): {"nested": [size, null]},
            "name": "the last of one name stays at the place of the first",
        })
    }

    let client = TestClient::new(App::new("Answers").routes(routes![written]));
    check(
        &client,
        "GET /written/é",
        "200 {\"name\":\"the last of one name stays at the place of the first\",\
         \"all\":[null,true,-1,2.5,\"text\",[],{}],\"difference\":2,\"size\":null,\"É\":{\"nested\":[null,null]}}",
    );
}

#[test]
fn an_error_may_have_a_body_of_its_own() {
    #[derive(Serialize, Model)]
    struct Message {
        message: &'static str,
    }

    #[get("/missing", response(404, model = Message))]
    async fn missing() -> Result<&'static str, (StatusCode, Message)> {
        Err((StatusCode::NOT_FOUND, Message { message: "Gone" }))
    }

    for format in [ErrorFormat::Fastapi, ErrorFormat::ProblemJson] {
        let client = TestClient::new(App::new("Answers").errors(format).routes(routes![missing]));
        check(&client, "GET /missing", "404 {\"message\":\"Gone\"}");
    }
}

#[derive(Debug, Clone, Default, Serialize, Deserialize, Model)]
#[serde(default)]
struct Burger {
    name: String,
    #[field(ge = 0)]
    price: f64,
    size: Size,
    toppings: Vec<Size>,
}

#[derive(Debug, Clone, Default, Serialize, Deserialize, Model)]
#[serde(default)]
struct Size {
    inches: u8,
    weight: f64,
}

#[test]
fn a_partial_model_knows_what_was_sent() {
    #[post("/echo")]
    async fn echo(burger: Partial<Burger>) -> Partial<Burger> {
        burger
    }

    #[post("/update")]
    async fn update(burger: Partial<Burger>) -> Burger {
        let size = Size { inches: 5, weight: 0.5 };
        let mut stored = Burger { name: "Veggie".into(), price: 8.5, size, toppings: Vec::new() };
        burger.apply_to(&mut stored);
        stored
    }

    let client = TestClient::new(App::new("Burgers").routes(routes![echo, update]));
    for (sent, echoed, updated) in [
        ("{}", "{}", r#"{"name":"Veggie","price":8.5,"size":{"inches":5,"weight":0.5},"toppings":[]}"#),
        (
            r#"{"price":9}"#,
            r#"{"price":9.0}"#,
            r#"{"name":"Veggie","price":9.0,"size":{"inches":5,"weight":0.5},"toppings":[]}"#,
        ),
        // What has to be read leniently has no more fields than were sent, either.
        (
            r#"{"price":"9","other":1,"size":{"inches":"7"},"toppings":[{"weight":1},{}]}"#,
            r#"{"price":9.0,"size":{"inches":7},"toppings":[{"weight":1.0},{}]}"#,
            r#"{"name":"Veggie","price":9.0,"size":{"inches":7,"weight":0.0},"toppings":[{"inches":0,"weight":1.0},{"inches":0,"weight":0.0}]}"#,
        ),
    ] {
        check_json(&client, "POST /echo", sent, &format!("200 {echoed}"));
        check_json(&client, "POST /update", sent, &format!("200 {updated}"));
    }
    let wrong = r#"{"type":"greater_than_equal","loc":["body","price"],"msg":"Input should be greater than or equal to 0","input":-1,"ctx":{"ge":0.0}}"#;
    check_json(&client, "POST /echo", r#"{"price":-1}"#, &format!("422 {{\"detail\":[{wrong}]}}"));
    let list = r#"{"type":"model_attributes_type","loc":["body"],"msg":"Input should be a valid dictionary or object to extract fields from","input":[]}"#;
    check_json(&client, "POST /echo", "[]", &format!("422 {{\"detail\":[{list}]}}"));
}

#[test]
fn an_update_changes_nothing_that_was_not_sent() {
    #[derive(Serialize, Deserialize, Model)]
    #[serde(default)]
    struct Account {
        #[serde(rename(deserialize = "nameIn", serialize = "nameOut"), alias = "nick")]
        name: String,
        #[serde(skip_serializing_if = "Option::is_none")]
        note: Option<String>,
        password: brigade::Secret,
        #[serde(skip_serializing)]
        written: u8,
        #[serde(skip_deserializing)]
        read: u8,
        #[serde(skip)]
        neither: u8,
        #[serde(flatten)]
        size: Size,
        #[serde(flatten)]
        others: BTreeMap<String, brigade::Value>,
    }

    impl Default for Account {
        fn default() -> Self {
            let (name, note, password) = (String::new(), None, String::new().into());
            let (size, others) = (Size::default(), BTreeMap::new());
            Self { name, note, password, written: 0, read: 0, neither: 0, size, others }
        }
    }

    fn stored() -> Account {
        let others = BTreeMap::from([("a".to_owned(), json!(1).into()), ("b".to_owned(), json!(2).into())]);
        let (name, note, password) = ("Ann".into(), Some("tall".into()), "secret".to_owned().into());
        Account { name, note, password, written: 1, read: 2, neither: 3, size: Size { inches: 4, weight: 5.0 }, others }
    }

    #[post("/update")]
    async fn update(account: Partial<Account>) -> String {
        let mut stored = stored();
        account.apply_to(&mut stored);
        let Account { name, note, password, written, read, neither, size, others } = stored;
        let others = brigade::json!(others);
        let password = password.expose();
        format!("{name} {note:?} {password} {written}{read}{neither} {} {} {others}", size.inches, size.weight)
    }

    #[post("/echo")]
    async fn echo(account: Partial<Account>) -> Partial<Account> {
        account
    }

    let client = TestClient::new(App::new("Accounts").routes(routes![update, echo]));
    for (sent, updated, echoed) in [
        ("{}", r#"Ann Some(\"tall\") secret 123 4 5 {\"a\":1,\"b\":2}"#, "{}"),
        (
            r#"{"nameIn": "Bo", "note": null, "b": 3}"#,
            r#"Bo None secret 123 4 5 {\"a\":1,\"b\":3}"#,
            r#"{"nameOut":"Bo","b":3}"#,
        ),
        (
            r#"{"nick": "Cy", "password": "other", "written": 9, "weight": 7}"#,
            r#"Cy Some(\"tall\") other 923 4 7 {\"a\":1,\"b\":2}"#,
            r#"{"password":"**********","weight":7.0}"#,
        ),
    ] {
        check_json(&client, "POST /update", sent, &format!("200 \"{updated}\""));
        check_json(&client, "POST /echo", sent, &format!("200 {echoed}"));
    }
}
