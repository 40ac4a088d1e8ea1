//! What clients hear when there is nothing to hear from the other server.

use brigade::{ErrorFormat, testing::TestClient};

use super::*;

#[track_caller]
fn fails(client: &mut Wire, status: &str, body: &str) {
    let head = client.head();
    assert!(head.starts_with(&format!("HTTP/1.1 {status} ")), "{head}");
    client.says(body);
}

#[test]
fn a_server_that_is_not_there_is_502() {
    let gone = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).unwrap().local_addr().unwrap();
    let app = || App::new("New").fallback_proxy(format!("http://{gone}"));
    let client = TestClient::new(app());
    assert_eq!(client.get("/a").send().text(), r#"{"detail":"Bad Gateway"}"#);
    let client = TestClient::new(app().errors(ErrorFormat::ProblemJson));
    let answer = client.get("/a").send();
    assert_eq!((answer.status().as_u16(), answer.header("content-type")), (502, Some("application/problem+json")));
}

#[test]
fn what_is_no_answer_is_502() {
    let (front, old) = start(|proxy| proxy);
    for answer in [
        "what?\r\n\r\n",
        "HTTP/1.1 200 OK\r\ncontent-length: 1\r\ncontent-length: 2\r\n\r\nab",
        "HTTP/1.1 101 Switching Protocols\r\nconnection: upgrade\r\nupgrade: websocket\r\n\r\n",
        "",
    ] {
        let mut client = Wire::connect(front);
        client.send("POST /a HTTP/1.1\r\nHost: a\r\n\r\n");
        let mut server = old.accept();
        server.head();
        server.send(answer);
        drop(server);
        fails(&mut client, "502", r#"{"detail":"Bad Gateway"}"#);
    }
}

#[test]
fn an_answer_that_breaks_off_breaks_off() {
    let (front, old) = start(|proxy| proxy);
    let mut client = Wire::connect(front);
    client.get("/a");
    let mut server = old.accept();
    server.head();
    server.send("HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n4\r\nfour\r\n");
    drop(server);
    client.head();
    client.says("4\r\nfour\r\n").closed();
}

#[test]
fn a_server_that_takes_too_long_is_504() {
    let (front, old) = start(|proxy| proxy.response_time_max(Duration::from_millis(100)));
    let mut client = Wire::connect(front);
    client.get("/a");
    let mut server = old.accept();
    server.head();
    fails(&mut client, "504", r#"{"detail":"Gateway Timeout"}"#);
    server.closed();

    // The time in which the client does not go on is not the server's.
    client.send("POST /b HTTP/1.1\r\nHost: a\r\nContent-Length: 2\r\n\r\na");
    let mut server = old.accept();
    server.head();
    server.says("a");
    thread::sleep(Duration::from_millis(300));
    client.send("b");
    server.says("b").send("HTTP/1.1 200 OK\r\ncontent-length: 0\r\n\r\n");
    fails(&mut client, "200", "");
}

#[test]
fn one_more_than_may_be_is_503() {
    let (front, old) = start(|proxy| proxy.requests_max(1).connect_time_max(Duration::from_millis(50)));
    let (mut first, mut second) = (Wire::connect(front), Wire::connect(front));
    first.get("/a");
    let mut server = old.accept();
    server.head();
    second.get("/b");
    fails(&mut second, "503", r#"{"detail":"Service Unavailable"}"#);
    server.send("HTTP/1.1 200 OK\r\ncontent-length: 0\r\n\r\n");
    fails(&mut first, "200", "");
    second.get("/c");
    assert!(server.head().starts_with("GET /c "));
}

#[test]
fn a_body_that_stalls_is_408() {
    let old = Old::listen();
    let limits = brigade::Limits { body_gap_max: Duration::from_millis(50), ..Default::default() };
    let front = serve(App::new("New").limits(limits).fallback_proxy(old.proxy()));
    let mut client = Wire::connect(front);
    client.send("POST /a HTTP/1.1\r\nHost: a\r\nContent-Length: 9\r\n\r\nsome");
    let mut server = old.accept();
    server.head();
    server.says("some").closed();
    fails(&mut client, "408", r#"{"detail":"Request body too slow"}"#);
}

#[test]
fn what_a_kept_connection_lost_is_sent_again_if_that_makes_no_difference() {
    let (front, old) = start(|proxy| proxy);
    let mut client = Wire::connect(front);
    let keep = |client: &mut Wire| {
        client.get("/a");
        let mut server = old.accept();
        server.head();
        server.send("HTTP/1.1 200 OK\r\ncontent-length: 0\r\n\r\n");
        fails(client, "200", "");
        server
    };
    let mut server = keep(&mut client);
    client.get("/b");
    assert!(server.head().starts_with("GET /b "));
    drop(server);
    let mut server = old.accept();
    assert!(server.head().starts_with("GET /b "));
    // Once is enough.
    drop(server);
    fails(&mut client, "502", r#"{"detail":"Bad Gateway"}"#);

    let mut server = keep(&mut client);
    client.send("POST /c HTTP/1.1\r\nHost: a\r\n\r\n");
    assert!(server.head().starts_with("POST /c "));
    drop(server);
    fails(&mut client, "502", r#"{"detail":"Bad Gateway"}"#);

    // Closed before anything was sent: nothing is lost.
    drop(keep(&mut client));
    client.send("POST /d HTTP/1.1\r\nHost: a\r\nContent-Length: 4\r\n\r\nbody");
    let mut server = old.accept();
    assert!(server.head().starts_with("POST /d "));
    server.says("body");
}

#[test]
fn requests_do_not_go_round_in_circles() {
    let here = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).unwrap().local_addr().unwrap();
    serve_at(here, App::new("New").fallback_proxy(Proxy::to(format!("http://{here}")).openapi_path(None)));
    let mut client = Wire::connect(here);
    client.get("/a");
    fails(&mut client, "508", r#"{"detail":"Loop Detected"}"#);
}

#[test]
fn settings_that_cannot_work_are_mistakes() {
    let no_server =
        |url: &str| format!("the server to which requests are passed on is `http://host:port`, not {url:?}");
    let cases = [
        (Proxy::to("https://old"), no_server("https://old")),
        (Proxy::to("old:8001"), no_server("old:8001")),
        (Proxy::to("http://old/api"), no_server("http://old/api")),
        (Proxy::to("http://user@old"), no_server("http://user@old")),
        (
            Proxy::to("http://old").requests_max(0),
            "0 requests may be passed on to http://old, which refuses all".to_owned(),
        ),
        (
            Proxy::to("http://old").openapi_path("openapi.json"),
            "the path of the OpenAPI document of http://old does not start with `/`".to_owned(),
        ),
    ];
    for (proxy, mistake) in cases {
        let error = TestClient::try_new(App::new("New").fallback_proxy(proxy)).err().unwrap();
        assert_eq!(error.to_string(), format!("the application cannot start, 1 mistake:\n  - {mistake}"));
    }
}
