//! Checks what the log has of a request, and what it alone has.
//!
//! Apart from the other tests of requests: `tracing` asks the thread that comes first whether anybody reads a line, and
//! remembers its answer for all.
#![expect(clippy::unwrap_used, reason = "operations of tests are tests, too")]

use std::{
    fmt::{self, Write},
    io,
    sync::{Arc, Mutex},
};

use brigade::{ApiError, App, HttpError, get, routes, testing::TestClient};
use tracing::{
    Event, Metadata, Subscriber,
    field::{Field, Visit},
    span,
};

/// Writes each event as a line.
#[derive(Clone, Default)]
struct Log(Arc<Mutex<Vec<String>>>);

impl Subscriber for Log {
    fn enabled(&self, metadata: &Metadata<'_>) -> bool {
        metadata.target().starts_with("brigade::")
    }

    fn event(&self, event: &Event<'_>) {
        let mut line = format!("{} {}", event.metadata().level(), event.metadata().target());
        event.record(&mut Line(&mut line));
        self.0.lock().unwrap().push(line);
    }

    fn new_span(&self, _span: &span::Attributes<'_>) -> span::Id {
        span::Id::from_u64(1)
    }

    fn record(&self, _span: &span::Id, _values: &span::Record<'_>) {}

    fn record_follows_from(&self, _span: &span::Id, _follows: &span::Id) {}

    fn enter(&self, _span: &span::Id) {}

    fn exit(&self, _span: &span::Id) {}
}

struct Line<'l>(&'l mut String);

impl Visit for Line<'_> {
    fn record_debug(&mut self, field: &Field, value: &dyn fmt::Debug) {
        write!(self.0, " {field}={value:?}").unwrap();
    }

    /// How long it took is not what is tested.
    fn record_f64(&mut self, field: &Field, value: f64) {
        write!(self.0, " {field}:{}", if (0.0..60_000.0).contains(&value) { "yes" } else { "no" }).unwrap();
    }
}

#[track_caller]
fn check_log(app: App, request: &str, expected: &[&str]) {
    let log = Log::default();
    let client = TestClient::new(app);
    let (method, target) = request.split_once(' ').unwrap();
    tracing::subscriber::with_default(log.clone(), || client.request(method, target).send());
    assert_eq!(*log.0.lock().unwrap(), expected, "{request}");
}

#[derive(Debug, ApiError)]
#[api(status = 502, detail = "The kitchen does not answer")]
struct KitchenError(#[source] io::Error);

#[get("/fine/{id}")]
async fn fine(id: String) -> String {
    id
}

#[get("/kitchen")]
async fn kitchen() -> Result<u8, KitchenError> {
    Err(KitchenError(io::Error::other("lost")))
}

#[get("/any")]
async fn any() -> brigade::Result<u64> {
    Ok("seven".parse::<u64>()?)
}

#[get("/conflict")]
async fn conflict() -> Result<u8, HttpError> {
    Err(HttpError::new(409, "Twice"))
}

#[get("/panic")]
async fn panics() -> u8 {
    panic!("at {}", "noon")
}

#[get("/panic-on-pool")]
fn panics_on_pool() -> u8 {
    panic!("on the pool")
}

fn app() -> App {
    App::new("Log").routes(routes![fine, kitchen, any, conflict, panics, panics_on_pool])
}

#[test]
fn each_request_is_one_line() {
    let line = |request: &str, expected: &str| check_log(app(), request, &[expected]);
    line("GET /fine/a?secret=b", "INFO brigade::access method=GET path=\"/fine/a\" status=200 duration_ms:yes");
    line("GET /fine/%0A", "INFO brigade::access method=GET path=\"/fine/%0A\" status=200 duration_ms:yes");
    line("PUT /nothing", "INFO brigade::access method=PUT path=\"/nothing\" status=404 duration_ms:yes");
    line("GET /conflict", "INFO brigade::access method=GET path=\"/conflict\" status=409 duration_ms:yes");
    line("GET /openapi.json", "INFO brigade::access method=GET path=\"/openapi.json\" status=200 duration_ms:yes");
}

#[test]
fn causes_are_in_the_log() {
    for (path, status, cause) in [
        ("/kitchen", 502, "lost"),
        ("/any", 500, "invalid digit found in string"),
        ("/panic", 500, "panic: at noon"),
        ("/panic-on-pool", 500, "panic: on the pool"),
    ] {
        check_log(
            app(),
            &format!("GET {path}"),
            &[
                &format!("ERROR brigade::error message=request failed method=GET path=\"{path}\" cause={cause}"),
                &format!("INFO brigade::access method=GET path=\"{path}\" status={status} duration_ms:yes"),
            ],
        );
    }
}
