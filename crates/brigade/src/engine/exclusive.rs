//! Is what the expansions of macros call for arguments such as `#[state] detector: &mut Detector`.

use std::{array, sync::Arc};

use tokio::sync::{OwnedSemaphorePermit, Semaphore};

use super::{Engine, Lease};
use crate::error::Result;

/// Is where one waits for an instance of an engine.
#[derive(Debug)]
pub struct Gate(pub(super) Arc<Semaphore>);

/// Says that one may have an instance, until it is dropped.
#[derive(Debug)]
pub struct Turn {
    _permit: OwnedSemaphorePermit,
}

impl Gate {
    pub(super) async fn pass(&self) -> Turn {
        Turn { _permit: self.0.clone().acquire_owned().await.expect("nobody closes it") }
    }
}

/// Returns where one waits for an instance of `engine`.
pub fn gate<T>(engine: &Engine<T>) -> Gate {
    Gate(engine.0.turns.clone())
}

/// Waits until one may have an instance of each of several engines.
///
/// Whoever waits asks in the same order, so no two can each wait for what the other one has.
pub async fn turns<const N: usize>(gates: [Gate; N]) -> [Turn; N] {
    let mut order: [usize; N] = array::from_fn(|index| index);
    order.sort_unstable_by_key(|&index| Arc::as_ptr(&gates[index].0).addr());
    let mut turns = [const { None }; N];
    for index in order {
        turns[index] = Some(gates[index].pass().await);
    }
    turns.map(|turn| turn.expect("each index is in the order once"))
}

/// Takes the instance whose turn it is.
///
/// # Errors
///
/// That it could not be loaded.
pub async fn lease<T: Send + Sync + 'static>(engine: Engine<T>, turn: Turn) -> Result<Lease<T>> {
    engine.lease(turn).await
}
