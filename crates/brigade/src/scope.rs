//! Holds what the dependencies of a request gave, until what comes after the request has run.
//!
//! What comes after is a list of [`Step`]s. It is run by a [`Leaving`], which goes on in a task of its own when whoever
//! awaits it is dropped: a client that leaves leaves nothing behind.

use std::{
    any::Any,
    collections::VecDeque,
    fmt,
    future::Future,
    mem,
    ops::{Deref, DerefMut},
    panic::{AssertUnwindSafe, catch_unwind},
    pin::Pin,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    task::{Context, Poll, ready},
};

use brigade_scheduler::Operation;
use tokio::{runtime::Handle, sync::watch};

use crate::{
    ambient::{Ambient, call_within, within},
    body::After,
    error::{ApiError, Error},
    job_error::{job_error, poll_contained},
    one_line::OneLine,
    respond::Response,
};

/// Says when a dependency's clean-up runs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Stage {
    /// After the function, before its answer is sent.
    Function,
    /// After the answer was sent and the background tasks have run.
    Request,
}

/// Says how a request ended, to the clean-up of a dependency.
///
/// ```
/// use brigade::Outcome;
///
/// async fn finish(open: Vec<u8>, outcome: Outcome) {
///     let words = if outcome.is_answered() { "committed" } else { "rolled back" };
///     println!("{} bytes {words}", open.len());
/// }
/// ```
#[derive(Debug, Clone)]
pub struct Outcome(End);

#[derive(Debug, Clone)]
enum End {
    Answered,
    Failed(Arc<Error>),
    Abandoned,
}

impl Outcome {
    /// Is how a request ends whose operation gave an answer.
    #[must_use]
    pub fn answered() -> Self {
        Self(End::Answered)
    }

    /// Is how a request ends whose operation, or another dependency, failed or panicked.
    #[must_use]
    pub fn failed(error: Error) -> Self {
        Self(End::Failed(Arc::new(error)))
    }

    /// Is how a request ends whose client left, or whose time was over.
    #[must_use]
    pub fn abandoned() -> Self {
        Self(End::Abandoned)
    }

    /// Returns whether the operation gave an answer that is no error, and that did not break off while it was sent.
    #[must_use]
    pub fn is_answered(&self) -> bool {
        matches!(self.0, End::Answered)
    }

    /// Returns whether nobody waits for an answer any more.
    #[must_use]
    pub fn is_abandoned(&self) -> bool {
        matches!(self.0, End::Abandoned)
    }

    /// Returns what went wrong, if the request failed.
    #[must_use]
    pub fn error(&self) -> Option<&Error> {
        match &self.0 {
            End::Failed(error) => Some(error),
            End::Answered | End::Abandoned => None,
        }
    }

    fn into_error(self) -> Option<Error> {
        match self.0 {
            End::Failed(error) => Some(Arc::try_unwrap(error).unwrap_or_else(|shared| shared.copy())),
            End::Answered | End::Abandoned => None,
        }
    }
}

/// Is a step that waits.
type Waiting = Pin<Box<dyn Future<Output = Result<(), Error>> + Send>>;

/// Is one thing that comes after a request.
pub enum Step {
    /// It waits.
    Waits(Waiting),
    /// It works, so it runs on the pool.
    Works(Box<dyn FnOnce() -> Result<(), Error> + Send>),
}

/// Is what a step gives: nothing, or that it failed.
pub trait Done {
    /// Returns why it failed.
    #[doc(hidden)]
    fn done(self) -> Result<(), Error>;
}

impl Done for () {
    fn done(self) -> Result<(), Error> {
        Ok(())
    }
}

impl<E: ApiError> Done for Result<(), E> {
    fn done(self) -> Result<(), Error> {
        self.map_err(E::into_error)
    }
}

/// Describes the clean-up of a dependency.
#[derive(Debug, Clone, Copy)]
pub struct Cleanup {
    /// When it runs.
    pub stage: Stage,
    /// Makes the step, of the value that the dependency gave.
    pub step: fn(Box<dyn Any + Send>, Outcome) -> Option<Step>,
}

/// Is where and with what the steps after a request run.
#[derive(Debug, Clone)]
pub(crate) struct Aftermath {
    pub(crate) operation: Operation,
    /// What the steps run for.
    pub(crate) ambient: Ambient,
    /// The steps may begin on a thread that has no runtime: the one that drops the request.
    pub(crate) runtime: Handle,
    /// Is held until the last step is over: a server that stops waits for it.
    pub(crate) ongoing: watch::Receiver<()>,
}

/// Holds what the dependencies of one request gave.
pub(crate) struct Scope {
    held: Mutex<Held>,
    /// `None` if nothing can come after the request.
    aftermath: Option<Aftermath>,
}

#[derive(Default)]
struct Held {
    values: Values,
    /// The clean-ups that have to run, in the order in which the dependencies gave their values.
    cleanups: Vec<(usize, Cleanup)>,
    tasks: VecDeque<Step>,
}

type Value = Option<Box<dyn Any + Send>>;

/// Holds a value for each dependency: of most requests there are few, and they need no memory of their own.
#[derive(Default)]
struct Values {
    first: [Value; 4],
    rest: Vec<Value>,
}

impl Values {
    fn at(&mut self, node: usize) -> &mut Value {
        match node.checked_sub(self.first.len()) {
            None => &mut self.first[node],
            Some(beyond) => {
                if self.rest.len() <= beyond {
                    self.rest.resize_with(beyond + 1, || None);
                }
                &mut self.rest[beyond]
            }
        }
    }
}

impl Scope {
    /// Makes an empty scope.
    pub(crate) fn new(aftermath: Option<Aftermath>) -> Arc<Self> {
        Arc::new(Self { held: Mutex::default(), aftermath })
    }

    /// Returns whether something may come after the request.
    pub(crate) fn has_aftermath(&self) -> bool {
        self.aftermath.is_some()
    }

    fn held(&self) -> MutexGuard<'_, Held> {
        self.held.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Keeps what the dependency `node` gave.
    pub(crate) fn put(&self, node: usize, value: Box<dyn Any + Send>, cleanup: Option<Cleanup>) {
        let mut held = self.held();
        *held.values.at(node) = Some(value);
        held.cleanups.extend(cleanup.map(|cleanup| (node, cleanup)));
    }

    /// Takes the value of `node` out.
    pub(crate) fn take<T: 'static>(&self, node: usize) -> Option<Box<T>> {
        self.held().values.at(node).take()?.downcast().ok()
    }

    /// Copies the value of `node`.
    pub(crate) fn copy<T: Clone + 'static>(&self, node: usize) -> Option<T> {
        self.held().values.at(node).as_deref()?.downcast_ref::<T>().cloned()
    }

    /// Lends the value of `node`: it is back when the loan is dropped.
    pub(crate) fn lend<T: Send + 'static>(self: &Arc<Self>, node: usize) -> Option<Lent<T>> {
        let value = self.take(node)?;
        Some(Lent { value: Some(value), node, scope: self.clone() })
    }

    /// Has `task` run after the answer was sent.
    pub(crate) fn add_task(&self, task: Step) {
        self.held().tasks.push_back(task);
    }

    /// Runs what is left up to `stage`.
    pub(crate) fn leave(self: &Arc<Self>, stage: Stage, outcome: Outcome) -> Leaving {
        Leaving(Some(Steps { scope: self.clone(), stage, outcome, current: None }))
    }

    /// Has what is left run when the body of `response` was sent, or will not be.
    pub(crate) fn follow(self: &Arc<Self>, response: &mut Response) {
        let held = self.held();
        if !held.cleanups.is_empty() || !held.tasks.is_empty() {
            let scope = self.clone();
            response.body_mut().follow(After::new(move |failure| {
                let failed = failure.map(|words| Outcome::failed(Error::internal(words)));
                drop(scope.leave(Stage::Request, failed.unwrap_or_else(Outcome::answered)));
            }));
        }
    }

    /// Takes what is to run next, as long as it belongs to `stage` or one before it.
    fn next(&self, stage: Stage, outcome: &Outcome) -> Option<Step> {
        loop {
            let mut held = self.held();
            let of_function = held.cleanups.iter().rposition(|(_, cleanup)| cleanup.stage == Stage::Function);
            let position = match of_function {
                Some(position) => position,
                None if stage == Stage::Function => return None,
                None => {
                    if outcome.is_answered()
                        && let Some(task) = held.tasks.pop_front()
                    {
                        return Some(task);
                    }
                    let left_out = mem::take(&mut held.tasks);
                    if !left_out.is_empty() {
                        drop(held);
                        leave_out(left_out);
                        continue;
                    }
                    held.cleanups.len().checked_sub(1)?
                }
            };
            let (node, cleanup) = held.cleanups.remove(position);
            let value = held.values.at(node).take();
            drop(held);
            if let Some(step) = value.and_then(|value| (cleanup.step)(value, outcome.clone())) {
                return Some(step);
            }
        }
    }
}

/// Drops tasks that do not run. What they hold is the user's: dropping it may panic, or add tasks to a scope.
fn leave_out(tasks: VecDeque<Step>) {
    for task in tasks {
        // What a panic says has been printed, and the other tasks' values are still to be dropped.
        let _ = catch_unwind(AssertUnwindSafe(|| drop(task)));
    }
}

/// Lends the value of a dependency to a function.
pub struct Lent<T: Send + 'static> {
    /// `None` only once it has been given back.
    value: Option<Box<T>>,
    node: usize,
    scope: Arc<Scope>,
}

impl<T: Send + 'static> Deref for Lent<T> {
    type Target = T;

    fn deref(&self) -> &T {
        self.value.as_ref().expect("a loan has its value until it is dropped")
    }
}

impl<T: Send + 'static> DerefMut for Lent<T> {
    fn deref_mut(&mut self) -> &mut T {
        self.value.as_mut().expect("a loan has its value until it is dropped")
    }
}

impl<T: Send + 'static> Drop for Lent<T> {
    fn drop(&mut self) {
        if let Some(value) = self.value.take() {
            *self.scope.held().values.at(self.node) = Some(value);
        }
    }
}

/// Runs what comes after a request; it goes on when this is dropped. Gives how the request ended, after all.
#[must_use = "what is left runs elsewhere when this is dropped"]
pub(crate) struct Leaving(Option<Steps>);

struct Steps {
    scope: Arc<Scope>,
    stage: Stage,
    outcome: Outcome,
    current: Option<Waiting>,
}

impl Steps {
    fn poll(&mut self, context: &mut Context<'_>) -> Poll<()> {
        loop {
            if let Some(current) = &mut self.current {
                let result = ready!(poll_contained(current.as_mut(), context));
                self.current = None;
                if let Err(error) = result {
                    self.failed(error);
                }
            }
            let Some(step) = self.scope.next(self.stage, &self.outcome) else { return Poll::Ready(()) };
            self.current = Some(match (step, &self.scope.aftermath) {
                (Step::Waits(future), _) => future,
                (Step::Works(function), Some(aftermath)) => {
                    let ambient = Some(aftermath.ambient.clone());
                    let call = aftermath.operation.end(move || call_within(ambient, function));
                    Box::pin(async { call.await.unwrap_or_else(|error| Err(job_error(error))) })
                }
                (Step::Works(function), None) => Box::pin(async { function() }),
            });
        }
    }

    fn failed(&mut self, error: Error) {
        if self.outcome.is_answered() {
            // The tasks after one that failed do not run.
            let left_out = mem::take(&mut self.scope.held().tasks);
            leave_out(left_out);
        }
        if let Some(replaced) = self.outcome.error()
            && let Some(cause) = replaced.cause()
        {
            let cause = OneLine(cause);
            tracing::debug!(target: "brigade::error", %cause, "a clean-up failed after this");
        }
        self.outcome = Outcome::failed(error);
    }

    /// Runs the rest where nobody waits for it: then its errors are for the log.
    fn detach(self) {
        let Some(aftermath) = self.scope.aftermath.clone() else { return };
        let _entered = aftermath.runtime.enter();
        let Aftermath { operation, ambient, ongoing, .. } = aftermath;
        drop(brigade_scheduler::spawn(async move {
            let known = self.outcome.error().is_some();
            let rest = Leaving(Some(self));
            let outcome = within(Some(ambient), operation.watch(rest)).await;
            if let Some(error) = outcome.error().filter(|_| !known) {
                let cause = OneLine(error);
                tracing::error!(target: "brigade::error", %cause, "failed after the answer was sent");
            }
            drop(ongoing);
        }));
    }
}

impl Future for Leaving {
    type Output = Outcome;

    fn poll(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Outcome> {
        let steps = self.0.as_mut().expect("a future is not polled after its end");
        ready!(steps.poll(context));
        let steps = self.0.take().expect("it is there");
        Poll::Ready(steps.outcome)
    }
}

impl Drop for Leaving {
    fn drop(&mut self) {
        if let Some(steps) = self.0.take() {
            steps.detach();
        }
    }
}

/// Has everything that is left run if the request ends before its answer.
pub(crate) struct Unfinished(pub(crate) Option<Arc<Scope>>);

impl Drop for Unfinished {
    fn drop(&mut self) {
        let Some(scope) = self.0.take() else { return };
        let is_empty = scope.held().cleanups.is_empty();
        if !is_empty {
            drop(scope.leave(Stage::Request, Outcome::abandoned()));
        }
    }
}

impl fmt::Debug for Scope {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_struct("Scope").finish_non_exhaustive()
    }
}

/// Ends a request that failed: everything that is left runs, and has the last word on what is answered.
pub(crate) async fn fail(scope: &Arc<Scope>, error: Error) -> Error {
    let outcome = scope.leave(Stage::Request, Outcome::failed(error)).await;
    outcome.into_error().expect("a request that failed does not end otherwise")
}

/// Ends the function's part of a request that was answered.
pub(crate) async fn finish(scope: &Arc<Scope>, mut response: Response) -> Result<Response, Error> {
    let outcome = scope.leave(Stage::Function, Outcome::answered()).await;
    match outcome.into_error() {
        None => {
            scope.follow(&mut response);
            Ok(response)
        }
        Some(error) => Err(fail(scope, error).await),
    }
}
