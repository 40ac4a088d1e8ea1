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
    Pool, Refusal,
    batch::{BatchFailure, BatchSettings, BatchWork, Batcher},
};

use super::{
    Batch, BatchError, BatchFailed, BatchStates,
    states::{Early, Source},
    uses::{Gate, Uses},
};
use crate::{
    ambient::{call_within, with_current},
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
pub(crate) struct Place {
    pub(crate) application: Arc<Application>,
    uses: Uses,
}

impl Place {
    pub(crate) fn new(application: Arc<Application>) -> Arc<Self> {
        Arc::new(Self { application, uses: Uses::default() })
    }

    /// Begins a request that may take as long as `time_max`: before its body is read, the batches that it will use are asked
    /// whether they would take its items.
    ///
    /// # Errors
    ///
    /// That one of them would not.
    pub(crate) fn visit(&self, time_max: Duration) -> Result<Visit<'_>, Refusal> {
        if !self.uses.is_empty() {
            self.uses.admit(Instant::now().checked_add(time_max))?;
        }
        Ok(Visit(&self.uses))
    }
}

/// Is a request, as long as it lasts.
#[must_use = "the request is over when this is dropped"]
pub(crate) struct Visit<'p>(&'p Uses);

impl Drop for Visit<'_> {
    fn drop(&mut self) {
        self.0.end();
    }
}

impl fmt::Debug for Place {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_struct("Place").finish_non_exhaustive()
    }
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
        // It works for all of its callers, and so for none of their requests.
        let results = call_within(None, || B::run(&self.states, items));
        if let Err(BatchFailed::Unready(_)) = &results {
            // No item is to blame, so no half of them would fare better: what is taken is not tried again.
            items.clear();
        }
        results
    }
}

impl fmt::Debug for Application {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_struct("Application").finish_non_exhaustive()
    }
}

impl<B: Batch> Gate for Queue<B> {
    fn admit(&self, due: Option<Instant>) -> Result<(), Refusal> {
        Batcher::admit(self, due)
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
        wait: spec.wait,
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
    with_current(|ambient| {
        let place = ambient.place::<Place>()?;
        let Some(queue) = place.application.queue::<B>() else {
            return Some(Err(BatchError::of::<B>(BatchFailure::Closed)));
        };
        let due = ambient.due.moment();
        let mut marks = ambient.marks;
        place.uses.note(TypeId::of::<B>(), &mut marks, || Box::new(queue.clone()));
        ambient.marks = marks;
        Some(Ok(Here { queue, due }))
    })
    .flatten()
    .unwrap_or_else(|| Err(BatchError::nowhere::<B>()))
}
