use brigade::middleware::SecurityHeaders;

use crate::{flush_left, hello, request, through, written};

const BY_HTTP: &str = "200
    x-content-type-options: nosniff
    x-frame-options: DENY
    content-security-policy: frame-ancestors 'none'
    referrer-policy: no-referrer

    Hello";

#[test]
fn browsers_are_told_to_be_careful() {
    let answer = through(SecurityHeaders::new(), request("GET /"), hello);
    assert_eq!(written(answer), flush_left(BY_HTTP));
    let answer = through(SecurityHeaders::new(), request("GET https://a.example/"), hello);
    let by_https = BY_HTTP.replace("no-referrer\n", "no-referrer\nstrict-transport-security: max-age=31536000\n");
    assert_eq!(written(answer), flush_left(&by_https));
}

#[test]
fn what_an_answer_says_itself_counts() {
    let layer = SecurityHeaders::new()
        .without("x-frame-options")
        .set("content-security-policy", "default-src 'none'")
        .set("cross-origin-opener-policy", "same-origin");
    let answer = through(layer, request("GET /"), |request| {
        let mut response = hello(request);
        response.headers_mut().insert("referrer-policy", "same-origin".parse().unwrap());
        response
    });
    let expected = "200
        referrer-policy: same-origin
        x-content-type-options: nosniff
        content-security-policy: default-src 'none'
        cross-origin-opener-policy: same-origin

        Hello";
    let sorted = |text: &str| {
        let mut lines: Vec<_> = text.lines().map(ToOwned::to_owned).collect();
        lines.sort();
        lines
    };
    assert_eq!(sorted(&written(answer)), sorted(&flush_left(expected)));
}
