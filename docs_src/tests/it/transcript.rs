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
//! it is not JSON, and then the headers that only some answers have. `cargo xtask bless` writes the answers, so a new
//! test is a request and nothing below it.

use std::{fmt::Write, iter};

use brigade::{
    App,
    testing::{Form, TestClient, TestRequest, TestResponse},
};
use expect_test::Expect;

/// Sends what `transcript` asks, in order, to one process of `app`, and compares the answers.
#[track_caller]
pub(crate) fn check(app: App, transcript: Expect) {
    let actual = played(app, transcript.data());
    assert!(!actual.is_empty(), "the transcript asks something");
    transcript.assert_eq(actual.trim_end_matches('\n'));
}

/// Sends what `transcript` asks, in order, to one process of `app`; returns it with the answers.
pub(crate) fn played(app: App, transcript: &str) -> String {
    let client = TestClient::new(app).without_redirects();
    let mut lines = transcript.lines().map(str::trim_start).peekable();
    let mut actual = String::new();
    while let Some(line) = lines.next() {
        let Some(first) = line.strip_prefix("> ") else { continue };
        let rest = iter::from_fn(|| lines.next_if(|line| line.starts_with("> ") && !is_request(line)));
        let rest: Vec<&str> = rest.map(|line| &line[2..]).collect();
        writeln!(actual, "> {first}").expect("a string takes any text");
        rest.iter().for_each(|line| writeln!(actual, "> {line}").expect("a string takes any text"));
        actual += &show(&request(&client, first, &rest).send());
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
        match line.split_once(':').filter(|(name, _)| name.bytes().all(|byte| byte.is_ascii_graphic() && byte != b'"'))
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

fn show(answer: &TestResponse) -> String {
    let status = answer.status();
    let mut text = status.as_str().to_owned();
    match answer.header("content-type") {
        Some("application/json") | None => {}
        Some(media_type) => text += &format!(" ({media_type})"),
    }
    for line in answer.text().trim_end().lines() {
        write!(text, " {}", line.trim()).expect("a string takes any text");
    }
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
    text
}
