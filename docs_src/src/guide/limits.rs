use std::time::Duration;

use brigade::{App, Limits, Model, post, routes};
use serde::{Deserialize, Serialize};

#[derive(Serialize, Deserialize, Model)]
struct Note {
    text: String,
}

#[post("/notes")]
async fn create_note(note: Note) -> Note {
    note
}

pub fn app() -> App {
    let limits = Limits { json_bytes_max: 64, operation_time_max: Duration::from_secs(5), ..Limits::default() };
    App::new("Notes").limits(limits).routes(routes![create_note])
}
