//! What operations and dependencies say of an answer beside its value.

use brigade::{
    App, Body, Cookie, HttpError, Outcome, Redirect, Respond, Response, ResponseParts, StatusCode, dependency, get,
    post, routes, testing::TestClient,
};

use super::check;

#[get("/plain")]
async fn plain(parts: ResponseParts) -> &'static str {
    parts.header("X-One", "first");
    parts.header("x-one", "last");
    parts.append("vary", "accept");
    parts.append("vary", "cookie");
    parts.cookie(Cookie::new("a", "1"));
    parts.cookie(Cookie::new("b", "2 3").http_only());
    "plain"
}

/// Runs on the pool.
#[get("/worked")]
fn worked(parts: ResponseParts) -> &'static str {
    parts.header("x-one", "pool");
    "worked"
}

/// Is written on the pool.
#[get("/long")]
async fn long(parts: ResponseParts) -> String {
    parts.header("x-one", "long");
    "x".repeat(100_000)
}

#[get("/media-type")]
async fn media_type(parts: ResponseParts) -> [u8; 1] {
    parts.header("content-type", "application/vnd.burgers+json");
    [7]
}

#[dependency]
fn language(parts: ResponseParts, #[query(default = "en".to_owned())] language: String) -> String {
    parts.header("content-language", &language);
    parts.header("x-one", "dependency");
    parts.status(StatusCode::ACCEPTED);
    parts.cookie(Cookie::new("language", &language));
    language
}

#[get("/depends")]
async fn depends(#[depends(language)] language: String, parts: ResponseParts) -> String {
    parts.header("x-one", "operation");
    parts.cookie(Cookie::new("operation", "1"));
    language
}

/// Takes no parts itself.
#[get("/effect", depends = [language])]
async fn effect() -> u8 {
    1
}

async fn late(_value: u8, _outcome: Outcome) {}

#[dependency(cleanup = late)]
async fn opened(parts: ResponseParts) -> u8 {
    parts.header("x-one", "opened");
    7
}

#[get("/cleaned")]
async fn cleaned(#[depends(opened)] opened: u8) -> u8 {
    opened
}

#[get("/status", status = 201)]
async fn status(parts: ResponseParts, chosen: Option<u16>) -> &'static str {
    if let Some(chosen) = chosen {
        parts.status(StatusCode::from_u16(chosen).unwrap());
    }
    "made"
}

#[get("/returned")]
async fn returned(parts: ResponseParts) -> Result<(StatusCode, u8), HttpError> {
    parts.status(StatusCode::ACCEPTED);
    parts.header("x-one", "1");
    Ok((StatusCode::CREATED, 7))
}

#[get("/ready")]
async fn ready(parts: ResponseParts) -> Result<(StatusCode, Response), HttpError> {
    parts.status(StatusCode::ACCEPTED);
    parts.header("x-one", "1");
    parts.cookie(Cookie::new("a", "1"));
    Ok((StatusCode::CREATED, Response::new(Body::from("ready"))))
}

#[get("/applied")]
async fn applied(parts: ResponseParts) -> brigade::Result<Response> {
    parts.header("x-one", "1");
    let mut response = 7.respond(parts.chosen_status())?;
    parts.apply(&mut response);
    Ok(response)
}

#[get("/fails")]
async fn fails(parts: ResponseParts) -> Result<u8, HttpError> {
    parts.status(StatusCode::ACCEPTED);
    parts.header("x-one", "1");
    parts.cookie(Cookie::new("a", "1"));
    Err(HttpError::new(404, "No"))
}

#[get("/injected")]
async fn injected(parts: ResponseParts) -> u8 {
    parts.header("x-one", "1\r\nset-cookie: a=b");
    7
}

#[post("/moved", status = 303)]
async fn moved(parts: ResponseParts) -> Redirect {
    parts.cookie(Cookie::new("a", "1"));
    Redirect::to("/plain")
}

#[get("/moved-for-good")]
async fn moved_for_good() -> (StatusCode, Redirect) {
    (StatusCode::PERMANENT_REDIRECT, Redirect::to("https://example.com/é"))
}

#[get("/kept")]
async fn kept(#[cookie] a: Option<String>, #[cookie] b: Option<String>) -> String {
    format!("{a:?} {b:?}")
}

#[get("/removed")]
async fn removed(parts: ResponseParts) -> u8 {
    parts.cookie(Cookie::removal("b"));
    7
}

fn client() -> TestClient {
    let routes = routes![
        plain,
        worked,
        long,
        media_type,
        depends,
        effect,
        cleaned,
        status,
        returned,
        ready,
        applied,
        fails,
        injected,
        moved,
        moved_for_good,
        kept,
        removed
    ];
    TestClient::new(App::new("Parts").routes(routes)).without_redirects()
}

#[test]
fn headers_are_set_and_cookies_added() {
    let client = client();
    check(
        &client,
        "GET /plain",
        "200 [x-one: last] [vary: accept] [vary: cookie] [set-cookie: a=1; Path=/; SameSite=lax] \
         [set-cookie: b=\\\"2 3\\\"; HttpOnly; Path=/; SameSite=lax] \"plain\"",
    );
    check(&client, "GET /worked", r#"200 [x-one: pool] "worked""#);
    check(&client, "GET /media-type", "200 [content-type: application/vnd.burgers+json] [7]");
    let long = client.get("/long").send();
    assert_eq!((long.header("x-one"), long.bytes().len()), (Some("long"), 100_002));
}

#[test]
fn dependencies_share_them_with_the_operation() {
    let client = client();
    check(
        &client,
        "GET /depends?language=de",
        "202 [content-language: de] [x-one: operation] [set-cookie: language=de; Path=/; SameSite=lax] \
         [set-cookie: operation=1; Path=/; SameSite=lax] \"de\"",
    );
    check(
        &client,
        "GET /effect",
        "202 [content-language: en] [x-one: dependency] [set-cookie: language=en; Path=/; SameSite=lax] 1",
    );
    check(&client, "GET /cleaned", "200 [x-one: opened] 7");
}

#[test]
fn a_status_that_was_chosen_counts_more_than_the_declared_one() {
    let client = client();
    check(&client, "GET /status", r#"201 "made""#);
    check(&client, "GET /status?chosen=202", r#"202 "made""#);
    check(&client, "GET /status?chosen=204", "204 [content-type: application/json]");
    check(&client, "GET /returned", "201 [x-one: 1] 7");
}

#[test]
fn ready_responses_and_errors_stay_as_they_are() {
    let client = client();
    check(&client, "GET /ready", "200 ready");
    check(&client, "GET /applied", "200 [x-one: 1] 7");
    check(&client, "GET /fails", r#"404 {"detail":"No"}"#);
    check(&client, "GET /injected", "500 [content-type: text/plain; charset=utf-8] Internal Server Error");
}

#[test]
fn redirects_lead_somewhere_else() {
    let client = client();
    check(&client, "POST /moved", "303 [location: /plain] [set-cookie: a=1; Path=/; SameSite=lax]");
    check(&client, "GET /moved-for-good", "308 [location: https://example.com/%C3%A9]");
}

#[test]
fn cookies_come_back_until_they_are_removed() {
    let client = client();
    client.get("/plain").send();
    check(&client, "GET /kept", r#"200 "Some(\"1\") Some(\"2 3\")""#);
    client.get("/removed").send();
    check(&client, "GET /kept", r#"200 "Some(\"1\") None""#);
}
