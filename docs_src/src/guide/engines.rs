use std::{collections::BTreeMap, convert::Infallible, fs};

use brigade::{App, BoxError, Engine, HttpError, Result, get, post, put, routes};

/// What burgers cost. A file says it; everybody may look at it at once.
struct Prices(BTreeMap<String, f64>);

impl Prices {
    fn open() -> Result<Self, BoxError> {
        let price = |line: &str| {
            let (burger, price) = line.split_once(',').ok_or("a line has a burger and a price")?;
            Ok((burger.to_owned(), price.parse()?))
        };
        fs::read_to_string("static/prices.csv")?.lines().skip(1).map(price).collect::<Result<_, _>>().map(Self)
    }
}

/// Smooths recordings. It keeps its room from one to the next, so it can smooth only one at a time.
struct Smoother {
    sums: Vec<f64>,
}

impl Smoother {
    fn new() -> Result<Self, Infallible> {
        Ok(Self { sums: Vec::new() })
    }

    /// Gives the mean of each three samples that are beside each other.
    fn smooth(&mut self, samples: &[f64]) -> Vec<f64> {
        self.sums.clear();
        let sum = |sum: &mut f64, sample: &f64| {
            *sum += sample;
            Some(*sum)
        };
        self.sums.push(0.0);
        self.sums.extend(samples.iter().scan(0.0, sum));
        self.sums.windows(4).map(|sums| (sums[3] - sums[0]) / 3.0).collect()
    }
}

/// `&Prices` is the one that all share.
#[get("/prices/{burger}")]
fn price(burger: String, #[state] prices: &Prices) -> Result<f64, HttpError> {
    prices.0.get(&burger).copied().ok_or_else(|| HttpError::new(404, "There is no such burger"))
}

/// `&mut Smoother` is one that nobody else has meanwhile.
#[post("/smooth")]
fn smooth(samples: Vec<f64>, #[state] smoother: &mut Smoother) -> Vec<f64> {
    smoother.smooth(&samples)
}

/// Reads the file again. Until it is read, and if it cannot be, the old prices hold. With `detach` it goes on if reading takes
/// longer than an answer may.
#[post("/prices/reload", detach)]
async fn reload(#[state] prices: Engine<Prices>) -> Result<()> {
    prices.reload().await
}

/// Takes prices that were made elsewhere.
#[put("/prices")]
fn replace(new: BTreeMap<String, f64>, #[state] prices: Engine<Prices>) -> Result<()> {
    prices.replace(Prices(new))
}

pub fn app() -> App {
    App::new("Engines")
        .load("prices", Prices::open)
        .load("smoother", Engine::loader(Smoother::new).instances(2))
        .health_checks()
        .routes(routes![price, smooth, reload, replace])
}
