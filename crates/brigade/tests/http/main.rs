//! Checks the whole way of a request inside the application, from its head to its answer.
//!
//! Requests and answers are text. What is expected of parameters, bodies and routing is what FastAPI 0.141.1 answers;
//! where brigade differs on purpose, the test says so.
#![expect(clippy::unwrap_used, reason = "operations of tests are tests, too")]

mod answers;
mod bodies;
mod parameters;
mod parts;
mod client;
mod containment;
mod files;
mod forms;
mod frontends;
mod composition;
mod layers;
mod handlers;
mod leaving;
mod limits;
mod metrics;
mod multipart;
#[cfg(all(feature = "docs", feature = "redoc"))]
mod pages;
mod placement;
mod routing;
mod sending;
mod sizes;
mod start_up;
mod status;
mod streams;
#[cfg(feature = "templates")]
mod templates;
mod uploads;
mod urls;

use brigade::testing::{TestClient, TestResponse};

/// Sends `request` and compares the answer.
///
/// A request is `POST /items`, then perhaps header lines, then perhaps an empty line and a body. An answer is
/// `422 {…}`, with its headers between: `405 [allow: GET] {…}`; that a body is JSON is not written, nor the id of what failed.
#[track_caller]
fn check(client: &TestClient, request: &str, expected: &str) {
    let (head, body) = request.split_once("\n\n").unwrap_or((request, ""));
    let mut lines = head.lines();
    let (method, target) = lines.next().and_then(|line| line.split_once(' ')).expect("a request has a first line");
    let mut prepared = client.request(method, target);
    for line in lines {
        let (name, value) = line.split_once(": ").expect("a header line has a colon");
        prepared = prepared.header(name, value);
    }
    let answer = prepared.body(body.to_owned()).send();
    assert_eq!(written(&answer), expected, "{request}");
}

/// Sends `body` as JSON and compares the answer.
#[track_caller]
fn check_json(client: &TestClient, line: &str, body: &str, expected: &str) {
    check(client, &format!("{line}\ncontent-type: application/json\n\n{body}"), expected);
}

fn written(answer: &TestResponse) -> String {
    let is_implied = |name: &str, value: &[u8]| {
        name == "x-request-id" || !answer.bytes().is_empty() && name == "content-type" && value == b"application/json"
    };
    let headers = answer.headers().iter().filter(|(name, value)| !is_implied(name.as_str(), value.as_bytes()));
    let headers = headers.map(|(name, value)| format!(" [{name}: {}]", value.as_bytes().escape_ascii()));
    let body = if answer.bytes().is_empty() { String::new() } else { format!(" {}", answer.text()) };
    format!("{}{}{body}", answer.status().as_u16(), headers.collect::<String>())
}
