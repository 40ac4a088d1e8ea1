//! What lives as long as the application: when it begins and ends, what it gives to operations, and what becomes of its
//! failures.
#![expect(clippy::unwrap_used, reason = "operations of tests are tests, too")]

mod lines;

use std::{
    future::{IntoFuture, pending, poll_fn},
    io::{self, BufRead, BufReader, Write},
    net::TcpStream,
    pin::Pin,
    process::{Child, ChildStderr, ChildStdout, Command, Stdio},
    sync::{Arc, Mutex, OnceLock},
    task::Poll,
    time::{Duration, Instant},
};

use brigade::{
    App, HttpError, Lifespan, Limits, Result, Router, ServerOptions, get, post, routes, testing::TestClient,
};
use tokio::sync::Semaphore;

use self::lines::Lines;

/// Longer than anything that is waited for. It only ever passes when a test fails.
const PATIENCE: Duration = Duration::from_secs(20);

/// Holds what has happened.
#[derive(Clone, Default)]
struct Story(Arc<Mutex<Vec<String>>>);

impl Story {
    fn tell(&self, event: impl Into<String>) {
        self.0.lock().unwrap().push(event.into());
    }

    fn heard(&self) -> String {
        self.0.lock().unwrap().join(", ")
    }
}

/// Makes a lifespan that tells when it begins and ends.
fn telling(
    story: &Story,
    name: &'static str,
) -> impl Fn(Lifespan) -> Pin<Box<dyn Future<Output = Result<()>> + Send>> + Send + Sync + 'static {
    let story = story.clone();
    move |lifespan| {
        let story = story.clone();
        Box::pin(async move {
            story.tell(format!("{name} begins"));
            lifespan.until_shutdown().await;
            story.tell(format!("{name} ends"));
            Ok(())
        })
    }
}

#[test]
fn they_begin_in_order_and_end_in_reverse() {
    let story = Story::default();
    let inner = Router::new().lifespan(telling(&story, "inner"));
    let router = Router::new().prefix("/a").lifespan(telling(&story, "router")).include(inner.clone());
    let app = App::new("Order")
        .include(router.clone())
        .include(Router::new().prefix("/b").include(router).include(inner))
        .lifespan(telling(&story, "first"))
        .lifespan(telling(&story, "second"));
    assert_eq!(story.heard(), "", "an application that is not started has no life");
    let client = TestClient::new(app);
    let begun = "first begins, second begins, router begins, inner begins";
    assert_eq!(story.heard(), begun);
    assert_eq!(client.get("/openapi.json").send().status(), 200);
    assert_eq!(story.heard(), begun);
    drop(client);
    assert_eq!(story.heard(), format!("{begun}, inner ends, router ends, second ends, first ends"));
}

#[derive(Clone, Copy, PartialEq, Debug)]
struct Base(u32);

struct Table(Vec<u32>);

#[get("/sum")]
async fn sum(#[state] table: &Table, #[state] base: Base) -> u32 {
    table.0.iter().sum::<u32>() + base.0
}

async fn base(mut lifespan: Lifespan) -> Result<()> {
    lifespan.state(Base(2));
    Ok(())
}

async fn table(mut lifespan: Lifespan) -> Result<()> {
    let base = lifespan.get::<Base>()?;
    lifespan.state(Table(vec![base.0; 3]));
    lifespan.until_shutdown().await;
    Ok(())
}

#[test]
fn operations_take_what_they_prepare() {
    let client = TestClient::new(App::new("State").lifespan(base).lifespan(table).routes(routes![sum]));
    assert_eq!(client.get("/sum").send().text(), "8");
}

#[test]
fn an_async_test_waits_for_their_end() {
    alone(async {
        let story = Story::default();
        let app =
            || App::new("Async").lifespan(telling(&story, "it")).lifespan(base).lifespan(table).routes(routes![sum]);
        for closes in [true, false] {
            let client = TestClient::new(app());
            assert_eq!(client.get("/sum").await.text(), "8");
            if closes {
                client.close().await;
            } else {
                drop(client);
            }
        }
        assert_eq!(story.heard(), "it begins, it ends, it begins, it ends");
    });
}

/// Runs an async test as test frameworks do: nothing else happens while it holds its thread.
fn alone(test: impl Future<Output = ()>) {
    tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap().block_on(test);
}

#[post("/finish", run = "inline", detach)]
async fn finish(#[state] story: Story, #[state] gate: Arc<Semaphore>) {
    story.tell("work begins");
    gate.acquire().await.unwrap().forget();
    story.tell("work ends");
}

/// Polls `future` once; it has to wait for something.
async fn begin<F: Future>(future: &mut Pin<Box<F>>) {
    let is_pending = poll_fn(|context| Poll::Ready(future.as_mut().poll(context).is_pending())).await;
    assert!(is_pending);
}

#[test]
fn work_without_a_client_is_done_before_they_end() {
    alone(async {
        let (story, gate) = (Story::default(), Arc::new(Semaphore::new(0)));
        let app = App::new("Detached").state(story.clone()).state(gate.clone()).lifespan(telling(&story, "it"));
        let client = TestClient::new(app.routes(routes![finish]));
        let mut request = Box::pin(client.post("/finish").into_future());
        begin(&mut request).await;
        drop(request);
        tokio::task::yield_now().await;
        assert_eq!(story.heard(), "it begins, work begins");
        let mut closed = Box::pin(client.close());
        begin(&mut closed).await;
        gate.add_permits(1);
        closed.await;
        assert_eq!(story.heard(), "it begins, work begins, work ends, it ends");
    });
}

#[track_caller]
fn check_failure(app: App, expected: &str) {
    let error = TestClient::try_new(app).err().expect("the application does not start");
    assert_eq!(error.to_string(), expected);
}

async fn unreachable_database(_: Lifespan) -> Result<()> {
    Err(io::Error::new(io::ErrorKind::ConnectionRefused, "the database is away").into())
}

async fn refused(_: Lifespan) -> Result<()> {
    Err(HttpError::new(503, "not now").into())
}

async fn panicking(_: Lifespan) -> Result<()> {
    panic!("at {}", "dawn")
}

async fn forgetful(lifespan: Lifespan) -> Result<()> {
    lifespan.get::<Table>().map(drop)
}

async fn small_base(mut lifespan: Lifespan) -> Result<()> {
    lifespan.state(Base(1));
    lifespan.until_shutdown().await;
    Ok(())
}

#[test]
fn one_that_fails_keeps_the_application_from_starting() {
    type Add = fn(App) -> App;
    let cases: [(Add, &str); 4] = [
        (|app| app.lifespan(unreachable_database), "unreachable_database` failed: the database is away"),
        (|app| app.lifespan(refused), "refused` failed: not now"),
        (|app| app.lifespan(panicking), "panicking` failed: panic: at dawn"),
        (
            |app| app.lifespan(forgetful).lifespan(table),
            "forgetful` failed: no state of the type `lifespans::Table`: add it to the application or to an earlier \
             lifespan",
        ),
    ];
    for (add, expected) in cases {
        let story = Story::default();
        let app = App::new("Failing").lifespan(telling(&story, "first"));
        check_failure(add(app).lifespan(telling(&story, "last")), &format!("the lifespan `lifespans::{expected}"));
        assert_eq!(story.heard(), "first begins, first ends");
    }
}

#[test]
fn what_state_is_missing_is_known_after_they_have_begun() {
    let story = Story::default();
    let app = App::new("Missing").state(Base(1)).lifespan(small_base).lifespan(telling(&story, "it"));
    check_failure(
        app.routes(routes![sum, finish]),
        "the application cannot start, 4 mistakes:\n  \
         - two states of the type `lifespans::Base`: wrap one in a type of its own\n  \
         - no state of the type `alloc::sync::Arc<tokio::sync::semaphore::Semaphore>`: add `.state(…)` to the \
         application; it is needed by finish\n  \
         - no state of the type `lifespans::Story`: add `.state(…)` to the application; it is needed by finish\n  \
         - no state of the type `lifespans::Table`: add `.state(…)` to the application; it is needed by sum",
    );
    assert_eq!(story.heard(), "it begins, it ends");
}

#[test]
fn mounted_applications_have_theirs_after_those_around_them() {
    let story = Story::default();
    let innermost = App::new("Innermost").lifespan(telling(&story, "innermost"));
    let mounted = App::new("Mounted").lifespan(telling(&story, "mounted")).mount("/c", innermost).routes(routes![sum]);
    let mounted = mounted.lifespan(base).lifespan(table);
    let app = App::new("Outer").mount("/a", mounted).lifespan(telling(&story, "outer"));
    let app = app.mount("/b", App::new("Last").lifespan(telling(&story, "last")));
    let client = TestClient::new(app);
    assert_eq!(client.get("/a/sum").send().text(), "8");
    drop(client);
    assert_eq!(
        story.heard(),
        "outer begins, mounted begins, innermost begins, last begins, last ends, innermost ends, mounted ends, outer ends",
    );

    let mounted = App::new("Mounted").lifespan(base).routes(routes![sum]);
    check_failure(
        App::new("Outer").lifespan(table).state(Base(1)).mount("/a", mounted),
        "the application cannot start, 1 mistake:\n  - mounted at /a: no state of the type `lifespans::Table`: add \
         `.state(…)` to the application; it is needed by sum",
    );
}

#[test]
fn nothing_begins_in_an_application_with_mistakes() {
    let story = Story::default();
    let app = App::new("Wrong").root_path("wrong").lifespan(telling(&story, "it")).routes(routes![sum]);
    check_failure(
        app,
        "the application cannot start, 1 mistake:\n  - the root path \"wrong\" must start with `/` and not end with one",
    );
    assert_eq!(story.heard(), "");
}

async fn fails_at_the_end(lifespan: Lifespan) -> Result<()> {
    lifespan.until_shutdown().await;
    Err(io::Error::other("the disk is full").into())
}

async fn panics_at_the_end(lifespan: Lifespan) -> Result<()> {
    lifespan.until_shutdown().await;
    panic!("at dusk")
}

async fn never_ends(lifespan: Lifespan) -> Result<()> {
    lifespan.until_shutdown().await;
    pending().await
}

/// Gets the log of all threads: lifespans run on those of their runtime.
fn log() -> &'static Lines {
    static LOG: OnceLock<Lines> = OnceLock::new();
    LOG.get_or_init(|| {
        let log = Lines::of("brigade::error");
        tracing::subscriber::set_global_default(log.clone()).unwrap();
        log
    })
}

#[test]
fn what_fails_at_the_end_is_logged_and_the_others_end() {
    let limits = || Limits { drain_time_max: Duration::from_millis(50), ..Limits::default() };
    let cases = [
        (
            App::new("Error").lifespan(fails_at_the_end),
            "fails_at_the_end\" cause=the disk is full",
            "a lifespan failed",
        ),
        (
            App::new("Panic").lifespan(panics_at_the_end),
            "panics_at_the_end\" cause=panic: at dusk",
            "a lifespan failed",
        ),
        (App::new("Slow").limits(limits()).lifespan(never_ends), "never_ends\"", "a lifespan did not end in time"),
    ];
    let log = log();
    for (app, expected, message) in cases {
        drop(TestClient::new(app));
        let heard = log.heard();
        let lines: Vec<_> = heard.iter().filter(|line| line.contains(expected)).collect();
        assert!(matches!(&lines[..], [line] if line.contains(message)), "{expected}: {heard:?}");
    }
}

/// Says in a process of its own which of the programs below it is.
const CHILD: &str = "BRIGADE_TEST_LIFESPANS";

/// Prints an event for the process that started this one.
fn print(event: &str) {
    println!("event={event}");
}

async fn first(lifespan: Lifespan) -> Result<()> {
    print("first begins");
    lifespan.until_shutdown().await;
    print("first ends");
    Ok(())
}

async fn second(lifespan: Lifespan) -> Result<()> {
    print("second begins");
    lifespan.until_shutdown().await;
    print("second ends");
    Ok(())
}

async fn begins_for_ever(_: Lifespan) -> Result<()> {
    print("it begins");
    pending().await
}

async fn ends_for_ever(lifespan: Lifespan) -> Result<()> {
    lifespan.until_shutdown().await;
    print("it ends");
    pending().await
}

/// Works until a line comes from the process that started this one.
#[post("/work", detach)]
fn work() -> Result<()> {
    print("work begins");
    io::stdin().read_line(&mut String::new())?;
    print("work ends");
    Ok(())
}

/// What [`Server`] starts; a test of nothing otherwise.
#[test]
fn child() {
    let Ok(name) = std::env::var(CHILD) else { return };
    let app = App::new(name.clone()).lifespan(first).routes(routes![work]);
    let app = match name.as_str() {
        "failing" => app.lifespan(unreachable_database),
        "beginning" => app.lifespan(begins_for_ever),
        "ending" => app.lifespan(ends_for_ever),
        "loading" => app.load("endless", || -> Result<u8> {
            print("it loads");
            loop {
                std::thread::park();
            }
        }),
        _ => app.include(Router::new().lifespan(second)),
    };
    let options = ServerOptions { port: 0, workers: Some(1), ..ServerOptions::default() };
    match app.serve(options) {
        Ok(()) => print("served"),
        Err(error) => print(&error.to_string()),
    }
}

/// Is a server in a process of its own.
struct Server {
    process: Child,
    events: io::Lines<BufReader<ChildStdout>>,
    log: io::Lines<BufReader<ChildStderr>>,
}

impl Server {
    fn start(name: &str) -> Self {
        let mut command = Command::new(std::env::current_exe().unwrap());
        command.args(["child", "--exact", "--nocapture"]).env(CHILD, name);
        let mut process = command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
        let events = BufReader::new(process.stdout.take().unwrap()).lines();
        let log = BufReader::new(process.stderr.take().unwrap()).lines();
        Self { process, events, log }
    }

    /// Returns the next event, or nothing when there will be none.
    fn event(&mut self) -> Option<String> {
        self.events.by_ref().map(Result::unwrap).find_map(|line| Some(line.split_once("event=")?.1.to_owned()))
    }

    /// Returns all events to come.
    fn events(&mut self) -> Vec<String> {
        std::iter::from_fn(|| self.event()).collect()
    }

    /// Returns where it listens, once it does.
    fn address(&mut self) -> String {
        let lines = self.log.by_ref().map(Result::unwrap);
        lines.into_iter().find_map(|line| Some(line.split_once("on http://")?.1.split(',').next()?.to_owned())).unwrap()
    }

    fn signal(&self, name: &str) {
        let status = Command::new("kill").args(["-s", name, &self.process.id().to_string()]).status();
        assert!(status.unwrap().success());
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

#[test]
fn a_server_ends_them_after_everything_else() {
    let mut server = Server::start("orderly");
    let address = server.address();
    assert_eq!([server.event(), server.event()].map(Option::unwrap), ["first begins", "second begins"]);
    let mut client = TcpStream::connect(&address).unwrap();
    client.write_all(b"POST /work HTTP/1.1\r\nHost: a\r\nContent-Length: 0\r\n\r\n").unwrap();
    assert_eq!(server.event().unwrap(), "work begins");
    drop(client);
    server.signal("TERM");
    let since = Instant::now();
    while TcpStream::connect(&address).is_ok() {
        assert!(since.elapsed() < PATIENCE, "the server goes on to accept");
        std::thread::yield_now();
    }
    server.process.stdin.take().unwrap().write_all(b"go on\n").unwrap();
    assert_eq!(server.events(), ["work ends", "second ends", "first ends", "served"]);
}

#[test]
fn a_server_does_not_start_when_one_fails() {
    let events = Server::start("failing").events();
    let failure = "the lifespan `lifespans::unreachable_database` failed: the database is away";
    assert_eq!(events, ["first begins", "first ends", failure]);
}

#[test]
fn a_server_that_is_stopped_while_it_starts_ends_those_that_have_begun() {
    let mut server = Server::start("beginning");
    assert_eq!([server.event(), server.event()].map(Option::unwrap), ["first begins", "it begins"]);
    server.signal("TERM");
    assert_eq!(server.events(), ["first ends", "served"]);
}

#[test]
fn a_server_that_is_stopped_while_engines_load_waits_for_none() {
    let mut server = Server::start("loading");
    assert_eq!(server.event().unwrap(), "it loads");
    server.signal("TERM");
    assert_eq!(server.events(), ["served"]);
}

#[test]
fn a_second_signal_waits_for_no_end() {
    let mut server = Server::start("ending");
    server.address();
    server.signal("TERM");
    assert_eq!([server.event(), server.event()].map(Option::unwrap), ["first begins", "it ends"]);
    server.signal("INT");
    assert_eq!(server.events(), ["served"]);
}
