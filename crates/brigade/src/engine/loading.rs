//! Loads all engines of an application before it serves, side by side as far as the pool has cores.

use std::{
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering::Relaxed},
    },
    time::{Duration, Instant},
};

use brigade_scheduler::Operation;
use tokio::time::timeout;

use super::{Engine, EngineState, Start, progress::Progress};
use crate::{error::Result, job_error::job_error, readiness::Readiness};

/// How often people see that something still loads.
const TICK: Duration = Duration::from_millis(100);

/// Is how functions take an engine.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) struct Demand {
    /// Some take `&T`, or a clone of it.
    pub(crate) is_shared: bool,
    /// Some take `&mut T`.
    pub(crate) is_exclusive: bool,
}

/// Is an engine whose type nobody needs to know.
pub(crate) trait AnyEngine: Send + Sync {
    fn name(&self) -> &str;

    /// Returns how it is doing.
    fn state(&self) -> EngineState;

    /// Says whose jobs load it from now on, and returns how many instances have to be there.
    fn start(&self, loading: &Operation, demand: Demand) -> usize;

    /// Loads one instance, on the calling thread.
    fn add_one(&self) -> Result<()>;

    /// Sees to it that there is one to share, once all instances are there.
    fn finish(&self, demand: Demand) -> Result<()>;
}

impl<T: Send + Sync + 'static> AnyEngine for Engine<T> {
    fn name(&self) -> &str {
        Engine::name(self)
    }

    fn state(&self) -> EngineState {
        Engine::state(self)
    }

    fn start(&self, loading: &Operation, demand: Demand) -> usize {
        // An application starts once.
        let _ = self.0.start.set(Start { loading: loading.clone(), demand });
        let exclusive = if demand.is_exclusive { self.instances() } else { 0 };
        // What nobody asks for by its type is asked for within a function: by `Engine::take`, or by a batch.
        (exclusive + usize::from(demand.is_shared)).max(1)
    }

    fn add_one(&self) -> Result<()> {
        Engine::add_one(self)
    }

    fn finish(&self, demand: Demand) -> Result<()> {
        if demand.is_shared { self.shared().map(drop) } else { Ok(()) }
    }
}

/// Is an engine of which some instances still load.
struct Awaited {
    engine: Arc<dyn AnyEngine>,
    demand: Demand,
    /// How many instances are not there yet.
    left: AtomicUsize,
    begun: Instant,
    readiness: Arc<Readiness>,
    progress: Arc<Progress>,
}

impl Awaited {
    /// Loads one instance, on the calling thread. Who loads the last one tells the others.
    fn load(&self) -> Result<()> {
        let loaded = self.engine.add_one();
        if let Err(error) = loaded {
            self.progress.failed(self.engine.name());
            return Err(error);
        }
        if self.left.fetch_sub(1, Relaxed) == 1 {
            self.engine.finish(self.demand)?;
            self.progress.loaded(self.engine.name(), self.begun.elapsed());
            self.readiness.arrived(&described(&*self.engine));
        }
        Ok(())
    }
}

/// Ends what is shown when nobody waits any more, though the jobs may go on.
struct Shown(Arc<Progress>);

impl Drop for Shown {
    fn drop(&mut self) {
        self.0.end();
    }
}

fn described(engine: &dyn AnyEngine) -> String {
    format!("the engine `{}`", engine.name())
}

/// Loads `engines` as jobs of `loading`.
///
/// # Errors
///
/// What keeps each of those from being loaded that could not be, in sentences.
pub(crate) async fn load_all(
    engines: Vec<(Arc<dyn AnyEngine>, Demand)>,
    loading: &Operation,
    readiness: &Arc<Readiness>,
) -> Result<(), Vec<String>> {
    let progress = Arc::new(Progress::new(engines.iter().map(|(engine, _)| engine.name())));
    let _shown = Shown(progress.clone());
    for (engine, _) in &engines {
        readiness.expect(described(&**engine));
    }
    let begun = Instant::now();
    // All jobs are queued before the first is awaited.
    let loads = engines.into_iter().map(|(engine, demand)| {
        let count = engine.start(loading, demand);
        let (readiness, progress) = (readiness.clone(), progress.clone());
        let awaited = Arc::new(Awaited { engine, demand, left: AtomicUsize::new(count), begun, readiness, progress });
        let load = |_| {
            let awaited = awaited.clone();
            loading.resume(0, move || awaited.load())
        };
        (0..count).map(load).collect::<Vec<_>>()
    });
    let mut failures = Vec::new();
    for loads in loads.collect::<Vec<_>>() {
        let mut failure = None;
        for mut load in loads {
            let loaded = loop {
                match timeout(TICK, &mut load).await {
                    Ok(loaded) => break loaded.unwrap_or_else(|error| Err(job_error(error))),
                    Err(_) => progress.tick(),
                }
            };
            // What keeps the second instance from being loaded is what kept the first.
            failure = failure.or(loaded.err());
        }
        failures.extend(failure.map(|error| error.chain()));
    }
    if failures.is_empty() { Ok(()) } else { Err(failures) }
}
