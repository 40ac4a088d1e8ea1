//! Reads what is written on a picture, and finds faces.

mod detection;
mod faces;
mod recognition;
mod network;
mod picture;
mod regions;
mod slanted;

use brigade::{ApiError, App, Bytes, Error, Html, Limits, Model, batch, get, post, routes};
use detection::LineFinder;
use faces::{Face, FaceFinder};
use picture::decode;
use recognition::{HEIGHT, Line, Reading, Recogniser};
use serde::{Deserialize, Serialize};

/// Bytes of a picture that is sent.
const PICTURE_BYTES_MAX: usize = 16 * 1024 * 1024;
/// Below this the network has guessed, so nothing can be read there.
const CONFIDENCE_MIN: f32 = 0.5;

/// Returns the application, for `main` and for the tests.
#[must_use]
pub fn app() -> App {
    App::new("Reader")
        .version("1.0.0")
        .description("Reads what is written on a picture, and finds faces.")
        .limits(Limits { raw_bytes_max: PICTURE_BYTES_MAX, ..Limits::default() })
        .load("line finder", LineFinder::open)
        .load("recogniser", Recogniser::open)
        .load("face finder", FaceFinder::open)
        .warm_up::<recognise>(Line::blank)
        .routes(routes![page, read, find_faces])
}

/// The page.
#[get("/", hidden)]
async fn page() -> Html<&'static str> {
    Html(include_str!("page.html"))
}

/// Reads a picture: where its lines are, and what they say.
///
/// One network finds the lines. Another one reads each, and as they do not depend on each other, several cores do.
#[post("/read", response(413, description = "Too large"), response(415, description = "Not a picture"))]
fn read(
    #[body(media_type = "image/*", description = "A PNG or JPEG")] picture: Bytes,
    #[state] finder: &LineFinder,
) -> Result<Text, Error> {
    let picture = decode(&picture).map_err(ApiError::into_error)?;
    let places = finder.find(&picture)?;
    let lines = places.iter().map(|place| Line::new(&place.cut(&picture, HEIGHT))).collect::<Result<Vec<_>, _>>()?;
    let readings = recognise::wait_all(lines)?.into_iter().zip(&places);
    let lines = readings.filter(|(reading, _)| !reading.text.trim().is_empty() && reading.confidence >= CONFIDENCE_MIN);
    let lines =
        lines.map(|(Reading { text, confidence }, place)| TextLine { text, confidence, corners: place.corners() });
    Ok(Text { width: picture.width(), height: picture.height(), lines: lines.collect() })
}

/// Reads lines. That takes as long together as one by one, which the scheduler finds out: it gives each core one.
#[batch(max = 8, cost = |line| line.length())]
fn recognise(lines: &[Line], #[state] recogniser: &Recogniser) -> Vec<Result<Reading, Error>> {
    lines.iter().map(|line| recogniser.read(line)).collect()
}

/// Finds the faces on a picture.
#[post("/faces", response(413, description = "Too large"), response(415, description = "Not a picture"))]
fn find_faces(
    #[body(media_type = "image/*", description = "A PNG or JPEG")] picture: Bytes,
    #[state] finder: &FaceFinder,
) -> Result<Faces, Error> {
    let picture = decode(&picture).map_err(ApiError::into_error)?;
    Ok(Faces { width: picture.width(), height: picture.height(), faces: finder.find(&picture)? })
}

/// Is what is written on a picture.
#[derive(Serialize, Deserialize, Model)]
struct Text {
    /// The picture's, in pixels, once it was turned upright.
    width: u32,
    /// The picture's, in pixels.
    height: u32,
    /// From top to bottom.
    lines: Vec<TextLine>,
}

/// Is a line of text.
#[derive(Serialize, Deserialize, Model)]
struct TextLine {
    text: String,
    /// How sure the network is, from 0.5 to 1.
    confidence: f32,
    /// Of the place on the picture where it stands: the first is where the line begins, at the top of its letters. Pixels
    /// from the left and from the top.
    corners: [[f32; 2]; 4],
}

/// Are the faces on a picture.
#[derive(Serialize, Deserialize, Model)]
struct Faces {
    /// The picture's, in pixels, once it was turned upright.
    width: u32,
    /// The picture's, in pixels.
    height: u32,
    /// The surest first.
    faces: Vec<Face>,
}
