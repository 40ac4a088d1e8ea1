//! What functions do that work on many items at once: who calls them, what goes together, and what is answered when something
//! goes wrong.
#![expect(clippy::unwrap_used, reason = "operations of tests are tests, too")]
#![expect(clippy::disallowed_methods, reason = "servers and clients of tests are threads")]

use std::{
    collections::BTreeSet,
    io::{Read, Write},
    net::{Ipv4Addr, SocketAddr, TcpListener, TcpStream},
    sync::{Arc, Condvar, Mutex},
    thread,
    time::{Duration, Instant},
};

use brigade::{
    ApiError, App, BackgroundTasks, Error, EventStream, HttpError, JsonLines, Lifespan, ServerOptions, WebSocket,
    batch, dependency, get, in_application, post, routes, testing::TestClient, websocket,
};

/// Longer than anything that is waited for. It only ever passes when a test fails.
const PATIENCE: Duration = Duration::from_secs(20);

/// Is an engine that remembers what it was given, and works only while its door is open.
#[derive(Clone, Default)]
struct Engine(Arc<(Mutex<Works>, Condvar)>);

#[derive(Default)]
struct Works {
    is_closed: bool,
    batches: Vec<Vec<u32>>,
}

impl Engine {
    fn work(&self, numbers: &[u32]) {
        let (works, changed) = &*self.0;
        let mut works = works.lock().unwrap();
        works.batches.push(numbers.to_vec());
        changed.notify_all();
        let (_works, timeout) = changed.wait_timeout_while(works, PATIENCE, |works| works.is_closed).unwrap();
        assert!(!timeout.timed_out());
    }

    fn close(&self) {
        self.0.0.lock().unwrap().is_closed = true;
    }

    fn open(&self) {
        self.0.0.lock().unwrap().is_closed = false;
        self.0.1.notify_all();
    }

    /// Waits until so many batches were begun.
    fn begun(&self, count: usize) {
        let (works, changed) = &*self.0;
        let works = works.lock().unwrap();
        let wait = changed.wait_timeout_while(works, PATIENCE, |works| works.batches.len() < count);
        assert!(!wait.unwrap().1.timed_out());
    }

    fn batches(&self) -> Vec<Vec<u32>> {
        self.0.0.lock().unwrap().batches.clone()
    }
}

#[batch(max = 8, instances = 1)]
fn square(numbers: Vec<u32>, #[state] engine: &Engine) -> Vec<u32> {
    engine.work(&numbers);
    numbers.iter().map(|number| number * number).collect()
}

#[get("/square/{number}")]
async fn one(number: u32) -> Result<u32, HttpError> {
    Ok(square(number).await?)
}

#[post("/squares")]
async fn all(numbers: Vec<u32>) -> Result<Vec<u32>, Error> {
    Ok(square::all(numbers).await?)
}

#[post("/each")]
async fn each(numbers: Vec<u32>) -> Vec<Option<u32>> {
    square::each(numbers).await.into_iter().map(Result::ok).collect()
}

#[get("/waited/{number}")]
fn waited(number: u32) -> Result<u32, HttpError> {
    Ok(square::wait(number)?)
}

#[post("/waited")]
fn all_waited(numbers: Vec<u32>) -> Result<Vec<u32>, HttpError> {
    Ok(square::wait_all(numbers)?)
}

#[get("/queued")]
async fn queued() -> usize {
    square::report().unwrap().queued
}

fn squares(engine: &Engine) -> App {
    App::new("Squares").state(engine.clone()).routes(routes![one, all, each, waited, all_waited, queued])
}

#[test]
fn an_item_is_sent_alone_or_with_others_from_functions_that_wait_or_work() {
    let client = TestClient::new(squares(&Engine::default()));
    assert_eq!(client.get("/square/7").send().text(), "49");
    assert_eq!(client.get("/waited/7").send().text(), "49");
    for path in ["/squares", "/waited", "/each"] {
        let many: Vec<u32> = (1..=20).collect();
        let squared: Vec<u32> = many.iter().map(|number| number * number).collect();
        assert_eq!(client.post(path).json(&many).send().json::<Vec<u32>>(), squared, "{path}");
        assert_eq!(client.post(path).json(&[0; 0]).send().json::<Vec<u32>>(), [0; 0], "{path}");
    }
    assert_eq!(square::directly(vec![3], &Engine::default()), [9]);
}

/// Serves `app` for as long as the tests run.
fn serve(app: App) -> SocketAddr {
    let free = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).unwrap().local_addr().unwrap();
    let options = ServerOptions { port: free.port(), workers: Some(1), access_log: false, ..ServerOptions::default() };
    thread::spawn(move || app.serve(options).unwrap());
    let since = Instant::now();
    while TcpStream::connect(free).is_err() {
        assert!(since.elapsed() < PATIENCE);
        thread::yield_now();
    }
    free
}

fn send(address: SocketAddr, path: &str) -> TcpStream {
    let mut stream = TcpStream::connect(address).unwrap();
    stream.set_read_timeout(Some(PATIENCE)).unwrap();
    write!(stream, "GET {path} HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n").unwrap();
    stream
}

/// Returns the status and the body of the answer.
fn answer(mut stream: TcpStream) -> (String, String) {
    let mut answer = String::new();
    stream.read_to_string(&mut answer).unwrap();
    let (head, body) = answer.split_once("\r\n\r\n").unwrap();
    (head[9..12].to_owned(), body.to_owned())
}

fn ask(address: SocketAddr, path: &str) -> String {
    answer(send(address, path)).1
}

/// Asks until the answer is as expected.
fn until(address: SocketAddr, path: &str, expected: &str) {
    let since = Instant::now();
    while ask(address, path) != expected {
        assert!(since.elapsed() < PATIENCE, "{path} is not {expected}");
    }
}

#[test]
fn what_comes_while_the_engine_is_busy_goes_together_and_everybody_gets_their_own() {
    let engine = Engine::default();
    let address = serve(squares(&engine));
    engine.close();
    let first = send(address, "/square/1");
    engine.begun(1);
    let others: Vec<_> = (2..=9).map(|number| (number, send(address, &format!("/square/{number}")))).collect();
    until(address, "/queued", "8");
    engine.open();
    assert_eq!(answer(first), ("200".to_owned(), "1".to_owned()));
    for (number, stream) in others {
        assert_eq!(answer(stream), ("200".to_owned(), (number * number).to_string()));
    }
    let batches = engine.batches();
    assert_eq!(batches[0], [1]);
    let rest: BTreeSet<u32> = batches[1..].iter().flatten().copied().collect();
    assert_eq!(rest, (2..=9).collect());
    assert!(batches.len() < 9, "{batches:?}");
}

#[test]
fn many_clients_at_once_are_all_answered() {
    let address = serve(squares(&Engine::default()));
    let clients: Vec<_> = (0..16)
        .map(|client| {
            thread::spawn(move || {
                for number in (client..200).step_by(16) {
                    assert_eq!(ask(address, &format!("/square/{number}")), (number * number).to_string());
                }
            })
        })
        .collect();
    clients.into_iter().for_each(|client| client.join().unwrap());
}

#[test]
fn an_item_whose_client_leaves_is_taken_back() {
    let engine = Engine::default();
    let address = serve(squares(&engine));
    engine.close();
    let first = send(address, "/square/1");
    engine.begun(1);
    let leaving = send(address, "/square/2");
    until(address, "/queued", "1");
    drop(leaving);
    until(address, "/queued", "0");
    engine.open();
    assert_eq!(answer(first).1, "1");
    assert_eq!(engine.batches(), [[1]]);
}

/// Works until nobody wants it any more.
#[batch]
fn endless(numbers: &[u32], #[state] engine: &Engine) -> Vec<u32> {
    engine.work(numbers);
    while endless::is_wanted() {
        thread::yield_now();
    }
    engine.work(&[]);
    numbers.to_vec()
}

#[get("/endless")]
async fn begin_endless() -> Result<u32, HttpError> {
    Ok(endless(1).await?)
}

#[test]
fn long_work_ends_when_its_clients_have_left() {
    let engine = Engine::default();
    let address = serve(App::new("Endless").state(engine.clone()).routes(routes![begin_endless]));
    let client = send(address, "/endless");
    engine.begun(1);
    drop(client);
    engine.begun(2);
}

#[derive(Debug, Clone, ApiError)]
enum Wrong {
    #[api(status = 418, detail = "no {number}")]
    Number { number: u32 },
}

#[batch]
fn each_may_fail(numbers: &[u32]) -> Vec<Result<u32, Wrong>> {
    numbers.iter().map(|&number| if number == 13 { Err(Wrong::Number { number }) } else { Ok(number) }).collect()
}

#[batch]
fn all_may_fail(numbers: &[u32]) -> Result<Vec<u32>, Wrong> {
    let wrong = numbers.contains(&13).then_some(Wrong::Number { number: 13 });
    wrong.map_or(Ok(numbers.to_vec()), Err)
}

#[batch(retry = false)]
fn all_fail_together(numbers: Vec<u32>) -> Result<Vec<u32>, Wrong> {
    let wrong = numbers.contains(&13).then_some(Wrong::Number { number: 13 });
    wrong.map_or(Ok(numbers), Err)
}

#[batch]
fn fails_otherwise(numbers: &[u32]) -> Vec<Result<u32, std::num::ParseIntError>> {
    numbers.iter().map(|number| if *number == 13 { "a".parse() } else { Ok(*number) }).collect()
}

#[batch]
fn fails_anyhow(numbers: &[u32]) -> brigade::Result<Vec<u32>> {
    if numbers.contains(&13) { Err(HttpError::new(409, "thirteen").into()) } else { Ok(numbers.to_vec()) }
}

#[batch]
fn panics(numbers: Vec<u32>) -> Vec<u32> {
    assert!(!numbers.contains(&13), "thirteen");
    numbers
}

#[batch]
fn loses(mut numbers: Vec<u32>) -> Vec<u32> {
    numbers.retain(|number| *number != 13);
    numbers
}

/// Says of each number what a client would be told.
#[post("/statuses/{batch}")]
async fn statuses(batch: String, numbers: Vec<u32>) -> Vec<u16> {
    macro_rules! statuses {
        ($batch:ident) => {{
            let results = $batch::each(numbers).await.into_iter();
            results.map(|result| result.map_or_else(|error| Error::from(error).status().as_u16(), |_| 200)).collect()
        }};
    }
    match batch.as_str() {
        "each_may_fail" => statuses!(each_may_fail),
        "all_may_fail" => statuses!(all_may_fail),
        "all_fail_together" => statuses!(all_fail_together),
        "fails_otherwise" => statuses!(fails_otherwise),
        "fails_anyhow" => statuses!(fails_anyhow),
        "panics" => statuses!(panics),
        _ => statuses!(loses),
    }
}

#[get("/http/{number}")]
async fn as_http(number: u32) -> Result<u32, HttpError> {
    Ok(each_may_fail(number).await?)
}

#[get("/itself/{number}")]
async fn as_itself(number: u32) -> Result<u32, brigade::BatchError<Wrong>> {
    all_may_fail(number).await
}

#[test]
fn a_failure_is_the_items_own_and_keeps_its_status() {
    let client = TestClient::new(App::new("Failures").routes(routes![statuses, as_http, as_itself]));
    let numbers = [1, 13, 2, 3];
    for (batch, expected) in [
        ("each_may_fail", [200, 418, 200, 200]),
        ("all_may_fail", [200, 418, 200, 200]),
        ("fails_otherwise", [200, 500, 200, 200]),
        ("fails_anyhow", [200, 409, 200, 200]),
        ("panics", [200, 500, 200, 200]),
    ] {
        let answer = client.post(&format!("/statuses/{batch}")).json(&numbers).send();
        assert_eq!(answer.json::<Vec<u16>>(), expected, "{batch}");
    }
    for (batch, status) in [("all_fail_together", 418), ("loses", 500)] {
        // Which items are worked on together is the scheduler's to say; alone, 13 fails.
        let answer = client.post(&format!("/statuses/{batch}")).json(&[13, 13]).send();
        assert_eq!(answer.json::<Vec<u16>>(), [status; 2], "{batch}");
    }
    for path in ["/http", "/itself"] {
        let answer = client.get(&format!("{path}/13")).send();
        assert_eq!((answer.status().as_u16(), answer.text()), (418, r#"{"detail":"no 13","number":13}"#), "{path}");
        assert_eq!(client.get(&format!("{path}/12")).send().text(), "12");
    }
}

#[batch]
fn double(numbers: Vec<u32>) -> Vec<u32> {
    numbers.iter().map(|number| number * 2).collect()
}

#[dependency]
async fn doubled(#[query] number: u32) -> Result<u32, HttpError> {
    Ok(double(number).await?)
}

#[dependency]
fn doubled_at_work(#[query] number: u32) -> Result<u32, HttpError> {
    Ok(double::wait(number)?)
}

#[get("/dependency")]
async fn of_dependencies(#[depends(doubled)] one: u32, #[depends(doubled_at_work)] other: u32) -> u32 {
    one + other
}

#[get("/tasks")]
async fn of_tasks(number: u32, tasks: BackgroundTasks, #[state] engine: Engine) -> u32 {
    tasks.add({
        let engine = engine.clone();
        async move { engine.work(&[double(number).await.unwrap()]) }
    });
    tasks.add_work(move || engine.work(&[double::wait(number).unwrap()]));
    number
}

#[get("/stream")]
async fn of_stream(number: u32) -> EventStream<u32> {
    EventStream::produce(move |sender| async move { sender.send(double(number).await?).await })
}

#[get("/iterator")]
async fn of_iterator(number: u32) -> JsonLines<u32> {
    JsonLines::from_iter((number..number + 2).map(|number| double::wait(number).unwrap()))
}

#[get("/task")]
async fn of_task(number: u32) -> u32 {
    tokio::spawn(in_application(async move { double(number).await.unwrap() })).await.unwrap()
}

#[get("/lost")]
async fn of_lost_task(number: u32) -> String {
    let error = tokio::spawn(async move { double(number).await.unwrap_err() }).await.unwrap();
    Error::from(error).cause().unwrap().to_string()
}

#[get("/pool", run = "pool")]
async fn of_pool(number: u32) -> Result<u32, HttpError> {
    Ok(double(number).await?)
}

#[websocket("/socket")]
async fn of_socket(socket: WebSocket) -> brigade::Result<()> {
    let mut socket = socket.accept().await?;
    while let Some(number) = socket.receive_json::<u32>().await? {
        socket.send_json(&double(number).await?).await?;
    }
    Ok(())
}

#[get("/detached", detach)]
async fn of_detached(number: u32) -> Result<u32, HttpError> {
    Ok(double(number).await?)
}

struct Begun(u32);

struct Counter(u32);

#[batch]
fn counted(numbers: Vec<u32>, #[state] counter: &mut Counter) -> Vec<u32> {
    counter.0 += numbers.len() as u32;
    vec![counter.0; numbers.len()]
}

#[get("/counted")]
async fn of_an_instance() -> Result<u32, HttpError> {
    Ok(counted(0).await?)
}

async fn begins(mut lifespan: Lifespan) -> brigade::Result<()> {
    let doubled = double(21).await? - square(1).await? + counted(1).await?;
    lifespan.state(Begun(doubled));
    lifespan.until_shutdown().await;
    Ok(())
}

#[get("/lifespan")]
async fn of_lifespan(#[state] begun: &Begun) -> u32 {
    begun.0
}

#[test]
fn whatever_an_application_runs_may_call() {
    let engine = Engine::default();
    let counter = || Ok::<_, Error>(Counter(0));
    let app = App::new("Everywhere")
        .load("counter", brigade::Engine::loader(counter).instances(1))
        .state(engine.clone())
        .lifespan(begins)
        .routes(routes![
            of_dependencies,
            of_tasks,
            of_stream,
            of_iterator,
            of_task,
            of_lost_task,
            of_pool,
            of_detached,
            of_socket,
            of_lifespan,
            of_an_instance
        ]);
    let client = TestClient::new(app);
    for (path, expected) in [
        ("/dependency?number=1", "4"),
        ("/tasks?number=4", "4"),
        ("/stream?number=5", "data: 10\n\n"),
        ("/iterator?number=6", "12\n14\n"),
        ("/task?number=8", "16"),
        ("/pool?number=9", "18"),
        ("/detached?number=10", "20"),
        ("/lifespan", "42"),
        ("/counted", "2"),
    ] {
        assert_eq!(client.get(path).send().text(), expected, "{path}");
    }
    let mut socket = client.websocket("/socket").connect();
    socket.send_json(&11);
    assert_eq!(socket.receive_json::<u32>(), 22);
    drop(socket);
    assert_eq!(engine.batches(), [[1], [8], [8]]);
    let lost = client.get("/lost?number=1").send().json::<String>();
    assert!(lost.contains("`brigade::in_application`"), "{lost}");
}

/// Works for a while on each item, on a core.
#[batch(instances = 1)]
fn grind(numbers: Vec<u32>, #[state] engine: &Engine) -> Vec<u32> {
    for grain in 0..numbers.len() * GRAINS {
        std::hint::black_box(grain);
    }
    engine.work(&numbers);
    numbers
}

/// Takes some milliseconds.
const GRAINS: usize = 2_000_000;

#[get("/patient/{number}")]
async fn patient(number: u32) -> Result<u32, HttpError> {
    Ok(grind(number).await?)
}

#[post("/hurried", deadline = "400ms")]
async fn hurried(numbers: Vec<u32>) -> Result<Vec<u32>, HttpError> {
    Ok(grind::all(numbers).await?)
}

#[get("/grinding")]
async fn grinding() -> usize {
    grind::report().unwrap().queued
}

#[test]
fn what_would_come_too_late_is_refused_before_its_body_is_read() {
    let engine = Engine::default();
    let app = App::new("Mill").state(engine.clone()).warm_up::<grind>(|| 1).routes(routes![patient, hurried, grinding]);
    let address = serve(app);
    let post = |body: &str| {
        let mut stream = TcpStream::connect(address).unwrap();
        stream.set_read_timeout(Some(PATIENCE)).unwrap();
        let head = "POST /hurried HTTP/1.1\r\nHost: a\r\nConnection: close\r\nContent-Type: application/json\r\n";
        write!(stream, "{head}Content-Length: 3\r\n\r\n{body}").unwrap();
        stream
    };
    // From here on it is known that the operation uses the batch.
    for _ in 0..16 {
        answer(post("[1]"));
    }
    engine.close();
    let count = engine.batches().len();
    // Together they take several times as long as the operation has.
    let _patient: Vec<_> = (0..300).map(|number| send(address, &format!("/patient/{number}"))).collect();
    engine.begun(count + 1);
    let since = Instant::now();
    while ask(address, "/grinding").parse::<usize>().unwrap() < 290 {
        assert!(since.elapsed() < PATIENCE);
    }
    let mut refused = String::new();
    // A refused client is disconnected while it could still send its body.
    drop(post("").read_to_string(&mut refused));
    assert!(refused.starts_with("HTTP/1.1 503"), "{refused}");
    assert!(refused.contains("retry-after: "), "{refused}");
    engine.open();
}

#[test]
fn a_warm_up_is_a_part_of_the_start() {
    let engine = Engine::default();
    let client = TestClient::new(squares(&engine).warm_up::<square>(|| 3).warm_up::<double>(|| 1));
    let sizes: BTreeSet<usize> = engine.batches().iter().map(Vec::len).collect();
    assert!(sizes.contains(&1) && sizes.contains(&2), "{sizes:?}");
    assert_eq!(client.get("/square/7").send().text(), "49");
    for (app, expected) in [
        (App::new("Stateless").warm_up::<square>(|| 3), "add `.state(…)` to the application; it is needed by square"),
        (
            App::new("Stateless").warm_up::<counted>(|| 3),
            "add `.load(\"…\", …)` to the application; it is needed by counted",
        ),
        (App::new("Wrong").warm_up::<fails_anyhow>(|| 13), "the batch `fails_anyhow` could not be warmed up: thirteen"),
        (App::new("Wrong").warm_up::<panics>(|| 13), "the batch `panics` could not be warmed up: "),
        (App::new("Wrong").warm_up::<panics>(|| panic!("no sample")), "the batch `panics` could not be warmed up: "),
    ] {
        let mistakes = TestClient::try_new(app).err().expect("it cannot start").to_string();
        assert!(mistakes.contains(expected), "{mistakes}");
    }
}

#[test]
fn people_and_prometheus_see_what_batches_do() {
    let client = TestClient::new(squares(&Engine::default()).status_url("/status").metrics_url("/metrics"));
    assert!(!client.get("/metrics").send().text().contains("brigade_batch"));
    client.get("/square/7").send();
    client.post("/squares").json(&[1, 2, 3]).send();
    let text = client.get("/status").send();
    let text = text.text();
    assert!(text.contains("\nbatch square\n    4 items in "), "{text}");
    let data: serde_json::Value = client.get("/status/data").send().json();
    assert_eq!((&data["batches"][0]["name"], &data["batches"][0]["items"]), (&"square".into(), &4.into()));
    let page = client.get("/status").header("accept", "text/html").send();
    assert!(page.text().contains("<b>batch</b> square"), "{}", page.text());
    let metrics = client.get("/metrics").send();
    for line in [
        "brigade_batch_items_queued{batch=\"square\"} 0",
        "brigade_batch_cost_total{batch=\"square\"} 4",
        "brigade_batch_size_sum{batch=\"square\"} 4",
        "brigade_batch_queue_wait_seconds_count{batch=\"square\"} 4",
    ] {
        assert!(metrics.text().lines().any(|other| other == line), "{line}: {}", metrics.text());
    }
    assert!(metrics.text().contains("brigade_batch_learned_seconds{batch=\"square\",cost=\"1\",items=\"1\"} "));
}
