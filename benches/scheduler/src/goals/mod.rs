//! Each goal of the scheduler, as loads and what is read from them.

mod blocking;
mod cost;
mod misplacement;
mod mixed;
mod overload;
mod quota;
mod saturation;

use std::io;

use crate::{server::Server, table::Table};

/// What is the same for all goals, and the table that they fill.
#[derive(Debug)]
pub(crate) struct Bench {
    /// How much work a microsecond is.
    pub(crate) rounds_per_us: u32,
    /// How long each load is measured, in seconds.
    pub(crate) seconds: f64,
    pub(crate) table: Table,
}

impl Bench {
    fn server(&self) -> io::Result<Server> {
        Server::start(self.rounds_per_us, None)
    }
}

type Measure = fn(&mut Bench) -> io::Result<()>;

/// The goals by their numbers: each runs one repetition of all its variants, one after the other.
pub(crate) const GOALS: [(&[&str], Measure); 7] = [
    (&["1", "2"], saturation::measure),
    (&["3"], blocking::measure),
    (&["4"], mixed::measure),
    (&["5"], overload::measure),
    (&["6"], quota::measure),
    (&["7"], cost::measure),
    (&["8"], misplacement::measure),
];
