//! Carries with code what it runs for, to where no argument leads.
//!
//! Whatever polls or calls a user's code for a request puts an [`Ambient`] on the thread while it does, and takes it off
//! again: it is moved, so that nobody counts references. Nothing here knows what a place is.
//!
//! ```text
//! operation's poll ─ enter ─▶ the thread's ─▶ the user's function ─▶ a function that asks for `current`
//! ```

use std::{
    any::Any,
    cell::Cell,
    fmt,
    future::{Future, poll_fn},
    pin::pin,
    sync::Arc,
    time::{Duration, Instant},
};

thread_local! {
    static HERE: Cell<Option<Ambient>> = const { Cell::new(None) };
}

/// Is what code runs for.
#[derive(Clone)]
pub(crate) struct Ambient {
    place: Arc<dyn Any + Send + Sync>,
    pub(crate) due: Due,
    /// What the place wants to remember of the request.
    pub(crate) marks: u64,
}

/// Says when the answer is due that code works for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Due {
    /// So long after its beginning, and the code has only just begun.
    Within(Duration),
    At(Instant),
    /// Nobody waits, or whoever does has time.
    Never,
}

impl Due {
    /// Returns the moment, if there is one.
    pub(crate) fn moment(self) -> Option<Instant> {
        match self {
            Self::Within(time_max) => Instant::now().checked_add(time_max),
            Self::At(due) => Some(due),
            Self::Never => None,
        }
    }
}

impl Ambient {
    pub(crate) fn new(place: Arc<dyn Any + Send + Sync>, due: Due) -> Self {
        Self { place, due, marks: 0 }
    }

    /// Is for what the time of no answer bounds, as it follows the answer, goes on without it, or is before all requests.
    pub(crate) fn unhurried(place: Arc<dyn Any + Send + Sync>) -> Self {
        // Nor is it what requests of the operation are expected to do.
        Self { place, due: Due::Never, marks: u64::MAX }
    }

    /// Returns it for what the answer's time does not bound.
    pub(crate) fn later(self) -> Self {
        Self::unhurried(self.place)
    }

    /// Returns the place, if it is a `P`.
    pub(crate) fn place<P: 'static>(&self) -> Option<&P> {
        (*self.place).downcast_ref()
    }
}

impl fmt::Debug for Ambient {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_struct("Ambient").field("due", &self.due).finish_non_exhaustive()
    }
}

/// Looks at what the calling code runs for, if anybody has said. Meanwhile the thread runs for nothing.
pub(crate) fn with_current<R>(function: impl FnOnce(&mut Ambient) -> R) -> Option<R> {
    let result = HERE.try_with(|here| {
        let mut ambient = here.take()?;
        let result = function(&mut ambient);
        here.set(Some(ambient));
        Some(result)
    });
    result.ok().flatten()
}

/// Returns what the calling code runs for, if anybody has said.
pub(crate) fn current() -> Option<Ambient> {
    with_current(|ambient| ambient.clone())
}

/// Says what the calling thread runs for, until what this returns is dropped. Meanwhile `ambient` holds what it ran for
/// before.
pub(crate) fn enter(ambient: &mut Option<Ambient>) -> Entered<'_> {
    swap(ambient);
    Entered(ambient)
}

/// Puts things back when it is dropped, after a panic too.
#[must_use = "what was entered is left when this is dropped"]
pub(crate) struct Entered<'a>(&'a mut Option<Ambient>);

impl Drop for Entered<'_> {
    fn drop(&mut self) {
        swap(self.0);
    }
}

fn swap(ambient: &mut Option<Ambient>) {
    // A thread that ends has nothing to say any more.
    let _ = HERE.try_with(|here| *ambient = here.replace(ambient.take()));
}

/// Polls `future` for `ambient`.
pub(crate) async fn within<F: Future>(mut ambient: Option<Ambient>, future: F) -> F::Output {
    let mut future = pin!(future);
    poll_fn(move |context| {
        let _entered = enter(&mut ambient);
        future.as_mut().poll(context)
    })
    .await
}

/// Calls `function` for `ambient`.
pub(crate) fn call_within<R>(mut ambient: Option<Ambient>, function: impl FnOnce() -> R) -> R {
    let _entered = enter(&mut ambient);
    function()
}

/// Has `future` run for the same request as the calling code, wherever it is polled: for tasks of one's own, which call
/// functions under [`#[batch]`](macro@crate::batch).
///
/// What operations, dependencies, background tasks, streams and lifespans do themselves needs no such thing.
pub fn in_application<F: Future>(future: F) -> impl Future<Output = F::Output> + use<F> {
    let mut ambient = current();
    if let Some(ambient) = &mut ambient {
        // Many tasks of one request would count as many requests.
        ambient.marks = u64::MAX;
    }
    within(ambient, future)
}

#[cfg(test)]
mod tests {
    use std::{
        panic::{AssertUnwindSafe, catch_unwind},
        pin::Pin,
        task::{Context, Poll, Waker},
    };

    use super::*;

    fn here() -> Option<u32> {
        with_current(|ambient| ambient.place::<u32>().copied()).flatten()
    }

    #[test]
    fn what_was_entered_last_counts_until_it_is_left() {
        let mut outer = Some(Ambient::unhurried(Arc::new(1_u32)));
        let mut inner = Some(Ambient::unhurried(Arc::new(2_u32)));
        assert_eq!(here(), None);
        {
            let _outer = enter(&mut outer);
            assert_eq!(here(), Some(1));
            {
                let _inner = enter(&mut inner);
                assert_eq!(here(), Some(2));
                call_within(None, || assert_eq!(here(), None));
            }
            assert_eq!(here(), Some(1));
            let panics = catch_unwind(AssertUnwindSafe(|| call_within(None, || panic!("a user's code does"))));
            assert!(panics.is_err());
            assert_eq!(here(), Some(1));
        }
        assert_eq!(here(), None);
        assert!(outer.is_some() && inner.is_some(), "each has its own again");
    }

    fn poll<T>(future: Pin<&mut impl Future<Output = T>>) -> Poll<T> {
        future.poll(&mut Context::from_waker(Waker::noop()))
    }

    #[test]
    fn a_future_takes_it_along_from_poll_to_poll() {
        let mut first = None;
        let asks = poll_fn(|_| match first {
            None => {
                first = Some(here());
                Poll::Pending
            }
            Some(first) => Poll::Ready((first, here())),
        });
        let mut asked = pin!(within(Some(Ambient::unhurried(Arc::new(7_u32))), asks));
        assert!(poll(asked.as_mut()).is_pending());
        assert_eq!(here(), None);
        assert_eq!(poll(asked), Poll::Ready((Some(7), Some(7))));
    }

    #[test]
    fn a_task_of_ones_own_is_taken_into_the_application() {
        let ambient = Some(Ambient::unhurried(Arc::new(3_u32)));
        let task = call_within(ambient, || in_application(async { here() }));
        assert_eq!(poll(pin!(task)), Poll::Ready(Some(3)));
    }
}
