//! The chores of this repository: `cargo xtask tidy | check | bless | look | sim | book | conformance | differential | examples`.
//!
//! It uses the standard library alone, so it builds in seconds.

mod book;
mod conformance;
mod differential;
mod examples;
mod look;
mod python;
mod repository;
mod rust;
mod tidy;

use std::{
    env, io,
    process::{Command, ExitCode},
    time::SystemTime,
};

use repository::{Repository, root};

const USAGE: &str = "\
cargo xtask tidy     checks the rules that the compiler does not know
cargo xtask check    runs what CI runs
cargo xtask bless    runs the tests and accepts what they answer as their expectations, on the guide's pages too
cargo xtask look     prints the largest files, longest functions, widest modules and newest #[expect]s
cargo xtask sim      plays the scheduler in virtual time from 2,000 seeds; --seeds N: from N; --seed N: the one that failed
cargo xtask book     builds the guide into target/book; every link must lead somewhere, and nothing is loaded from elsewhere
cargo xtask conformance  asks brigade what FastAPI's own tests ask FastAPI; tutorial, tests: one part; --area NAME, -k WORDS; lines
cargo xtask differential  sends the same requests to FastAPI and to brigade; --seed N, --seconds S, --examples N, --app NAME, --serve
cargo xtask examples  tests the programs in examples/work, and clicks through their pages; NAME: one of them";

fn main() -> ExitCode {
    let arguments: Vec<String> = env::args().skip(1).collect();
    let done = match arguments.iter().map(String::as_str).collect::<Vec<_>>()[..] {
        ["tidy"] => Repository::read().map(|repository| {
            let complaints = tidy::complaints(&repository);
            complaints.iter().for_each(|complaint| eprintln!("{complaint}"));
            complaints.is_empty()
        }),
        ["look"] => Repository::read().map(|repository| {
            let now = SystemTime::now().duration_since(SystemTime::UNIX_EPOCH).unwrap_or_default();
            print!("{}", look::report(&repository, now));
            true
        }),
        ["book"] => book::build(),
        ["check"] => run(Command::new("bash").arg(".ci/run")),
        ["bless"] => run(Command::new(env::var_os("CARGO").unwrap_or("cargo".into()))
            .args(["test", "--workspace", "--no-fail-fast"])
            // One variable for each way in which the tests keep what they expect.
            .envs([("UPDATE_EXPECT", "1"), ("TRYBUILD", "overwrite"), ("BLESS", "1")])),
        ["sim"] => simulate("SIM_SEEDS", "2000"),
        ["sim", "--seeds", count] if count.parse::<u64>().is_ok() => simulate("SIM_SEEDS", count),
        ["sim", "--seed", seed] if seed.parse::<u64>().is_ok() => simulate("SIM_SEED", seed),
        ["conformance", ..] => conformance::run_with(&arguments[1..]),
        ["differential", ..] => differential::run_with(&arguments[1..]),
        ["examples"] | ["examples", _] => examples::run_with(&arguments[1..]),
        _ => {
            eprintln!("{USAGE}");
            Ok(false)
        }
    };
    match done {
        Ok(true) => ExitCode::SUCCESS,
        Ok(false) => ExitCode::FAILURE,
        Err(error) => {
            eprintln!("xtask: {error}");
            ExitCode::FAILURE
        }
    }
}

/// Plays the scheduler's simulation: `variable` says which seeds.
fn simulate(variable: &str, value: &str) -> io::Result<bool> {
    run(Command::new(env::var_os("CARGO").unwrap_or("cargo".into()))
        .args(["test", "--package", "brigade-scheduler", "--test", "simulation"])
        .env(variable, value))
}

/// Runs a command at the root of the repository; whether it ended well.
fn run(command: &mut Command) -> io::Result<bool> {
    Ok(command.current_dir(root()).status()?.success())
}
