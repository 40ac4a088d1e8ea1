//! `#[state] name: &mut T`: an instance that a function has to itself.

use std::{
    future::IntoFuture,
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering::SeqCst},
    },
    time::{Duration, Instant},
};

use brigade::{App, Cancelled, Engine, Result, StatusCode, Stream, dependency, get, routes, testing::TestClient};
use brigade_scheduler::{runtime, spawn};
use tokio::sync::Semaphore;

use crate::{Numbered, numbered};

/// Longer than anything that is waited for. It only ever passes when a test fails.
const PATIENCE: Duration = Duration::from_secs(20);

#[get("/next")]
fn next(panics: Option<bool>, #[state] numbered: &mut Numbered) -> usize {
    numbered.0 += 10;
    assert!(panics.is_none(), "on purpose");
    numbered.0
}

fn one_number() -> App {
    App::new("Numbers").load("numbers", Engine::loader(numbered()).instances(1))
}

#[test]
fn what_a_function_changes_stays_with_the_instance() {
    #[get("/waits")]
    async fn waits(#[state] numbered: &mut Numbered) -> usize {
        tokio::task::yield_now().await;
        numbered.0 += 10;
        numbered.0
    }
    let client = TestClient::new(one_number().routes(routes![next, waits]));
    for (target, number) in [("/next", 11), ("/next", 21), ("/waits", 31), ("/next", 41)] {
        assert_eq!(client.get(target).send().json::<usize>(), number);
    }
}

#[test]
fn an_instance_that_a_panic_left_is_loaded_anew() {
    #[get("/waits")]
    async fn waits(#[state] numbered: &mut Numbered) {
        tokio::task::yield_now().await;
        numbered.0 = 7;
        panic!("on purpose");
    }
    let client = TestClient::new(one_number().routes(routes![next, waits]));
    for (target, status, then) in [
        ("/next", StatusCode::OK, 21),
        ("/next?panics=true", StatusCode::INTERNAL_SERVER_ERROR, 12),
        ("/waits", StatusCode::INTERNAL_SERVER_ERROR, 13),
    ] {
        assert_eq!(client.get(target).send().status(), status, "{target}");
        assert_eq!(client.get("/next").send().json::<usize>(), then, "after {target}");
    }
}

#[test]
fn what_cannot_be_loaded_again_is_an_error_until_it_can() {
    let loads = AtomicUsize::new(0);
    let load = move || match loads.fetch_add(1, SeqCst) {
        1 => Err("the file is gone"),
        load => Ok(Numbered(load)),
    };
    let app = App::new("Numbers").load("numbers", Engine::loader(load).instances(1));
    let client = TestClient::new(app.routes(routes![next]));
    for (target, status) in [
        ("/next", StatusCode::OK),
        ("/next?panics=true", StatusCode::INTERNAL_SERVER_ERROR),
        ("/next", StatusCode::INTERNAL_SERVER_ERROR),
        ("/next", StatusCode::OK),
    ] {
        assert_eq!(client.get(target).send().status(), status);
    }
}

#[test]
fn dependencies_take_instances_too() {
    #[dependency]
    fn number(#[state] numbered: &mut Numbered) -> Result<usize> {
        numbered.0 += 10;
        Ok(numbered.0)
    }
    #[dependency]
    async fn waited(#[state] numbered: &mut Numbered) -> usize {
        numbered.0 += 10;
        numbered.0
    }
    #[get("/")]
    fn all(#[depends(number)] first: usize, #[depends(waited)] second: usize, #[state] n: &mut Numbered) -> [usize; 3] {
        [first, second, n.0]
    }
    let client = TestClient::new(one_number().routes(routes![all]));
    assert_eq!(client.get("/").send().json::<[usize; 3]>(), [11, 21, 21]);
}

#[test]
fn a_function_that_sends_while_it_works_has_an_instance_to_itself() {
    #[get("/")]
    fn count(#[state] numbered: &mut Numbered, out: Stream<usize>) -> Result<(), Cancelled> {
        for _ in 0..3 {
            numbered.0 += 10;
            out.send(numbered.0)?;
        }
        Ok(())
    }
    let client = TestClient::new(one_number().routes(routes![count]));
    assert_eq!(client.get("/").send().text(), "11\n21\n31\n");
    assert_eq!(client.get("/").send().text(), "41\n51\n61\n");
}

/// Sends `targets` at once, and returns the statuses.
fn at_once(app: App, targets: Vec<String>) -> Vec<StatusCode> {
    runtime(Some(2)).unwrap().block_on(async {
        let client = Arc::new(TestClient::new(app));
        let requests: Vec<_> = targets
            .into_iter()
            .map(|target| {
                let client = client.clone();
                spawn(async move { client.get(&target).into_future().await.status() })
            })
            .collect();
        let mut statuses = Vec::new();
        for request in requests {
            statuses.push(tokio::time::timeout(PATIENCE, request).await.expect("an answer in time").unwrap());
        }
        statuses
    })
}

/// Knows whether it is used by two at once.
#[derive(Default)]
struct Alone(Arc<AtomicUsize>);

impl Alone {
    async fn work(&mut self) -> usize {
        let users = self.0.fetch_add(1, SeqCst) + 1;
        tokio::task::yield_now().await;
        self.0.fetch_sub(1, SeqCst);
        users
    }
}

#[test]
fn nobody_else_has_an_instance_meanwhile() {
    #[get("/")]
    async fn alone(#[state] alone: &mut Alone) -> Result<()> {
        assert_eq!(alone.work().await, 1, "another has it, too");
        Ok(())
    }
    let users = Arc::new(AtomicUsize::new(0));
    let load = Engine::loader(move || Ok::<_, String>(Alone(users.clone()))).instances(1);
    let app = App::new("Alone").load("alone", load).routes(routes![alone]);
    assert_eq!(at_once(app, vec!["/".to_owned(); 200]), [StatusCode::OK; 200]);
}

#[test]
fn functions_that_take_two_engines_never_wait_for_each_other() {
    struct Other(#[expect(dead_code, reason = "it is only there to be taken")] usize);

    #[get("/one")]
    async fn one(#[state] _first: &mut Numbered, #[state] _second: &mut Other) {
        tokio::task::yield_now().await;
    }
    #[get("/other")]
    async fn other(#[state] _first: &mut Other, #[state] _second: &mut Numbered) {
        tokio::task::yield_now().await;
    }
    let load = Engine::loader(|| Ok::<_, String>(Other(0))).instances(1);
    let app = one_number().load("others", load).routes(routes![one, other]);
    let targets = (0..400).map(|index| if index % 2 == 0 { "/one".to_owned() } else { "/other".to_owned() });
    assert_eq!(at_once(app, targets.collect()), [StatusCode::OK; 400]);
}

#[test]
fn who_waits_for_an_instance_holds_no_thread() {
    #[get("/hold")]
    async fn hold(#[state] _numbered: &mut Numbered, #[state] gate: Arc<Semaphore>) {
        gate.acquire().await.unwrap().forget();
    }
    #[get("/another")]
    fn another(#[state] numbered: &mut Numbered) -> usize {
        numbered.0
    }
    #[get("/open")]
    fn open(#[state] gate: Arc<Semaphore>) {
        gate.add_permits(1000);
    }
    let gate = Arc::new(Semaphore::new(0));
    let app = one_number().state(gate).routes(routes![hold, next, another, open]);
    // Of two operations, as one never gets all threads of the pool: more than there are, before the one that lets them go on.
    let mut targets = vec!["/hold".to_owned()];
    targets.extend(["/next", "/another"].repeat(200).into_iter().map(str::to_owned));
    targets.push("/open".to_owned());
    assert_eq!(at_once(app, targets), [StatusCode::OK; 402]);
}

#[test]
fn who_would_wait_for_too_long_is_refused_at_once() {
    #[get("/long")]
    fn long(#[state] _numbered: &mut Numbered) {
        let since = Instant::now();
        while since.elapsed() < Duration::from_millis(100) {
            std::thread::yield_now();
        }
    }
    #[get("/hold")]
    async fn hold(#[state] _numbered: &mut Numbered, #[state] gate: Arc<[Semaphore; 2]>) {
        gate[0].add_permits(1);
        gate[1].acquire().await.unwrap().forget();
    }
    #[get("/hurried", deadline = "90ms")]
    async fn hurried(#[state] numbered: &mut Numbered) -> usize {
        numbered.0
    }
    let gate = Arc::new([0, 0].map(Semaphore::new));
    let client = TestClient::new(one_number().state(gate.clone()).routes(routes![long, hold, hurried]));
    client.get("/long").send();
    runtime(Some(2)).unwrap().block_on(async {
        let client = Arc::new(client);
        let holding = spawn({
            let client = client.clone();
            async move { client.get("/hold").into_future().await.status() }
        });
        gate[0].acquire().await.unwrap().forget();
        let refused = client.get("/hurried").into_future().await;
        assert_eq!(refused.status(), StatusCode::SERVICE_UNAVAILABLE);
        assert_eq!(refused.header("retry-after"), Some("1"));
        assert!(refused.text().contains("busy"), "it would be too late in the end, too");
        gate[1].add_permits(1);
        assert_eq!(holding.await.unwrap(), StatusCode::OK);
        let alone = client.get("/hurried").into_future().await;
        assert_eq!(alone.json::<usize>(), 1, "nobody is before it");
    });
}

#[test]
fn a_value_that_a_panic_has_spoilt_is_loaded_as_it_was_before_it() {
    #[get("/replace")]
    fn replace(#[state] numbered: Engine<Numbered>) -> Result<()> {
        numbered.replace(Numbered(70))
    }
    let client = TestClient::new(one_number().routes(routes![next, replace]));
    assert_eq!(client.get("/replace").send().status(), StatusCode::OK);
    assert_eq!(client.get("/next").send().json::<usize>(), 80);
    assert_eq!(client.get("/next?panics=true").send().status(), StatusCode::INTERNAL_SERVER_ERROR);
    assert_eq!(client.get("/next").send().json::<usize>(), 12);
}

#[test]
fn what_is_shared_by_all_is_not_lent() {
    let Err(error) = TestClient::try_new(App::new("Shared").state(Numbered(0)).routes(routes![next])) else {
        panic!("it cannot start")
    };
    let text = error.to_string();
    assert!(text.contains("is shared by all, but taken as `&mut` by next: add it by `.load("), "{text}");
    let Err(error) = TestClient::try_new(App::new("Missing").routes(routes![next])) else { panic!("it cannot start") };
    assert!(error.to_string().contains("add `.load(\"…\", …)` to the application; it is needed by next"), "{error}");
}

#[test]
fn one_value_does_not_replace_several_instances() {
    #[get("/replace")]
    fn replace(#[state] numbered: Engine<Numbered>) -> Result<()> {
        numbered.replace(Numbered(70))
    }
    for (instances, status, then) in [(1, StatusCode::OK, 80), (2, StatusCode::INTERNAL_SERVER_ERROR, 11)] {
        let load = Engine::loader(|| Ok::<_, String>(Numbered(1))).instances(instances);
        let client = TestClient::new(App::new("Numbers").load("numbers", load).routes(routes![next, replace]));
        assert_eq!(client.get("/replace").send().status(), status);
        assert_eq!(client.get("/next").send().json::<usize>(), then);
    }
}
