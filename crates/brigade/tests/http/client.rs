//! The test client itself: redirects, cookies, encoding, and waiting in async tests.

use brigade::{App, Body, Request, Response, get, post, put, routes, testing::TestClient};

use super::{check, check_json};

fn redirect(status: u16, location: &str) -> Response {
    let response = http::Response::builder().status(status).header("location", location);
    response.body(Body::from("moved")).unwrap()
}

#[get("/redirect/{status}")]
async fn get_redirect(status: u16, to: String) -> Response {
    redirect(status, &to)
}

#[post("/redirect/{status}")]
async fn post_redirect(status: u16, to: String) -> Response {
    redirect(status, &to)
}

#[put("/redirect/{status}")]
async fn put_redirect(status: u16, to: String) -> Response {
    redirect(status, &to)
}

/// Answers what arrived.
#[get("/echo")]
async fn get_echo(request: Request) -> Vec<String> {
    echo(request).await
}

#[post("/echo")]
async fn post_echo(request: Request) -> Vec<String> {
    echo(request).await
}

#[put("/echo")]
async fn put_echo(request: Request) -> Vec<String> {
    echo(request).await
}

async fn echo(request: Request) -> Vec<String> {
    use http_body_util::BodyExt;

    let (head, body) = request.into_parts();
    let body = body.collect().await.unwrap().to_bytes();
    let header = |name: &str| {
        let lines = head.headers.get_all(name).iter();
        lines.map(|line| String::from_utf8_lossy(line.as_bytes()).into_owned()).collect::<Vec<_>>().join(" + ")
    };
    let body = String::from_utf8_lossy(&body).into_owned();
    vec![format!("{} {}", head.method, head.uri), header("content-type"), header("cookie"), header("x-mine"), body]
}

#[get("/cookies/{line}")]
async fn set_cookies(line: String) -> Response {
    let mut response = Response::new(Body::empty());
    for line in line.split('|') {
        response.headers_mut().append("set-cookie", line.parse().unwrap());
    }
    response
}

fn client() -> TestClient {
    TestClient::new(App::new("Echo").routes(routes![
        get_redirect,
        post_redirect,
        put_redirect,
        get_echo,
        post_echo,
        put_echo,
        set_cookies
    ]))
}

#[test]
fn redirects_are_followed_as_browsers_do() {
    let client = client();
    check(&client, "GET /redirect/307?to=/echo?a=1", r#"200 ["GET /echo?a=1","","","",""]"#);
    check(&client, "GET /redirect/302?to=http://elsewhere/echo", r#"200 ["GET /echo","","","",""]"#);
    for (line, kept) in [
        ("POST /redirect/301", "GET"),
        ("POST /redirect/302", "GET"),
        ("POST /redirect/303", "GET"),
        ("POST /redirect/307", "POST"),
        ("POST /redirect/308", "POST"),
        ("PUT /redirect/301", "PUT"),
        ("PUT /redirect/302", "PUT"),
        ("PUT /redirect/303", "GET"),
        ("PUT /redirect/307", "PUT"),
    ] {
        let expected = match kept {
            "GET" => r#"200 ["GET /echo","","","m",""]"#.to_owned(),
            method => format!(r#"200 ["{method} /echo","application/json","","m","1"]"#),
        };
        check_json(&client, &format!("{line}?to=/echo\nx-mine: m"), "1", &expected);
    }
    check(&client, "GET /redirect/304?to=/echo", "304 [location: /echo]");
    let client = client.without_redirects();
    check(&client, "GET /redirect/307?to=/echo", "307 [location: /echo] moved");
}

#[test]
#[should_panic(expected = "more than 20 redirects")]
fn circles_of_redirects_end() {
    TestClient::new(App::new("Circle").routes(routes![circle])).get("/circle").send();
}

#[get("/circle")]
async fn circle() -> Response {
    redirect(302, "/circle")
}

#[test]
fn cookies_are_kept_and_deleted() {
    let client = client();
    let cookies = |expected: &str| check(&client, "GET /echo", &format!(r#"200 ["GET /echo","","{expected}","",""]"#));
    cookies("");
    client.get("/cookies/a=1; Path=%2F|b=2; HttpOnly").send();
    client.get("/cookies/a=1; Secure|b=2; HttpOnly").send();
    cookies("a=1; b=2");
    client.get("/cookies/a=3").send();
    cookies("b=2; a=3");
    client.get("/cookies/b=; Max-Age=0").send();
    cookies("a=3");
    client.get("/cookies/a=; expires=Thu, 01 Jan 1970 00:00:00 GMT").send();
    cookies("");
    client.set_cookie("mine", "7");
    cookies("mine=7");
    check(&client, "GET /echo\ncookie: more=8", r#"200 ["GET /echo","","more=8 + mine=7","",""]"#);
}

#[test]
fn targets_are_encoded() {
    let client = client();
    check(&client, "GET /echo?a=b c&d=\"é\"&e=%20", r#"200 ["GET /echo?a=b%20c&d=%22%C3%A9%22&e=%20","","","",""]"#);
    let answer = client.get("/echo?a=1").query("b", "x&y z").query("ü", "+").header("x-mine", "é").send();
    assert_eq!(answer.text(), r#"["GET /echo?a=1&b=x%26y+z&%C3%BC=%2B","","","é",""]"#);
    let client = client.header("x-mine", "a");
    check(&client, "GET /echo\nx-mine: b", r#"200 ["GET /echo","","","a + b",""]"#);
}

#[test]
fn requests_can_be_awaited() {
    let client = client();
    brigade_scheduler::runtime(Some(1)).unwrap().block_on(async {
        let (first, second) = (client.get("/echo"), client.put("/echo").body("x"));
        assert_eq!(second.await.json::<Vec<String>>()[4], "x");
        assert_eq!(first.await.json::<Vec<String>>()[0], "GET /echo");
    });
}
