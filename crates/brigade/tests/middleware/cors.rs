//! `cors.jsonl` is what Starlette answers, header by header and in order; `cors.py` writes it.

use std::{collections::BTreeMap, time::Duration};

use brigade::middleware::Cors;
use serde::Deserialize;

use crate::{flush_left, header, hello, request, through, written};

fn check(layer: Cors, asked: &str, expected: &str) {
    let answer = through(layer, request(asked), hello);
    assert_eq!(written(answer), flush_left(expected), "{asked}");
}

/// Is a line of `cors.jsonl`.
#[derive(Deserialize)]
#[serde(untagged)]
enum Line {
    Settings { settings: Settings },
    Answer(Answer),
}

/// Has Starlette's names.
#[derive(Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
struct Settings {
    allow_origins: Vec<String>,
    allow_origin_regex: Option<String>,
    allow_methods: Vec<String>,
    allow_headers: Vec<String>,
    expose_headers: Vec<String>,
    allow_credentials: bool,
    allow_private_network: bool,
    max_age: Option<u64>,
}

#[derive(Deserialize)]
struct Answer {
    method: String,
    headers: BTreeMap<String, String>,
    status: u16,
    lines: Vec<(String, String)>,
    body: String,
}

impl Settings {
    fn layer(&self) -> Cors {
        let mut layer = Cors::new().allow_origins(&self.allow_origins).allow_headers(&self.allow_headers);
        layer = layer.expose_headers(&self.expose_headers);
        if !self.allow_methods.is_empty() {
            layer = layer.allow_methods(&self.allow_methods);
        }
        if let Some(regex) = &self.allow_origin_regex {
            layer = layer.allow_origin_regex(regex);
        }
        if self.allow_credentials {
            layer = layer.allow_credentials();
        }
        if self.allow_private_network {
            layer = layer.allow_private_network();
        }
        if let Some(seconds) = self.max_age {
            layer = layer.max_age(Duration::from_secs(seconds));
        }
        layer
    }
}

#[test]
fn answers_are_those_of_starlette() {
    let mut settings = Settings::default();
    let mut answers = 0;
    for line in include_str!("cors.jsonl").lines() {
        let expected = match serde_json::from_str(line).expect("settings or an answer") {
            Line::Settings { settings: next } => {
                settings = next;
                continue;
            }
            Line::Answer(answer) => answer,
        };
        let headers: String = expected.headers.iter().map(|(name, value)| format!("\n{name}: {value}")).collect();
        let asked = format!("{} /{headers}", expected.method);
        let answer = through(settings.layer(), request(&asked), |request| {
            let mut response = hello(request);
            response.headers_mut().insert("vary", http::HeaderValue::from_static("Accept-Encoding"));
            response
        });
        let lines: String = expected.lines.iter().map(|(name, value)| format!("\n{name}: {value}")).collect();
        let actual = written(answer).replace("\ncontent-type: text/plain; charset=utf-8", "");
        assert_eq!(actual, format!("{}{lines}\n\n{}", expected.status, expected.body), "{settings:?}\n{asked}");
        answers += 1;
    }
    assert_eq!(answers, 420);
}

fn listed() -> Cors {
    Cors::new().allow_origins(["https://a.example", "http://localhost:8080"])
}

#[test]
fn answers_are_marked_for_the_origins_that_may_read_them() {
    let from_a = "GET /\norigin: https://a.example";
    let from_b = "GET /\norigin: https://b.example";
    check(listed(), "GET /", "200\n\nHello");
    check(listed(), from_b, "200\n\nHello");
    check(listed(), from_a, "200\naccess-control-allow-origin: https://a.example\nvary: Origin\n\nHello");
    check(Cors::new(), from_a, "200\n\nHello");
    check(Cors::new().allow_origins(["*"]), from_b, "200\naccess-control-allow-origin: *\n\nHello");
    check(
        listed().allow_credentials().expose_headers(["x-one", "x-two"]),
        from_a,
        "200
        access-control-allow-credentials: true
        access-control-expose-headers: x-one, x-two
        access-control-allow-origin: https://a.example
        vary: Origin

        Hello",
    );
    // As in Starlette, credentials are allowed to all; without the origin, browsers make nothing of it.
    check(listed().allow_credentials(), from_b, "200\naccess-control-allow-credentials: true\n\nHello");
}

#[test]
fn an_answer_that_varies_by_more_says_both() {
    for (before, expected) in
        [("Accept-Encoding", "Accept-Encoding, Origin"), ("origin", "origin"), ("Cookie, Origin", "Cookie, Origin")]
    {
        let answer = through(listed(), request("GET /\norigin: https://a.example"), move |request| {
            let mut response = hello(request);
            response.headers_mut().insert("vary", before.parse().unwrap());
            response
        });
        assert_eq!(header(&answer, "vary"), Some(expected), "{before}");
    }
}

#[test]
fn preflights_are_answered_by_the_layer() {
    let asked = "OPTIONS /\norigin: https://a.example\naccess-control-request-method: GET";
    check(
        listed(),
        asked,
        "200
        vary: Origin
        access-control-allow-methods: GET
        access-control-max-age: 600
        access-control-allow-headers: Accept, Accept-Language, Content-Language, Content-Type
        access-control-allow-origin: https://a.example
        content-type: text/plain; charset=utf-8

        OK",
    );
    check(
        Cors::new()
            .allow_origins(["*"])
            .allow_methods(["*"])
            .allow_headers(["X-Token"])
            .max_age(Duration::from_secs(60)),
        &format!("{asked}\naccess-control-request-headers: x-token, content-type"),
        "200
        access-control-allow-origin: *
        access-control-allow-methods: DELETE, GET, HEAD, OPTIONS, PATCH, POST, PUT
        access-control-max-age: 60
        access-control-allow-headers: Accept, Accept-Language, Content-Language, Content-Type, X-Token
        content-type: text/plain; charset=utf-8

        OK",
    );
    check(
        listed().allow_credentials().allow_methods(["*"]).allow_headers(["*"]).allow_private_network(),
        &format!("{asked}\naccess-control-request-headers: X-Example\naccess-control-request-private-network: true"),
        "200
        vary: Origin
        access-control-allow-methods: DELETE, GET, HEAD, OPTIONS, PATCH, POST, PUT
        access-control-max-age: 600
        access-control-allow-credentials: true
        access-control-allow-origin: https://a.example
        access-control-allow-headers: X-Example
        access-control-allow-private-network: true
        content-type: text/plain; charset=utf-8

        OK",
    );
    // Nothing asks for a method: an ordinary request, which the service answers.
    check(listed(), "OPTIONS /", "200\n\nHello");
}

#[test]
fn a_preflight_that_is_not_allowed_is_told_why() {
    let cases = [
        ("https://a.example", "GET", "", "200", "OK"),
        ("https://b.example", "GET", "", "400", "Disallowed CORS origin"),
        ("https://a.example", "POST", "", "400", "Disallowed CORS method"),
        ("https://a.example", "get", "", "400", "Disallowed CORS method"),
        ("https://a.example", "GET", "\naccess-control-request-headers: x-nope", "400", "Disallowed CORS headers"),
        ("https://a.example", "GET", "\naccess-control-request-headers:", "400", "Disallowed CORS headers"),
        ("https://a.example", "GET", "\naccess-control-request-headers: ACCEPT", "200", "OK"),
        (
            "https://a.example",
            "GET",
            "\naccess-control-request-private-network: true",
            "400",
            "Disallowed CORS private-network",
        ),
        (
            "null",
            "PUT",
            "\naccess-control-request-headers: accept,x-nope",
            "400",
            "Disallowed CORS origin, method, headers",
        ),
    ];
    for (origin, method, more, status, text) in cases {
        let asked = format!("OPTIONS /\norigin: {origin}\naccess-control-request-method: {method}{more}");
        let answer = written(through(listed(), request(&asked), hello));
        assert!(answer.starts_with(status) && answer.ends_with(&format!("\n\n{text}")), "{asked}\n\n{answer}");
    }
}

/// The part I2 of the security tests: who is let in, by each way to say who.
#[test]
fn an_origin_is_allowed_as_a_whole_or_not_at_all() {
    let list = Cors::new().allow_origins(["https://example.com", "https://xn--mnchen-3ya.example"]);
    let regex = Cors::new().allow_origin_regex(r"https://([a-z]+\.)?example\.com");
    let wildcard = Cors::new().allow_origins(["*"]);
    // Exact, port, scheme, suffix, prefix, null, case, user, IDN, sub-domain, path, line of several.
    let cases = [
        ("https://example.com", true, true),
        ("https://example.com:8443", false, false),
        ("http://example.com", false, false),
        ("https://example.com.evil.example", false, false),
        ("https://evilexample.com", false, false),
        ("null", false, false),
        ("https://EXAMPLE.com", false, false),
        ("https://user@example.com", false, false),
        ("https://xn--mnchen-3ya.example", true, false),
        ("https://api.example.com", false, true),
        ("https://example.com/", false, false),
        ("https://example.com, https://evil.example", false, false),
    ];
    for (origin, by_list, by_regex) in cases {
        let layers = [
            (list.clone(), by_list.then_some(origin)),
            (regex.clone(), by_regex.then_some(origin)),
            (list.clone().allow_credentials(), by_list.then_some(origin)),
            (regex.clone().allow_credentials(), by_regex.then_some(origin)),
            (wildcard.clone(), Some("*")),
        ];
        for (layer, expected) in layers {
            let simple = through(layer.clone(), request(&format!("GET /\norigin: {origin}")), hello);
            let asked = format!("OPTIONS /\norigin: {origin}\naccess-control-request-method: GET");
            let preflight = through(layer, request(&asked), hello);
            assert_eq!(header(&simple, "access-control-allow-origin"), expected, "{origin}");
            assert_eq!(header(&preflight, "access-control-allow-origin"), expected, "{origin}");
            assert_eq!(preflight.status().is_success(), expected.is_some(), "{origin}");
        }
    }
}

#[test]
fn what_would_let_everybody_in_or_nobody_does_not_start() {
    let credentials = Cors::new().allow_credentials();
    let cases: [(Cors, &str); 9] = [
        (credentials.clone().allow_origins(["*"]), "any origin with credentials"),
        (credentials.clone().allow_origins(["https://a.example", "*"]), "any origin with credentials"),
        (credentials.clone().allow_origins(["null"]), "any origin with credentials"),
        (credentials.clone().allow_origin_regex(".*"), "any origin with credentials"),
        (credentials.allow_origin_regex("https://[^/]+"), "any origin with credentials"),
        (Cors::new().allow_origins(["https://a.example/"]), "no origin"),
        (Cors::new().allow_origins(["a.example"]), "no origin"),
        (Cors::new().allow_origin_regex("https://(a"), "the expression"),
        (Cors::new().allow_headers(["x token"]), "neither a method nor the name of a header"),
    ];
    for (layer, expected) in cases {
        let said = std::panic::catch_unwind(|| drop(tower::Layer::layer(&layer, ()))).unwrap_err();
        let said = said.downcast_ref::<String>().expect("a sentence");
        assert!(said.contains(expected), "{layer:?}: {said}");
    }
    drop(tower::Layer::layer(&Cors::new().allow_origins(["*"]), ()));
}
