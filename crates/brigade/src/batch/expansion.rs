//! Is what the expansion of `#[batch]` calls.

use std::{convert::Infallible, future::Future, marker::PhantomData, mem};

use super::{
    Batch, BatchAll, BatchEach, BatchError, BatchFailed, BatchReport, BatchResults,
    calls::{Sent, outcome},
    place::{Here, here},
};
use crate::error::{ApiError, Error};

/// Sends an item.
pub fn batch_one<B: Batch>(
    item: B::Item,
) -> impl Future<Output = Result<B::Output, BatchError<B::Error>>> + Send + use<B> {
    Sent::<B>::new(item)
}

/// Sends items, whose results are wanted together.
pub fn batch_all<B: Batch>(items: impl IntoIterator<Item = B::Item>) -> BatchAll<B> {
    BatchAll(Sent::all(items).into())
}

/// Sends items, whose results are wanted one by one.
pub fn batch_each<B: Batch>(items: impl IntoIterator<Item = B::Item>) -> BatchEach<B> {
    BatchEach(Sent::all(items).into())
}

/// Sends an item and waits for it.
pub fn batch_wait<B: Batch>(item: B::Item) -> Result<B::Output, BatchError<B::Error>> {
    let Here { queue, due } = here::<B>()?;
    let cost = B::cost(&item);
    outcome::<B>(queue.wait(item, cost, due))
}

/// Sends items and waits for all of them.
pub fn batch_wait_all<B: Batch>(
    items: impl IntoIterator<Item = B::Item>,
) -> Result<Vec<B::Output>, BatchError<B::Error>> {
    let Here { queue, due } = here::<B>()?;
    let items = items.into_iter().map(|item| {
        let cost = B::cost(&item);
        (item, cost)
    });
    queue.wait_all(items, due).into_iter().map(outcome::<B>).collect()
}

/// Says what was done so far.
#[must_use]
pub fn batch_report<B: Batch>() -> Option<BatchReport> {
    here::<B>().ok().map(|here| here.queue.snapshot())
}

/// Can say how much work an item is.
#[diagnostic::on_unimplemented(
    message = "`{Self}` does not say how much work an item is",
    note = "`cost` returns a whole number, such as a length: `cost = |text| text.len()`"
)]
pub trait Cost {
    /// Returns it as a number; none is below 0.
    fn cost(self) -> u64;
}

macro_rules! costs {
    ($($integer:ty)*) => {$(
        impl Cost for $integer {
            fn cost(self) -> u64 {
                u64::try_from(self).unwrap_or(0)
            }
        }
    )*};
}

costs! { u8 u16 u32 u64 usize i32 i64 }

/// Asks how much work an item is.
pub fn cost_of<I, C: Cost>(item: &I, cost: impl FnOnce(&I) -> C) -> u64 {
    cost(item).cost()
}

/// Can be given to a batch a second time, if the first call failed.
#[diagnostic::on_unimplemented(
    message = "items of the type `{Self}` cannot be tried again, since they are not `Clone`",
    label = "a batch that fails is tried again in halves, to find the item that is wrong",
    note = "take them as `&[{Self}]`, derive `Clone`, or write `retry = false`"
)]
pub trait TriedAgain: Clone {}

impl<T: Clone> TriedAgain for T {}

/// Returns items to work on, and leaves what is needed to try again. A single item is not tried again.
pub fn batch_items<I: TriedAgain>(items: &mut Vec<I>) -> Vec<I> {
    if items.len() > 1 { items.clone() } else { mem::take(items) }
}

/// Returns the results of a function that does not fail.
pub fn all_well<T>(outputs: Vec<T>) -> Vec<Result<T, Infallible>> {
    outputs.into_iter().map(Ok).collect()
}

/// Returns the results of a function that fails as a whole.
///
/// # Errors
///
/// That it did.
pub fn well_or_not<T, E>(outputs: Result<Vec<T>, E>) -> BatchResults<T, E> {
    outputs.map(|outputs| outputs.into_iter().map(Ok).collect()).map_err(BatchFailed::Own)
}

/// Stands for an error type whose answer is looked for: the nearest of the three traits has it.
pub struct Failing<E>(pub PhantomData<E>);

/// Is for errors that are answers.
pub trait AnswersItself<E> {
    /// Returns what clients are told.
    fn answer(&self, error: E) -> Error;
}

impl<E: ApiError> AnswersItself<E> for &&Failing<E> {
    fn answer(&self, error: E) -> Error {
        error.into_error()
    }
}

/// Is for all other errors, which are failures of the server.
pub trait AnswersAsFailure<E> {
    /// Returns what clients are told.
    fn answer(&self, error: E) -> Error;
}

impl<E: std::error::Error + Send + Sync + 'static> AnswersAsFailure<E> for &Failing<E> {
    fn answer(&self, error: E) -> Error {
        error.into()
    }
}

/// Is for errors of which nobody knows what to tell clients: the compiler says so.
pub trait AnswersNot<E> {
    /// Returns what clients are told.
    fn answer(&self, error: E) -> Error
    where
        E: Answered;
}

impl<E> AnswersNot<E> for Failing<E> {
    fn answer(&self, error: E) -> Error
    where
        E: Answered,
    {
        error.into()
    }
}

/// Is an error of which it is known what to tell clients. Nothing implements it: what is known is found before.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not an error that can be answered",
    label = "a batch may fail with this",
    note = "use `HttpError`, `brigade::Error` or any `std::error::Error` (a 500), or derive `ApiError`"
)]
pub trait Answered: Into<Error> {}

/// Can be what several items have failed with.
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot be given to all items of a batch, since it is not `Clone`",
    label = "with `retry = false` all items of a call fail together",
    note = "derive `Clone`, return `Vec<Result<T, E>>`, or leave `retry` out"
)]
pub trait InCommon: Clone {}

impl<T: Clone> InCommon for T {}

/// Copies an error.
pub fn share<E: InCommon>(error: &E) -> E {
    error.clone()
}
