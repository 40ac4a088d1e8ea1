//! Measures uploads, files, streams and sockets beside axum, in one run. Linux only.
//!
//! ```text
//! cargo run --release -p bench-transfers -- [upload|sink|file|events|sockets…] [--reps N]
//! ```
//!
//! Each measurement starts both servers anew, as child processes with two I/O threads, and loads them from this one over
//! loopback, one after the other; repetitions are interleaved. Shown are medians, their spread, and the median of the ratios
//! to axum within a repetition. Memory is resident memory (`VmRSS`, or its peak, `VmHWM`) less that of the server before.

mod axum_server;
mod brigade_server;
mod client;
mod measurement;
mod process;
mod table;

use std::{env, error::Error, path::PathBuf};

use measurement::MEASUREMENTS;
use table::Table;

type Result<T> = std::result::Result<T, Box<dyn Error + Send + Sync>>;

/// Serves on a port, with a folder of files.
type Serve = fn(u16, PathBuf) -> Result<()>;

const SERVERS: [(&str, Serve); 2] = [("axum", axum_server::serve), ("brigade", brigade_server::serve)];

fn main() -> Result<()> {
    let arguments: Vec<String> = env::args().skip(1).collect();
    if let [serve, name, port, folder] = &arguments[..]
        && serve == "serve"
    {
        let (_, serve) = SERVERS.iter().find(|(known, _)| known == name).ok_or("no such server")?;
        return serve(port.parse()?, folder.into());
    }
    let mut repetitions = 3;
    let mut wanted = Vec::new();
    let mut rest = arguments.iter();
    while let Some(argument) = rest.next() {
        match argument.as_str() {
            "--reps" => repetitions = rest.next().ok_or("--reps takes a number")?.parse()?,
            name if MEASUREMENTS.iter().any(|(known, _)| *known == name) => wanted.push(name),
            other => return Err(format!("no measurement is called {other}").into()),
        }
    }
    let mut table = Table::default();
    for repetition in 1..=repetitions {
        eprintln!("repetition {repetition} of {repetitions}");
        for (name, measure) in MEASUREMENTS.iter().filter(|(name, _)| wanted.is_empty() || wanted.contains(name)) {
            for (server, _) in SERVERS {
                for (figure, value) in measure(server)? {
                    table.add(name, figure, server, value);
                }
            }
        }
    }
    print!("{table}");
    Ok(())
}
