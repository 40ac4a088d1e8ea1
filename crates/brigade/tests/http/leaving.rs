//! What becomes of an operation whose client has left or whose deadline has passed.

use std::{
    future::{IntoFuture, poll_fn},
    sync::{Arc, mpsc},
    task::Poll,
    time::Duration,
};

use brigade::{App, Cancel, Error, HttpError, Limits, get, post, routes, testing::TestClient};
use brigade_scheduler::{Runtime, runtime};
use tokio::sync::Semaphore;

use super::{check, written};

/// Longer than anything that is waited for. It only ever passes when a test fails.
const PATIENCE: Duration = Duration::from_secs(20);

/// Where operations say what they have come to.
#[derive(Clone)]
struct Events(mpsc::Sender<&'static str>);

impl Events {
    fn say(&self, what: &'static str) {
        self.0.send(what).expect("the test listens");
    }

    /// Says so when it is dropped.
    fn leaving(&self) -> impl Drop + Send + use<> {
        struct Leaving(Events);
        impl Drop for Leaving {
            fn drop(&mut self) {
                // The test may be over.
                let _ = self.0.0.send("dropped");
            }
        }
        Leaving(self.clone())
    }
}

/// Computes until it is cancelled.
#[post("/compute", deadline = "30min")]
fn compute(cancel: Cancel, #[state] events: Events) -> Result<u8, HttpError> {
    events.say("began");
    loop {
        cancel.check().inspect_err(|_| events.say("cancelled"))?;
        std::thread::yield_now();
    }
}

#[post("/compute-briefly", deadline = "20ms")]
fn compute_briefly(cancel: Cancel, #[state] events: Events) -> Result<u8, Error> {
    while !cancel.is_cancelled() {
        std::thread::yield_now();
    }
    events.say("cancelled");
    cancel.check()?;
    Ok(1)
}

#[post("/wait", run = "inline")]
async fn wait(#[state] gate: Arc<Semaphore>, #[state] events: Events) -> u8 {
    pass(&gate, &events).await
}

#[post("/wait-on-pool", run = "pool")]
async fn wait_on_pool(#[state] gate: Arc<Semaphore>, #[state] events: Events) -> u8 {
    pass(&gate, &events).await
}

#[post("/finish", run = "inline", detach)]
async fn finish(#[state] gate: Arc<Semaphore>, #[state] events: Events, cancel: Cancel) -> Result<u8, HttpError> {
    let passed = pass(&gate, &events).await;
    cancel.check()?;
    Ok(passed)
}

#[post("/finish-on-pool", run = "pool", detach)]
async fn finish_on_pool(#[state] gate: Arc<Semaphore>, #[state] events: Events) -> u8 {
    pass(&gate, &events).await
}

#[post("/finish-late", deadline = "1ms", detach)]
async fn finish_late(#[state] gate: Arc<Semaphore>, #[state] events: Events, cancel: Cancel) -> u8 {
    let passed = pass(&gate, &events).await;
    events.say(if cancel.is_cancelled() { "late" } else { "in time" });
    passed
}

#[post("/finish-panicking", detach)]
async fn finish_panicking() -> u8 {
    panic!("the secret")
}

async fn pass(gate: &Semaphore, events: &Events) -> u8 {
    let leaving = events.leaving();
    events.say("began");
    gate.acquire().await.expect("the gate is never closed").forget();
    events.say("passed");
    drop(leaving);
    1
}

struct Scene {
    client: TestClient,
    /// Whose clients leave: what is detached goes on there.
    runtime: Runtime,
    gate: Arc<Semaphore>,
    events: mpsc::Receiver<&'static str>,
}

impl Scene {
    fn new() -> Self {
        let (sender, events) = mpsc::channel();
        let gate = Arc::new(Semaphore::new(0));
        let operations = routes![
            compute,
            compute_briefly,
            wait,
            wait_on_pool,
            finish,
            finish_on_pool,
            finish_late,
            finish_panicking
        ];
        let app = App::new("Leaving").state(Events(sender)).state(gate.clone()).routes(operations);
        Self { client: TestClient::new(app), runtime: runtime(Some(1)).unwrap(), gate, events }
    }

    fn expect(&self, events: &[&str]) {
        for event in events {
            assert_eq!(self.events.recv_timeout(PATIENCE).expect("it happens"), *event);
        }
    }

    /// Sends a request and leaves when its operation has begun.
    fn leave(&self, path: &str) {
        let mut request = self.client.post(path).into_future();
        self.runtime.block_on(async {
            let polled = poll_fn(|context| Poll::Ready(request.as_mut().poll(context))).await;
            assert!(polled.is_pending());
            self.expect(&["began"]);
        });
        drop(request);
    }
}

#[test]
fn a_client_that_leaves_ends_its_operation() {
    for path in ["/wait", "/wait-on-pool"] {
        let scene = Scene::new();
        scene.leave(path);
        scene.expect(&["dropped"]);
    }
}

#[test]
fn a_function_that_computes_may_ask_whether_its_client_has_left() {
    let scene = Scene::new();
    scene.leave("/compute");
    scene.expect(&["cancelled"]);
}

#[test]
fn a_detached_operation_goes_on_without_its_client() {
    for path in ["/finish", "/finish-on-pool"] {
        let scene = Scene::new();
        scene.leave(path);
        scene.gate.add_permits(1);
        scene.expect(&["passed", "dropped"]);
    }
}

#[test]
fn a_detached_operation_answers_a_client_that_stays() {
    let scene = Scene::new();
    scene.gate.add_permits(2);
    check(&scene.client, "POST /finish", "200 1");
    check(&scene.client, "POST /finish-on-pool", "200 1");
    check(
        &scene.client,
        "POST /finish-panicking",
        "500 [content-type: text/plain; charset=utf-8] Internal Server Error",
    );
}

const TOO_LONG: &str = r#"503 [retry-after: 1] {"detail":"The operation took too long"}"#;

#[test]
fn the_deadline_is_told_to_a_function_that_computes() {
    let scene = Scene::new();
    check(&scene.client, "POST /compute-briefly", TOO_LONG);
    scene.expect(&["cancelled"]);
}

#[test]
fn a_detached_operation_goes_on_after_its_deadline_and_may_ask() {
    let scene = Scene::new();
    check(&scene.client, "POST /finish-late", TOO_LONG);
    scene.gate.add_permits(1);
    scene.expect(&["began", "passed", "dropped", "late"]);
}

#[get("/patient", deadline = "1h")]
async fn patient() -> u8 {
    tokio::time::sleep(Duration::from_millis(5)).await;
    1
}

#[get("/hurried", deadline = "1ms")]
async fn hurried() -> u8 {
    std::future::pending().await
}

#[test]
fn a_deadline_stands_in_for_the_limit() {
    for (limit, request, expected) in [(1, "GET /patient", "200 1"), (3_600_000, "GET /hurried", TOO_LONG)] {
        let limits = Limits { operation_time_max: Duration::from_millis(limit), ..Limits::default() };
        let client = TestClient::new(App::new("Deadlines").limits(limits).routes(routes![patient, hurried]));
        check(&client, request, expected);
    }
}

#[test]
fn a_cancelled_function_fails() {
    let cancel = Cancel::default();
    assert!(!cancel.is_cancelled() && cancel.check().is_ok());
    cancel.clone().cancel();
    let http: HttpError = cancel.check().unwrap_err().into();
    assert_eq!(http.to_string(), "503: The operation was cancelled");
    let error: Error = cancel.check().unwrap_err().into();
    assert_eq!((error.status().as_u16(), error.to_string()), (500, "nobody waits for the answer any more".to_owned()));
}

#[get("/answers")]
async fn answers(cancel: Cancel) -> bool {
    cancel.is_cancelled()
}

#[test]
fn it_takes_nothing_from_the_request() {
    let client = TestClient::new(App::new("Cancel").routes(routes![answers]));
    check(&client, "GET /answers", "200 false");
    let document = client.get("/openapi.json").send();
    assert!(!written(&document).contains("cancel"), "no client names it");
}
