//! Writes the answer of every error: the only place that knows what one looks like.

use bytes::Bytes;
use http::{HeaderValue, StatusCode, header};
use serde::{Serialize, Serializer};

use crate::{
    body::Body,
    error::{Detail, Error},
    error_format::ErrorFormat,
    json,
    respond::{Response, allows_body},
    value::Value,
    violation::Violation,
};

/// Makes the response of `error`, in the shape of `format`.
pub(crate) fn render(error: &Error, format: ErrorFormat) -> Response {
    if !allows_body(error.status()) {
        return headed(Response::new(Body::empty()), error);
    }
    let (media_type, body) = match (error.told(), format) {
        (Detail::Body(body), _) => (JSON, json::to_bytes(body)),
        // FastAPI's clients see this text after an exception that nobody expected; there is no `detail` to parse.
        (_, ErrorFormat::Fastapi) if error.is_internal() => (TEXT, Ok(INTERNAL)),
        (_, ErrorFormat::Model(model)) => match model.write(error) {
            Some(body) => (format.media_type(), Ok(body)),
            None => (TEXT, Ok(INTERNAL)),
        },
        (_, ErrorFormat::Fastapi) => (format.media_type(), json::to_bytes(&fastapi(error))),
        (_, ErrorFormat::ProblemJson) => (format.media_type(), json::to_bytes(&problem(error))),
    };
    let body = body.expect("an error consists of strings and JSON values, which always serialise");
    let mut response = Response::new(Body::from(body));
    response.headers_mut().insert(header::CONTENT_TYPE, HeaderValue::from_static(media_type));
    headed(response, error)
}

/// Gives a response the status and the headers of `error`.
fn headed(mut response: Response, error: &Error) -> Response {
    *response.status_mut() = error.status();
    response.headers_mut().extend(error.headers().clone());
    response
}

const JSON: &str = "application/json";

const TEXT: &str = "text/plain; charset=utf-8";

const INTERNAL: Bytes = Bytes::from_static(b"Internal Server Error");

/// Is a JSON object that borrows what it shows.
struct Members<'e>(Vec<(&'e str, Member<'e>)>);

#[derive(Serialize)]
#[serde(untagged)]
enum Member<'e> {
    Status(u16),
    Text(&'e str),
    Json(&'e Value),
    Violations(&'e [Violation]),
}

impl Serialize for Members<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_map(self.0.iter().map(|(name, member)| (name, member)))
    }
}

fn fastapi(error: &Error) -> Members<'_> {
    let detail = match error.told() {
        Detail::Reason => Member::Text(reason(error.status())),
        Detail::Text(text) | Detail::Extended { text, .. } => Member::Text(text),
        Detail::Json(value) | Detail::Body(value) => Member::Json(value),
        Detail::Violations(violations) => Member::Violations(violations),
    };
    let mut members = vec![("detail", detail)];
    members.extend(extensions(error));
    Members(members)
}

/// Writes a problem of RFC 9457. `errors` and `data` are extension members.
fn problem(error: &Error) -> Members<'_> {
    let mut members = vec![
        ("type", Member::Text("about:blank")),
        ("title", Member::Text(reason(error.status()))),
        ("status", Member::Status(error.status().as_u16())),
    ];
    match error.told() {
        Detail::Reason => {}
        Detail::Text(text) | Detail::Extended { text, .. } => members.push(("detail", Member::Text(text))),
        Detail::Json(value) | Detail::Body(value) => members.push(("data", Member::Json(value))),
        Detail::Violations(violations) => members.push(("errors", Member::Violations(violations))),
    }
    members.extend(extensions(error));
    Members(members)
}

fn extensions(error: &Error) -> impl Iterator<Item = (&str, Member<'_>)> {
    let members = match error.told() {
        Detail::Extended { members, .. } => Some(members),
        _ => None,
    };
    members.into_iter().flatten().map(|(name, value)| (name, Member::Json(value)))
}

fn reason(status: StatusCode) -> &'static str {
    status.canonical_reason().unwrap_or("Unknown")
}
