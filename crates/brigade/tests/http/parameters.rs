//! Where arguments come from outside the body, and everything that can be wrong with them at once.

use brigade::{App, Model, Value, get, post, routes, testing::TestClient};
use serde::{Deserialize, Serialize};

use super::{check, check_json};

#[get("/scalar")]
async fn scalar(q: String) -> String {
    q
}

#[get("/optional")]
async fn optional(q: Option<i64>) -> Option<i64> {
    q
}

#[get("/required-optional")]
async fn required_optional(#[query(required)] q: Option<String>) -> Option<String> {
    q
}

#[get("/default")]
async fn default(#[query(default = 7, ge = 5)] n: i64) -> i64 {
    n
}

#[get("/bool")]
async fn boolean(#[query] on: bool) -> bool {
    on
}

#[get("/list")]
async fn list(#[query] q: Vec<i64>) -> Vec<i64> {
    q
}

#[get("/list-default")]
async fn list_default(#[query(default = ["a", "b"])] q: Vec<String>) -> Vec<String> {
    q
}

#[get("/list-optional")]
async fn list_optional(#[query] q: Option<Vec<String>>) -> Option<Vec<String>> {
    q
}

#[get("/alias")]
async fn alias(#[query(alias = "item-query")] item_query: Option<String>) -> Option<String> {
    item_query
}

#[get("/constrained")]
async fn constrained(
    #[query(min_length = 2, max_length = 3, pattern = "^a")] s: Option<String>,
    #[query(gt = 0, lt = 10.5)] x: Option<f64>,
) -> (Option<String>, Option<f64>) {
    (s, x)
}

#[get("/header")]
async fn header(
    #[header] x_token: String,
    #[header(convert_underscores = false)] strange_header: Option<String>,
    #[header(alias = "X-Mine")] mine: Option<String>,
) -> (String, Option<String>, Option<String>) {
    (x_token, strange_header, mine)
}

#[get("/header-list")]
async fn header_list(#[header] x_token: Option<Vec<String>>) -> Option<Vec<String>> {
    x_token
}

#[get("/cookie")]
async fn cookie(#[cookie] session: Option<String>) -> Option<String> {
    session
}

#[get("/cookie-number")]
async fn cookie_number(#[cookie] session: i64) -> i64 {
    session
}

#[derive(Serialize, Deserialize, Model)]
#[serde(deny_unknown_fields)]
struct Filter {
    #[serde(default = "Filter::limit")]
    #[field(gt = 0, le = 100)]
    limit: i64,
    order_by: String,
    #[serde(default)]
    tags: Vec<String>,
}

impl Filter {
    fn limit() -> i64 {
        100
    }
}

#[derive(Serialize, Deserialize, Model)]
struct Agent {
    host: String,
    save_data: bool,
    if_modified_since: Option<String>,
    #[serde(default)]
    x_tag: Vec<String>,
}

#[derive(Serialize, Deserialize, Model)]
#[serde(deny_unknown_fields)]
struct Session {
    session_id: String,
    tracker: Option<i64>,
}

#[derive(Serialize, Deserialize, Model)]
struct Open {
    a: Option<i64>,
    #[serde(flatten)]
    rest: std::collections::BTreeMap<String, Value>,
}

#[get("/query-model")]
async fn query_model(#[query] filter: Filter) -> Filter {
    filter
}

#[get("/header-model")]
async fn header_model(#[header] agent: Agent) -> Agent {
    agent
}

#[derive(Serialize, Deserialize, Model)]
struct AsItIs {
    save_data: bool,
    #[serde(rename = "X-UP")]
    up: Option<String>,
}

#[get("/as-it-is-model")]
async fn as_it_is_model(#[header(convert_underscores = false)] agent: AsItIs) -> AsItIs {
    agent
}

#[derive(Serialize, Deserialize, Model)]
struct Renamed {
    request_id: String,
    #[serde(rename = "trace_id")]
    trace: String,
}

#[get("/renamed-model")]
async fn renamed_model(#[header] renamed: Renamed) -> Renamed {
    renamed
}

#[get("/cookie-model")]
async fn cookie_model(#[cookie] session: Session) -> Session {
    session
}

#[get("/open-model")]
async fn open_model(#[query] open: Open) -> Open {
    open
}

#[derive(Serialize, Deserialize, Model)]
struct Item {
    price: f64,
}

#[post("/all/{n}")]
async fn all(item: Item, #[cookie] c: i64, #[header] h: i64, #[query] q: i64, n: i64) -> String {
    format!("{} {c} {h} {q} {n}", item.price)
}

#[post("/two/{b}/{a}")]
async fn two(a: i64, b: i64, z: i64, y: i64) -> [i64; 4] {
    [a, b, z, y]
}

fn client() -> TestClient {
    TestClient::new(App::new("Parameters").routes(routes![
        scalar,
        optional,
        required_optional,
        default,
        boolean,
        list,
        list_default,
        list_optional,
        alias,
        constrained,
        header,
        header_list,
        cookie,
        cookie_number,
        query_model,
        header_model,
        as_it_is_model,
        renamed_model,
        cookie_model,
        open_model,
        all,
        two
    ]))
}

#[test]
fn query_parameters() {
    let client = client();
    check(&client, "GET /scalar?q=a", r#"200 "a""#);
    check(&client, "GET /scalar?q=a&q=b", r#"200 "b""#);
    check(&client, "GET /scalar?q=", r#"200 """#);
    check(&client, "GET /scalar?q", r#"200 """#);
    check(
        &client,
        "GET /scalar",
        r#"422 {"detail":[{"type":"missing","loc":["query","q"],"msg":"Field required","input":null}]}"#,
    );
    check(
        &client,
        "GET /scalar?Q=a",
        r#"422 {"detail":[{"type":"missing","loc":["query","q"],"msg":"Field required","input":null}]}"#,
    );
    check(&client, "GET /scalar?q=a+b%20c%2Bd", r#"200 "a b c+d""#);
    check(&client, "GET /scalar?q=a;q=b", r#"200 "a;q=b""#);
    check(&client, "GET /scalar?q=%FF", "200 \"\u{fffd}\"");
    check(&client, "GET /scalar?q=%C3%A9", r#"200 "é""#);
    check(&client, "GET /scalar?%71=a=b", r#"200 "a=b""#);
    check(&client, "GET /optional", "200 null");
    check(&client, "GET /optional?q=5", "200 5");
    check(
        &client,
        "GET /optional?q=",
        r#"422 {"detail":[{"type":"int_parsing","loc":["query","q"],"msg":"Input should be a valid integer, unable to parse string as an integer","input":""}]}"#,
    );
    check(
        &client,
        "GET /optional?q=x",
        r#"422 {"detail":[{"type":"int_parsing","loc":["query","q"],"msg":"Input should be a valid integer, unable to parse string as an integer","input":"x"}]}"#,
    );
    check(
        &client,
        "GET /required-optional",
        r#"422 {"detail":[{"type":"missing","loc":["query","q"],"msg":"Field required","input":null}]}"#,
    );
    check(&client, "GET /required-optional?q=", r#"200 """#);
    check(&client, "GET /default", "200 7");
    check(&client, "GET /default?n=6.0", "200 6");
    check(
        &client,
        "GET /default?n=4",
        r#"422 {"detail":[{"type":"greater_than_equal","loc":["query","n"],"msg":"Input should be greater than or equal to 5","input":"4","ctx":{"ge":5}}]}"#,
    );
    check(
        &client,
        "GET /default?n=",
        r#"422 {"detail":[{"type":"int_parsing","loc":["query","n"],"msg":"Input should be a valid integer, unable to parse string as an integer","input":""}]}"#,
    );
    check(&client, "GET /bool?on=YES", "200 true");
    check(&client, "GET /bool?on=off", "200 false");
    check(
        &client,
        "GET /bool?on=",
        r#"422 {"detail":[{"type":"bool_parsing","loc":["query","on"],"msg":"Input should be a valid boolean, unable to interpret input","input":""}]}"#,
    );
    check(
        &client,
        "GET /bool?on=2",
        r#"422 {"detail":[{"type":"bool_parsing","loc":["query","on"],"msg":"Input should be a valid boolean, unable to interpret input","input":"2"}]}"#,
    );
    check(&client, "GET /alias?item-query=a", r#"200 "a""#);
    check(&client, "GET /alias?item_query=a", "200 null");
}

#[test]
fn lists_in_the_query() {
    let client = client();
    check(&client, "GET /list?q=1&q=2", "200 [1,2]");
    check(&client, "GET /list?q=1", "200 [1]");
    check(
        &client,
        "GET /list",
        r#"422 {"detail":[{"type":"missing","loc":["query","q"],"msg":"Field required","input":null}]}"#,
    );
    check(
        &client,
        "GET /list?q=x&q=2&q=",
        r#"422 {"detail":[{"type":"int_parsing","loc":["query","q",0],"msg":"Input should be a valid integer, unable to parse string as an integer","input":"x"},{"type":"int_parsing","loc":["query","q",2],"msg":"Input should be a valid integer, unable to parse string as an integer","input":""}]}"#,
    );
    check(
        &client,
        "GET /list?q=1,2",
        r#"422 {"detail":[{"type":"int_parsing","loc":["query","q",0],"msg":"Input should be a valid integer, unable to parse string as an integer","input":"1,2"}]}"#,
    );
    check(&client, "GET /list-default", r#"200 ["a","b"]"#);
    check(&client, "GET /list-default?q=", r#"200 [""]"#);
    check(&client, "GET /list-optional", "200 null");
    check(&client, "GET /list-optional?q=1", r#"200 ["1"]"#);
}

#[test]
fn constraints() {
    let client = client();
    check(&client, "GET /constrained", "200 [null,null]");
    check(&client, "GET /constrained?s=ab&x=10.25", r#"200 ["ab",10.25]"#);
    check(
        &client,
        "GET /constrained?s=a&x=0",
        r#"422 {"detail":[{"type":"string_too_short","loc":["query","s"],"msg":"String should have at least 2 characters","input":"a","ctx":{"min_length":2}},{"type":"greater_than","loc":["query","x"],"msg":"Input should be greater than 0","input":"0","ctx":{"gt":0.0}}]}"#,
    );
    check(
        &client,
        "GET /constrained?s=abcd&x=10.5",
        r#"422 {"detail":[{"type":"string_too_long","loc":["query","s"],"msg":"String should have at most 3 characters","input":"abcd","ctx":{"max_length":3}},{"type":"less_than","loc":["query","x"],"msg":"Input should be less than 10.5","input":"10.5","ctx":{"lt":10.5}}]}"#,
    );
    check(
        &client,
        "GET /constrained?s=bb&x=nan",
        r#"422 {"detail":[{"type":"string_pattern_mismatch","loc":["query","s"],"msg":"String should match pattern '^a'","input":"bb","ctx":{"pattern":"^a"}},{"type":"less_than","loc":["query","x"],"msg":"Input should be less than 10.5","input":"nan","ctx":{"lt":10.5}}]}"#,
    );
}

#[test]
fn headers() {
    let client = client();
    check(&client, "GET /header\nx-token: a", r#"200 ["a",null,null]"#);
    check(&client, "GET /header\nX-Token: a\nx-token: b", r#"200 ["a",null,null]"#);
    check(
        &client,
        "GET /header\nx_token: a",
        r#"422 {"detail":[{"type":"missing","loc":["header","x-token"],"msg":"Field required","input":null}]}"#,
    );
    check(&client, "GET /header\nx-token: \nstrange_header: s\nx-mine: m", r#"200 ["","s","m"]"#);
    check(&client, "GET /header\nx-token: a\nstrange-header: s", r#"200 ["a",null,null]"#);
    check(&client, "GET /header-list\nx-token: a, b\nx-token: c", r#"200 ["a, b","c"]"#);
    check(&client, "GET /header\nx-token: é", r#"200 ["Ã©",null,null]"#);
    check(&client, "GET /header-list", "200 null");
}

#[test]
fn cookies() {
    let client = client();
    check(&client, "GET /cookie", "200 null");
    check(&client, "GET /cookie\ncookie: session=a; other=b", r#"200 "a""#);
    check(&client, "GET /cookie\ncookie: session=a; session=b", r#"200 "b""#);
    check(&client, "GET /cookie\ncookie: session=\"a b\"", r#"200 "a b""#);
    check(&client, "GET /cookie\ncookie: session=", r#"200 """#);
    check(&client, "GET /cookie\ncookie: session=é", r#"200 "Ã©""#);
    check(&client, "GET /cookie\ncookie: SESSION=a", "200 null");
    check(
        &client,
        "GET /cookie-number",
        r#"422 {"detail":[{"type":"missing","loc":["cookie","session"],"msg":"Field required","input":null}]}"#,
    );
    check(
        &client,
        "GET /cookie-number\ncookie: session=x",
        r#"422 {"detail":[{"type":"int_parsing","loc":["cookie","session"],"msg":"Input should be a valid integer, unable to parse string as an integer","input":"x"}]}"#,
    );
    check(&client, "GET /cookie-number\ncookie: session= 7 ", "200 7");
}

#[test]
fn models_of_parameters() {
    let client = client();
    check(&client, "GET /query-model?order_by=x", r#"200 {"limit":100,"order_by":"x","tags":[]}"#);
    check(
        &client,
        "GET /query-model?order_by=x&limit=5&tags=a&tags=b",
        r#"200 {"limit":5,"order_by":"x","tags":["a","b"]}"#,
    );
    check(
        &client,
        "GET /query-model",
        r#"422 {"detail":[{"type":"missing","loc":["query","order_by"],"msg":"Field required","input":{"limit":100,"tags":[]}}]}"#,
    );
    check(
        &client,
        "GET /query-model?limit=0&tags=a",
        r#"422 {"detail":[{"type":"greater_than","loc":["query","limit"],"msg":"Input should be greater than 0","input":"0","ctx":{"gt":0}},{"type":"missing","loc":["query","order_by"],"msg":"Field required","input":{"limit":"0","tags":["a"]}}]}"#,
    );
    check(
        &client,
        "GET /query-model?order_by=x&tool=a",
        r#"422 {"detail":[{"type":"extra_forbidden","loc":["query","tool"],"msg":"Extra inputs are not permitted","input":"a"}]}"#,
    );
    check(
        &client,
        "GET /query-model?order_by=x&tool=a&tool=b",
        r#"422 {"detail":[{"type":"extra_forbidden","loc":["query","tool"],"msg":"Extra inputs are not permitted","input":["a","b"]}]}"#,
    );
    check(&client, "GET /query-model?order_by=x&order_by=y", r#"200 {"limit":100,"order_by":"y","tags":[]}"#);
    check(
        &client,
        "GET /header-model\nsave-data: true\nx-tag: a\nx-tag: b\nif-modified-since: now",
        r#"200 {"host":"testserver","save_data":true,"if_modified_since":"now","x_tag":["a","b"]}"#,
    );
    check(
        &client,
        "GET /header-model\nsave_data: true",
        r#"422 {"detail":[{"type":"missing","loc":["header","save_data"],"msg":"Field required","input":{"host":"testserver","x_tag":[],"user-agent":"testclient","accept":"*/*"}}]}"#,
    );
    check(
        &client,
        "GET /header-model\nsave-data: true\nsave_data: false\nif-modified-since: a\nif-modified-since: b",
        r#"200 {"host":"testserver","save_data":true,"if_modified_since":"a","x_tag":[]}"#,
    );
    check(&client, "GET /as-it-is-model\nsave_data: true\nX-UP: a", r#"200 {"save_data":true,"X-UP":"a"}"#);
    check(
        &client,
        "GET /as-it-is-model\nsave-data: true",
        r#"422 {"detail":[{"type":"missing","loc":["header","save_data"],"msg":"Field required","input":{"host":"testserver","user-agent":"testclient","accept":"*/*","save-data":"true"}}]}"#,
    );
    // A name that was given is the header's, underscores and all.
    check(&client, "GET /renamed-model\nrequest-id: a\ntrace_id: b", r#"200 {"request_id":"a","trace_id":"b"}"#);
    check(
        &client,
        "GET /renamed-model\nrequest-id: a\ntrace-id: b",
        r#"422 {"detail":[{"type":"missing","loc":["header","trace_id"],"msg":"Field required","input":{"request_id":"a","host":"testserver","user-agent":"testclient","accept":"*/*","trace-id":"b"}}]}"#,
    );
    check(&client, "GET /cookie-model\ncookie: session_id=a; tracker=1", r#"200 {"session_id":"a","tracker":1}"#);
    check(
        &client,
        "GET /cookie-model\ncookie: session_id=a; extra=1",
        r#"422 {"detail":[{"type":"extra_forbidden","loc":["cookie","extra"],"msg":"Extra inputs are not permitted","input":"1"}]}"#,
    );
    check(
        &client,
        "GET /cookie-model",
        r#"422 {"detail":[{"type":"missing","loc":["cookie","session_id"],"msg":"Field required","input":{}}]}"#,
    );
    check(&client, "GET /open-model?a=1&b=2&c=3&c=4", r#"200 {"a":1,"b":"2","c":["3","4"]}"#);
    check(
        &client,
        "GET /open-model?a=x&b=2",
        r#"422 {"detail":[{"type":"int_parsing","loc":["query","a"],"msg":"Input should be a valid integer, unable to parse string as an integer","input":"x"}]}"#,
    );
}

#[test]
fn everything_wrong_is_said_at_once_by_source_and_then_by_declaration() {
    let client = client();
    check_json(&client, "POST /all/1?q=2\nh: 3\ncookie: c=4", r#"{"price": 5}"#, r#"200 "5 4 3 2 1""#);
    check_json(
        &client,
        "POST /all/x?q=x\nh: x\ncookie: c=x",
        r#"{"price": "x"}"#,
        r#"422 {"detail":[{"type":"int_parsing","loc":["path","n"],"msg":"Input should be a valid integer, unable to parse string as an integer","input":"x"},{"type":"int_parsing","loc":["query","q"],"msg":"Input should be a valid integer, unable to parse string as an integer","input":"x"},{"type":"int_parsing","loc":["header","h"],"msg":"Input should be a valid integer, unable to parse string as an integer","input":"x"},{"type":"int_parsing","loc":["cookie","c"],"msg":"Input should be a valid integer, unable to parse string as an integer","input":"x"},{"type":"float_parsing","loc":["body","price"],"msg":"Input should be a valid number, unable to parse string as a number","input":"x"}]}"#,
    );
    check_json(
        &client,
        "POST /all/x",
        "{}",
        r#"422 {"detail":[{"type":"int_parsing","loc":["path","n"],"msg":"Input should be a valid integer, unable to parse string as an integer","input":"x"},{"type":"missing","loc":["query","q"],"msg":"Field required","input":null},{"type":"missing","loc":["header","h"],"msg":"Field required","input":null},{"type":"missing","loc":["cookie","c"],"msg":"Field required","input":null},{"type":"missing","loc":["body","price"],"msg":"Field required","input":{}}]}"#,
    );
    check(
        &client,
        "POST /all/x",
        r#"422 {"detail":[{"type":"int_parsing","loc":["path","n"],"msg":"Input should be a valid integer, unable to parse string as an integer","input":"x"},{"type":"missing","loc":["query","q"],"msg":"Field required","input":null},{"type":"missing","loc":["header","h"],"msg":"Field required","input":null},{"type":"missing","loc":["cookie","c"],"msg":"Field required","input":null},{"type":"missing","loc":["body"],"msg":"Field required","input":null}]}"#,
    );
    check_json(
        &client,
        "POST /all/x",
        "{",
        r#"422 {"detail":[{"type":"json_invalid","loc":["body",1],"msg":"JSON decode error","input":{},"ctx":{"error":"Expecting property name enclosed in double quotes"}}]}"#,
    );
    check(
        &client,
        "POST /two/x/y?y=v&z=w",
        r#"422 {"detail":[{"type":"int_parsing","loc":["path","a"],"msg":"Input should be a valid integer, unable to parse string as an integer","input":"y"},{"type":"int_parsing","loc":["path","b"],"msg":"Input should be a valid integer, unable to parse string as an integer","input":"x"},{"type":"int_parsing","loc":["query","z"],"msg":"Input should be a valid integer, unable to parse string as an integer","input":"w"},{"type":"int_parsing","loc":["query","y"],"msg":"Input should be a valid integer, unable to parse string as an integer","input":"v"}]}"#,
    );
}
