//! Goal 7: what the scheduler itself costs.

use std::{env, io, process::Command};

use super::Bench;
use crate::{service::Variant, table::Goal};

/// What the costs are, in the order in which [`crate::cost`] prints them.
const FIGURES: [(&str, Option<Goal>); 4] = [
    ("CPU of a hop to the pool and back on one core, one at a time, µs", Some(Goal::AtMost(15.0))),
    ("the same, 16 at a time, µs", Some(Goal::AtMost(15.0))),
    ("the same across all cores, one at a time, µs", None),
    ("the watchdog's part in an inline poll, ns", Some(Goal::AtMost(50.0))),
];

/// Has a process of its own measure them, without the client's priority.
pub(super) fn measure(bench: &mut Bench) -> io::Result<()> {
    let output = Command::new(env::current_exe()?).arg("cost").output()?;
    let text = String::from_utf8_lossy(&output.stdout);
    for ((figure, goal), line) in FIGURES.into_iter().zip(text.lines()) {
        let value = line.parse().map_err(io::Error::other)?;
        eprintln!("7: {figure}: {value:.3}");
        bench.table.add("7", figure, goal, Variant::Plain, value, 0.0);
    }
    Ok(())
}
