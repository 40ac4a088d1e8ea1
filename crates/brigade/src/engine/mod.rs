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

use brigade_scheduler::{Call, Operation};

pub(crate) use self::loading::{AnyEngine, Demand, load_all};
use self::{
    exclusive::{Gate, Turn},
    instances::{Instances, Left},
    loader::Load,
};
pub use self::{
    exclusive::{gate, lease, turns},
    lease::Lease,
    loader::{IntoLoader, Loader},
};
use crate::{
    ambient::with_current,
    body::BoxError,
    error::{Error, Result},
    job_error::{caught, job_error, too_late},
};

/// Is something that operations work with, which [`App::load`](crate::App::load) has loaded. Clones are the same engine.
///
/// Most functions take what is inside: `#[state] embedder: &Embedder`, or `#[state] detector: &mut Detector` for an instance
/// of their own. `#[state] embedder: Engine<Embedder>` is for those that replace it.
pub struct Engine<T>(Arc<Held<T>>);

struct Held<T> {
    name: String,
    instances_max: usize,
    /// Where functions wait that want an instance to themselves.
    gate: Gate,
    instances: Mutex<Instances<T>>,
    /// There once the application starts.
    start: OnceLock<Start>,
    /// Held by who loads the copy that all share: nobody loads a second one meanwhile.
    sharing: Mutex<()>,
    /// Held by who loads it anew, so that the last one who does has the last word.
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
    /// Functions that wait for one.
    pub(crate) waiting: usize,
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
            gate: Gate::new(instances_max),
            instances: Mutex::new(Instances::none(load)),
            start: OnceLock::new(),
            sharing: Mutex::default(),
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
        if let Some(shared) = self.instances_held().shared() {
            return Ok(shared);
        }
        let _sharing = self.0.sharing.lock().unwrap_or_else(PoisonError::into_inner);
        loop {
            if let Some(shared) = self.instances_held().share() {
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
    /// That it could not be loaded, or that the answer for which it is wanted would be late.
    pub async fn take(&self) -> Result<Lease<T>> {
        self.lease(self.0.gate.pass().await?).await
    }

    /// Takes an instance as [`take`](Self::take) does, and holds the thread meanwhile: for plain functions.
    ///
    /// # Errors
    ///
    /// That it could not be loaded, or that the answer for which it is wanted is late.
    pub fn take_blocking(&self) -> Result<Lease<T>> {
        self.take_until(with_current(|ambient| ambient.due.moment()).flatten())
    }

    /// Takes an instance as [`take_blocking`](Self::take_blocking) does, if there is one until `due`.
    pub(crate) fn take_until(&self, due: Option<Instant>) -> Result<Lease<T>> {
        let mut turn = wait(self.0.gate.pass(), due).ok_or_else(too_late)??;
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
    ///
    /// If what this returns is dropped first, it stays as it is, too. An operation's function is, when its deadline passes: one that
    /// reloads for longer says `detach`.
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
            false => self.instances() == 1,
        };
        if !is_enough {
            let name = self.name();
            let message =
                format!("the engine `{name}` may have several instances, and one value cannot replace them all");
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
        let (generation, loaded) = {
            let instances = self.instances_held();
            (instances.generation(), instances.loaded())
        };
        let count = if self.is_exclusive() { self.instances() } else { loaded.count };
        let one = || {
            let (engine, load) = (self.clone(), load.clone());
            self.on_pool(move || engine.load_one(&load))
        };
        let count = (count + usize::from(loaded.is_shared)).max(1);
        // All are sent to the pool before the first is waited for.
        let loads = (0..count).map(|_| one()).collect::<Result<Vec<_>>>()?;
        let mut instances = Vec::with_capacity(count);
        for load in loads {
            instances.push(load.await.map_err(job_error)??);
        }
        let last = {
            let mut held = self.instances_held();
            // A value that was put in meanwhile is newer than what was read.
            (held.generation() == generation).then(|| {
                let shared = if loaded.is_shared { instances.pop() } else { None };
                held.replace(shared, std::mem::take(&mut instances), load)
            })
        };
        match last {
            Some(last) => self.replaced(last),
            None => self.dispose(instances),
        }
        Ok(())
    }

    fn replaced(&self, last: Instances<T>) {
        self.0.replaced.fetch_add(1, Relaxed);
        tracing::info!(engine = self.name(), "replaced");
        self.dispose(last);
    }

    /// Drops what is not needed any more on a thread of the pool: it may take long, and is the user's code.
    fn dispose(&self, left: impl Send + 'static) {
        // A second panic during a first would end the process.
        let dispose = move || drop(caught(|| drop(left)));
        match self.0.start.get() {
            Some(start) => start.loading.resume(0, dispose).detach(),
            None => dispose(),
        }
    }

    /// Takes the instance whose turn it is.
    async fn lease(&self, mut turn: Turn) -> Result<Lease<T>> {
        loop {
            turn = match self.take_free(turn) {
                Ok(lease) => return Ok(lease),
                Err(turn) => turn,
            };
            let engine = self.clone();
            // The turn goes along: a load that nobody waits for any more runs to its end, and no other begins in its place.
            let load = self.on_pool(move || engine.add_one().map(|()| turn))?;
            turn = load.await.map_err(job_error)??;
        }
    }

    fn state(&self) -> EngineState {
        let loaded = self.instances_held().loaded();
        EngineState {
            name: self.name().to_owned(),
            is_shared: loaded.is_shared,
            instances: loaded.count,
            lent: loaded.count - loaded.free,
            waiting: self.0.gate.waiting(),
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

    fn give_back(&self, instance: T, generation: u64, left: Left) {
        let old = {
            let mut instances = self.instances_held();
            match left {
                Left::Whole => instances.put_back(instance, generation),
                Left::Panicked | Left::Discarded => {
                    instances.discard(generation);
                    Some(instance)
                }
            }
        };
        match left {
            Left::Whole => {}
            Left::Panicked => tracing::warn!(engine = self.name(), "an instance is discarded after a panic"),
            Left::Discarded => tracing::info!(engine = self.name(), "an instance is discarded by who had it"),
        }
        self.0.discarded.fetch_add(u64::from(left != Left::Whole), Relaxed);
        if let Some(old) = old {
            self.dispose(old);
        }
    }

    /// Loads one instance, on the calling thread.
    fn add_one(&self) -> Result<()> {
        let (generation, load, is_made) = {
            let instances = self.instances_held();
            (instances.generation(), instances.load(), instances.is_made())
        };
        if is_made {
            tracing::warn!(
                engine = self.name(),
                "is loaded again: the value that replaced it is lent, or was lost in a panic"
            );
        }
        let instance = self.load_one(&load)?;
        if let Some(late) = self.instances_held().add(instance, generation) {
            self.dispose(late);
        }
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

    /// Sends `work` to the pool, at once.
    fn on_pool<R: Send + 'static>(&self, work: impl FnOnce() -> R + Send + 'static) -> Result<Call<R>> {
        let start = self.0.start.get().ok_or_else(|| Error::internal("the application has not started"))?;
        Ok(start.loading.resume(0, work))
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

/// Waits for `future`, until `due` at the latest, and holds the thread meanwhile.
fn wait<F: Future>(future: F, due: Option<Instant>) -> Option<F::Output> {
    let mut future = pin!(future);
    let waker = Waker::from(Arc::new(Parked(thread::current())));
    loop {
        let left = due.map(|due| due.saturating_duration_since(Instant::now()));
        match (future.as_mut().poll(&mut Context::from_waker(&waker)), left) {
            (Poll::Ready(output), _) => return Some(output),
            (Poll::Pending, None) => thread::park(),
            (Poll::Pending, Some(Duration::ZERO)) => return None,
            (Poll::Pending, Some(left)) => thread::park_timeout(left),
        }
    }
}
