//! A list of what one reader is to take, who may leave for good at any time.
//!
//! The invariant: *nothing stays in the list after the reader has left.* Who posts looks for the reader after the post, and
//! the reader takes what there is after it has said that it leaves; the fences put one before the other. So one of
//! the two takes each value.

use std::sync::atomic::Ordering::{Relaxed, SeqCst};

use crate::{
    inbox::{Inbox, Taken},
    sync::{AtomicBool, fence},
};

/// Holds values for a reader.
#[derive(Debug)]
pub(crate) struct Outbox<T> {
    inbox: Inbox<T>,
    has_left: AtomicBool,
}

/// What whoever has posted a value does next.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Posted {
    /// Call the reader.
    Call,
    /// Take what there is: the reader has left.
    Take,
}

impl<T> Outbox<T> {
    pub(crate) fn new() -> Self {
        Self { inbox: Inbox::new(), has_left: AtomicBool::new(false) }
    }

    pub(crate) fn post(&self, value: T) -> Posted {
        self.inbox.push(value);
        fence(SeqCst);
        if self.has_left.load(Relaxed) { Posted::Take } else { Posted::Call }
    }

    /// Takes everything, oldest first.
    pub(crate) fn take_all(&self) -> Taken<T> {
        self.inbox.take_all()
    }

    /// Takes everything for the last time: from now on those who post do.
    pub(crate) fn leave(&self) -> Taken<T> {
        self.has_left.store(true, Relaxed);
        fence(SeqCst);
        self.inbox.take_all()
    }
}
