//! Runs a batch before the first request: what is made when it is first used is made then, and what its calls take is known.

use std::{future::Future, pin::Pin};

use brigade_scheduler::batch::Calibration;

use super::{Application, Batch, BatchError, BatchSpec};
use crate::{
    error::{Error, Result},
    job_error::{contained, stopping},
};

/// Is a batch that is run before the first request.
pub(crate) struct WarmUp {
    pub(crate) batch: &'static BatchSpec,
    run: Box<dyn FnOnce(&Application) -> Running + Send>,
}

type Running = Pin<Box<dyn Future<Output = Result<Calibration>> + Send>>;

impl WarmUp {
    pub(crate) fn new<B: Batch>(sample: impl Fn() -> B::Item + Send + Sync + 'static) -> Self {
        let run = |application: &Application| -> Running {
            let queue = application.queue::<B>();
            Box::pin(async move {
                let calibrated = queue.ok_or_else(stopping)?.calibrate(sample, B::cost).await;
                calibrated.map_err(|failure| Error::from(BatchError::of::<B>(failure)))
            })
        };
        Self { batch: B::SPEC, run: Box::new(run) }
    }

    /// Returns what people are told that is still to come.
    pub(crate) fn described(&self) -> String {
        format!("the warm-up of `{}`", self.batch.name)
    }

    /// Runs it, and tells the log what it has learned.
    ///
    /// # Errors
    ///
    /// Why the batch failed, in a sentence.
    pub(crate) async fn run(self, application: &Application) -> Result<(), String> {
        match contained((self.run)(application)).await {
            Ok(calibration) => {
                tracing::info!("{calibration}");
                Ok(())
            }
            Err(error) => Err(format!("the batch `{}` could not be warmed up: {}", self.batch.name, error.chain())),
        }
    }
}
