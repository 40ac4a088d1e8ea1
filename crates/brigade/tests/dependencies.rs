//! What operations depend on: called in order, once, with everything that is wrong in one answer, and cleaned up after.

use std::{
    sync::{
        Arc, Condvar, Mutex,
        atomic::{AtomicUsize, Ordering::SeqCst},
        mpsc,
    },
    thread,
};

use brigade::{
    App, BackgroundTasks, Error, HttpError, Limits, Outcome, Request, Router, StatusCode, dependency, depends, get,
    post, routes,
    security::{OAuth2PasswordBearer, SecurityScopes},
    testing::TestClient,
};

/// What happened, in order.
#[derive(Clone, Default)]
struct Diary(Arc<Mutex<Vec<String>>>);

impl Diary {
    fn note(&self, line: impl Into<String>) {
        self.0.lock().expect("nobody panics while writing").push(line.into());
    }

    fn read(&self) -> Vec<String> {
        std::mem::take(&mut self.0.lock().expect("nobody panics while writing"))
    }
}

#[derive(Clone, Debug, PartialEq)]
struct User(String);

#[dependency]
async fn current_user(#[header] x_token: String) -> Result<User, HttpError> {
    match x_token.strip_prefix("token-") {
        Some(name) => Ok(User(name.to_owned())),
        None => Err(HttpError::new(401, "Unknown token")),
    }
}

#[dependency]
fn active_user(#[depends(current_user)] user: User, q: Option<u32>) -> User {
    User(format!("{}{}", user.0, q.map(|q| q.to_string()).unwrap_or_default()))
}

#[get("/me", run = "inline")]
async fn read_me(#[depends(active_user)] user: User, #[depends(current_user)] plain: &User) -> String {
    format!("{} {}", user.0, plain.0)
}

#[get("/work")]
fn work(#[depends(active_user)] user: User) -> String {
    user.0
}

#[test]
fn what_a_dependency_gives_is_an_argument() {
    let client = TestClient::new(App::new("Users").routes(routes![read_me, work]));
    let get = |path: &str| client.get(path).header("x-token", "token-ann").send();
    assert_eq!(get("/me").json::<String>(), "ann ann");
    assert_eq!(get("/me?q=7").json::<String>(), "ann7 ann");
    assert_eq!(get("/work?q=7").json::<String>(), "ann7");
    let refused = client.get("/me").header("x-token", "guess").send();
    assert_eq!((refused.status(), refused.text()), (StatusCode::UNAUTHORIZED, r#"{"detail":"Unknown token"}"#));
}

#[dependency]
async fn paging(skip: Option<u32>, limit: u32) -> (u32, u32) {
    (skip.unwrap_or(0), limit)
}

#[dependency]
async fn item(item_id: u32, #[depends(paging)] paging: (u32, u32)) -> u32 {
    item_id + paging.0 + paging.1
}

#[get("/items/{item_id}", depends = [current_user])]
async fn read_item(item_id: u32, #[depends(item)] item: u32, q: u32) -> (u32, u32, u32) {
    (item_id, item, q)
}

#[test]
fn all_that_is_wrong_is_in_one_answer_dependencies_first() {
    let client = TestClient::new(App::new("Items").routes(routes![read_item]));
    let answer = client.get("/items/1?limit=2&q=3").header("x-token", "token-ann").send();
    assert_eq!(answer.text(), "[1,3,3]");
    let answer = client.get("/items/x?skip=y").send();
    assert_eq!(answer.status(), 422);
    let detail: serde_json::Value = answer.json();
    let locations: Vec<_> = detail["detail"].as_array().expect("a list").iter().map(|error| &error["loc"]).collect();
    assert_eq!(
        serde_json::to_string(&locations).expect("it is JSON"),
        r#"[["header","x-token"],["query","skip"],["query","limit"],["path","item_id"],["path","item_id"],["query","q"]]"#
    );
}

static CALLS: AtomicUsize = AtomicUsize::new(0);

#[dependency]
async fn counted() -> usize {
    CALLS.fetch_add(1, SeqCst)
}

#[dependency]
async fn first(#[depends(counted)] count: usize) -> usize {
    count
}

#[dependency]
async fn second(#[depends(counted)] count: usize) -> usize {
    count
}

#[get("/counts")]
async fn counts(
    #[depends(first)] first: usize,
    #[depends(second)] second: usize,
    #[depends(counted, cache = false)] third: usize,
) -> (bool, bool) {
    (first == second, third > second)
}

#[dependency]
async fn contains(#[given] word: &'static str, q: String) -> bool {
    q.contains(word)
}

#[get("/contains")]
async fn words(#[depends(contains("bar"))] bar: bool, #[depends(contains("salad"))] salad: bool) -> (bool, bool) {
    (bar, salad)
}

#[dependency(cleanup = drop)]
async fn numbered(#[state] numbers: &Numbers) -> usize {
    numbers.0.fetch_add(1, SeqCst)
}

#[derive(Default)]
struct Numbers(AtomicUsize);

#[get("/numbers")]
async fn numbers(
    #[depends(numbered)] plain: usize,
    #[depends(numbered, scope = "request")] of_the_request: usize,
    #[depends(numbered, scope = "function")] of_the_function: usize,
    #[depends(numbered, scopes = ["me"])] scoped: usize,
    #[depends(numbered, scopes = ["me"])] scoped_again: usize,
) -> [usize; 5] {
    [plain, of_the_request, of_the_function, scoped, scoped_again]
}

#[test]
fn calls_that_are_asked_for_scopes_or_cleaned_up_at_another_time_are_others() {
    let client = TestClient::new(App::new("Numbers").state(Numbers::default()).routes(routes![numbers]));
    assert_eq!(client.get("/numbers").send().text(), "[0,0,1,2,2]");
}

#[test]
fn a_dependency_is_called_once_for_a_request_unless_it_is_told_otherwise() {
    let client = TestClient::new(App::new("Counts").routes(routes![counts, words]));
    assert_eq!(client.get("/counts").send().text(), "[true,true]");
    assert_eq!(CALLS.load(SeqCst), 2);
    assert_eq!(client.get("/contains?q=a%20bar").send().text(), "[true,false]");
}

#[dependency(cleanup = close_outer)]
async fn outer(#[state] diary: &Diary) -> Diary {
    diary.note("outer opens");
    diary.clone()
}

async fn close_outer(diary: Diary, outcome: Outcome) {
    let how = match outcome.error() {
        Some(error) => format!("after {}", error.status()),
        None if outcome.is_abandoned() => "abandoned".to_owned(),
        None => "well".to_owned(),
    };
    diary.note(format!("outer closes {how}"));
}

#[dependency(cleanup = close_inner)]
fn inner(#[depends(outer)] diary: &Diary) -> Diary {
    diary.note("inner opens");
    diary.clone()
}

fn close_inner(diary: Diary) {
    diary.note("inner closes");
}

#[dependency(cleanup = close_early, scope = "function")]
async fn early(#[depends(inner)] diary: &mut Diary) -> Diary {
    diary.note("early opens");
    diary.clone()
}

async fn close_early(diary: Diary) {
    diary.note("early closes");
}

#[get("/end/{how}")]
async fn end(how: String, #[depends(early)] diary: &Diary, tasks: BackgroundTasks) -> Result<&'static str, Error> {
    let (later, last) = (diary.clone(), diary.clone());
    tasks.add(async move { later.note("task") });
    tasks.add_work(move || last.note("work"));
    diary.note("function");
    match how.as_str() {
        "well" => Ok("well"),
        "panic" => panic!("on purpose"),
        "error" => Err(HttpError::new(418, "teapot").into()),
        _ => Err(Error::internal("a cause")),
    }
}

#[test]
fn clean_ups_run_in_reverse_whatever_happens() {
    let diary = Diary::default();
    let client = TestClient::new(App::new("Ends").state(diary.clone()).routes(routes![end]));
    let opened = ["outer opens", "inner opens", "early opens", "function", "early closes"];
    for (how, status, closed) in [
        ("well", 200, &["task", "work", "inner closes", "outer closes well"][..]),
        ("error", 418, &["inner closes", "outer closes after 418 I'm a teapot"]),
        ("panic", 500, &["inner closes", "outer closes after 500 Internal Server Error"]),
        ("cause", 500, &["inner closes", "outer closes after 500 Internal Server Error"]),
    ] {
        assert_eq!(client.get(&format!("/end/{how}")).send().status(), status, "{how}");
        assert_eq!(diary.read(), [&opened[..], closed].concat(), "{how}");
    }
}

#[dependency(cleanup = convert)]
async fn converting() -> u8 {
    0
}

async fn convert(_: u8, outcome: Outcome) -> Result<(), HttpError> {
    let owner = outcome.error().and_then(Error::cause).map(ToString::to_string);
    owner.map_or(Ok(()), |owner| Err(HttpError::new(400, format!("Owner error: {owner}"))))
}

#[get("/owner", depends = [converting])]
async fn owner() -> Result<(), Error> {
    Err(Error::internal("Rick"))
}

#[test]
fn a_clean_up_may_answer_instead_of_an_error() {
    let client = TestClient::new(App::new("Owners").routes(routes![owner]));
    let answer = client.get("/owner").send();
    assert_eq!((answer.status(), answer.text()), (StatusCode::BAD_REQUEST, r#"{"detail":"Owner error: Rick"}"#));
}

#[dependency]
async fn noted(#[given] line: &'static str, #[state] diary: &Diary) {
    diary.note(line);
}

#[get("/order", depends = [noted("operation")])]
async fn order(#[depends(noted("argument"))] _argument: ()) {}

#[test]
fn effects_run_from_the_outside_in() {
    let diary = Diary::default();
    let inside = Router::new().depends(depends![noted("inside")]).routes(routes![order]);
    let around = Router::new().prefix("/a").depends(depends![noted("around")]).include(inside.clone());
    let app = App::new("Order").state(diary.clone()).depends(depends![noted("app")]).include(around);
    let client = TestClient::new(app.include(inside));
    client.get("/a/order").send();
    assert_eq!(diary.read(), ["app", "around", "inside", "operation", "argument"]);
    client.get("/order").send();
    assert_eq!(diary.read(), ["app", "inside", "operation", "argument"]);
}

static OAUTH2: OAuth2PasswordBearer = OAuth2PasswordBearer::new("token").scopes(&[("me", "Read"), ("items", "List")]);

#[dependency]
async fn scoped(#[security(OAUTH2)] token: String, scopes: SecurityScopes) -> String {
    format!("{token}: {scopes}")
}

#[dependency]
async fn by_scope(#[depends(scoped, scopes = ["me"])] text: String) -> String {
    text
}

#[get("/scopes")]
async fn scopes(
    #[depends(by_scope, scopes = ["items"])] both: String,
    #[depends(by_scope)] one: String,
    #[security(OAUTH2)] token: Option<String>,
) -> (String, String, Option<String>) {
    (both, one, token)
}

#[get("/optional", depends = [])]
async fn optional(#[security(OAUTH2)] token: Option<String>) -> Option<String> {
    token
}

#[test]
fn scopes_add_up_from_the_operation_down() {
    let client = TestClient::new(App::new("Scopes").routes(routes![scopes, optional]));
    let answer = client.get("/scopes").header("authorization", "Bearer t").send();
    assert_eq!(answer.text(), r#"["t: items me","t: me","t"]"#);
    let refused = client.get("/scopes").send();
    assert_eq!((refused.status(), refused.header("www-authenticate")), (StatusCode::UNAUTHORIZED, Some("Bearer")));
    assert_eq!(client.get("/optional").send().text(), "null");
}

#[dependency]
async fn fake_user(name: String) -> User {
    User(name)
}

#[dependency]
async fn wrong() -> u8 {
    0
}

#[test]
fn a_test_puts_other_functions_in_the_place_of_dependencies() {
    let app = || App::new("Users").routes(routes![read_me]);
    let client = TestClient::new(app().override_dependency(current_user, || User("eve".into())));
    assert_eq!(client.get("/me?q=1").send().json::<String>(), "eve1 eve");
    let client = TestClient::new(app().override_dependency(current_user, fake_user {}));
    assert_eq!(client.get("/me?name=bob").send().json::<String>(), "bob bob");
    assert_eq!(client.get("/me").send().status(), 422);
    let client = TestClient::new(app());
    assert_eq!(client.get("/me").send().status(), 422, "the next application is as it was");
    let error = TestClient::try_new(app().override_dependency(current_user, wrong {})).err().expect("the types differ");
    assert!(error.to_string().contains("`current_user` gives `dependencies::User`, but what replaces it gives `u8`"));
}

#[dependency]
async fn ping(#[depends(pong)] _pong: &u8) -> u8 {
    0
}

#[dependency]
async fn pong(#[depends(ping)] _ping: &u8, #[state] _missing: String) -> u8 {
    0
}

#[dependency(cleanup = drop)]
async fn longer(#[depends(early)] _early: &Diary) -> u8 {
    0
}

#[post("/play")]
async fn play(#[depends(ping)] _ping: u8, #[depends(longer)] _longer: u8) {}

#[test]
fn every_misfit_is_found_at_start_up() {
    let error = TestClient::try_new(App::new("Misfits").routes(routes![play])).err().expect("it cannot start");
    let error = error.to_string();
    for part in [
        "dependencies in a circle",
        "ping → pong → ping",
        "no state of the type `alloc::string::String`",
        "is cleaned up after the request, but depends on `early`, which is cleaned up after the function",
    ] {
        assert!(error.contains(part), "{part}: {error}");
    }
}

/// Two connections, for which one waits by blocking.
#[derive(Clone)]
struct Connections(Arc<(Mutex<usize>, Condvar)>);

struct Connection(Connections);

#[dependency(cleanup = give_back)]
fn connection(#[state] connections: &Connections) -> Connection {
    let (free, changed) = &*connections.0;
    let mut free = changed.wait_while(free.lock().expect("nobody panics"), |free| *free == 0).expect("nobody panics");
    *free -= 1;
    Connection(connections.clone())
}

fn give_back(connection: Connection) {
    let (free, changed) = &*connection.0.0;
    *free.lock().expect("nobody panics") += 1;
    changed.notify_one();
}

#[get("/connected", max_running = 4)]
fn connected(#[depends(connection)] _connection: &Connection) {}

/// More requests at once than may run, which wait for what only the clean-ups of others give back.
#[test]
#[expect(clippy::disallowed_methods, reason = "clients are threads of their own")]
fn requests_that_block_for_what_clean_ups_give_back_do_not_keep_the_clean_ups_from_running() {
    let connections = Connections(Arc::new((Mutex::new(2), Condvar::new())));
    let client = TestClient::new(App::new("Connections").state(connections).routes(routes![connected]));
    thread::scope(|scope| {
        for _ in 0..16 {
            scope.spawn(|| {
                for _ in 0..8 {
                    assert_eq!(client.get("/connected").send().status(), 200);
                }
            });
        }
    });
}

#[post("/later")]
async fn later(#[state] talk: Talk, tasks: BackgroundTasks) {
    tasks.add_work(move || {
        talk.begun.send(()).expect("somebody waits for it");
        talk.refused.lock().expect("nobody panics").recv().expect("somebody is refused");
    });
}

/// How a task says that it has begun, and hears that somebody was refused.
#[derive(Clone)]
struct Talk {
    begun: mpsc::Sender<()>,
    refused: Arc<Mutex<mpsc::Receiver<()>>>,
}

#[test]
#[expect(clippy::disallowed_methods, reason = "clients are threads of their own")]
fn what_is_left_to_do_after_answers_is_bounded() {
    let ((begun, has_begun), (refuse, refused)) = (mpsc::channel(), mpsc::channel());
    let app = App::new("Later")
        .limits(Limits { unfinished_max: 1, ..Limits::default() })
        .state(Talk { begun, refused: Arc::new(Mutex::new(refused)) })
        .on_status(503, move |error: Error, _: Request| {
            refuse.send(()).expect("the task waits for it");
            error
        });
    let client = TestClient::new(app.routes(routes![later]));
    thread::scope(|scope| {
        let first = scope.spawn(|| client.post("/later").send().status());
        has_begun.recv().expect("the task begins");
        assert_eq!(client.post("/later").send().status(), 503);
        assert_eq!(first.join().expect("the client does not panic"), 200);
    });
}

/// Adds a task when it is dropped, and panics.
struct Parting(BackgroundTasks);

impl Drop for Parting {
    fn drop(&mut self) {
        self.0.add(async {});
        panic!("while it is dropped");
    }
}

#[get("/parting")]
async fn part(tasks: BackgroundTasks) -> Result<(), HttpError> {
    for _ in 0..2 {
        let parting = Parting(tasks.clone());
        tasks.add(async move { drop(parting) });
    }
    Err(HttpError::new(418, "no task runs"))
}

#[test]
fn what_tasks_hold_that_do_not_run_may_add_tasks_and_panic() {
    let client = TestClient::new(App::new("Parting").routes(routes![part]));
    assert_eq!(client.get("/parting").send().status(), 418);
    assert_eq!(client.get("/parting").send().status(), 418);
}
