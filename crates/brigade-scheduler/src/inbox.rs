//! A list that any thread adds to and any thread empties, without waiting for each other.
//!
//! ```text
//!  push ──▶ head ─▶ newest ─▶ … ─▶ oldest ─▶ null          take_all: head ◀─ null, and the list is turned around
//! ```
//!
//! A push is one exchange of `head`, and so is emptying: nobody is ever half done, so a thread that the system stops at
//! the worst moment stops no other. Nothing is taken one by one; that is why a node whose address comes back
//! between two looks (the ABA problem) does no harm.
//!
//! A list with many writers and no lock cannot be had without `unsafe`. What it rests on is *who pushed a node owns it
//! until the exchange succeeds; from then on the list does; and who swaps the head out owns all that hangs on it*.

#![expect(unsafe_code, reason = "nodes are owned through a shared pointer, which the compiler cannot follow")]

use std::{
    marker::PhantomData,
    ptr,
    sync::atomic::Ordering::{AcqRel, Acquire, Relaxed, Release},
};

use crate::sync::AtomicPtr;

/// Holds values until somebody takes them all.
#[derive(Debug)]
pub(crate) struct Inbox<T> {
    head: AtomicPtr<Node<T>>,
    /// Values are handed from thread to thread and never shared, as a mutex does with its value.
    values: PhantomData<std::sync::Mutex<T>>,
}

#[derive(Debug)]
struct Node<T> {
    value: T,
    /// The node that was pushed before this one.
    next: *mut Node<T>,
}

impl<T> Inbox<T> {
    pub(crate) fn new() -> Self {
        Self { head: AtomicPtr::new(ptr::null_mut()), values: PhantomData }
    }

    /// Adds `value`, and says whether it is the only one.
    pub(crate) fn push(&self, value: T) -> bool {
        let mut head = self.head.load(Relaxed);
        let mut node = Box::new(Node { value, next: head });
        loop {
            let pushed = Box::into_raw(node);
            // Release: who takes the list sees the node as it was written here.
            match self.head.compare_exchange_weak(head, pushed, Release, Relaxed) {
                Ok(before) => return before.is_null(),
                Err(now) => {
                    // SAFETY: `pushed` came from `into_raw`, and was not published as the exchange failed.
                    node = unsafe { Box::from_raw(pushed) };
                    (head, node.next) = (now, now);
                }
            }
        }
    }

    /// Whether there was nothing in it at some moment during the call.
    pub(crate) fn is_empty(&self) -> bool {
        self.head.load(Acquire).is_null()
    }

    /// Takes everything, oldest first.
    pub(crate) fn take_all(&self) -> Taken<T> {
        // AcqRel: what was written before each push is seen here, and what was read before is not written over.
        let mut node = self.head.swap(ptr::null_mut(), AcqRel);
        let mut taken = Taken { next: ptr::null_mut(), values: PhantomData };
        while !node.is_null() {
            // SAFETY: the swap made the list this thread's own, and each node is visited once.
            let next = unsafe { &mut (*node).next };
            (taken.next, *next, node) = (node, taken.next, *next);
        }
        taken
    }
}

impl<T> Drop for Inbox<T> {
    fn drop(&mut self) {
        drop(self.take_all());
    }
}

/// Is what was in an inbox.
pub(crate) struct Taken<T> {
    next: *mut Node<T>,
    values: PhantomData<Box<Node<T>>>,
}

impl<T> Iterator for Taken<T> {
    type Item = T;

    fn next(&mut self) -> Option<T> {
        if self.next.is_null() {
            return None;
        }
        // SAFETY: the nodes came from `into_raw`, are this iterator's own, and it steps off each as it takes it.
        let node = unsafe { Box::from_raw(self.next) };
        self.next = node.next;
        Some(node.value)
    }
}

impl<T> Drop for Taken<T> {
    fn drop(&mut self) {
        self.for_each(drop);
    }
}
