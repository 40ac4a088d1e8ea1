//! Is where code runs: an application with its queues, and an operation of it.

use std::{
    any::{Any, TypeId},
    collections::HashMap,
    fmt,
    marker::PhantomData,
    sync::{Arc, Mutex, PoisonError, Weak},
    time::{Duration, Instant},
};

use brigade_scheduler::{
    Pool,
    batch::{BatchFailure, BatchSettings, BatchWork, Batcher},
};

use super::{
    Batch, BatchError, BatchFailed, BatchStates,
    states::{Early, Source},
};
use crate::{
    ambient::{self, Ambient, Due},
    extract::Context,
};

/// Is an application as batches see it.
pub(crate) struct Application {
    source: Arc<Source>,
    /// The pool ends with what it serves, whoever still holds this.
    pool: Weak<Pool>,
    /// A [`Queue`] for each batch that was called, by its type.
    queues: Mutex<HashMap<TypeId, Arc<dyn Any + Send + Sync>>>,
}

/// Is an operation of an application, or what lives as long as it.
#[derive(Debug)]
pub(crate) struct Place {
    pub(crate) application: Arc<Application>,
    /// How long an answer may take.
    pub(crate) time_max: Duration,
}

/// Has the items of the batch `B` that wait in one application.
pub(super) type Queue<B> = Batcher<Runner<B>>;

/// Works on the items of `B`, in an application.
pub(super) struct Runner<B> {
    states: BatchStates,
    batch: PhantomData<fn() -> B>,
}

impl<B: Batch> BatchWork for Runner<B> {
    type Item = B::Item;
    type Output = Result<B::Output, B::Error>;
    type Error = BatchFailed<B::Error>;

    fn run(&self, items: &mut Vec<B::Item>) -> Result<Vec<Self::Output>, Self::Error> {
        B::run(&self.states, items)
    }
}

impl fmt::Debug for Application {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_struct("Application").finish_non_exhaustive()
    }
}

impl Application {
    pub(crate) fn new(context: Arc<Context>, pool: &Arc<Pool>) -> Arc<Self> {
        Arc::new(Self { source: Arc::new(Source::new(context)), pool: Arc::downgrade(pool), queues: Mutex::default() })
    }

    /// Says what there is of its state from now on, until all of it is there.
    pub(crate) fn begin(&self, early: Early) {
        self.source.begin(early);
    }

    /// Returns the queue of `B`, which is made when it is first asked for; `None` once the application has ended.
    pub(super) fn queue<B: Batch>(&self) -> Option<Queue<B>> {
        let mut queues = self.queues.lock().unwrap_or_else(PoisonError::into_inner);
        let queue = match queues.get(&TypeId::of::<B>()) {
            Some(queue) => queue.clone(),
            None => {
                let queue: Arc<dyn Any + Send + Sync> = Arc::new(self.open::<B>()?);
                queues.insert(TypeId::of::<B>(), queue.clone());
                queue
            }
        };
        Some(queue.downcast_ref::<Queue<B>>().expect("a batch has a queue of its own type").clone())
    }

    fn open<B: Batch>(&self) -> Option<Queue<B>> {
        let pool = self.pool.upgrade()?;
        let states = BatchStates::new(B::SPEC.name, self.source.clone());
        let settings = settings::<B>(&states);
        Some(Batcher::new(&pool, settings, Runner { states, batch: PhantomData }))
    }
}

fn settings<B: Batch>(states: &BatchStates) -> BatchSettings {
    let spec = B::SPEC;
    BatchSettings {
        max: spec.max,
        cost_max: spec.cost_max,
        instances: [spec.instances, B::instances(states)].into_iter().flatten().min(),
        retry: spec.retry,
        ..BatchSettings::named(spec.name)
    }
}

/// Is where the calling code sends items of `B`, and when their results are due.
pub(super) struct Here<B: Batch> {
    pub(super) queue: Queue<B>,
    pub(super) due: Option<Instant>,
}

/// Finds the queue of `B` in the application that the calling code runs for.
pub(super) fn here<B: Batch>() -> Result<Here<B>, BatchError<B::Error>> {
    let ambient = ambient::current();
    let place = ambient.as_ref().and_then(Ambient::place::<Place>);
    let (Some(ambient), Some(place)) = (ambient, place) else { return Err(BatchError::nowhere::<B>()) };
    let queue = place.application.queue::<B>().ok_or_else(|| BatchError::of::<B>(BatchFailure::Closed))?;
    let due = match ambient.due {
        Due::Unknown => Instant::now().checked_add(place.time_max),
        Due::At(due) => Some(due),
        Due::Never => None,
    };
    Ok(Here { queue, due })
}
