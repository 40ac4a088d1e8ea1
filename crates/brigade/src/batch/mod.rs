//! Has a function work on many items at once, which were sent one by one.
//!
//! What is sent joins a queue of its function, of which there is one in each application ([`place`]). The scheduler
//! takes from it as soon as a core is free, and calls the function with as many items as pay together; it decides that,
//! and knows nothing of states ([`states`]) and answers ([`error`]), which are here.

mod calls;
mod error;
mod expansion;
mod place;
mod states;
mod uses;
mod warm_up;

use std::time::Duration;

pub use brigade_scheduler::{BatchSnapshot as BatchReport, batch::is_wanted as batch_is_wanted};

pub use self::{
    calls::{BatchAll, BatchEach},
    error::BatchError,
    expansion::{
        AnswersAsFailure, AnswersItself, AnswersNot, Failing, all_well, batch_all, batch_each, batch_items, batch_one,
        batch_report, batch_wait, batch_wait_all, cost_of, share, well_or_not,
    },
    states::{BatchFailed, BatchResults, BatchStates},
};
pub(crate) use self::{
    place::{Application, Place},
    warm_up::WarmUp,
};
use crate::{error::Error, spec::StateType};

/// Is a function that works on many items at once. [`#[batch]`](macro@crate::batch) implements it for a type that is named
/// as the function.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not a batch",
    label = "no function under `#[batch]` is called so"
)]
pub trait Batch: Send + Sync + 'static {
    /// Is what one call sends.
    type Item: Send + 'static;
    /// Is what comes of an item.
    type Output: Send + 'static;
    /// Is what an item, or all of them together, may fail with.
    type Error: Send + Sync + 'static;

    #[doc(hidden)]
    const SPEC: &'static BatchSpec;

    /// Says how much work an item is, in whatever unit.
    #[doc(hidden)]
    fn cost(_item: &Self::Item) -> u64 {
        1
    }

    /// Returns how many calls have what they need to run at once, if that has an end.
    #[doc(hidden)]
    fn instances(_states: &BatchStates) -> Option<usize> {
        None
    }

    /// Takes the states and calls the function.
    #[doc(hidden)]
    fn run(states: &BatchStates, items: &mut Vec<Self::Item>) -> BatchResults<Self::Output, Self::Error>;

    /// Returns a copy of an error that several items have in common.
    #[doc(hidden)]
    fn share(_error: &Self::Error) -> Self::Error {
        unreachable!("items have an error in common only where none is tried alone")
    }

    /// Returns what clients are told of an error.
    #[doc(hidden)]
    fn into_error(error: Self::Error) -> Error;
}

/// Says what the attribute of a batch does.
#[derive(Debug)]
pub struct BatchSpec {
    /// The function's name.
    pub name: &'static str,
    /// How many items one call gets at most.
    pub max: usize,
    /// What the items of one call cost at most, each counted as the dearest of them.
    pub cost_max: Option<u64>,
    /// How long a call waits for more items although it could begin.
    pub wait: Option<Duration>,
    /// Whether a call that fails is tried again in halves.
    pub retry: bool,
    /// How many calls run at once at most; as many as there are cores if nobody says.
    pub instances: Option<usize>,
    /// What it takes of its application.
    pub states: &'static [StateType],
}

impl BatchSpec {
    /// Is what the attribute says without settings.
    #[must_use]
    pub const fn new(name: &'static str) -> Self {
        Self { name, max: 32, cost_max: None, wait: None, retry: true, instances: None, states: &[] }
    }
}
