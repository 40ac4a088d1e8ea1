//! Takes for a batch what it takes of its application.

use std::{
    any::type_name,
    sync::{Arc, OnceLock},
    time::{Duration, Instant},
};

use crate::{
    engine::{Engine, Lease},
    error::Error,
    extract::Context,
    state::State,
};

/// How long a batch waits for an instance. One whose caller holds the last one would wait for ever, with a thread and all
/// whose items come after.
const PATIENCE: Duration = Duration::from_secs(60);

/// Has the states of an application, for all of its batches.
pub(super) struct Source {
    context: Arc<Context>,
    /// Returns what there is while lifespans begin: the context has it once they have begun.
    early: OnceLock<Early>,
}

/// Returns the state of an application that is not ready.
pub(crate) type Early = Box<dyn Fn() -> State + Send + Sync>;

impl Source {
    pub(super) fn new(context: Arc<Context>) -> Self {
        Self { context, early: OnceLock::new() }
    }

    pub(super) fn begin(&self, early: Early) {
        // An application starts once.
        let _ = self.early.set(early);
    }

    fn shared<T: Send + Sync + 'static>(&self) -> Option<Arc<T>> {
        self.context.shared().or_else(|| self.early.get()?().get())
    }

    fn engine<T: Send + Sync + 'static>(&self) -> Option<Engine<T>> {
        self.context.engine().or_else(|| self.early.get()?().engine())
    }
}

/// Has the states of an application, for one batch.
pub struct BatchStates {
    batch: &'static str,
    source: Arc<Source>,
}

impl BatchStates {
    pub(super) fn new(batch: &'static str, source: Arc<Source>) -> Self {
        Self { batch, source }
    }

    /// Returns the state of the type `T`, which all share.
    ///
    /// # Errors
    ///
    /// That there is none.
    pub fn shared<T: Send + Sync + 'static>(&self) -> Result<Arc<T>, Error> {
        self.source.shared().ok_or_else(|| self.missing::<T>("a state"))
    }

    /// Returns a copy of the state of the type `T`.
    ///
    /// # Errors
    ///
    /// That there is none.
    pub fn copied<T: Clone + Send + Sync + 'static>(&self) -> Result<T, Error> {
        self.shared::<T>().map(|state| T::clone(&state))
    }

    /// Takes an instance of the engine `T` that nobody else has, and waits until there is one.
    ///
    /// # Errors
    ///
    /// That there is no such engine, that it could not be loaded, or that a minute has passed.
    pub fn exclusive<T: Send + Sync + 'static>(&self) -> Result<Lease<T>, Error> {
        let engine = self.source.engine::<T>().ok_or_else(|| self.missing::<T>("an engine"))?;
        engine.take_until(Instant::now().checked_add(PATIENCE))
    }

    /// Returns how many instances of the engine `T` there may be.
    #[must_use]
    pub fn instances<T: Send + Sync + 'static>(&self) -> Option<usize> {
        self.source.engine::<T>().map(|engine| engine.instances())
    }

    fn missing<T>(&self, what: &str) -> Error {
        let (batch, name) = (self.batch, type_name::<T>());
        Error::internal(format!("the batch `{batch}` takes {what} of the type `{name}`, which the application has not"))
    }
}

/// Is what a call of a batch gave: a result for each item, in their order.
pub type BatchResults<T, E> = Result<Vec<Result<T, E>>, BatchFailed<E>>;

/// Is why a call of a batch gave no results at all.
pub enum BatchFailed<E> {
    /// It said so itself.
    Own(E),
    /// It was not even called.
    Unready(Error),
}

impl<E> From<Error> for BatchFailed<E> {
    fn from(error: Error) -> Self {
        Self::Unready(error)
    }
}
