//! Loads all engines of an application before it serves, side by side as far as the pool has cores.

use std::{
    sync::Arc,
    time::{Duration, Instant},
};

use brigade_scheduler::Operation;

use super::{Engine, Start};
use crate::{error::Result, job_error::job_error};

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

/// Loads `engines` as jobs of `loading`.
///
/// # Errors
///
/// What keeps each of those from being loaded that could not be, in sentences.
pub(crate) async fn load_all(
    engines: Vec<(Arc<dyn AnyEngine>, Demand)>,
    loading: &Operation,
) -> Result<(), Vec<String>> {
    let begun = Instant::now();
    // All jobs are queued before the first is awaited.
    let jobs: Vec<_> = engines
        .into_iter()
        .map(|(engine, demand)| {
            let loads: Vec<_> = (0..engine.start(loading, demand))
                .map(|_| {
                    let engine = engine.clone();
                    loading.resume(0, move || engine.add_one().map(|()| begun.elapsed()))
                })
                .collect();
            (engine, demand, loads)
        })
        .collect();
    let mut failures = Vec::new();
    for (engine, demand, loads) in jobs {
        let mut loaded: Result<Duration> = Ok(Duration::ZERO);
        for load in loads {
            let next = load.await.map_err(job_error).and_then(|loaded| loaded);
            // What keeps the second instance from being loaded is what kept the first.
            loaded = loaded.and_then(|before| Ok(before.max(next?)));
        }
        match loaded.and_then(|taken| engine.finish(demand).map(|()| taken)) {
            Ok(taken) => tracing::info!(engine = engine.name(), seconds = taken.as_secs_f64(), "loaded"),
            Err(error) => failures.push(error.chain()),
        }
    }
    if failures.is_empty() { Ok(()) } else { Err(failures) }
}
