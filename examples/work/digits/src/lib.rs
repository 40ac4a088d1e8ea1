//! A desk that reads digits: draw one, see how the trees of a forest vote, and train another forest meanwhile.

mod forest;
mod data;

use std::sync::{Mutex, PoisonError};

use brigade::{App, BoxError, Engine, Html, HttpError, Model, Result, get, post, routes};
use serde::{Deserialize, Serialize};

use data::Digits;
use forest::{Forest, Plan, winner};

/// Returns the application, for `main` and for the tests.
#[must_use]
pub fn app() -> App {
    App::new("Digit desk")
        .version("1.0.0")
        .load("forest", Served::first)
        .load("digits", Digits::load)
        .state(Numbers(Mutex::new(1)))
        .routes(routes![page, read_digit, model, train, sample])
}

/// The page.
#[get("/", hidden)]
async fn page() -> Html<&'static str> {
    Html(include_str!("page.html"))
}

/// Reads a digit: every tree of the forest votes.
///
/// This takes some microseconds, so it is done where the connections are; the pool would take longer to get there.
#[post("/digit", tags = ["digits"])]
async fn read_digit(drawing: Drawing, #[state] served: &Served) -> Reading {
    let votes = served.forest.votes(&drawing.pixels);
    Reading { digit: winner(&votes), votes, model: served.number }
}

/// Says which forest reads at the moment.
#[get("/model", tags = ["models"])]
async fn model(#[state] served: &Served) -> Report {
    served.report()
}

/// Trains another forest, and puts it into the place of the one that reads.
///
/// The trees are shared out over the cores that are free. Digits are read by the old forest until the new one is there;
/// none waits for it.
#[post("/model", tags = ["models"])]
fn train(
    plan: Plan,
    #[state] digits: &Digits,
    #[state] numbers: &Numbers,
    #[state] engine: Engine<Served>,
) -> Result<Report> {
    let forest = Forest::grow(digits, &plan)?;
    // Held until the forest is in its place: of two that are trained at once, the one with the higher number stays.
    let mut last = numbers.0.lock().unwrap_or_else(PoisonError::into_inner);
    let served = Served { number: *last + 1, forest };
    let report = served.report();
    engine.replace(served)?;
    *last = report.model;
    Ok(report)
}

/// Returns a digit that no forest was trained with, as somebody wrote it.
#[get("/samples/{number}", tags = ["digits"])]
async fn sample(number: usize, #[state] digits: &Digits) -> Result<Sample, HttpError> {
    let unseen = digits.unseen();
    let (pixels, digit) = unseen
        .get(number)
        .ok_or_else(|| HttpError::new(404, format!("There are {} samples, from 0 on", unseen.len())))?;
    Ok(Sample { pixels: pixels.to_vec(), digit: *digit })
}

/// The forest that reads, and which one it is.
struct Served {
    number: u32,
    forest: Forest,
}

impl Served {
    fn first() -> Result<Self, BoxError> {
        Ok(Self { number: 1, forest: Forest::grow(&Digits::load()?, &Plan::default())? })
    }

    fn report(&self) -> Report {
        let Forest { accuracy, wrong, trained_in, .. } = self.forest;
        Report {
            model: self.number,
            trees: self.forest.trees(),
            accuracy,
            wrong,
            trained_in_ms: trained_in.as_secs_f64() * 1e3,
        }
    }
}

/// The number of the last forest.
struct Numbers(Mutex<u32>);

/// A digit as it is drawn: 8 rows of 8 pixels, from 0 for paper to 16 for ink.
#[derive(Deserialize, Model)]
struct Drawing {
    #[field(min_length = 64, max_length = 64, validate = is_ink)]
    pixels: Vec<f32>,
}

/// Numbers that are none, or lie far outside of what the forest has seen, would be read as something all the same.
fn is_ink(pixels: &[f32]) -> Result<(), String> {
    match pixels.iter().position(|pixel| !(0.0..=16.0).contains(pixel)) {
        Some(place) => Err(format!("pixel {place} is {}, and they are from 0 to 16", pixels[place])),
        None => Ok(()),
    }
}

/// What the forest sees in a drawing.
#[derive(Serialize, Model)]
struct Reading {
    digit: usize,
    /// How many trees vote for each of the digits from 0 to 9.
    votes: Vec<usize>,
    /// The number of the forest that was asked.
    model: u32,
}

/// What is known of a forest.
#[derive(Serialize, Model)]
struct Report {
    /// 1 is the first that was served.
    model: u32,
    trees: usize,
    /// The share of the unseen digits that it reads rightly.
    accuracy: f64,
    /// How many of them it reads wrongly.
    wrong: usize,
    trained_in_ms: f64,
}

/// A digit that somebody wrote.
#[derive(Serialize, Model)]
struct Sample {
    pixels: Vec<f32>,
    digit: u32,
}
