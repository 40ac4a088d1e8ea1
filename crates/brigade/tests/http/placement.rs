//! Where functions run, what they share, and what happens when they panic or do not end.

use std::{
    future::{IntoFuture, poll_fn},
    sync::{
        Arc, Condvar, Mutex,
        atomic::{AtomicU32, Ordering},
    },
    task::Poll,
    thread,
    time::Duration,
};

use brigade::{
    App, Body, BoxError, ClientAddress, ErrorFormat, Limits, Request, Response, get, post, routes, testing::TestClient,
};

use super::{check, check_json, written};

fn on_pool() -> bool {
    thread::current().name() == Some("brigade-work")
}

#[get("/async")]
async fn waits() -> bool {
    tokio::task::yield_now().await;
    on_pool()
}

#[get("/plain")]
fn works() -> bool {
    on_pool()
}

#[get("/async-blocks")]
async fn blocks() -> bool {
    thread::sleep(Duration::from_millis(2));
    on_pool()
}

#[get("/async-inline", run = "inline")]
async fn waits_inline() -> bool {
    on_pool()
}

#[get("/async-on-pool", run = "pool")]
async fn waits_on_pool() -> bool {
    tokio::task::yield_now().await;
    on_pool()
}

#[get("/plain-inline", run = "inline")]
fn works_inline() -> bool {
    on_pool()
}

#[get("/iterated", run = "inline")]
async fn iterates() -> Response {
    let pieces = (0..3).map(|piece| Ok::<_, BoxError>(format!("{piece} {} ", on_pool())));
    Response::new(Body::of_iterator(pieces))
}

#[test]
fn what_a_body_iterates_over_runs_on_the_pool() {
    let client = TestClient::new(App::new("Iterated").routes(routes![iterates]));
    check(&client, "GET /iterated", "200 0 true 1 true 2 true ");
}

#[test]
fn functions_run_where_they_are_told_to_or_seen_to_belong() {
    let operations = routes![waits, blocks, works, waits_inline, waits_on_pool, works_inline];
    let client = TestClient::new(App::new("Placement").routes(operations));
    // An `async fn` is on the pool until it has answered 33 requests without holding up its thread.
    for _ in 0..33 {
        check(&client, "GET /async", "200 true");
        check(&client, "GET /async-blocks", "200 true");
        check(&client, "GET /plain", "200 true");
        check(&client, "GET /async-on-pool", "200 true");
        check(&client, "GET /async-inline", "200 false");
        check(&client, "GET /plain-inline", "200 false");
    }
    check(&client, "GET /async", "200 false");
    check(&client, "GET /async-blocks", "200 true");
    check(&client, "GET /plain", "200 true");
}

#[get("/panic/{kind}")]
async fn panics(kind: String) -> u8 {
    match &*kind {
        "text" => panic!("the secret"),
        "other" => std::panic::panic_any(7_u8),
        _ => {
            tokio::task::yield_now().await;
            panic!("late, {kind}")
        }
    }
}

#[get("/panic-on-pool")]
fn panics_on_pool(#[query(default = true)] now: bool) -> u8 {
    assert!(!now, "the secret");
    1
}

#[test]
fn a_panic_is_an_answer_and_the_next_request_works() {
    let client = TestClient::new(App::new("Panics").routes(routes![panics, panics_on_pool]));
    let internal = "500 [content-type: text/plain; charset=utf-8] Internal Server Error";
    for request in ["GET /panic/text", "GET /panic/other", "GET /panic/late", "GET /panic-on-pool"] {
        check(&client, request, internal);
        check(&client, "GET /panic-on-pool?now=false", "200 1");
    }
}

#[get("/endless")]
async fn endless() -> u8 {
    std::future::pending().await
}

#[get("/endless-on-pool", run = "pool")]
async fn endless_on_pool() -> u8 {
    std::future::pending().await
}

#[test]
fn what_takes_too_long_is_ended() {
    let limits = Limits { operation_time_max: Duration::from_millis(5), ..Limits::default() };
    let app = || App::new("Endless").limits(limits.clone()).routes(routes![endless, endless_on_pool]);
    let client = TestClient::new(app());
    let too_long = r#"503 [retry-after: 1] {"detail":"The operation took too long"}"#;
    check(&client, "GET /endless", too_long);
    check(&client, "GET /endless-on-pool", too_long);
    let client = TestClient::new(app().errors(ErrorFormat::ProblemJson));
    check(
        &client,
        "GET /endless",
        r#"503 [content-type: application/problem+json] [retry-after: 1] {"type":"about:blank","title":"Service Unavailable","status":503,"detail":"The operation took too long"}"#,
    );
}

/// Holds whoever passes until it is opened.
#[derive(Default)]
struct Gate(Mutex<bool>, Condvar);

#[get("/gate")]
fn pass(#[state] gate: &Gate) -> u8 {
    let closed = gate.0.lock().unwrap();
    drop(gate.1.wait_while(closed, |open| !*open).unwrap());
    1
}

#[get("/open")]
async fn open(#[state] gate: &Gate) -> u8 {
    *gate.0.lock().unwrap() = true;
    gate.1.notify_all();
    2
}

#[test]
fn what_the_pool_has_no_room_for_is_refused_while_others_are_answered() {
    let client = TestClient::new(App::new("Full").state(Gate::default()).routes(routes![pass, open]));
    // Ten thousand may wait, and there are at most 256 threads.
    let (pool_max, refused_min) = (10_000 + 256, 10);
    let mut passing: Vec<_> = (0..pool_max + refused_min).map(|_| client.get("/gate").into_future()).collect();
    brigade_scheduler::runtime(Some(1)).unwrap().block_on(async {
        let mut answers = Vec::new();
        // Without tokio's budget, by which only the first hundred answers of one poll would be seen.
        tokio::task::unconstrained(poll_fn(|context| {
            passing.retain_mut(|passing| match passing.as_mut().poll(context) {
                Poll::Ready(answer) => {
                    answers.push(answer);
                    false
                }
                Poll::Pending => true,
            });
            Poll::Ready(())
        }))
        .await;
        assert!(answers.len() >= refused_min, "{} were refused", answers.len());
        assert_eq!(written(&client.get("/open").await), "200 2");
        for passing in passing {
            answers.push(passing.await);
        }
        let mut passed = 0;
        for answer in &answers {
            if answer.status() == 200 {
                passed += 1;
                continue;
            }
            assert_eq!((answer.status().as_u16(), answer.text()), (503, r#"{"detail":"The server is busy"}"#));
            let seconds: u64 = answer.header("retry-after").expect("it says when").parse().expect("in whole seconds");
            assert!(seconds >= 1);
        }
        // What waited for too long is refused in the end; what had a thread is answered.
        assert!(passed > 0);
    });
}

#[derive(Clone)]
struct Greeting(Arc<str>);

struct Counter(AtomicU32);

#[get("/greet")]
async fn greet(#[state] greeting: Greeting, #[state] counter: &Counter) -> String {
    format!("{} {}", greeting.0, counter.0.fetch_add(1, Ordering::Relaxed))
}

#[get("/count")]
fn count(#[state] counter: &Counter) -> u32 {
    counter.0.fetch_add(1, Ordering::Relaxed)
}

#[test]
fn state_is_copied_or_shared() {
    let app = App::new("State").state(Greeting("hello".into())).state(Counter(AtomicU32::new(0)));
    let client = TestClient::new(app.routes(routes![greet, count]));
    check(&client, "GET /greet", r#"200 "hello 0""#);
    check(&client, "GET /count", "200 1");
    check(&client, "GET /greet", r#"200 "hello 2""#);
}

#[post("/request/{id}")]
async fn whole_request(request: Request, id: u8, #[body] text: Option<String>) -> Vec<String> {
    use http_body_util::BodyExt;

    let client = ClientAddress::of(&request);
    let (head, body) = request.into_parts();
    let body = body.collect().await.unwrap().to_bytes();
    vec![
        head.method.to_string(),
        head.uri.to_string(),
        format!("{:?}", head.headers.get("x-mine")),
        format!("{client} {id} {text:?}"),
        String::from_utf8_lossy(&body).into_owned(),
    ]
}

#[test]
fn the_request_can_be_seen_whole() {
    let client = TestClient::new(App::new("Request").routes(routes![whole_request]));
    check_json(
        &client,
        "POST /request/%37?a=%20\nx-mine: m",
        r#""t""#,
        r#"200 ["POST","/request/%37?a=%20","Some(\"m\")","unknown 7 Some(\"t\")","\"t\""]"#,
    );
    check(&client, "POST /request/7", r#"200 ["POST","/request/7","None","unknown 7 None",""]"#);
}
