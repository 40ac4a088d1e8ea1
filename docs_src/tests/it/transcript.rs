//! Holds an application to a transcript: requests, each with its answer below.
//!
//! ```text
//! > POST /items/?q=1
//! > x-token: secret
//! > {"name": "Foo"}
//! 201 {"name":"Foo"}
//! ```
//!
//! A body is JSON unless a `content-type` says otherwise; `content-type:` sends none. Lines such as `> -F name=value` and
//! `> -F file=@a.txt hello` are the fields and files of a form, as to curl. An answer shows its media type if
//! it is not JSON, and then the headers that only some answers have. Of JSON a JSON pointer (RFC 6901) shows a part, as in
//! `> GET /openapi.json#/info/title`. `cargo xtask bless` writes the answers, so a new test is a request and nothing below it.

use std::{fmt::Write, iter};

use brigade::{
    App, Value,
    testing::{Form, TestClient, TestRequest, TestResponse},
};
use expect_test::Expect;

/// How an answer of several lines is shown.
#[derive(Clone, Copy)]
pub(crate) enum Lines {
    /// In one line, after the status.
    Joined,
    /// As they are, below the headers.
    Kept,
}

/// Sends what `transcript` asks, in order, to one process of `app`, and compares the answers.
#[track_caller]
pub(crate) fn check(app: App, transcript: Expect) {
    let actual = played(app, transcript.data(), Lines::Joined);
    assert!(!actual.is_empty(), "the transcript asks something");
    transcript.assert_eq(actual.trim_end_matches('\n'));
}

/// Sends what `transcript` asks, in order, to one process of `app`; returns it with the answers.
pub(crate) fn played(app: App, transcript: &str, shown: Lines) -> String {
    let client = TestClient::new(app).without_redirects();
    let mut lines = transcript.lines().map(str::trim_start).peekable();
    let mut actual = String::new();
    while let Some(line) = lines.next() {
        let Some(first) = line.strip_prefix("> ") else { continue };
        let rest = iter::from_fn(|| lines.next_if(|line| line.starts_with("> ") && !is_request(line)));
        let rest: Vec<&str> = rest.map(|line| &line[2..]).collect();
        writeln!(actual, "> {first}").expect("a string takes any text");
        rest.iter().for_each(|line| writeln!(actual, "> {line}").expect("a string takes any text"));
        let (first, part) = first.split_once('#').unwrap_or((first, ""));
        actual += &show(&request(&client, first, &rest).send(), part, shown);
        actual.push('\n');
    }
    actual
}

fn is_request(line: &str) -> bool {
    ["GET", "PUT", "POST", "DELETE", "OPTIONS", "HEAD", "PATCH"]
        .iter()
        .any(|method| line[2..].strip_prefix(method).is_some_and(|rest| rest.starts_with(" /")))
}

fn request<'c>(client: &'c TestClient, first: &str, rest: &[&str]) -> TestRequest<'c> {
    let (method, target) = first.split_once(' ').expect("a request is a method and a target");
    let mut request = client.request(method, target);
    let (mut is_typed, mut body, mut form) = (false, None, None);
    for line in rest {
        if let Some(field) = line.strip_prefix("-F ") {
            form = Some(with_field(form.unwrap_or_default(), field));
            continue;
        }
        match line
            .split_once(':')
            .filter(|(name, _)| name.bytes().all(|byte| byte.is_ascii_graphic() && !b"\"{".contains(&byte)))
        {
            Some((name, value)) => {
                is_typed |= name == "content-type";
                if !value.is_empty() {
                    request = request.header(name, value.trim_start());
                }
            }
            None => body = Some((*line).to_owned()),
        }
    }
    if let Some(form) = form {
        return request.multipart(form);
    }
    match body {
        Some(body) if is_typed => request.body(body),
        Some(body) => request.header("content-type", "application/json").body(body),
        None => request,
    }
}

fn with_field(form: Form, field: &str) -> Form {
    let (name, value) = field.split_once('=').expect("a field has a name and a value");
    match value.strip_prefix('@') {
        None => form.text(name, value),
        Some(file) => {
            let (filename, content) = file.split_once(' ').expect("a file has a name and content");
            form.file(name, filename, "text/plain", content.to_owned())
        }
    }
}

fn show(answer: &TestResponse, part: &str, shown: Lines) -> String {
    let mut text = answer.status().as_str().to_owned();
    if !part.is_empty() {
        return format!("{text} {}\n", part_of(answer.text(), part));
    }
    match answer.header("content-type") {
        Some("application/json") | None => {}
        Some(media_type) => text += &format!(" ({media_type})"),
    }
    let body = answer.text().trim_start_matches('\n').trim_end();
    let below = match shown {
        Lines::Kept if body.contains('\n') => format!("\n{body}\n"),
        _ => {
            body.lines().for_each(|line| write!(text, " {}", line.trim()).expect("a string takes any text"));
            String::new()
        }
    };
    text.push('\n');
    // When a file was written last depends on the checkout.
    let of_file: &[&str] = if answer.header("last-modified").is_some() { &["last-modified", "etag"] } else { &[] };
    for (name, value) in answer.headers() {
        let left_out = [&["content-type", "content-length", "date", "x-request-id"][..], of_file];
        if !left_out.iter().any(|names| names.contains(&name.as_str())) {
            let value = value.to_str().expect("the applications answer ASCII headers");
            writeln!(text, "{name}: {value}").expect("a string takes any text");
        }
    }
    text + &below
}

/// The part of a document that a JSON pointer names.
fn part_of(document: &str, pointer: &str) -> String {
    let document: Value = serde_json::from_str(document).expect("what has parts is JSON");
    let part = pointer.split('/').skip(1).fold(&document, |value, key| match value {
        Value::Array(values) => &values[key.parse::<usize>().expect("an element has a number")],
        value => &value[&*key.replace("~1", "/").replace("~0", "~")],
    });
    serde_json::to_string(part).expect("what was JSON is JSON")
}
