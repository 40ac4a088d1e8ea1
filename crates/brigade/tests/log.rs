//! Checks what the log has of a request, and what it alone has.
//!
//! Apart from the other tests of requests: `tracing` asks the thread that comes first whether anybody reads a line, and
//! remembers its answer for all.
#![expect(clippy::unwrap_used, reason = "operations of tests are tests, too")]

mod lines;

use std::{io, num::ParseIntError};

use brigade::{
    ApiError, App, Body, Bytes, Error, HttpError, Next, Request, Response, Router, StatusCode, get, post, routes,
    testing::TestClient,
};
use http::Method;
use tower_service::Service;

use self::lines::Lines;

#[track_caller]
fn check_log(app: App, request: &str, expected: &[&str]) {
    let log = Lines::of("brigade::");
    let client = TestClient::new(app);
    let (method, target) = request.split_once(' ').unwrap();
    tracing::subscriber::with_default(log.clone(), || {
        client.request(method, target).header("x-request-id", "a1").send()
    });
    assert_eq!(log.heard(), expected, "{request}");
}

#[derive(Debug, ApiError)]
#[api(status = 502, detail = "The kitchen does not answer")]
struct KitchenError(#[source] io::Error);

#[get("/fine/{id}")]
async fn fine(id: String) -> String {
    id
}

#[get("/kitchen")]
async fn kitchen() -> Result<u8, KitchenError> {
    Err(KitchenError(io::Error::other("lost")))
}

#[get("/any")]
async fn any() -> brigade::Result<u64> {
    Ok("seven".parse::<u64>()?)
}

#[get("/told")]
async fn told() -> Result<u8, HttpError> {
    Err(HttpError::new(500, "Told"))
}

#[get("/repeated/{text}")]
async fn repeated(text: String) -> brigade::Result<u8> {
    Err(io::Error::other(format!("no \"{text}\"")))?
}

#[derive(Debug, thiserror::Error)]
#[error("no disk")]
struct Nested(#[source] io::Error);

#[get("/nested")]
async fn nested() -> brigade::Result<u8> {
    Err(Nested(io::Error::other("lost")))?
}

#[get("/conflict")]
async fn conflict() -> Result<u8, HttpError> {
    Err(HttpError::new(409, "Twice"))
}

#[get("/panic")]
async fn panics() -> u8 {
    panic!("at {}", "noon")
}

#[get("/panic-on-pool")]
fn panics_on_pool() -> u8 {
    panic!("on the pool")
}

fn app() -> App {
    App::new("Log").routes(routes![fine, kitchen, any, told, repeated, nested, conflict, panics, panics_on_pool])
}

#[test]
fn each_request_is_one_line() {
    let line = |request: &str, expected: &str| check_log(app(), request, &[expected]);
    line("GET /fine/a?secret=b", "INFO brigade::access method=GET path=\"/fine/a\" status=200 duration_ms:yes");
    line("GET /fine/%0A", "INFO brigade::access method=GET path=\"/fine/%0A\" status=200 duration_ms:yes");
    line("PUT /nothing", "INFO brigade::access method=PUT path=\"/nothing\" status=404 duration_ms:yes");
    line("GET /conflict", "INFO brigade::access method=GET path=\"/conflict\" status=409 duration_ms:yes");
    line("GET /openapi.json", "INFO brigade::access method=GET path=\"/openapi.json\" status=200 duration_ms:yes");
}

#[test]
fn causes_are_in_the_log() {
    for (path, status, cause) in [
        ("/kitchen", 502, "lost"),
        ("/any", 500, "invalid digit found in string"),
        ("/panic", 500, "panic: at noon"),
        ("/panic-on-pool", 500, "panic: on the pool"),
        ("/told", 500, "Told"),
        ("/nested", 500, "no disk: lost"),
        ("/repeated/a%0AINFO%1B%5B31m%C2%85%E2%80%A8", 500, "no \"a\\nINFO\\u{1b}[31m\\u{85}\\u{2028}\""),
    ] {
        check_log(
            app(),
            &format!("GET {path}"),
            &[
                &failed(path, cause),
                &format!("INFO brigade::access method=GET path=\"{path}\" status={status} duration_ms:yes"),
            ],
        );
    }
}

fn failed(path: &str, cause: &str) -> String {
    format!("ERROR brigade::error message=request failed method=GET path=\"{path}\" cause={cause} request_id=\"a1\"")
}

#[post("/count")]
async fn count(body: Bytes) -> usize {
    body.len()
}

#[test]
fn a_client_that_breaks_off_does_not_fill_the_log() {
    let log = Lines::of("brigade::error");
    let mut service = App::new("Log").routes(routes![count]).into_service().unwrap();
    let request = Request::new(Body::of_iterator([Ok("abc"), Err("gone")]));
    let (mut head, body) = request.into_parts();
    head.method = Method::POST;
    head.uri = "/count".parse().unwrap();
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    let answer = tracing::subscriber::with_default(log.clone(), || {
        runtime.block_on(service.call(Request::from_parts(head, body))).unwrap()
    });
    assert_eq!(answer.status(), 400);
    assert_eq!(log.heard(), [""; 0]);
}

#[test]
fn what_fails_around_operations_is_in_the_log_once() {
    async fn fail(_: Request, _: Next) -> brigade::Result<&'static str> {
        Err(io::Error::other("lost"))?
    }
    async fn pass(request: Request, next: Next) -> Response {
        next.run(request).await
    }
    let routed = || Router::new().routes(routes![fine]);
    for app in [app().middleware(fail).middleware(pass), App::new("Log").include(routed().middleware(fail))] {
        let access = "INFO brigade::access method=GET path=\"/fine/a\" status=500 duration_ms:yes";
        check_log(app, "GET /fine/a", &[&failed("/fine/a", "lost"), access]);
    }
    let access = "INFO brigade::access method=GET path=\"/kitchen\" status=502 duration_ms:yes";
    check_log(app().middleware(pass).middleware(pass), "GET /kitchen", &[&failed("/kitchen", "lost"), access]);
}

#[test]
fn what_a_handler_answers_is_in_the_log_if_it_failed() {
    let app = || {
        app()
            .on_error(|error: KitchenError, _: Request| (StatusCode::SERVICE_UNAVAILABLE, error.0.to_string()))
            .on_error(|_: ParseIntError, _: Request| (StatusCode::NOT_FOUND, "no number"))
            .on_error(|_: Nested, _: Request| -> &str { panic!("in the handler") })
            .on_status(500, |_: Error, _: Request| "fine")
    };
    for (path, status, causes) in [
        // Of a type that somebody knows, and not the server's fault.
        ("/any", 404, &[][..]),
        ("/kitchen", 503, &["lost"]),
        ("/nested", 500, &["panic: in the handler"]),
        ("/panic", 200, &["panic: at noon"]),
    ] {
        let access = format!("INFO brigade::access method=GET path=\"{path}\" status={status} duration_ms:yes");
        let lines: Vec<String> = causes.iter().map(|cause| failed(path, cause)).chain([access]).collect();
        check_log(app(), &format!("GET {path}"), &lines.iter().map(String::as_str).collect::<Vec<_>>());
    }
}
