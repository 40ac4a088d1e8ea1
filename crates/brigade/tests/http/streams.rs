//! What answers that are sent piece by piece look like, how they end, and how they break off.

use std::{
    io::{self, Read},
    mem,
    sync::{Arc, Mutex, mpsc},
    time::Duration,
};

use brigade::{
    App, BackgroundTasks, Event, EventStream, JsonLines, Model, Outcome, Respond, Response, ResponseParts, StatusCode,
    Stream, dependency, get, post, routes,
    testing::{StreamingResponse, TestClient},
};
use futures_util::stream;
use serde::Serialize;
use tokio::sync::Semaphore;

use super::check;

/// Longer than anything that is waited for. It only ever passes when a test fails.
const PATIENCE: Duration = Duration::from_secs(20);

#[derive(Clone, Serialize, Model)]
struct Item {
    name: &'static str,
    price: f64,
}

const ITEMS: [Item; 2] = [Item { name: "Plumbus", price: 3.0 }, Item { name: "Käse", price: 0.5 }];

#[get("/bytes")]
async fn bytes() -> Stream {
    Stream::new(stream::iter(["a", "", "bc"]))
}

#[get("/bytes-of-a-type")]
fn bytes_of_a_type() -> Stream {
    Stream::from_iter([vec![b'a'], vec![], b"bc".to_vec()]).media_type("image/png")
}

#[get("/bytes-produced")]
async fn bytes_produced(times: u8) -> Stream {
    Stream::produce(move |sender| async move {
        for time in 0..times {
            sender.send(format!("{time} ")).await?;
        }
        Ok(())
    })
}

#[post("/lines", status = 201)]
async fn lines() -> JsonLines<Item> {
    JsonLines::new(stream::iter(ITEMS))
}

#[get("/lines-untyped")]
async fn lines_untyped() -> JsonLines {
    JsonLines::produce(|sender| async move {
        sender.send("text\nwith a line").await?;
        sender.send(7).await?;
        sender.send(ITEMS[0].clone()).await
    })
}

#[get("/lines-of-many")]
fn lines_of_many() -> JsonLines<u64> {
    JsonLines::from_iter(0..100_000)
}

#[get("/no-lines")]
fn no_lines() -> JsonLines<u64> {
    JsonLines::from_iter([0; 0])
}

#[get("/events")]
fn events() -> EventStream<Item> {
    EventStream::from_iter(ITEMS)
}

#[get("/events-mixed")]
async fn events_mixed() -> EventStream<Item> {
    EventStream::produce(|sender| async move {
        sender.send(ITEMS[0].clone()).await?;
        sender.send(Event::new(ITEMS[1].clone()).event("cheese").id("2")).await?;
        sender.send(Event::raw("[DONE]")).await
    })
}

#[get("/events-untyped")]
async fn events_untyped() -> EventStream {
    EventStream::produce(|sender| async move {
        sender.send(Event::without_data().comment("ready")).await?;
        sender.send(Event::new(("a", 1)).retry(Duration::from_secs(5))).await?;
        sender.send(2).await
    })
}

/// Is an answer of a media type that the document shows.
struct Png(Stream);

impl Respond for Png {
    fn respond(self, status: Option<StatusCode>) -> brigade::Result<Response> {
        self.0.media_type("image/png").respond(status)
    }

    fn answers() -> brigade::Answers {
        brigade::Answers::media("image/png")
    }
}

#[get("/image")]
async fn image() -> Result<(StatusCode, Png), brigade::HttpError> {
    Ok((StatusCode::ACCEPTED, Png(Stream::from_iter(["png"]))))
}

fn kitchen() -> TestClient {
    TestClient::new(App::new("Streams").routes(routes![
        bytes,
        bytes_of_a_type,
        bytes_produced,
        lines,
        lines_untyped,
        lines_of_many,
        no_lines,
        events,
        events_mixed,
        events_untyped,
        image,
    ]))
}

const EVENTS: &str =
    "[content-type: text/event-stream; charset=utf-8] [cache-control: no-cache] [x-accel-buffering: no]";

#[test]
fn items_are_sent_in_their_format() {
    let client = kitchen();
    for (request, expected) in [
        ("GET /bytes", "200 abc".to_owned()),
        ("GET /bytes-of-a-type", "200 [content-type: image/png] abc".into()),
        ("GET /bytes-produced?times=3", "200 0 1 2 ".into()),
        ("GET /bytes-produced?times=0", "200".into()),
        (
            "POST /lines",
            "201 [content-type: application/jsonl] {\"name\":\"Plumbus\",\"price\":3.0}\n{\"name\":\"Käse\",\"price\":0.5}\n"
                .into(),
        ),
        (
            "GET /lines-untyped",
            "200 [content-type: application/jsonl] \"text\\nwith a line\"\n7\n{\"name\":\"Plumbus\",\"price\":3.0}\n".into(),
        ),
        ("GET /no-lines", "200 [content-type: application/jsonl]".into()),
        (
            "GET /events",
            format!("200 {EVENTS} data: {{\"name\":\"Plumbus\",\"price\":3.0}}\n\ndata: {{\"name\":\"Käse\",\"price\":0.5}}\n\n"),
        ),
        (
            "GET /events-mixed",
            format!(
                "200 {EVENTS} data: {{\"name\":\"Plumbus\",\"price\":3.0}}\n\n\
                 event: cheese\ndata: {{\"name\":\"Käse\",\"price\":0.5}}\nid: 2\n\ndata: [DONE]\n\n"
            ),
        ),
        (
            "GET /events-untyped",
            format!("200 {EVENTS} : ready\n\ndata: [\"a\",1]\nretry: 5000\n\ndata: 2\n\n"),
        ),
        ("GET /image", "202 [content-type: image/png] png".into()),
    ] {
        check(&client, request, &expected);
    }
}

#[test]
fn all_items_of_a_long_iterator_come_and_in_order() {
    let answer = kitchen().get("/lines-of-many").send();
    assert!(answer.text().lines().eq((0..100_000).map(|number| number.to_string())));
}

#[test]
fn a_reader_is_sent_to_its_end() {
    /// Is interrupted before it gives anything.
    struct Interrupted(bool);

    impl io::Read for Interrupted {
        fn read(&mut self, _: &mut [u8]) -> io::Result<usize> {
            if mem::replace(&mut self.0, true) { Ok(0) } else { Err(io::ErrorKind::Interrupted.into()) }
        }
    }

    #[get("/read")]
    fn read() -> Stream {
        Stream::from_reader(Interrupted(false).chain(io::Cursor::new("0123456789".repeat(20_000))))
    }

    let client = TestClient::new(App::new("Readers").routes(routes![read]));
    assert_eq!(client.get("/read").send().text(), "0123456789".repeat(20_000));
}

type Failing = Result<&'static str, io::Error>;

fn failing() -> impl Iterator<Item = Failing> + Send {
    [Ok("good"), Err(io::Error::other("no disk")), Ok("never sent")].into_iter()
}

fn panicking() -> impl Iterator<Item = &'static str> + Send {
    ["good", "bad"].into_iter().inspect(|item| assert!(*item == "good", "the item is bad"))
}

#[get("/new")]
async fn failing_new() -> Stream {
    Stream::new(stream::iter(failing()))
}

#[get("/from-iter")]
async fn failing_from_iter() -> JsonLines<&'static str> {
    JsonLines::from_iter(failing())
}

#[get("/from-reader")]
async fn failing_from_reader() -> Stream {
    struct NoDisk;

    impl io::Read for NoDisk {
        fn read(&mut self, _: &mut [u8]) -> io::Result<usize> {
            Err(io::Error::other("no disk"))
        }
    }

    Stream::from_reader("good".as_bytes().chain(NoDisk))
}

#[get("/produce")]
async fn failing_produce() -> EventStream {
    EventStream::produce(|sender| async move {
        for item in failing() {
            sender.send(item).await?;
        }
        Ok(())
    })
}

#[get("/forged")]
async fn forged() -> EventStream {
    EventStream::from_iter([Event::raw("good"), Event::raw("").id("1\ndata: forged")])
}

#[get("/panic/new")]
async fn panicking_new() -> Stream {
    Stream::new(stream::iter(panicking()))
}

#[get("/panic/from-iter")]
async fn panicking_from_iter() -> Stream {
    // Each item is a piece of its own, so that the first one has left when the second panics.
    let slowly = panicking().inspect(|_| std::thread::sleep(Duration::from_millis(2)));
    Stream::from_iter(slowly)
}

#[get("/panic/produce")]
async fn panicking_produce() -> EventStream<&'static str> {
    EventStream::produce(|sender| async move {
        for item in panicking() {
            sender.send(item).await?;
            tokio::task::yield_now().await;
        }
        Ok(())
    })
}

#[get("/panic/begin")]
async fn panicking_at_once() -> EventStream<&'static str> {
    EventStream::produce(|_| {
        if true {
            panic!("before anything is sent");
        }
        std::future::ready(Ok(()))
    })
}

#[get("/panic/end")]
async fn panicking_at_the_end() -> Stream {
    struct Bad;
    impl Drop for Bad {
        fn drop(&mut self) {
            panic!("when it is dropped");
        }
    }
    Stream::produce(|sender| {
        let bad = Bad;
        async move {
            sender.send("good").await?;
            drop(bad);
            Ok(())
        }
    })
}

/// Reads to the end, whatever that is.
fn read(mut answer: StreamingResponse<'_>) -> String {
    let mut text = String::new();
    loop {
        match answer.next_chunk() {
            Ok(Some(piece)) => text.push_str(std::str::from_utf8(&piece).unwrap()),
            Ok(None) => return text + "(end)",
            Err(error) => return text + &format!("(broken: {error})"),
        }
    }
}

#[test]
fn what_fails_breaks_the_stream_off_after_what_was_good() {
    let client = TestClient::new(App::new("Broken").routes(routes![
        failing_new,
        failing_from_iter,
        failing_from_reader,
        failing_produce,
        forged,
        panicking_new,
        panicking_from_iter,
        panicking_produce,
        panicking_at_once,
        panicking_at_the_end,
    ]));
    for (path, expected) in [
        ("/new", "good(broken: no disk)"),
        ("/from-iter", "\"good\"\n(broken: no disk)"),
        ("/from-reader", "good(broken: no disk)"),
        ("/produce", "data: \"good\"\n\n(broken: no disk)"),
        ("/forged", "data: good\n\n(broken: the id of an event is a single line)"),
        ("/panic/new", "good(broken: panic: the item is bad)"),
        ("/panic/from-iter", "good(broken: panic: the item is bad)"),
        ("/panic/produce", "data: \"good\"\n\n(broken: panic: the item is bad)"),
        ("/panic/begin", "(broken: panic: before anything is sent)"),
        ("/panic/end", "good(broken: panic: when it is dropped)"),
    ] {
        // What has panicked panics again: nothing of it is left.
        for _ in 0..2 {
            assert_eq!(read(client.get(path).send_streaming()), expected, "{path}");
        }
    }
}

/// Passes one item for each permit.
fn gated(gate: Arc<Semaphore>) -> impl Iterator<Item = u8> + Send {
    (1..=2).inspect(move |_| {
        while gate.try_acquire().map(|permit| permit.forget()).is_err() {
            std::thread::yield_now();
        }
    })
}

const SOON: Duration = Duration::from_millis(5);

#[get("/blocked")]
async fn blocked(#[state] gate: Arc<Semaphore>) -> EventStream<u8> {
    EventStream::from_iter(gated(gate)).keep_alive(SOON)
}

#[get("/waiting")]
async fn waiting(#[state] gate: Arc<Semaphore>) -> EventStream<u8> {
    EventStream::produce(|sender| async move {
        for item in 1..=2 {
            gate.acquire().await?.forget();
            sender.send(item).await?;
        }
        Ok(())
    })
    .keep_alive(SOON)
}

#[get("/blocked-lines")]
async fn blocked_lines(#[state] gate: Arc<Semaphore>) -> JsonLines<u8> {
    JsonLines::from_iter(gated(gate))
}

#[test]
fn a_silent_stream_of_events_is_kept_alive() {
    let gate = Arc::new(Semaphore::new(1));
    let app = App::new("Slow").state(gate.clone()).routes(routes![blocked, waiting, blocked_lines]);
    let client = TestClient::new(app);
    for path in ["/blocked", "/waiting"] {
        let mut answer = client.get(path).send_streaming();
        let mut heard = Vec::new();
        while let Some(piece) = answer.next_chunk().unwrap() {
            // However long it takes, the second event does not come before the stream was silent twice.
            if piece == ": ping\n\n" && heard.iter().filter(|piece| **piece == ": ping\n\n").count() == 2 {
                gate.add_permits(1);
            }
            heard.push(piece);
        }
        heard.dedup();
        assert_eq!(heard[..3], ["data: 1\n\n", ": ping\n\n", "data: 2\n\n"], "{path}");
        gate.add_permits(1);
    }
    gate.add_permits(1);
    assert_eq!(client.get("/blocked-lines").send().text(), "1\n2\n");
}

/// Says so when it is dropped.
struct Leaving(mpsc::Sender<&'static str>);

impl Drop for Leaving {
    fn drop(&mut self) {
        let _ = self.0.send("left");
    }
}

#[get("/endless")]
async fn endless(#[state] events: Arc<Mutex<mpsc::Sender<&'static str>>>) -> Stream {
    let events = events.lock().unwrap().clone();
    Stream::produce(move |sender| async move {
        let _leaving = Leaving(events.clone());
        loop {
            sender.send("more").await?;
            events.send("sent").unwrap();
        }
    })
}

#[test]
fn a_function_goes_no_faster_than_its_client_reads_and_ends_when_it_leaves() {
    let (sender, events) = mpsc::channel::<&str>();
    let client = TestClient::new(App::new("Endless").state(Arc::new(Mutex::new(sender))).routes(routes![endless]));
    let mut answer = client.get("/endless").send_streaming();
    assert_eq!(events.try_iter().count(), 0, "it was begun before anybody asked");
    assert_eq!(answer.next_chunk().unwrap().unwrap(), "more");
    let queued = events.try_iter().count();
    assert!((1..=16).contains(&queued), "{queued} were queued");
    drop(answer);
    assert_eq!(events.try_iter().collect::<Vec<_>>(), ["left"]);
}

/// What happened, in order.
type Diary = mpsc::Sender<String>;

#[dependency(cleanup = close)]
async fn open(#[state] diary: &Mutex<Diary>) -> Diary {
    diary.lock().unwrap().clone()
}

fn close(diary: Diary, outcome: Outcome) {
    let how = outcome.error().map_or("closed".to_owned(), |error| format!("closed after {error}"));
    diary.send(how).unwrap();
}

#[get("/rows")]
async fn rows(
    fails: bool,
    #[depends(open)] diary: &Diary,
    parts: ResponseParts,
    tasks: BackgroundTasks,
) -> JsonLines<u8> {
    parts.status(StatusCode::ACCEPTED);
    parts.header("x-rows", "2");
    let (sent, done) = (diary.clone(), diary.clone());
    tasks.add(async move { done.send("task".to_owned()).unwrap() });
    JsonLines::produce(move |sender| async move {
        sender.send(1).await?;
        sent.send("row".to_owned()).unwrap();
        tokio::task::yield_now().await;
        if fails {
            Err(io::Error::other("no disk"))?;
        }
        sender.send(2).await
    })
}

#[test]
fn what_comes_after_a_request_comes_after_the_stream_and_hears_how_it_ended() {
    let (sender, diary) = mpsc::channel::<String>();
    let client = TestClient::new(App::new("Rows").state(Mutex::new(sender)).routes(routes![rows]));
    let heard = |count| (0..count).map(|_| diary.recv_timeout(PATIENCE).unwrap()).collect::<Vec<_>>();

    check(&client, "GET /rows?fails=false", "202 [content-type: application/jsonl] [x-rows: 2] 1\n2\n");
    assert_eq!(heard(3), ["row", "task", "closed"]);

    assert_eq!(read(client.get("/rows?fails=true").send_streaming()), "1\n(broken: no disk)");
    assert_eq!(heard(2), ["row", "closed after no disk"]);

    let mut left = client.get("/rows?fails=true").send_streaming();
    assert_eq!(left.next_chunk().unwrap().unwrap(), "1\n");
    assert_eq!(heard(1), ["row"]);
    drop(left);
    assert_eq!(heard(2), ["task", "closed"]);
}
