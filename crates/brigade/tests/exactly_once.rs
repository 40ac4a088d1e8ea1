//! Whatever becomes of a request, what was opened for it is closed exactly once.
//!
//! 10,000 requests go through three dependencies with clean-ups, on every lane, while functions, dependencies, clean-ups,
//! tasks and bodies fail and panic, deadlines pass, and clients leave at any poll. It takes seconds: rare orders of events
//! need many tries.

use std::{
    future::{IntoFuture, poll_fn},
    panic,
    pin::Pin,
    sync::{
        Arc,
        atomic::{AtomicU8, AtomicUsize, Ordering::SeqCst},
    },
    task::{Context, Poll},
    time::Duration,
};

use brigade::{
    App, BackgroundTasks, Body, Bytes, Error, HttpError, Model, Outcome, Response, StatusCode, dependency, get, routes,
    testing::TestClient,
};
use brigade_scheduler::{runtime, spawn};
use http_body::Frame;
use serde::Deserialize;

const REQUESTS: usize = 10_000;
/// Requests that are under way at a time.
const BATCH: usize = 50;
const SEED: u64 = 7;
const PANIC: &str = "on purpose";

/// Counts what is opened, closed and done for each request.
#[derive(Clone)]
struct Ledger(Arc<Counts>);

struct Counts {
    requests: Vec<[Entry; 3]>,
    tasks: Vec<AtomicU8>,
    answered: AtomicUsize,
    failed: AtomicUsize,
    abandoned: AtomicUsize,
}

#[derive(Default)]
struct Entry {
    opened: AtomicU8,
    closed: AtomicU8,
}

/// Is what a dependency gives.
struct Opened {
    ledger: Ledger,
    kind: usize,
    id: usize,
}

impl Ledger {
    fn open(&self, kind: usize, id: usize) -> Opened {
        self.0.requests[id][kind].opened.fetch_add(1, SeqCst);
        Opened { ledger: self.clone(), kind, id }
    }
}

impl Opened {
    fn close(self) {
        self.ledger.0.requests[self.id][self.kind].closed.fetch_add(1, SeqCst);
    }
}

/// Says what goes wrong with a request, and where it waits.
#[derive(Clone, Deserialize, Model)]
struct Plan {
    place: Place,
    fault: Fault,
    /// How often it is polled in vain wherever it can wait.
    waits: u8,
}

#[derive(Clone, Copy, Debug, PartialEq, Deserialize, Model)]
enum Place {
    Dependency,
    Function,
    Body,
    Early,
    Worker,
    Waiter,
    Task,
}

#[derive(Clone, Copy, Debug, PartialEq, Deserialize, Model)]
enum Fault {
    None,
    Error,
    Panic,
}

const PLACES: [Place; 7] =
    [Place::Dependency, Place::Function, Place::Body, Place::Early, Place::Worker, Place::Waiter, Place::Task];

impl Plan {
    fn act(&self, place: Place) -> Result<(), Error> {
        match self.fault {
            Fault::Error if self.place == place => Err(HttpError::new(418, PANIC).into()),
            Fault::Panic if self.place == place => panic!("{PANIC}"),
            _ => Ok(()),
        }
    }

    async fn wait(&self) {
        for _ in 0..self.waits {
            tokio::task::yield_now().await;
        }
    }
}

struct Planned(Opened, Plan);

#[dependency(cleanup = close_waiter)]
async fn waiter(id: usize, #[query] plan: Plan, #[state] ledger: &Ledger) -> Planned {
    plan.wait().await;
    Planned(ledger.open(0, id), plan)
}

async fn close_waiter(Planned(opened, plan): Planned, outcome: Outcome) -> Result<(), Error> {
    plan.wait().await;
    let counts = &opened.ledger.0;
    let count = match outcome.error() {
        Some(_) => &counts.failed,
        None if outcome.is_abandoned() => &counts.abandoned,
        None => &counts.answered,
    };
    count.fetch_add(1, SeqCst);
    opened.close();
    plan.act(Place::Waiter)
}

#[dependency(cleanup = close_worker)]
fn worker(#[depends(waiter)] outer: &Planned) -> Result<Planned, Error> {
    let Planned(opened, plan) = outer;
    plan.act(Place::Dependency)?;
    Ok(Planned(opened.ledger.open(1, opened.id), plan.clone()))
}

fn close_worker(Planned(opened, plan): Planned) -> Result<(), Error> {
    opened.close();
    plan.act(Place::Worker)
}

#[dependency(cleanup = close_early, scope = "function")]
async fn early(#[depends(worker)] outer: &mut Planned) -> Planned {
    let Planned(opened, plan) = outer;
    plan.wait().await;
    Planned(opened.ledger.open(2, opened.id), plan.clone())
}

async fn close_early(Planned(opened, plan): Planned) -> Result<(), Error> {
    plan.wait().await;
    opened.close();
    plan.act(Place::Early)
}

/// Adds two tasks, the second of which runs if the first does well.
fn add_tasks(Planned(opened, plan): &Planned, tasks: &BackgroundTasks) {
    let (ledger, id, plan) = (opened.ledger.clone(), opened.id, plan.clone());
    let last = ledger.clone();
    tasks.add(async move {
        plan.wait().await;
        ledger.0.tasks[id].fetch_add(1, SeqCst);
        plan.act(Place::Task)
    });
    tasks.add_work(move || {
        last.0.tasks[id].fetch_add(1, SeqCst);
    });
}

async fn wait_and_answer(early: &Planned, tasks: &BackgroundTasks) -> Result<Response, Error> {
    add_tasks(early, tasks);
    early.1.wait().await;
    early.1.act(Place::Function)?;
    Ok(Response::new(Body::new(Frames { plan: early.1.clone(), left: 3, is_late: false })))
}

#[get("/inline/{id}", run = "inline")]
async fn inline(#[depends(early)] early: &Planned, tasks: BackgroundTasks) -> Result<Response, Error> {
    wait_and_answer(early, &tasks).await
}

#[get("/pool/{id}", run = "pool")]
async fn pool(#[depends(early)] early: &Planned, tasks: BackgroundTasks) -> Result<Response, Error> {
    wait_and_answer(early, &tasks).await
}

#[get("/learned/{id}")]
async fn learned(#[depends(early)] early: &Planned, tasks: BackgroundTasks) -> Result<Response, Error> {
    wait_and_answer(early, &tasks).await
}

#[get("/detached/{id}", detach)]
async fn detached(#[depends(early)] early: &Planned, tasks: BackgroundTasks) -> Result<Response, Error> {
    wait_and_answer(early, &tasks).await
}

#[get("/late/{id}", run = "inline", deadline = "1ms")]
async fn late(#[depends(early)] early: &Planned, tasks: BackgroundTasks) -> Result<Response, Error> {
    tokio::time::sleep(Duration::from_millis(early.1.waits.into())).await;
    wait_and_answer(early, &tasks).await
}

#[get("/works/{id}")]
fn works(#[depends(early)] early: &Planned, tasks: BackgroundTasks) -> Result<&'static str, Error> {
    add_tasks(early, &tasks);
    early.1.act(Place::Function)?;
    Ok("done")
}

const PATHS: [&str; 6] = ["inline", "pool", "learned", "detached", "late", "works"];

/// Is an answer that comes in pieces, each of which is awaited.
struct Frames {
    plan: Plan,
    left: u8,
    is_late: bool,
}

impl http_body::Body for Frames {
    type Data = Bytes;
    type Error = Error;

    fn poll_frame(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Result<Frame<Bytes>, Error>>> {
        self.is_late = !self.is_late;
        if self.is_late {
            context.waker().wake_by_ref();
            return Poll::Pending;
        }
        let Some(left) = self.left.checked_sub(1) else { return Poll::Ready(None) };
        self.left = left;
        let fine = if left == 1 { self.plan.act(Place::Body) } else { Ok(()) };
        Poll::Ready(Some(fine.map(|()| Frame::data(Bytes::from_static(b"piece")))))
    }
}

/// Gives numbers that look random: SplitMix64.
struct Random(u64);

impl Random {
    fn below(&mut self, bound: usize) -> usize {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mixed = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        let mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        usize::try_from((mixed ^ (mixed >> 31)) % bound as u64).expect("it is below a usize")
    }
}

/// Says what a client sends, and how often it looks for an answer before it leaves.
#[derive(Debug, Clone)]
struct Visit {
    path: &'static str,
    place: Place,
    fault: Fault,
    waits: usize,
    polls_max: Option<usize>,
}

impl Visit {
    fn random(random: &mut Random) -> Self {
        Self {
            path: PATHS[random.below(PATHS.len())],
            place: PLACES[random.below(PLACES.len())],
            fault: [Fault::None, Fault::Error, Fault::Panic][random.below(3)],
            waits: random.below(4),
            polls_max: Some(random.below(24)).filter(|polls| *polls < 16),
        }
    }

    /// Sends the request; `None` if the client left, or if the body broke off.
    async fn make(self, client: Arc<TestClient>, id: usize) -> Option<StatusCode> {
        let Self { path, place, fault, waits, polls_max } = self;
        let target = format!("/{path}/{id}?place={place:?}&fault={fault:?}&waits={waits}");
        let mut request = client.get(&target).into_future();
        let mut polls_left = polls_max;
        poll_fn(|context| match (request.as_mut().poll(context), &mut polls_left) {
            (Poll::Ready(response), _) => Poll::Ready(Some(response.status())),
            (Poll::Pending, Some(0)) => Poll::Ready(None),
            (Poll::Pending, Some(left)) => {
                *left -= 1;
                Poll::Pending
            }
            (Poll::Pending, None) => Poll::Pending,
        })
        .await
    }
}

/// Leaves out what panics on purpose from what is printed.
fn quieten() {
    let print = panic::take_hook();
    panic::set_hook(Box::new(move |info| {
        let text = info.payload_as_str().unwrap_or_default();
        if !text.starts_with(PANIC) && !text.starts_with("the body of an answer can be read") {
            print(info);
        }
    }));
}

#[test]
fn what_is_opened_is_closed_once() {
    quieten();
    let ledger = Ledger(Arc::new(Counts {
        requests: (0..REQUESTS).map(|_| Default::default()).collect(),
        tasks: (0..REQUESTS).map(|_| AtomicU8::new(0)).collect(),
        answered: AtomicUsize::new(0),
        failed: AtomicUsize::new(0),
        abandoned: AtomicUsize::new(0),
    }));
    let operations = routes![inline, pool, learned, detached, late, works];
    let client = Arc::new(TestClient::new(App::new("Ledger").state(ledger.clone()).routes(operations)));
    let mut random = Random(SEED);
    let visits: Vec<Visit> = (0..REQUESTS).map(|_| Visit::random(&mut random)).collect();
    let statuses = runtime(Some(2)).expect("two threads can start").block_on(visit(&client, &visits));

    for (id, visit) in visits.iter().enumerate() {
        for (kind, entry) in ledger.0.requests[id].iter().enumerate() {
            let (opened, closed) = (entry.opened.load(SeqCst), entry.closed.load(SeqCst));
            assert!(opened <= 1 && opened == closed, "{id}, dependency {kind}: {opened}, {closed}: {visit:?}");
        }
        let tasks = ledger.0.tasks[id].load(SeqCst);
        let is_plain = statuses[id] == Some(StatusCode::OK) && visit.fault == Fault::None;
        assert!(tasks <= 2 && (!is_plain || tasks == 2), "{id}: {tasks} tasks: {visit:?}");
    }
    // The test would be worth nothing if few requests met with anything.
    let count =
        |wanted: Option<u16>| statuses.iter().filter(|status| status.map(|status| status.as_u16()) == wanted).count();
    let counts = [count(None), count(Some(200)), count(Some(418)), count(Some(500)), count(Some(503))];
    assert!(counts.iter().all(|count| *count > 100), "{counts:?}");
    let Counts { answered, failed, abandoned, .. } = &*ledger.0;
    let ends = [answered, failed, abandoned].map(|count| count.load(SeqCst));
    assert!(ends.iter().all(|count| *count > 500), "{ends:?}");
}

/// Makes all visits and waits until nothing is left to do. `None` is the status of an answer that did not come.
async fn visit(client: &Arc<TestClient>, visits: &[Visit]) -> Vec<Option<StatusCode>> {
    let mut statuses = Vec::with_capacity(visits.len());
    for batch in visits.chunks(BATCH) {
        let first = statuses.len();
        let tasks: Vec<_> =
            (first..).zip(batch).map(|(id, visit)| spawn(visit.clone().make(client.clone(), id))).collect();
        for task in tasks {
            statuses.push(task.await.ok().flatten());
        }
    }
    // The client waits for all that requests have left to be done, those that were broken off too.
    client.get("/").await;
    statuses
}
