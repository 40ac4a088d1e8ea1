use std::time::Duration;

use brigade::{
    Body, Request, Response, SameSite,
    middleware::{Session, Sessions},
};

use crate::{flush_left, header, request, through, written};

const SECRET: &str = "thirty-two bytes that nobody knows";

fn sessions() -> Sessions {
    Sessions::new(SECRET)
}

fn session(request: &Request) -> Session {
    request.extensions().get::<Session>().expect("the layer's").clone()
}

/// Remembers the target's path, and answers with the one before.
fn remember(request: Request) -> Response {
    let session = session(&request);
    let before: Option<String> = session.get("path").expect("a text");
    session.set("path", request.uri().path()).expect("a short path");
    Response::new(Body::from(before.unwrap_or_default()))
}

fn untouched(_: Request) -> Response {
    Response::new(Body::empty())
}

fn logout(request: Request) -> Response {
    session(&request).clear();
    Response::new(Body::empty())
}

/// Returns `name=value` of the cookie that an answer sets.
fn cookie(answer: &Response) -> String {
    header(answer, "set-cookie").and_then(|line| line.split(';').next()).expect("a cookie").to_owned()
}

/// Returns the cookie of a client that was there.
fn cookie_of(layer: Sessions) -> String {
    cookie(&through(layer, request("GET /before"), remember))
}

#[test]
fn what_is_set_comes_back_with_the_next_request() {
    let cookie = cookie_of(sessions());
    let answer = through(sessions(), request(&format!("GET /after\ncookie: other=1; {cookie}")), remember);
    assert_eq!(header(&answer, "vary"), Some("Cookie"));
    assert_eq!(header(&answer, "cache-control"), Some("no-store"));
    assert!(written(answer).ends_with("\n\n/before"));
}

#[test]
fn an_answer_that_changes_nothing_sets_no_cookie() {
    let cookie = cookie_of(sessions());
    let asked = format!("GET /\ncookie: {cookie}");
    assert_eq!(written(through(sessions(), request(&asked), untouched)), "200");
    let reads = |request: Request| {
        assert!(!session(&request).is_empty());
        untouched(request)
    };
    assert_eq!(written(through(sessions(), request(&asked), reads)), "200\nvary: Cookie");
    // There was none to forget.
    assert_eq!(written(through(sessions(), request("GET /"), logout)), "200\nvary: Cookie");
}

#[test]
fn a_logout_takes_the_cookie_back() {
    let cookie = cookie_of(sessions());
    let answer = through(sessions(), request(&format!("GET /\ncookie: {cookie}")), logout);
    let expected = "200
        vary: Cookie
        set-cookie: __Host-session=; Path=/; HttpOnly; SameSite=lax; Secure; Max-Age=0
        cache-control: no-store";
    assert_eq!(written(answer), flush_left(expected));
}

#[test]
fn a_cookie_says_what_browsers_may_do_with_it() {
    let cases = [
        (sessions(), "__Host-session", "Path=/; HttpOnly; SameSite=lax; Secure; Max-Age=1209600"),
        (sessions().over_http(), "session", "Path=/; HttpOnly; SameSite=lax; Max-Age=1209600"),
        (
            sessions().cookie("shop").domain("example.com").same_site(SameSite::Strict),
            "__Secure-shop",
            "Path=/; HttpOnly; SameSite=strict; Domain=example.com; Secure; Max-Age=1209600",
        ),
        (
            sessions().path("/shop").same_site(SameSite::None).max_age(Duration::from_secs(60)),
            "__Secure-session",
            "Path=/shop; HttpOnly; SameSite=none; Secure; Max-Age=60",
        ),
    ];
    for (layer, name, attributes) in cases {
        let answer = through(layer, request("GET /"), remember);
        let line = header(&answer, "set-cookie").unwrap();
        let (pair, rest) = line.split_once("; ").unwrap();
        assert_eq!((pair.split_once('=').unwrap().0, rest), (name, attributes));
    }
}

#[test]
fn a_cookie_of_somebody_else_is_no_session() {
    let cookie = cookie_of(sessions());
    let (name, value) = cookie.split_once('=').unwrap();
    let foreign = cookie_of(Sessions::new([0; 32]));
    let cases = [
        (cookie.clone(), true),
        (format!("{foreign}; {cookie}"), true),
        (foreign, false),
        (format!("session={value}"), false),
        (format!("{name}=\"{value}\""), false),
        (format!("{name}={}", value.to_lowercase()), false),
        (format!("{name}="), false),
        (name.to_owned(), false),
    ];
    for (cookies, is_known) in cases {
        let answer = written(through(sessions(), request(&format!("GET /\ncookie: {cookies}")), remember));
        assert_eq!(answer.ends_with("\n\n/before"), is_known, "{cookies}");
    }
}

#[test]
fn a_secret_can_be_replaced_while_people_are_logged_in() {
    let old = cookie_of(sessions());
    let rotated = Sessions::new([9; 32]).previous_secret(SECRET);
    let answer = through(rotated.clone(), request(&format!("GET /\ncookie: {old}")), remember);
    let new = cookie(&answer);
    assert!(written(answer).ends_with("\n\n/before"));
    let answer = through(Sessions::new([9; 32]), request(&format!("GET /\ncookie: {new}")), remember);
    assert!(written(answer).ends_with("\n\n/"));
}

#[test]
fn what_no_cookie_can_hold_is_an_error_at_once() {
    let answer = through(sessions(), request("GET /"), |request| {
        let session = session(&request);
        session.set("small", 1).unwrap();
        let error = session.set("large", "x".repeat(4096)).unwrap_err();
        assert!(error.is_too_large(), "{error}");
        assert_eq!(session.get::<String>("large").unwrap(), None);
        let error = session.set("small", "x".repeat(4096)).unwrap_err();
        assert!(error.is_too_large(), "{error}");
        assert_eq!(session.get::<u8>("small").unwrap(), Some(1));
        session.set("medium", "x".repeat(2800)).unwrap();
        untouched(request)
    });
    let line = header(&answer, "set-cookie").unwrap();
    assert!((3500..=4096).contains(&line.len()), "{}", line.len());
}

#[test]
fn a_value_of_another_type_and_a_late_one_are_errors() {
    let kept = std::sync::Arc::new(std::sync::Mutex::new(None));
    let keep = kept.clone();
    drop(through(sessions(), request("GET /"), move |request| {
        let session = session(&request);
        session.set("user", "Ann").unwrap();
        let error = session.get::<u64>("user").unwrap_err();
        assert!(error.to_string().contains("`user`"), "{error}");
        *keep.lock().unwrap() = Some(session);
        untouched(request)
    }));
    let session = kept.lock().unwrap().take().unwrap();
    let error = session.set("user", "Bob").unwrap_err();
    assert!(error.to_string().contains("the head of the answer"), "{error}");
}

#[test]
fn pages_of_other_origins_change_nothing_with_the_cookie() {
    let cookie = cookie_of(sessions());
    let trusting = sessions().trust_origins(["https://app.example"]);
    let cases = [
        ("GET", "sec-fetch-site: cross-site\norigin: https://evil.example", 200),
        ("GET", "upgrade: websocket\nsec-fetch-site: cross-site\norigin: https://evil.example", 403),
        ("GET", "upgrade: websocket\norigin: https://evil.example", 403),
        ("GET", "upgrade: websocket\nsec-fetch-site: same-origin\norigin: https://shop.example", 200),
        ("GET", "upgrade: websocket\norigin: https://app.example", 200),
        ("GET", "upgrade: websocket", 200),
        ("POST", "", 200),
        ("POST", "origin: https://shop.example", 200),
        ("POST", "origin: http://shop.example", 200),
        ("POST", "origin: https://shop.example:8443", 403),
        ("POST", "origin: https://evil.example", 403),
        ("DELETE", "origin: null", 403),
        ("POST", "sec-fetch-site: same-origin\norigin: https://shop.example", 200),
        ("POST", "sec-fetch-site: none", 200),
        ("POST", "sec-fetch-site: same-site\norigin: https://user-content.shop.example", 403),
        ("PUT", "sec-fetch-site: cross-site\norigin: https://shop.example", 403),
        ("POST", "sec-fetch-site: cross-site\norigin: https://app.example", 200),
    ];
    for (method, headers, status) in cases {
        let asked = format!("{method} /\nhost: shop.example\n{headers}\ncookie: {cookie}");
        let answer = through(trusting.clone(), request(&asked), untouched);
        assert_eq!(answer.status(), status, "{asked}");
        // Without the cookie there is nothing to abuse.
        let asked = format!("{method} /\nhost: shop.example\n{headers}");
        assert_eq!(through(trusting.clone(), request(&asked), untouched).status(), 200, "{asked}");
    }
}

#[test]
fn what_cannot_be_safe_does_not_start() {
    let cases: [fn(); 6] = [
        || drop(tower::Layer::layer(&Sessions::new("short"), ())),
        || drop(tower::Layer::layer(&sessions().previous_secret("short"), ())),
        || drop(sessions().cookie("two words")),
        || drop(sessions().domain("example.com; Secure")),
        || drop(sessions().path("/; Domain=evil.example")),
        || drop(tower::Layer::layer(&sessions().over_http().same_site(SameSite::None), ())),
    ];
    for (index, case) in cases.into_iter().enumerate() {
        assert!(std::panic::catch_unwind(case).is_err(), "{index}");
    }
}

#[test]
fn secrets_are_not_shown() {
    let shown = format!("{:?}", sessions().previous_secret([7; 32]));
    assert_eq!(shown, "Sessions { cookie: \"session\", .. }");
}
