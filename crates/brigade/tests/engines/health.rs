//! What probes are told while a server starts and serves.

use std::{
    sync::{Mutex, mpsc},
    time::Instant,
};

use brigade::{App, Next, Request, Response, Result, get, post, routes, testing::TestClient};

use crate::server::{Client, PATIENCE, serve};

#[get("/")]
fn root(#[state] slow: &u8) -> u8 {
    *slow
}

#[test]
fn a_server_answers_probes_before_it_is_ready_and_requests_after() {
    let (sender, receiver) = mpsc::channel();
    let receiver = Mutex::new(receiver);
    let load = move || receiver.lock().unwrap().recv();
    let quick = || Ok::<_, String>("quick".to_owned());
    let app = App::new("Slow").load("slow", load).load("quick", quick).health_checks().routes(routes![root]);
    let (address, _) = serve(app);
    let mut client = Client::new(address);
    let since = Instant::now();
    let starting = |missing: &str| format!(r#"{{"status":"starting","missing":[{missing}]}}"#);
    let mut ask_until = |body: &str| {
        loop {
            let (head, answer) = client.get("/readyz");
            assert_eq!(head.starts_with("HTTP/1.1 200"), answer == r#"{"status":"ready"}"#, "{head}{answer}");
            if answer == body {
                return head;
            }
            assert!(since.elapsed() < PATIENCE, "{answer}");
        }
    };
    assert!(ask_until(&starting(r#""the engine `slow`""#)).contains("retry-after: 1\r\n"));
    let mut client = Client::new(address);
    assert_eq!(client.get("/healthz").1, r#"{"status":"alive"}"#);
    let (head, body) = client.get("/");
    assert!(head.starts_with("HTTP/1.1 503") && head.contains("retry-after: 1\r\n"), "{head}");
    assert_eq!(body, r#"{"detail":"The server is starting"}"#);
    sender.send(7_u8).unwrap();
    ask_until(r#"{"status":"ready"}"#);
    assert_eq!(client.get("/").1, "7");
}

#[test]
fn a_server_that_fails_to_start_ends_although_it_listens() {
    let app = App::new("Broken").load("words", || Err::<u8, _>("no such file")).health_checks();
    let error = serve(app).1.join().unwrap().unwrap_err().to_string();
    assert!(error.contains("the engine `words` could not be loaded: no such file"), "{error}");
}

async fn forbid(_: Request, _: Next) -> Result<Response> {
    Err(brigade::HttpError::new(403, "nobody may pass").into())
}

#[test]
fn probes_pass_no_layer_and_are_asked_for_by_name() {
    let client = TestClient::new(App::new("Closed").middleware(forbid).health_checks());
    for (method, target, answer) in [
        ("GET", "/healthz", r#"200 {"status":"alive"}"#),
        ("GET", "/readyz", r#"200 {"status":"ready"}"#),
        ("POST", "/readyz", r#"403 {"detail":"nobody may pass"}"#),
        ("GET", "/healthz/", r#"403 {"detail":"nobody may pass"}"#),
    ] {
        let response = client.request(method, target).send();
        assert_eq!(format!("{} {}", response.status().as_u16(), response.text()), answer, "{method} {target}");
    }
    assert_eq!(TestClient::new(App::new("Plain")).get("/healthz").send().status(), 404);
}

#[get("/healthz")]
async fn ours() {}

#[post("/healthz")]
async fn posted() {}

#[test]
fn probes_hide_no_operation() {
    let both = App::new("Both").health_checks();
    let Err(error) = TestClient::try_new(both.routes(routes![ours])) else { panic!("it cannot start") };
    assert!(error.to_string().contains("GET /healthz is registered twice: at the health checks and at"), "{error}");
    let inner = App::new("Outer").mount("/inner", App::new("Inner").health_checks());
    let Err(error) = TestClient::try_new(inner) else { panic!("it cannot start") };
    assert!(error.to_string().contains("the health checks are the outermost application's"), "{error}");
    let client = TestClient::new(App::new("Other").health_checks().routes(routes![posted]));
    assert_eq!(client.post("/healthz").send().status(), 200);
    assert!(!client.get("/openapi.json").send().text().contains("readyz"));
}
