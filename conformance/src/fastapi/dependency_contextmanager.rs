use std::{
    collections::BTreeMap,
    sync::{Arc, Mutex},
};

use brigade::{App, BackgroundTasks, Error, Next, Request, Response, Result, dependency, get, middleware, routes};
use docs_src::Named;
use http::HeaderValue;
use serde_json::Value;

#[derive(Clone)]
struct State(Arc<Mutex<BTreeMap<&'static str, String>>>);

impl State {
    fn new() -> Self {
        let words = [
            ("/async", "asyncgen not started"),
            ("/sync", "generator not started"),
            ("/async_raise", "asyncgen raise not started"),
            ("/sync_raise", "generator raise not started"),
            ("context_a", "not started a"),
            ("context_b", "not started b"),
            ("bg", "not set"),
            ("sync_bg", "not set"),
        ];
        Self(Arc::new(Mutex::new(words.map(|(key, text)| (key, text.to_owned())).into())))
    }

    fn set(&self, key: &'static str, text: impl Into<String>) {
        self.0.lock().expect("nobody panics with it").insert(key, text.into());
    }

    fn get(&self, key: &str) -> String {
        self.0.lock().expect("nobody panics with it")[key].clone()
    }

    fn show(&self) -> Value {
        let words = self.0.lock().expect("nobody panics with it");
        words.iter().map(|(key, text)| (*key, text.as_str())).collect()
    }
}

/// Is what one of the generators writes, and where.
#[derive(Clone)]
struct Entry {
    state: State,
    key: &'static str,
    who: &'static str,
}

impl Entry {
    fn write(&self, what: &str) {
        self.state.set(self.key, format!("{} {what}", self.who));
    }

    fn begin(state: State, key: &'static str, who: &'static str) -> Self {
        let entry = Self { state, key, who };
        entry.write("started");
        entry
    }

    fn read(&self) -> Value {
        self.state.get(self.key).into()
    }
}

#[dependency(cleanup = complete_async)]
async fn asyncgen_state(#[state] state: State) -> Entry {
    Entry::begin(state, "/async", "asyncgen")
}

async fn complete_async(entry: Entry) {
    entry.write("completed");
}

#[dependency(cleanup = complete)]
fn generator_state(#[state] state: State) -> Entry {
    Entry::begin(state, "/sync", "generator")
}

fn complete(entry: Entry) {
    entry.write("completed");
}

#[dependency(cleanup = finalize_async)]
async fn asyncgen_state_try(#[state] state: State) -> Entry {
    Entry::begin(state, "/async_raise", "asyncgen raise")
}

async fn finalize_async(entry: Entry) {
    entry.write("finalized");
}

#[dependency(cleanup = finalize)]
fn generator_state_try(#[state] state: State) -> Entry {
    Entry::begin(state, "/sync_raise", "generator raise")
}

fn finalize(entry: Entry) {
    entry.write("finalized");
}

#[dependency(cleanup = finish_a)]
async fn context_a(#[state] state: State) -> State {
    state.set("context_a", "started a");
    state
}

async fn finish_a(state: State) {
    state.set("context_a", "finished a");
}

#[dependency(cleanup = finish_b)]
async fn context_b(#[depends(context_a)] state: State) -> State {
    state.set("context_b", "started b");
    state
}

async fn finish_b(state: State) {
    state.set("context_b", format!("finished b with a: {}", state.get("context_a")));
}

fn fail(_: &Entry) -> Result<Value> {
    Err(Error::internal("raised"))
}

#[get("/async")]
async fn get_async(#[depends(asyncgen_state)] entry: Entry) -> Value {
    entry.read()
}

#[get("/sync")]
async fn get_sync(#[depends(generator_state)] entry: Entry) -> Value {
    entry.read()
}

#[get("/async_raise")]
async fn get_async_raise(#[depends(asyncgen_state_try)] entry: &Entry) -> Result<Value> {
    fail(entry)
}

#[get("/sync_raise")]
async fn get_sync_raise(#[depends(generator_state_try)] entry: &Entry) -> Result<Value> {
    fail(entry)
}

#[get("/async_raise_other")]
async fn get_async_raise_other(#[depends(asyncgen_state_try)] entry: &Entry) -> Result<Value> {
    fail(entry)
}

#[get("/sync_raise_other")]
async fn get_sync_raise_other(#[depends(generator_state_try)] entry: &Entry) -> Result<Value> {
    fail(entry)
}

#[get("/context_b")]
async fn get_context_b(#[depends(context_b)] state: &State) -> Value {
    state.show()
}

#[get("/context_b_raise", depends = [context_b])]
async fn get_context_b_raise() -> Result<Value> {
    Err(Error::internal("raised"))
}

#[get("/context_b_bg")]
async fn get_context_b_bg(tasks: BackgroundTasks, #[depends(context_b)] state: State) -> Value {
    let shown = state.show();
    tasks.add(async move {
        let text = format!("bg set - b: {} - a: {}", state.get("context_b"), state.get("context_a"));
        state.set("bg", text);
    });
    shown
}

#[get("/sync_async")]
fn get_sync_async(#[depends(asyncgen_state)] entry: Entry) -> Value {
    entry.read()
}

#[get("/sync_sync")]
fn get_sync_sync(#[depends(generator_state)] entry: Entry) -> Value {
    entry.read()
}

#[get("/sync_async_raise")]
fn get_sync_async_raise(#[depends(asyncgen_state_try)] entry: &Entry) -> Result<Value> {
    fail(entry)
}

#[get("/sync_sync_raise")]
fn get_sync_sync_raise(#[depends(generator_state_try)] entry: &Entry) -> Result<Value> {
    fail(entry)
}

#[get("/sync_async_raise_other")]
fn get_sync_async_raise_other(#[depends(asyncgen_state_try)] entry: &Entry) -> Result<Value> {
    fail(entry)
}

#[get("/sync_sync_raise_other")]
fn get_sync_sync_raise_other(#[depends(generator_state_try)] entry: &Entry) -> Result<Value> {
    fail(entry)
}

#[get("/sync_context_b")]
fn get_sync_context_b(#[depends(context_b)] state: &State) -> Value {
    state.show()
}

#[get("/sync_context_b_raise", depends = [context_b])]
fn get_sync_context_b_raise() -> Result<Value> {
    Err(Error::internal("raised"))
}

#[get("/sync_context_b_bg")]
async fn get_sync_context_b_bg(tasks: BackgroundTasks, #[depends(context_b)] state: State) -> Value {
    let shown = state.show();
    tasks.add_work(move || {
        let text = format!("sync_bg set - b: {} - a: {}", state.get("context_b"), state.get("context_a"));
        state.set("sync_bg", text);
    });
    shown
}

#[middleware]
async fn show_state(request: Request, next: Next, #[state] state: &State) -> Result<Response> {
    let mut response = next.run(request).await;
    response.headers_mut().insert("x-state", HeaderValue::from_str(&state.show().to_string())?);
    Ok(response)
}

pub const APPS: &[Named] = &[("test_dependency_contextmanager", app)];

fn app() -> App {
    App::new("FastAPI").state(State::new()).middleware(show_state {}).routes(routes![
        get_async,
        get_sync,
        get_async_raise,
        get_sync_raise,
        get_async_raise_other,
        get_sync_raise_other,
        get_context_b,
        get_context_b_raise,
        get_context_b_bg,
        get_sync_async,
        get_sync_sync,
        get_sync_async_raise,
        get_sync_sync_raise,
        get_sync_async_raise_other,
        get_sync_sync_raise_other,
        get_sync_context_b,
        get_sync_context_b_raise,
        get_sync_context_b_bg,
    ])
}
