//! What plain functions send while they work: the formats, how it ends, how far a function is ahead, and who hears of it.

use std::{
    sync::{
        Arc, Mutex,
        atomic::{AtomicUsize, Ordering::SeqCst},
        mpsc,
    },
    time::{Duration, Instant},
};

use brigade::{
    ApiError, App, BackgroundTasks, Cancel, Cancelled, HttpError, Model, Outcome, ResponseParts, Stream, dependency,
    get, post, routes,
    testing::{StreamingResponse, TestClient},
};
use serde::Serialize;
use serde_json::json;

use super::check;

/// Longer than anything that is waited for. It only ever passes when a test fails.
const PATIENCE: Duration = Duration::from_secs(20);

#[derive(Serialize, Model)]
struct Segment {
    begin: f64,
    text: &'static str,
}

#[post("/segments", status = 201)]
fn segments(out: Stream<Segment>) -> Result<(), Cancelled> {
    out.send(Segment { begin: 0.0, text: "two\nlines" })?;
    out.send(Segment { begin: 1.5, text: "" })
}

#[get("/numbers")]
fn numbers(out: Stream<u32>, below: u32) {
    for number in 0..below {
        out.send(number).unwrap();
    }
}

#[get("/chosen")]
fn chosen(parts: ResponseParts, out: Stream<bool>) -> Result<(), Cancelled> {
    parts.status(brigade::StatusCode::ACCEPTED);
    parts.header("x-mine", "set");
    out.send(true)?;
    out.send(false)
}

#[test]
fn items_are_sent_as_the_client_accepts_them() {
    const EVENTS: &str = "[content-type: text/event-stream; charset=utf-8] [cache-control: no-cache] \
                          [x-accel-buffering: no] [vary: accept]";
    let client = TestClient::new(App::new("Sent").routes(routes![segments, numbers, chosen]));
    for (request, expected) in [
        ("GET /numbers?below=3", "200 [content-type: application/jsonl] [vary: accept] 0\n1\n2\n".to_owned()),
        ("GET /numbers?below=0", "200 [content-type: application/jsonl] [vary: accept]".into()),
        (
            "GET /numbers?below=2\naccept: text/event-stream",
            format!("200 {EVENTS} data: 0\n\ndata: 1\n\n"),
        ),
        ("GET /numbers?below=0\naccept: text/event-stream", format!("200 {EVENTS}")),
        (
            "POST /segments",
            "201 [content-type: application/jsonl] [vary: accept] {\"begin\":0.0,\"text\":\"two\\nlines\"}\n{\"begin\":1.5,\"text\":\"\"}\n"
                .into(),
        ),
        (
            "POST /segments\naccept: text/event-stream",
            format!(
                "201 {EVENTS} data: {{\"begin\":0.0,\"text\":\"two\\nlines\"}}\n\ndata: {{\"begin\":1.5,\"text\":\"\"}}\n\n"
            ),
        ),
        (
            "GET /chosen",
            "202 [content-type: application/jsonl] [vary: accept] [x-mine: set] true\nfalse\n".into(),
        ),
    ] {
        check(&client, request, &expected);
    }
    let many = client.get("/numbers?below=100000").send();
    assert!(many.text().lines().eq((0..100_000).map(|number| number.to_string())));
}

#[test]
fn the_document_shows_both_formats_and_the_errors() {
    let document = App::new("Sent").routes(routes![segments, failing]).openapi();
    let document = serde_json::to_value(document).unwrap();
    let answers = |path: &str, method: &str| document["paths"][path][method]["responses"].clone();
    let item = json!({"$ref": "#/components/schemas/Segment"});
    let event = json!({
        "type": "object",
        "properties": {
            "data": {"type": "string", "contentMediaType": "application/json", "contentSchema": item},
            "event": {"type": "string"},
            "id": {"type": "string"},
            "retry": {"type": "integer", "minimum": 0},
        },
        "required": ["data"],
    });
    let content = json!({"application/jsonl": {"itemSchema": item}, "text/event-stream": {"itemSchema": event}});
    assert_eq!(
        answers("/segments", "post"),
        json!({"201": {"description": "Successful Response", "content": content}})
    );
    let failing = answers("/failing", "get");
    let statuses: Vec<&String> = failing.as_object().unwrap().keys().collect();
    assert_eq!(statuses, ["200", "409", "422", "503"]);
    assert!(document["components"]["schemas"].get("Segment").is_some());
}

#[derive(Debug, ApiError, thiserror::Error)]
enum TooMuch {
    #[error("Not so many")]
    #[api(status = 409)]
    Numbers,
    #[error(transparent)]
    #[api(status = 503)]
    Left(#[from] Cancelled),
}

#[get("/failing")]
fn failing(after: u32, out: Stream<u32>) -> Result<(), TooMuch> {
    for number in 0..after {
        out.send(number)?;
    }
    Err(TooMuch::Numbers)
}

#[get("/panicking")]
fn panicking(after: u32, out: Stream<u32>) {
    for number in 0..after {
        out.send(number).unwrap();
    }
    panic!("after {after}");
}

/// Says what serde does not write.
#[derive(Model)]
struct Unwritable {
    good: bool,
}

impl Serialize for Unwritable {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        if self.good { serializer.serialize_bool(true) } else { Err(serde::ser::Error::custom("no words for it")) }
    }
}

#[get("/unwritable")]
fn unwritable(after: u32, out: Stream<Unwritable>) -> Result<(), HttpError> {
    for _ in 0..after {
        out.send(Unwritable { good: true })?;
    }
    out.send(Unwritable { good: false })?;
    unreachable!("what cannot be written ends the work");
}

#[get("/late", deadline = "5ms")]
fn late(cancel: Cancel, out: Stream<u32>) -> Result<(), Cancelled> {
    while out.is_wanted() || !cancel.is_cancelled() {
        std::thread::yield_now();
    }
    out.send(1)
}

/// Is slow after the first item alone.
#[get("/in-time", deadline = "5ms")]
fn in_time(out: Stream<u32>) -> Result<(), Cancelled> {
    let begun = Instant::now();
    out.send(1)?;
    while begun.elapsed() < Duration::from_millis(20) {
        std::thread::yield_now();
    }
    out.send(2)
}

/// Reads to the end, whatever that is.
fn read(mut answer: StreamingResponse<'_>) -> String {
    let mut text = format!("{} ", answer.status().as_u16());
    loop {
        match answer.next_chunk() {
            Ok(Some(piece)) => text.push_str(std::str::from_utf8(&piece).unwrap()),
            Ok(None) => return text + "(end)",
            Err(error) => return text + &format!("(broken: {error})"),
        }
    }
}

#[test]
fn an_error_is_the_answer_until_something_is_sent_and_then_breaks_it_off() {
    let operations = routes![failing, panicking, unwritable, late, in_time];
    let client = TestClient::new(App::new("Broken").routes(operations));
    for (path, expected) in [
        ("/failing?after=0", r#"409 {"detail":"Conflict"}(end)"#),
        ("/failing?after=2", "200 0\n1\n(broken: Conflict)"),
        (
            "/failing?after=-1",
            r#"422 {"detail":[{"type":"greater_than_equal","loc":["query","after"],"msg":"Input should be greater than or equal to 0","input":"-1","ctx":{"ge":0}}]}(end)"#,
        ),
        ("/panicking?after=0", "500 Internal Server Error(end)"),
        ("/panicking?after=2", "200 0\n1\n(broken: panic: after 2)"),
        ("/unwritable?after=0", "500 Internal Server Error(end)"),
        ("/unwritable?after=1", "200 true\n(broken: no words for it)"),
        ("/late", r#"503 {"detail":"The operation took too long"}(end)"#),
        ("/in-time", "200 1\n2\n(end)"),
    ] {
        assert_eq!(read(client.get(path).send_streaming()), expected, "{path}");
    }
}

/// How many items are sent, as far as `send` has returned.
static SENT: AtomicUsize = AtomicUsize::new(0);

#[get("/eager")]
fn eager(out: Stream<usize>) -> Result<(), Cancelled> {
    for number in 0..1_000 {
        out.send(number)?;
        SENT.fetch_add(1, SeqCst);
    }
    Ok(())
}

/// Tries `condition` until it holds.
#[track_caller]
fn until(what: &str, condition: impl Fn() -> bool) {
    let since = Instant::now();
    while !condition() {
        assert!(since.elapsed() < PATIENCE, "{what}");
        std::thread::yield_now();
    }
}

#[test]
fn a_function_is_ahead_of_its_client_by_a_few_items_at_most() {
    let client = TestClient::new(App::new("Slow").routes(routes![eager]));
    let mut answer = client.get("/eager").send_streaming();
    // The first has made the head, and sixteen are queued.
    until("it goes ahead", || SENT.load(SeqCst) == 17);
    for read in 1..=1_000 {
        let before = SENT.load(SeqCst);
        assert!(before <= read + 16, "{before} were sent before the client read number {read}");
        assert_eq!(answer.next_chunk().unwrap().unwrap(), format!("{}\n", read - 1));
    }
    assert_eq!(answer.next_chunk().unwrap(), None);
}

#[get("/greedy")]
fn greedy(out: Stream<&'static str>) -> Result<(), Cancelled> {
    loop {
        out.send("more")?;
    }
}

#[get("/work")]
fn work() -> u32 {
    (0..1_000).sum()
}

#[test]
fn functions_that_wait_for_their_clients_leave_the_cores_to_others() {
    let client = TestClient::new(App::new("Slow").routes(routes![greedy, work]));
    // More than there are cores; none of them reads on.
    let many = std::thread::available_parallelism().map_or(2, usize::from) * 2 + 1;
    let waiting: Vec<_> = (0..many).map(|_| client.get("/greedy").send_streaming()).collect();
    assert_eq!(client.get("/work").send().text(), "499500");
    drop(waiting);
}

type Heard = Arc<Mutex<mpsc::Sender<String>>>;

fn hear() -> (Heard, mpsc::Receiver<String>) {
    let (sender, heard) = mpsc::channel();
    (Arc::new(Mutex::new(sender)), heard)
}

fn say(heard: &Heard, words: impl Into<String>) {
    heard.lock().unwrap().send(words.into()).unwrap();
}

#[get("/sends")]
fn sends(out: Stream<u32>, #[state] heard: &Heard) -> Result<(), Cancelled> {
    loop {
        if let Err(cancelled) = out.send(1) {
            say(heard, format!("{cancelled}, wanted: {}", out.is_wanted()));
            return Err(cancelled);
        }
    }
}

#[get("/asks")]
fn asks(out: Stream<u32>, cancel: Cancel, #[state] heard: &Heard) -> Result<(), Cancelled> {
    out.send(1)?;
    while out.is_wanted() && !cancel.is_cancelled() {
        std::thread::yield_now();
    }
    // One follows from the other, but not at the same instant.
    while out.is_wanted() || !cancel.is_cancelled() {
        std::thread::yield_now();
    }
    say(heard, "both know");
    Ok(())
}

#[test]
fn a_client_that_leaves_ends_the_work() {
    let (state, heard) = hear();
    let client = TestClient::new(App::new("Left").state(state).routes(routes![sends, asks]));
    for (path, words) in [("/sends", "nobody waits for the answer any more, wanted: false"), ("/asks", "both know")] {
        let mut answer = client.get(path).send_streaming();
        assert_eq!(answer.next_chunk().unwrap().unwrap(), "1\n");
        drop(answer);
        assert_eq!(heard.recv_timeout(PATIENCE).unwrap(), words, "{path}");
    }
}

#[dependency(cleanup = close)]
fn connection(#[state] heard: &Heard) -> Heard {
    heard.clone()
}

fn close(heard: Heard, outcome: Outcome) {
    let words = match outcome.error() {
        Some(error) => format!("closed after: {error}"),
        None => format!("closed, answered: {}", outcome.is_answered()),
    };
    say(&heard, words);
}

#[get("/cleaned")]
fn cleaned(
    out: Stream<u32>,
    count: u32,
    #[depends(connection)] heard: Heard,
    tasks: BackgroundTasks,
) -> Result<(), HttpError> {
    let later = heard.clone();
    tasks.add_work(move || say(&later, "task"));
    for number in 0..count {
        out.send(number)?;
    }
    say(&heard, "sent");
    if count == 2 { Err(HttpError::new(418, "At two")) } else { Ok(()) }
}

#[test]
fn what_comes_after_a_request_comes_after_the_last_item() {
    let (state, heard) = hear();
    let client = TestClient::new(App::new("After").state(state).routes(routes![cleaned]));
    for (count, expected) in [
        (0, ["sent", "task", "closed, answered: true"].as_slice()),
        (40, &["sent", "task", "closed, answered: true"]),
        (2, &["sent", "closed after: At two"]),
    ] {
        drop(read(client.get(&format!("/cleaned?count={count}")).send_streaming()));
        for words in expected {
            assert_eq!(heard.recv_timeout(PATIENCE).unwrap(), *words, "{count} items");
        }
    }
}

#[test]
fn a_test_calls_the_function_itself() {
    let (out, recording) = Stream::recorded();
    assert!(failing(100, out).is_err());
    assert!(recording.items().into_iter().eq(0..100));
    assert_eq!(recording.items(), [0; 0], "they were taken");

    let (out, recording) = Stream::recorded();
    assert!(out.is_wanted());
    drop(recording);
    assert!(!out.is_wanted());
    assert!(matches!(failing(1, out), Err(TooMuch::Left(Cancelled))));
}

/// Hides what it is from the attribute.
type Hidden = Stream<u32>;

#[get("/waits")]
async fn waits(_out: Hidden) {}

#[get("/two")]
fn two(_one: Hidden, _other: Hidden) {}

#[dependency]
fn sender(out: Hidden) -> bool {
    out.is_wanted()
}

#[get("/above")]
fn above(#[depends(sender)] _sender: bool) {}

#[get("/detached", detach)]
fn detached(_out: Hidden) {}

#[test]
fn a_stream_that_nobody_can_send_on_is_a_mistake_at_start_up() {
    let app = App::new("Wrong").routes(routes![waits, two, above, detached]);
    let mistakes = TestClient::try_new(app).err().expect("it does not start").to_string();
    for words in [
        "waits (",
        "an `async fn` returns `EventStream::produce(…)`, and a plain `fn` takes `Stream<T>`",
        "two (",
        "several arguments are where the function sends its answer, and it has one",
        "above (",
        "a dependency has no answer to send: the operation takes `Stream<T>`",
        "detached (",
        "what is sent ends with its client: leave `detach` out",
    ] {
        assert!(mistakes.contains(words), "{words} is not in:\n{mistakes}");
    }
}
