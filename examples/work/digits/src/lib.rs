//! A desk that reads digits: draw one, see how the trees of a forest vote, and train another forest meanwhile.

mod forest;
mod data;

use std::sync::atomic::{AtomicU32, Ordering::Relaxed};

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
        .state(Numbers(AtomicU32::new(1)))
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
    let served = Served { number: numbers.0.fetch_add(1, Relaxed) + 1, forest };
    let report = served.report();
    engine.replace(served)?;
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

/// How many forests there have been.
struct Numbers(AtomicU32);

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
