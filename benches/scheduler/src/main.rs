//! Measures the scheduler against its goals, beside what people do without it. Linux only.
//!
//! ```text
//! cargo run --release -p bench-scheduler -- [GOAL…] [--secs N] [--reps N]
//! ```
//!
//! Every figure is a ratio of two measurements of one run, or a time that has a bound of its own; each is shown as the
//! median of its repetitions and their spread, in bold if it misses its goal. One repetition of all goals, with 2 seconds
//! for each load, takes about five minutes; what is quoted comes from several. The repetitions of all variants are
//! interleaved, so that what else the machine does falls on all of them. The last column is the largest share of the
//! machine that something else used meanwhile: above 10 % where the server could have used it, measure again.
//!
//! The service ([`service`]) has the same slow operations as a plain `fn` and as an `async fn`, which brigade places;
//! and, for comparison, inside the I/O runtime, in `spawn_blocking` and on a pool of one thread for each core. Each
//! measurement starts a server of its own as a child process, and loads it from this one ([`load`]), which runs in real
//! time if it may: it stands for clients on other machines. Work is a fixed amount of arithmetic, about 10 ms for a
//! computation of 10 ms. `LOG=1` shows what the servers log.

mod goals;
mod table;
mod scene;
mod load;
mod connection;
mod exchanges;
mod server;
mod service;
mod cost;
mod work;
mod quota;
mod machine;

use std::{env, io};

use goals::{Bench, GOALS};
use table::Table;

fn main() -> brigade::Result<()> {
    let arguments: Vec<String> = env::args().skip(1).collect();
    if let [serve, port, rounds_per_us, group @ ..] = &arguments[..]
        && serve == "serve"
    {
        return service::serve(port.parse()?, rounds_per_us.parse()?, group.first().map(String::as_str));
    }
    if arguments == ["cost"] {
        return cost::print();
    }
    let Options { goals, seconds, repetitions } = Options::parse(arguments)?;
    eprintln!("{}", machine::run_first());
    machine::allow_many_files()?;
    let mut bench = Bench { rounds_per_us: work::calibrate(), seconds, table: Table::default() };
    for repetition in 1..=repetitions {
        eprintln!("repetition {repetition} of {repetitions}");
        for (_, measure) in GOALS.iter().filter(|(numbers, _)| numbers.iter().any(|number| goals.contains(number))) {
            measure(&mut bench)?;
        }
    }
    print!("{}", bench.table);
    Ok(())
}

/// What the command line asks for.
struct Options {
    goals: Vec<&'static str>,
    seconds: f64,
    repetitions: usize,
}

impl Options {
    fn parse(arguments: Vec<String>) -> brigade::Result<Self> {
        let mut options = Self { goals: Vec::new(), seconds: 2.0, repetitions: 1 };
        let all = || GOALS.iter().flat_map(|(numbers, _)| *numbers).copied();
        let mut arguments = arguments.into_iter();
        while let Some(argument) = arguments.next() {
            let mut value = || arguments.next().ok_or(io::Error::other(format!("{argument} needs a number")));
            match argument.as_str() {
                "--secs" => options.seconds = value()?.parse()?,
                "--reps" => options.repetitions = value()?.parse()?,
                other => {
                    let goal = all().find(|goal| *goal == other);
                    options.goals.push(goal.ok_or_else(|| io::Error::other(format!("no goal is called {other}")))?);
                }
            }
        }
        if options.goals.is_empty() {
            options.goals = all().collect();
        }
        Ok(options)
    }
}
