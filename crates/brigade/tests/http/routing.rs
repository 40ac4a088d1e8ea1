//! Which operation serves a request, and what is answered when none does.

use brigade::{App, Router, get, post, put, routes, testing::TestClient};

use super::check;

#[get("/users/me")]
async fn read_me() -> &'static str {
    "me"
}

#[get("/users/{name}")]
async fn read_user(name: String) -> String {
    name
}

#[post("/users/{name}")]
async fn create_user(name: String) -> String {
    format!("created {name}")
}

#[put("/users/me")]
async fn replace_me() -> &'static str {
    "replaced"
}

#[get("/slash/")]
async fn with_slash() -> &'static str {
    "with"
}

#[post("/plain")]
async fn without_slash() -> &'static str {
    "without"
}

#[get("/files/{path:path}")]
async fn read_file(path: String) -> String {
    path
}

#[get("/int/{n:int}")]
async fn read_int(n: i64) -> i64 {
    n
}

#[get("/float/{x:float}")]
async fn read_float(x: f64) -> f64 {
    x
}

#[get("/uuid/{id:uuid}")]
async fn read_uuid(id: String) -> String {
    id
}

#[get("/number/{n}")]
async fn read_number(n: i64) -> i64 {
    n
}

#[get("/{name}.{extension}")]
async fn read_picture(name: String, extension: String) -> (String, String) {
    (name, extension)
}

fn client() -> TestClient {
    TestClient::new(app()).without_redirects()
}

fn app() -> App {
    App::new("Routing").routes(routes![
        read_me,
        read_user,
        create_user,
        replace_me,
        with_slash,
        without_slash,
        read_file,
        read_int,
        read_float,
        read_uuid,
        read_number,
        read_picture
    ])
}

#[test]
fn the_first_operation_that_matches_answers() {
    let client = client();
    check(&client, "GET /users/me", r#"200 "me""#);
    check(&client, "GET /users/you", r#"200 "you""#);
    check(&client, "POST /users/me", r#"200 "created me""#);
    check(&client, "PUT /users/me", r#"200 "replaced""#);
    check(&client, "GET /a.b.c", r#"200 ["a.b","c"]"#);
}

#[test]
fn what_is_not_there_is_404_and_what_is_there_otherwise_405() {
    let client = client();
    let not_found = r#"404 {"detail":"Not Found"}"#;
    for target in ["GET /", "GET /users", "GET /users/a/b", "GET /Users/me", "POST /nothing", "GET //users/me"] {
        check(&client, target, not_found);
    }
    let only = |methods: &str| format!(r#"405 [allow: {methods}] {{"detail":"Method Not Allowed"}}"#);
    // The methods are those of the first operation that has the path, not of all.
    check(&client, "DELETE /users/me", &only("GET"));
    check(&client, "PUT /users/you", &only("GET"));
    check(&client, "GET /plain", &only("POST"));
    check(&client, "OPTIONS /users/me", &only("GET"));
    check(&client, "BREW /users/me", &only("GET"));
    check(&client, "HEAD /users/me", &only("GET"));
}

#[test]
fn the_other_slash_is_redirected_to() {
    let client = client();
    let to = |target: &str| format!("307 [location: http://testserver{target}]");
    check(&client, "GET /slash", &to("/slash/"));
    check(&client, "GET /slash?a=1&b=%2F", &to("/slash/?a=1&b=%2F"));
    check(&client, "POST /slash", &to("/slash/"));
    check(&client, "GET /slash?", &to("/slash/"));
    check(&client, "GET /users/me%2F", &to("/users/me"));
    check(&client, "GET /plain/", &to("/plain"));
    check(&client, "GET /plain///", &to("/plain"));
    check(&client, "GET /users/a%20b/", &to("/users/a%20b"));
    check(&client, "GET /openapi.json/", &to("/openapi.json"));
    check(&client, "GET /nothing/", r#"404 {"detail":"Not Found"}"#);
}

#[test]
fn a_redirect_stays_on_its_host() {
    let client = client();
    check(&client, "GET //users/me/", r#"404 {"detail":"Not Found"}"#);
    check(&client, "GET /users/me/\nhost: shop.example:8000", "307 [location: http://shop.example:8000/users/me]");
}

#[test]
fn redirects_can_be_switched_off() {
    let client = TestClient::new(app().redirect_slashes(false)).without_redirects();
    check(&client, "GET /slash", r#"404 {"detail":"Not Found"}"#);
    check(&client, "GET /slash/", r#"200 "with""#);
}

#[test]
fn paths_are_decoded_before_they_are_matched() {
    let client = client();
    check(&client, "GET /users/a%20b", r#"200 "a b""#);
    check(&client, "GET /users/a+b", r#"200 "a+b""#);
    check(&client, "GET /users/%C3%A9", r#"200 "é""#);
    check(&client, "GET /users/%FF", "200 \"\u{fffd}\"");
    check(&client, "GET /users/a%2Fb", r#"404 {"detail":"Not Found"}"#);
    check(&client, "GET /us%65rs/me", r#"200 "me""#);
    check(&client, "GET /users/%6De", r#"200 "me""#);
    check(&client, "GET /users/%", r#"200 "%""#);
    check(&client, "GET /users/%zz", r#"200 "%zz""#);
    check(&client, "GET /files/a%2Fb", r#"200 "a/b""#);
    check(&client, "GET /users/%2e%2e", r#"200 "..""#);
    check(&client, "GET /users/..", r#"200 "..""#);
}

#[test]
fn convertors_decide_what_matches() {
    let client = client();
    let not_found = r#"404 {"detail":"Not Found"}"#;
    check(&client, "GET /files/", r#"200 """#);
    check(&client, "GET /files/a/b.txt", r#"200 "a/b.txt""#);
    check(&client, "GET /files//a/", r#"200 "/a/""#);
    check(&client, "GET /int/7", "200 7");
    check(&client, "GET /int/x", not_found);
    check(&client, "GET /int/-7", not_found);
    check(&client, "GET /int/7.0", not_found);
    check(&client, "GET /float/7", "200 7.0");
    check(&client, "GET /float/7.5", "200 7.5");
    check(&client, "GET /float/.5", not_found);
    check(&client, "GET /uuid/0123abcd-0123-abcd-0123-0123456789ab", r#"200 "0123abcd-0123-abcd-0123-0123456789ab""#);
    check(&client, "GET /uuid/x", not_found);
    check(&client, "GET /number/1.0", "200 1");
    check(&client, "GET /number/%201", "200 1");
    check(
        &client,
        "GET /number/x",
        r#"422 {"detail":[{"type":"int_parsing","loc":["path","n"],"msg":"Input should be a valid integer, unable to parse string as an integer","input":"x"}]}"#,
    );
}

#[test]
fn the_root_path_is_taken_off() {
    let client = TestClient::new(app().root_path("/api/v1")).without_redirects();
    check(&client, "GET /api/v1/users/me", r#"200 "me""#);
    check(&client, "GET /users/me", r#"200 "me""#);
    check(&client, "GET /api/v1/users/a%20b", r#"200 "a b""#);
    check(&client, "GET /api/v12/users/me", r#"404 {"detail":"Not Found"}"#);
    check(&client, "GET /api/v1/slash?x=1", "307 [location: http://testserver/api/v1/slash/?x=1]");
    check(&client, "GET /slash", "307 [location: http://testserver/api/v1/slash/]");
    let client = TestClient::new(app().root_path("/sla")).without_redirects();
    check(&client, "GET /slash", "307 [location: http://testserver/sla/slash/]");
    check(&client, "GET /sla/slash", "307 [location: http://testserver/sla/slash/]");
    check(&client, "GET /sla", r#"404 {"detail":"Not Found"}"#);
}

#[get("")]
async fn list() -> &'static str {
    "list"
}

fn nested() -> App {
    let items = Router::new().prefix("/items").tags(["inner"]).routes(routes![list_in_shop, read_in_shop]);
    let shops = Router::new().prefix("/shops/{shop}").tags(["outer"]).include(items).routes(routes![read_shop]);
    App::new("Shops").include(Router::new().prefix("/plain").routes(routes![list])).include(shops)
}

#[get("")]
async fn list_in_shop(#[path] shop: String) -> String {
    format!("items of {shop}")
}

#[get("/{item_id}", tags = ["own"])]
async fn read_in_shop(#[path] shop: String, item_id: u64) -> String {
    format!("{item_id} of {shop}")
}

#[get("/")]
async fn read_shop(#[path] shop: String) -> String {
    shop
}

#[get("/items")]
async fn items_of_somebody(user_id: Option<u64>) -> String {
    user_id.map_or_else(|| "items".to_owned(), |user_id| format!("items of {user_id}"))
}

#[test]
fn an_argument_comes_from_the_path_where_a_router_has_it_there() {
    let items = || Router::new().routes(routes![items_of_somebody]);
    let of_user = Router::new().prefix("/users/{user_id}").include(items());
    let client = TestClient::new(App::new("Items").include(items()).include(of_user));
    check(&client, "GET /items", r#"200 "items""#);
    check(&client, "GET /items?user_id=7", r#"200 "items of 7""#);
    check(&client, "GET /users/7/items?user_id=8", r#"200 "items of 7""#);
    check(
        &client,
        "GET /users/x/items",
        r#"422 {"detail":[{"type":"int_parsing","loc":["path","user_id"],"msg":"Input should be a valid integer, unable to parse string as an integer","input":"x"}]}"#,
    );
    let document: serde_json::Value = client.get("/openapi.json").send().json();
    let place = |path: &str| {
        let parameter = &document["paths"][path]["get"]["parameters"][0];
        format!("{} {}", parameter["in"], parameter["required"])
    };
    assert_eq!(place("/items"), r#""query" false"#);
    assert_eq!(place("/users/{user_id}/items"), r#""path" true"#);
}

#[get("/nullable/{id}")]
async fn nullable(#[path] id: Option<u64>) -> Option<u64> {
    id
}

#[test]
fn an_optional_part_of_the_path_is_always_there() {
    let client = TestClient::new(App::new("Parts").routes(routes![nullable]));
    check(&client, "GET /nullable/7", "200 7");
    check(&client, "GET /nullable/", r#"404 {"detail":"Not Found"}"#);
    let document: serde_json::Value = client.get("/openapi.json").send().json();
    let parameter = &document["paths"]["/nullable/{id}"]["get"]["parameters"][0];
    assert_eq!(parameter["required"], true);
    assert_eq!(parameter["schema"]["anyOf"][1]["type"], "null");
}

#[test]
fn routers_nest() {
    let client = TestClient::new(nested()).without_redirects();
    check(&client, "GET /plain", r#"200 "list""#);
    check(&client, "GET /plain/", "307 [location: http://testserver/plain]");
    check(&client, "GET /shops/a/items", r#"200 "items of a""#);
    check(&client, "GET /shops/a/items/3", r#"200 "3 of a""#);
    check(&client, "GET /shops/a/", r#"200 "a""#);
    check(
        &client,
        "GET /shops/a/items/x",
        r#"422 {"detail":[{"type":"int_parsing","loc":["path","item_id"],"msg":"Input should be a valid integer, unable to parse string as an integer","input":"x"}]}"#,
    );
    let document: serde_json::Value = client.get("/openapi.json").send().json();
    let tags = |path: &str| document["paths"][path]["get"]["tags"].to_string();
    assert_eq!(tags("/shops/{shop}/items/{item_id}"), r#"["outer","inner","own"]"#);
    assert_eq!(tags("/shops/{shop}/items"), r#"["outer","inner"]"#);
    assert_eq!(tags("/plain"), "null");
}
