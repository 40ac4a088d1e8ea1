use brigade::{
    ClientScheme,
    middleware::{HttpsRedirect, TrustedHosts},
};

use crate::{flush_left, hello, request, through, written};

#[test]
fn requests_by_http_are_sent_to_https() {
    let cases = [
        ("GET /\nhost: example.com", "https://example.com/"),
        ("POST /items?q=1&r=%20\nhost: example.com", "https://example.com/items?q=1&r=%20"),
        ("GET /\nhost: example.com:80", "https://example.com/"),
        ("GET /\nhost: example.com:8000", "https://example.com:8000/"),
        ("GET /\nhost: [::1]:80", "https://[::1]/"),
        ("GET //evil.example/\nhost: example.com", "https://example.com//evil.example/"),
        ("GET http://example.com/path", "https://example.com/path"),
    ];
    for (asked, location) in cases {
        let answer = written(through(HttpsRedirect::new(), request(asked), hello));
        assert_eq!(answer, format!("307\nlocation: {location}"), "{asked}");
    }
}

#[test]
fn a_host_that_is_none_becomes_no_url() {
    for asked in
        ["GET /", "GET /\nhost: evil.example/path?", "GET /\nhost: a@b", "GET /\nhost: a.example\nhost: b.example"]
    {
        let answer = written(through(HttpsRedirect::new(), request(asked), hello));
        assert_eq!(
            answer,
            flush_left("400\ncontent-type: text/plain; charset=utf-8\n\nInvalid host header"),
            "{asked}"
        );
        let fixed = through(HttpsRedirect::new().host("example.com:8443"), request(asked), hello);
        assert_eq!(fixed.headers()["location"], "https://example.com:8443/", "{asked}");
    }
}

#[test]
fn requests_by_https_pass() {
    let by_target = request("GET https://example.com/");
    let mut by_extension = request("GET /\nhost: example.com");
    by_extension.extensions_mut().insert(ClientScheme::Https);
    for request in [by_target, by_extension] {
        assert_eq!(written(through(HttpsRedirect::new(), request, hello)), "200\n\nHello");
    }
}

#[test]
fn only_listed_hosts_are_answered() {
    let layer = TrustedHosts::new(["example.com", "*.example.org", "[::1]", "www.example.net"]);
    let cases = [
        ("example.com", "200"),
        ("EXAMPLE.com:8000", "200"),
        ("sub.example.com", "400"),
        ("example.com.evil.example", "400"),
        ("evilexample.org", "400"),
        ("a.example.org", "200"),
        ("a.b.example.org", "200"),
        ("example.org", "400"),
        ("[::1]:8000", "200"),
        ("[::2]", "400"),
        ("example.com:80@evil.example", "400"),
        ("", "400"),
        ("example.net", "307\nlocation: http://www.example.net/path?q=1"),
        ("example.net:8000", "307\nlocation: http://www.example.net:8000/path?q=1"),
    ];
    for (host, expected) in cases {
        let asked = format!("GET /path?q=1\nhost: {host}");
        let answer = written(through(layer.clone(), request(&asked), hello));
        assert!(answer.starts_with(expected), "{host}: {answer}");
        let is_answered = answer.ends_with("Hello");
        assert_eq!(is_answered, expected == "200", "{host}: {answer}");
    }
    let plain = through(layer.without_www_redirect(), request("GET /\nhost: example.net"), hello);
    assert_eq!(plain.status(), 400);
    let any = through(TrustedHosts::new(["*"]), request("GET /\nhost: anything.example"), hello);
    assert_eq!(any.status(), 200);
}

#[test]
fn patterns_that_would_never_match_do_not_start() {
    for pattern in ["https://example.com", "example.com:80", "*example.com", "a.*.example", "", "*.", "example.com/"] {
        assert!(std::panic::catch_unwind(|| TrustedHosts::new([pattern])).is_err(), "{pattern:?}");
    }
}
