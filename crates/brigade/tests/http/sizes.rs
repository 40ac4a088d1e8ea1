//! Where what is large is read and written.

use std::{
    sync::atomic::{AtomicUsize, Ordering::Relaxed},
    thread,
};

use brigade::{App, Bytes, HttpError, Model, StatusCode, get, post, routes, testing::TestClient};
use serde::{Deserialize, Deserializer, Serialize, Serializer};

use super::check_json;

fn on_pool() -> bool {
    thread::current().name() == Some("brigade-work")
}

/// How often an answer was begun.
static BEGUN: AtomicUsize = AtomicUsize::new(0);

/// Tells where it was written, after which try.
#[derive(Serialize, Deserialize, Model)]
struct Note {
    #[serde(serialize_with = "begin")]
    begun: usize,
    text: String,
    #[serde(serialize_with = "write")]
    on_pool: bool,
}

fn begin<S: Serializer>(_: &usize, serializer: S) -> Result<S::Ok, S::Error> {
    (BEGUN.fetch_add(1, Relaxed) + 1).serialize(serializer)
}

fn write<S: Serializer>(_: &bool, serializer: S) -> Result<S::Ok, S::Error> {
    on_pool().serialize(serializer)
}

fn note(length: usize) -> Note {
    Note { begun: 0, text: "x".repeat(length), on_pool: false }
}

#[get("/notes/{length}", run = "inline")]
async fn read_note(length: usize) -> Note {
    note(length)
}

#[get("/statuses/{length}", run = "inline")]
fn read_status(length: usize) -> Result<(StatusCode, Note), HttpError> {
    Ok((StatusCode::ACCEPTED, note(length)))
}

#[get("/work/{length}")]
fn work(length: usize) -> Note {
    note(length)
}

const LONG: usize = 64 * 1024;

#[test]
fn long_answers_of_inline_operations_are_written_on_the_pool() {
    let client = TestClient::new(App::new("Long").routes(routes![read_note, read_status, work]));
    let mut begun = 0;
    let mut read = |path: &str, length: usize| {
        let answer = client.get(&format!("{path}/{length}")).send();
        let note: Note = answer.json();
        assert_eq!(note.text.len(), length);
        let tries = note.begun - std::mem::replace(&mut begun, note.begun);
        (answer.status().as_u16(), note.on_pool, tries)
    };
    for (path, status) in [("/notes", 200), ("/statuses", 202)] {
        assert_eq!(read(path, 100), (status, false, 1));
        assert_eq!(read(path, LONG - 100), (status, false, 1));
        assert_eq!(read(path, LONG), (status, true, 2), "the first long one is begun twice");
        assert_eq!(read(path, LONG), (status, true, 1), "the next is expected to be long");
        for _ in 0..16 {
            assert_eq!(read(path, 100), (status, true, 1), "so are sixteen more");
        }
        assert_eq!(read(path, 100), (status, false, 1));
    }
    assert_eq!(read("/work", 100), (200, true, 1));
    assert_eq!(read("/work", LONG), (200, true, 1), "an operation on the pool writes there");
}

#[get("/panics/{length}", run = "inline")]
fn panics(length: usize) -> Fragile {
    Fragile { text: "x".repeat(length), end: 0 }
}

#[derive(Serialize, Model)]
struct Fragile {
    text: String,
    #[serde(serialize_with = "panic_on_pool")]
    end: u8,
}

fn panic_on_pool<S: Serializer>(_: &u8, _: S) -> Result<S::Ok, S::Error> {
    panic!("the secret")
}

#[test]
fn an_answer_that_panics_there_is_an_error() {
    let client = TestClient::new(App::new("Panics").routes(routes![panics]));
    for length in [1, LONG] {
        let answer = client.get(&format!("/panics/{length}")).send();
        assert_eq!((answer.status().as_u16(), answer.text()), (500, "Internal Server Error"));
    }
}

/// Tells where it was read.
#[derive(Deserialize, Model)]
struct Parsed {
    text: String,
    #[serde(deserialize_with = "read")]
    on_pool: bool,
}

fn read<'de, D: Deserializer<'de>>(deserializer: D) -> Result<bool, D::Error> {
    bool::deserialize(deserializer).map(|_| on_pool())
}

#[post("/parse", run = "inline")]
async fn parse(body: Parsed) -> bool {
    body.on_pool
}

#[post("/bytes", run = "inline")]
async fn take(bytes: Bytes) -> (usize, bool) {
    (bytes.len(), on_pool())
}

#[test]
fn long_bodies_are_read_on_the_pool_unless_they_are_taken_as_they_are() {
    let client = TestClient::new(App::new("Long").routes(routes![parse, take]));
    let body = |length| format!(r#"{{"text":"{}","on_pool":false}}"#, "x".repeat(length));
    check_json(&client, "POST /parse", &body(100), "200 false");
    check_json(&client, "POST /parse", &body(LONG), "200 true");
    check_json(&client, "POST /bytes", &"x".repeat(LONG), "200 [65536,false]");
}
