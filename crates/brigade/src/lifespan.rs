//! Runs what lives as long as the application: pools of connections, models in memory, tasks of its own.
//!
//! A lifespan is one function. It prepares, waits for the shutdown and clears up, so what it holds stays in its local
//! variables. It begins before the first request and ends after the last, and lifespans end in reverse order: each may
//! use what those before it have prepared.

use std::{
    any::type_name,
    fmt,
    future::Future,
    pin::Pin,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    time::Duration,
};

use brigade_scheduler::{Task, spawn};
use tokio::{
    sync::oneshot,
    time::{Instant, timeout_at},
};

use crate::{
    ambient::{Ambient, within},
    error::{Error, Result},
    job_error::{contained, stopping},
    one_line::OneLine,
    state::State,
};

/// Is the application's life as a function sees it that [`App::lifespan`](crate::App::lifespan) was given.
///
/// The application has started once each of its lifespans waits for the shutdown or has returned.
pub struct Lifespan {
    name: &'static str,
    prepared: Prepared,
    beginning: Beginning,
    shutdown: oneshot::Receiver<()>,
}

impl Lifespan {
    /// Adds a value that operations take with `#[state]`: one per type.
    pub fn state<T: Send + Sync + 'static>(&mut self, value: T) {
        let mut prepared = self.prepared.lock();
        if let Err(mistake) = prepared.state.add(value) {
            prepared.mistakes.push(mistake);
        }
    }

    /// Returns a value that the application has from [`App::state`](crate::App::state) or from a lifespan before this one.
    ///
    /// # Errors
    ///
    /// That there is none of this type.
    pub fn get<T: Send + Sync + 'static>(&self) -> Result<Arc<T>> {
        self.prepared.lock().state.get().ok_or_else(|| {
            let name = type_name::<T>();
            Error::internal(format!(
                "no state of the type `{name}`: add it to the application or to an earlier lifespan"
            ))
        })
    }

    /// Lets the application start, and waits until it has answered its last request.
    pub async fn until_shutdown(self) {
        self.beginning.report(Ok(())).ok();
        // A sender that is gone says the same.
        let _ = self.shutdown.await;
    }
}

impl fmt::Debug for Lifespan {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "Lifespan({})", self.name)
    }
}

type Living = Pin<Box<dyn Future<Output = Result<()>> + Send>>;

/// Is a user's function that lives as long as the application.
#[derive(Clone)]
pub(crate) struct LifespanFunction {
    name: &'static str,
    function: Arc<dyn Fn(Lifespan) -> Living + Send + Sync>,
}

impl LifespanFunction {
    pub(crate) fn new<F, L>(function: F) -> Self
    where
        F: Fn(Lifespan) -> L + Send + Sync + 'static,
        L: Future<Output = Result<()>> + Send + 'static,
    {
        Self { name: type_name::<F>(), function: Arc::new(move |lifespan| Box::pin(function(lifespan))) }
    }

    /// Returns what people call it.
    pub(crate) fn described(&self) -> String {
        format!("the lifespan `{}`", self.name)
    }

    /// Returns whether `other` is a clone of this one: a router may be included in several places.
    pub(crate) fn is(&self, other: &Self) -> bool {
        Arc::ptr_eq(&self.function, &other.function)
    }
}

impl fmt::Debug for LifespanFunction {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(self.name)
    }
}

/// Holds the state of an application while its lifespans add to it.
#[derive(Clone, Default)]
pub(crate) struct Prepared(Arc<Mutex<StateAndMistakes>>);

#[derive(Default)]
pub(crate) struct StateAndMistakes {
    pub(crate) state: State,
    pub(crate) mistakes: Vec<String>,
}

impl Prepared {
    pub(crate) fn new(state: State) -> Self {
        Self(Arc::new(Mutex::new(StateAndMistakes { state, mistakes: Vec::new() })))
    }

    /// Takes everything out; what is added later is lost.
    pub(crate) fn take(&self) -> StateAndMistakes {
        std::mem::take(&mut self.lock())
    }

    /// Returns what there is so far.
    pub(crate) fn state(&self) -> State {
        self.lock().state.clone()
    }

    fn lock(&self) -> MutexGuard<'_, StateAndMistakes> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Tells the start how a lifespan began: by waiting for the shutdown, or by its end. The first report counts.
#[derive(Clone)]
struct Beginning(Arc<Mutex<Option<oneshot::Sender<Result<()>>>>>);

impl Beginning {
    /// Gives the report back if there was one before, or if nobody is interested.
    fn report(&self, report: Result<()>) -> Result<(), Result<()>> {
        let first = self.0.lock().unwrap_or_else(PoisonError::into_inner).take();
        match first {
            Some(sender) => sender.send(report),
            None => Err(report),
        }
    }
}

/// Holds the lifespans that have begun.
#[derive(Default)]
pub(crate) struct Lifespans(Vec<Running>);

/// Is a lifespan as its application sees it. Dropped, it is given up, wherever it is.
struct Running {
    name: &'static str,
    has_begun: bool,
    task: Task<()>,
    /// Gone, it says that the time has come.
    shutdown: Option<oneshot::Sender<()>>,
}

impl Drop for Running {
    fn drop(&mut self) {
        self.task.abort();
    }
}

impl Lifespans {
    /// Starts `lifespan` as a task that runs for `ambient`, and waits until it has prepared what it prepares.
    ///
    /// # Errors
    ///
    /// What made it fail, with its name.
    pub(crate) async fn begin(
        &mut self,
        lifespan: LifespanFunction,
        prepared: Prepared,
        ambient: Ambient,
    ) -> Result<()> {
        let LifespanFunction { name, function } = lifespan;
        let (sender, begun) = oneshot::channel();
        let beginning = Beginning(Arc::new(Mutex::new(Some(sender))));
        let (shutdown, is_over) = oneshot::channel();
        let lifespan = Lifespan { name, prepared, beginning: beginning.clone(), shutdown: is_over };
        let task = spawn(within(Some(ambient), async move {
            let outcome = contained(async move { function(lifespan).await }).await;
            if let Err(Err(error)) = beginning.report(outcome) {
                let cause = OneLine(error.chain());
                tracing::error!(target: "brigade::error", lifespan = name, %cause, "a lifespan failed");
            }
        }));
        self.0.push(Running { name, has_begun: false, task, shutdown: Some(shutdown) });
        let report = begun.await.unwrap_or_else(|_| Err(stopping()));
        self.0.last_mut().expect("it was just pushed").has_begun = report.is_ok();
        report.map_err(|error| Error::internal(format!("the lifespan `{name}` failed: {}", error.chain())))
    }

    /// Ends all lifespans, the last one first, and those that take longer than `time_max` together by force.
    pub(crate) async fn end(&mut self, time_max: Duration) {
        let deadline = Instant::now() + time_max;
        while let Some(mut running) = self.0.pop() {
            // One that has not begun has prepared nothing that could be cleared up in order.
            if !running.has_begun {
                continue;
            }
            drop(running.shutdown.take());
            if timeout_at(deadline, &mut running.task).await.is_err() {
                let name = running.name;
                tracing::error!(target: "brigade::error", lifespan = name, "a lifespan did not end in time");
            }
        }
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}
