use brigade::{
    Body, Response,
    middleware::{RequestId, RequestIds},
};

use crate::{header, request, through};

/// Answers with what the service sees.
fn seen(request: brigade::Request) -> Response {
    let extension = request.extensions().get::<RequestId>().expect("the layer's");
    assert_eq!(request.headers()["x-request-id"], extension.as_str());
    Response::new(Body::from(extension.to_string()))
}

#[test]
fn every_request_has_an_identifier_of_its_own() {
    let mut ids = std::collections::HashSet::new();
    for _ in 0..100 {
        let answer = through(RequestIds::new(), request("GET /"), seen);
        let id = header(&answer, "x-request-id").expect("an identifier").to_owned();
        assert_eq!(id.len(), 32, "{id}");
        assert!(ids.insert(id));
    }
}

#[test]
fn an_identifier_from_outside_is_kept_if_it_is_one() {
    let long = "a".repeat(129);
    let cases = [
        ("7d1f-ABC_9.z:/+=@", true),
        (&long[..128], true),
        (&long, false),
        ("", false),
        ("two words", false),
        ("a\"b", false),
        ("a\tb", false),
        ("caf\u{e9}", false),
    ];
    let layer = RequestIds::new().made_by(|| RequestId::new("made").unwrap());
    for (given, is_kept) in cases {
        let asked = || {
            let mut request = request("GET /");
            request.headers_mut().insert("x-request-id", http::HeaderValue::from_bytes(given.as_bytes()).unwrap());
            request
        };
        let answer = through(layer.clone(), asked(), seen);
        assert_eq!(header(&answer, "x-request-id"), Some(if is_kept { given } else { "made" }), "{given:?}");
        let answer = through(layer.clone().always_new(), asked(), seen);
        assert_eq!(header(&answer, "x-request-id"), Some("made"), "{given:?}");
    }
}
