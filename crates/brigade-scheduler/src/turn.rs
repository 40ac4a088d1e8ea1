//! Whose turn it is with a future that several threads know.
//!
//! ```text
//!                  begin                       end: it is ready, or has panicked
//!   (new) ─▶ QUEUED ───────────────▶ POLLED ───────────────────────────────────▶ DONE
//!             ▲  ▲                   │   │                                        ▲
//!             │  │ pause             │   │ wake                                   │
//!        wake │  └──────── WOKEN ◀───┼───┘                                        │
//!             │                      │ pause                                      │
//!             └───────── PARKED ◀────┘             from any: leave, the caller ──┘
//! ```
//!
//! Who moves the state out of QUEUED or PARKED owns the future until it moves it on. So a future is polled by one
//! thread at a time, is queued at most once, and is dropped once; and no wake-up is lost: one that comes during a
//! poll turns POLLED into WOKEN, and the polling thread queues the future again. A caller that leaves while the future
//! is polled leaves the dropping to the polling thread.
//!
//! A wake-up that changes nothing is written all the same: the next poll then sees whatever was done before it.

use std::sync::atomic::Ordering::{AcqRel, Acquire};

use crate::sync::AtomicU8;

const QUEUED: u8 = 0;
const POLLED: u8 = 1;
const WOKEN: u8 = 2;
const PARKED: u8 = 3;
const DONE: u8 = 4;

/// The state of a future between its polls; at first it is queued.
#[derive(Debug)]
pub(crate) struct Turn(AtomicU8);

/// What follows from a poll that was not ready.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Pause {
    /// Nothing: who wakes the future queues it.
    Parked,
    /// It was woken meanwhile: the polling thread queues it.
    Queued,
    /// The caller left meanwhile: the polling thread drops it.
    Left,
}

impl Turn {
    pub(crate) fn new() -> Self {
        Self(AtomicU8::new(QUEUED))
    }

    /// Takes the queued future for a poll; `false` if its caller has left.
    pub(crate) fn begin(&self) -> bool {
        self.0.compare_exchange(QUEUED, POLLED, AcqRel, Acquire).is_ok()
    }

    /// Gives the polled future back, as it is not ready.
    pub(crate) fn pause(&self) -> Pause {
        let after = |state| match state {
            POLLED => Some(PARKED),
            WOKEN => Some(QUEUED),
            _ => None,
        };
        match self.0.fetch_update(AcqRel, Acquire, after) {
            Ok(POLLED) => Pause::Parked,
            Ok(_) => Pause::Queued,
            Err(_) => Pause::Left,
        }
    }

    /// Keeps the polled future, as it is ready or has panicked: the polling thread drops it.
    pub(crate) fn end(&self) {
        self.0.swap(DONE, AcqRel);
    }

    /// Wakes the future; `true` if whoever did has to queue it.
    pub(crate) fn wake(&self) -> bool {
        let after = |state| match state {
            PARKED | QUEUED => Some(QUEUED),
            POLLED | WOKEN => Some(WOKEN),
            _ => None,
        };
        self.0.fetch_update(AcqRel, Acquire, after) == Ok(PARKED)
    }

    /// Ends the future for its caller's sake; `true` if whoever did has to drop it.
    pub(crate) fn leave(&self) -> bool {
        matches!(self.0.swap(DONE, AcqRel), QUEUED | PARKED)
    }
}
