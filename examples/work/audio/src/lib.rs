//! Clean and cut: a recording loses its noise, the speech in it is found, and the client sees how far it is.
//!
//! The work is a plain function. It sends what it has done on a [`Stream`], which a client takes as lines of JSON or as
//! events; a client that is slow slows it, and one that leaves ends it.

pub mod cleaning;
pub mod picture;
pub mod background;
pub mod noise;
pub mod rate;
pub mod recording;
pub mod speech;
pub mod shelf;
pub mod example;

use std::{num::NonZero, thread::available_parallelism};

use brigade::{App, Bytes, Engine, File, Html, HttpError, Limits, Result, Stream, UploadFile, get, post, routes};
use uuid::Uuid;

use self::{
    cleaning::{Step, clean, cut},
    recording::{Recording, Unusable},
    shelf::{Part, Shelf},
    speech::Listener,
};

/// Ten minutes of a stereo WAV at 48 kHz are 115 MB.
const UPLOAD_BYTES_MAX: usize = 128 * 1024 * 1024;

/// Recordings that can be under way beside those that the cores clean: a client that reads slowly keeps its network while it
/// waits, without a core. With as many networks as cores, as many such clients would hold up all others.
pub const WAITING_MAX: usize = 16;

/// Returns the application, for `main` and for the tests.
#[must_use]
pub fn app() -> App {
    let cores = available_parallelism().map_or(1, NonZero::get);
    App::new("Clean and cut")
        .version("1.0.0")
        .limits(Limits { multipart_bytes_max: UPLOAD_BYTES_MAX, ..Limits::default() })
        .load("listener", Engine::loader(Listener::open).instances(cores + WAITING_MAX))
        .load("shelf", Shelf::open)
        .routes(routes![page, noisy_example, clean_recording, read_cleaned, read_speech])
}

/// Cleans a recording, and finds the speech in it.
///
/// The client sees each step: that it was opened, how it looks and where speech is as far as it is clean, and where what has
/// come of it can be fetched. Whatever is wrong with a recording is answered before the first step.
#[post("/recordings")]
fn clean_recording(
    recording: UploadFile,
    #[state] listener: &mut Listener,
    #[state] shelf: &Shelf,
    out: Stream<Step>,
) -> Result<(), Unusable> {
    let recording = Recording::open(recording)?;
    let draft = shelf.draft()?;
    let cleaned = clean(&recording, listener, draft.as_file(), |step| Ok::<_, Unusable>(out.send(step)?))?;
    let speech = match &cleaned.speech[..] {
        [] => None,
        segments => {
            let speech = shelf.draft()?;
            cut(draft.path(), segments, speech.as_file())?;
            Some(speech)
        }
    };
    let has_speech = speech.is_some();
    let id = shelf.keep(draft, speech)?;
    Ok(out.send(Step::Done {
        cleaned: format!("recordings/{id}/cleaned.wav"),
        speech: has_speech.then(|| format!("recordings/{id}/speech.wav")),
        seconds_speech: cleaned.seconds_speech(),
        background_before: cleaned.background_before,
        background_after: cleaned.background_after,
    })?)
}

/// Answers a recording without its noise.
#[get("/recordings/{id}/cleaned.wav")]
async fn read_cleaned(id: Uuid, #[state] shelf: &Shelf) -> Result<File, HttpError> {
    shelf
        .find(id, Part::Cleaned)
        .map(File::new)
        .ok_or_else(|| HttpError::new(404, "This recording is not kept any more"))
}

/// Answers the speech of a recording, without the pauses.
#[get("/recordings/{id}/speech.wav")]
async fn read_speech(id: Uuid, #[state] shelf: &Shelf) -> Result<File, HttpError> {
    shelf
        .find(id, Part::Speech)
        .map(File::new)
        .ok_or_else(|| HttpError::new(404, "There is no speech of this recording"))
}

/// Answers a recording to try it with.
#[get("/example.wav", hidden)]
fn noisy_example() -> Result<Bytes> {
    example::noisy()
}

/// The page.
#[get("/", hidden)]
async fn page() -> Html<&'static str> {
    Html(include_str!("page.html"))
}
