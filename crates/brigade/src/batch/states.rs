//! Takes for a batch what it takes of its application.

use std::{any::type_name, sync::Arc};

use crate::{error::Error, extract::Context};

/// Has the states of an application, for one batch.
pub struct BatchStates {
    batch: &'static str,
    context: Arc<Context>,
}

impl BatchStates {
    pub(super) fn new(batch: &'static str, context: Arc<Context>) -> Self {
        Self { batch, context }
    }

    /// Returns the state of the type `T`, which all share.
    ///
    /// # Errors
    ///
    /// That there is none.
    pub fn shared<T: Send + Sync + 'static>(&self) -> Result<Arc<T>, Error> {
        self.context.shared().ok_or_else(|| {
            let (batch, name) = (self.batch, type_name::<T>());
            Error::internal(format!(
                "the batch `{batch}` takes a state of the type `{name}`, which the application has not"
            ))
        })
    }

    /// Returns a copy of the state of the type `T`.
    ///
    /// # Errors
    ///
    /// That there is none.
    pub fn copied<T: Clone + Send + Sync + 'static>(&self) -> Result<T, Error> {
        self.shared::<T>().map(|state| T::clone(&state))
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
