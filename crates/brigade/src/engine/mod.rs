//! Holds what operations work with and what takes time to load: models, dictionaries, devices.
//!
//! How a function takes an engine says how it is used. `&T` is one copy for all cores at once; `&mut T` is an instance
//! that the function has to itself, one of as many as there are cores. Functions that find all of them taken wait in the
//! order in which they came, and hold no thread meanwhile. What is loaded is in [`instances`]; here is who loads it, and
//! who waits.

mod exclusive;
mod instances;
mod lease;
mod loader;
mod loading;
mod progress;

use std::{
    fmt,
    future::Future,
    pin::pin,
    sync::{
        Arc, Mutex, MutexGuard, OnceLock, PoisonError,
        atomic::{AtomicU64, Ordering::Relaxed},
    },
    task::{Context, Poll, Wake, Waker},
    thread::{self, Thread},
    time::{Duration, Instant},
};

use brigade_scheduler::Operation;
use tokio::sync::Semaphore;

pub(crate) use self::loading::{AnyEngine, Demand, load_all};
use self::{exclusive::Turn, instances::Instances, loader::Load};
pub use self::{
    exclusive::{gate, lease, turns},
    lease::Lease,
    loader::{IntoLoader, Loader},
};
use crate::{
    body::BoxError,
    error::{Error, Result},
    job_error::{caught, job_error},
};

/// Is something that operations work with, which [`App::load`](crate::App::load) has loaded. Clones are the same engine.
///
/// Most functions take what is inside: `#[state] embedder: &Embedder`, or `#[state] detector: &mut Detector` for an instance
/// of their own. `#[state] embedder: Engine<Embedder>` is for those that replace it.
pub struct Engine<T>(Arc<Held<T>>);

struct Held<T> {
    name: String,
    instances_max: usize,
    /// One for each function that may have an instance to itself; given out in the order in which they are asked for.
    turns: Arc<Semaphore>,
    instances: Mutex<Instances<T>>,
    /// There once the application starts.
    start: OnceLock<Start>,
    /// Held by who replaces it, so that the last one who does has the last word.
    replacing: tokio::sync::Mutex<()>,
    /// How long an instance took to load the last time, in nanoseconds.
    loaded_in: AtomicU64,
    replaced: AtomicU64,
    discarded: AtomicU64,
}

/// Is an engine at a moment.
#[derive(Debug, Clone)]
pub(crate) struct EngineState {
    pub(crate) name: String,
    pub(crate) is_shared: bool,
    /// Those that functions have to themselves, one after another.
    pub(crate) instances: usize,
    pub(crate) lent: usize,
    /// How long one took to load the last time.
    pub(crate) loaded_in: Duration,
    pub(crate) replaced: u64,
    pub(crate) discarded: u64,
}

/// Is what the application's start says to an engine.
struct Start {
    /// Whose jobs load it.
    loading: Operation,
    demand: Demand,
}

impl<T> Clone for Engine<T> {
    fn clone(&self) -> Self {
        Self(self.0.clone())
    }
}

impl<T> Engine<T> {
    /// Makes a loader that takes settings: `.load("vad", Engine::loader(Vad::open).instances(1))`.
    pub fn loader<E: Into<BoxError>>(load: impl Fn() -> Result<T, E> + Send + Sync + 'static) -> Loader<T> {
        Loader::new(load)
    }

    /// Returns what [`App::load`](crate::App::load) calls it.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.0.name
    }

    /// Returns how many functions can have an instance to themselves at once.
    #[must_use]
    pub fn instances(&self) -> usize {
        self.0.instances_max
    }

    fn instances_held(&self) -> MutexGuard<'_, Instances<T>> {
        // Nothing of the users runs under the lock.
        self.0.instances.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl<T: Send + Sync + 'static> Engine<T> {
    /// Makes an engine of which nothing is loaded.
    pub(crate) fn new(name: String, loader: Loader<T>) -> Self {
        let Loader { load, instances_max } = loader;
        Self(Arc::new(Held {
            name,
            instances_max,
            turns: Arc::new(Semaphore::new(instances_max)),
            instances: Mutex::new(Instances::none(load)),
            start: OnceLock::new(),
            replacing: tokio::sync::Mutex::default(),
            loaded_in: AtomicU64::new(0),
            replaced: AtomicU64::new(0),
            discarded: AtomicU64::new(0),
        }))
    }

    /// Returns the copy that all share.
    ///
    /// An application whose functions take `&T` has it from the start; else it is loaded on the spot if nothing is there that
    /// could be shared.
    ///
    /// # Errors
    ///
    /// That it could not be loaded.
    pub fn shared(&self) -> Result<Arc<T>> {
        loop {
            if let Some(shared) = self.instances_held().shared() {
                return Ok(shared);
            }
            self.add_one()?;
        }
    }

    /// Takes an instance that nobody else has until the lease is dropped. Who finds none waits, in the order of asking.
    ///
    /// An instance that a panic has spoilt is loaded anew first. Hold a lease of one engine at a time: two functions that
    /// wait for what the other one has wait for ever. Functions that take several as `#[state] name: &mut T` get them in
    /// an order in which that cannot be.
    ///
    /// # Errors
    ///
    /// That it could not be loaded.
    pub async fn take(&self) -> Result<Lease<T>> {
        self.lease(gate(self).pass().await).await
    }

    /// Takes an instance as [`take`](Self::take) does, and holds the thread meanwhile: for plain functions.
    ///
    /// # Errors
    ///
    /// That it could not be loaded.
    pub fn take_blocking(&self) -> Result<Lease<T>> {
        let mut turn = wait(gate(self).pass());
        loop {
            turn = match self.take_free(turn) {
                Ok(lease) => return Ok(lease),
                Err(turn) => turn,
            };
            self.add_one()?;
        }
    }

    /// Loads the engine anew, and replaces it once all of it is there. Requests under way keep the one that they have; not one
    /// is refused or waits because of it.
    ///
    /// # Errors
    ///
    /// That it could not be loaded. It stays as it is then.
    pub async fn reload(&self) -> Result<()> {
        let _replacing = self.0.replacing.lock().await;
        let load = self.instances_held().load();
        self.replace_by(load).await
    }

    /// Replaces the engine as [`reload`](Self::reload) does, by what `load` loads; whatever is loaded later is loaded by it, too.
    ///
    /// # Errors
    ///
    /// That it could not be loaded. It stays as it is then.
    pub async fn replace_with<E: Into<BoxError>>(
        &self,
        load: impl Fn() -> Result<T, E> + Send + Sync + 'static,
    ) -> Result<()> {
        let _replacing = self.0.replacing.lock().await;
        self.replace_by(Loader::new(load).load).await
    }

    /// Replaces the engine by `value`, at once: for one that was made here, by training perhaps. Requests under way keep the
    /// one that they have.
    ///
    /// # Errors
    ///
    /// That functions take the engine as `&mut` and there may be several instances, since one value is not enough for them:
    /// [`replace_with`](Self::replace_with) is.
    pub fn replace(&self, value: T) -> Result<()> {
        let (loaded, is_exclusive) = (self.instances_held().loaded(), self.is_exclusive());
        let is_enough = match loaded.is_shared {
            true => loaded.count == 0 && !is_exclusive,
            false => self.instances() == 1 || loaded.count <= 1 && !is_exclusive,
        };
        if !is_enough {
            let name = self.name();
            let message = format!("the engine `{name}` has several instances, and one value cannot replace them all");
            return Err(Error::internal(message));
        }
        let last = self.instances_held().replace_by_one(value);
        self.replaced(last);
        Ok(())
    }

    /// Returns whether functions take it as `&mut`.
    fn is_exclusive(&self) -> bool {
        self.0.start.get().is_some_and(|start| start.demand.is_exclusive)
    }

    async fn replace_by(&self, load: Load<T>) -> Result<()> {
        let loaded = self.instances_held().loaded();
        let count = if self.is_exclusive() { self.instances() } else { loaded.count };
        let mut instances = Vec::new();
        for _ in 0..(count + usize::from(loaded.is_shared)).max(1) {
            let (engine, load) = (self.clone(), load.clone());
            instances.push(self.on_pool(move || engine.load_one(&load)).await??);
        }
        let shared = if loaded.is_shared { instances.pop() } else { None };
        let last = self.instances_held().replace(shared, instances, load);
        self.replaced(last);
        Ok(())
    }

    fn replaced(&self, last: Instances<T>) {
        self.0.replaced.fetch_add(1, Relaxed);
        tracing::info!(engine = self.name(), "replaced");
        let _ = caught(|| drop(last));
    }

    /// Takes the instance whose turn it is.
    async fn lease(&self, mut turn: Turn) -> Result<Lease<T>> {
        loop {
            turn = match self.take_free(turn) {
                Ok(lease) => return Ok(lease),
                Err(turn) => turn,
            };
            let engine = self.clone();
            self.on_pool(move || engine.add_one()).await??;
        }
    }

    fn state(&self) -> EngineState {
        let loaded = self.instances_held().loaded();
        EngineState {
            name: self.name().to_owned(),
            is_shared: loaded.is_shared,
            instances: loaded.count,
            lent: loaded.count - loaded.free,
            loaded_in: Duration::from_nanos(self.0.loaded_in.load(Relaxed)),
            replaced: self.0.replaced.load(Relaxed),
            discarded: self.0.discarded.load(Relaxed),
        }
    }

    fn take_free(&self, turn: Turn) -> Result<Lease<T>, Turn> {
        let mut instances = self.instances_held();
        match instances.take() {
            Some(instance) => Ok(Lease::new(instance, instances.generation(), self.clone(), turn)),
            None => Err(turn),
        }
    }

    fn give_back(&self, instance: T, generation: u64, is_spoilt: bool) {
        let mut instances = self.instances_held();
        let left = if is_spoilt {
            instances.discard(generation);
            Some(instance)
        } else {
            instances.put_back(instance, generation)
        };
        drop(instances);
        if is_spoilt {
            self.0.discarded.fetch_add(1, Relaxed);
            tracing::warn!(engine = self.name(), "an instance is discarded after a panic");
        }
        // Dropping it may take long, and is the user's code: a second panic during a first would end the process.
        let _ = caught(|| drop(left));
    }

    /// Loads one instance, on the calling thread.
    fn add_one(&self) -> Result<()> {
        let (generation, load, is_single) = {
            let instances = self.instances_held();
            (instances.generation(), instances.load(), instances.is_single())
        };
        if is_single {
            let name = self.name();
            let message = format!("the engine `{name}` was replaced by one value, of which there is no second");
            return Err(Error::internal(message));
        }
        let instance = self.load_one(&load)?;
        let late = self.instances_held().add(instance, generation);
        let _ = caught(|| drop(late));
        Ok(())
    }

    /// Calls the loader, on the calling thread.
    fn load_one(&self, load: &Load<T>) -> Result<T> {
        let begun = Instant::now();
        let instance = caught(|| load()).and_then(|loaded| loaded.map_err(Error::from_boxed));
        let instance = instance.map_err(|error| {
            let cause = error.chain();
            Error::internal(format!("the engine `{}` could not be loaded: {cause}", self.name()))
        })?;
        self.0.loaded_in.store(u64::try_from(begun.elapsed().as_nanos()).unwrap_or(u64::MAX), Relaxed);
        Ok(instance)
    }

    async fn on_pool<R: Send + 'static>(&self, work: impl FnOnce() -> R + Send + 'static) -> Result<R> {
        let start = self.0.start.get().ok_or_else(|| Error::internal("the application has not started"))?;
        start.loading.resume(0, work).await.map_err(job_error)
    }
}

impl<T> fmt::Debug for Engine<T> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let loaded = self.instances_held().loaded();
        formatter.debug_struct("Engine").field("name", &self.name()).field("loaded", &loaded).finish_non_exhaustive()
    }
}

/// Wakes a thread that waits for a future.
struct Parked(Thread);

impl Wake for Parked {
    fn wake(self: Arc<Self>) {
        self.0.unpark();
    }
}

/// Waits for `future` and holds the thread meanwhile.
fn wait<F: Future>(future: F) -> F::Output {
    let mut future = pin!(future);
    let waker = Waker::from(Arc::new(Parked(thread::current())));
    loop {
        match future.as_mut().poll(&mut Context::from_waker(&waker)) {
            Poll::Ready(output) => return output,
            Poll::Pending => thread::park(),
        }
    }
}
