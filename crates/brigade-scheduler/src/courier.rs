//! Brings wake-ups from the pool's threads to the runtime that serves.
//!
//! ```text
//!  thread of the pool                                                  I/O runtime
//!  wake ─▶ outbox.push ─▶ ring (eventfd) ─────────────▶ courier's task: take all, wake each from the inside
//! ```
//!
//! A thread that wakes a task of a runtime it does not belong to locks a queue of that runtime. The pool's threads
//! are nicer than others and may lose their core at any moment; one that loses it there keeps all I/O threads from that
//! queue. So they take no lock of the runtime: they add to a list, and an I/O thread does the waking.
//!
//! It costs nothing: on two cores, a hop to the pool and back took 5.6 µs of CPU by courier and 6.6 directly, for one task at a
//! time, and 5.5 and 5.3 µs for sixteen (medians of eleven runs beside other work). The latencies were the same within
//! the noise. More in `docs/decisions/0008-hand-off.md`.
//!
//! A waker that other threads call goes the direct way. So do all when no runtime is attached, when it has ended, or when
//! the system gives no eventfd.

use std::{
    cell::Cell,
    io,
    os::fd::OwnedFd,
    sync::{Arc, PoisonError, RwLock},
    task::{Wake, Waker},
};

use tokio::{net::unix::pipe::Receiver, runtime::Handle};

use crate::{
    outbox::{Outbox, Posted},
    runtime::spawn,
};

/// Where the wake-ups of a pool go.
#[derive(Debug, Default)]
pub(crate) struct Courier {
    round: RwLock<Option<Arc<Round>>>,
}

/// A courier's work for one runtime.
#[derive(Debug)]
struct Round {
    outbox: Outbox<Arc<Parcel>>,
    bell: OwnedFd,
}

/// A waker on its way.
#[derive(Debug)]
struct Parcel {
    round: Arc<Round>,
    waker: Waker,
}

thread_local! {
    /// Whether this thread leaves its wake-ups to a courier.
    static USES_COURIER: Cell<bool> = const { Cell::new(false) };
}

/// The calling thread is one of a pool.
pub(crate) fn thread_uses_courier() {
    USES_COURIER.set(true);
}

impl Courier {
    /// Delivers to this runtime from now on.
    pub(crate) fn attach(&self, runtime: &Handle) {
        let _entered = runtime.enter();
        // It is no pipe, but it is read, and waited for, as one.
        let bells = bell().and_then(|bell| Ok((bell.try_clone()?, Receiver::from_owned_fd_unchecked(bell)?)));
        let (bell, heard) = match bells {
            Ok(bells) => bells,
            Err(error) => return tracing::debug!(%error, "the pool's threads wake tasks directly"),
        };
        let round = Arc::new(Round { outbox: Outbox::new(), bell });
        drop(spawn(deliver(Leaving(round.clone()), heard)));
        *self.round.write().unwrap_or_else(PoisonError::into_inner) = Some(round);
    }

    /// A waker that wakes `waker`, by courier where that is better.
    pub(crate) fn wrap(&self, waker: &Waker) -> Waker {
        match &*self.round.read().unwrap_or_else(PoisonError::into_inner) {
            Some(round) => Waker::from(Arc::new(Parcel { round: round.clone(), waker: waker.clone() })),
            None => waker.clone(),
        }
    }
}

impl Wake for Parcel {
    fn wake(self: Arc<Self>) {
        if !USES_COURIER.get() {
            return self.waker.wake_by_ref();
        }
        let round = self.round.clone();
        match round.outbox.post(self) {
            Posted::Call => round.ring(),
            Posted::Take => round.outbox.take_all().for_each(|parcel| parcel.waker.wake_by_ref()),
        }
    }
}

impl Round {
    /// Calls the task. If that fails, the system is out of its mind; then this thread does what the task would.
    fn ring(&self) {
        if rustix::io::write(&self.bell, &1_u64.to_ne_bytes()).is_err() {
            self.outbox.take_all().for_each(|parcel| parcel.waker.wake_by_ref());
        }
    }
}

/// The end of the task, however it comes: when its runtime ends, it is dropped.
struct Leaving(Arc<Round>);

impl Drop for Leaving {
    fn drop(&mut self) {
        self.0.outbox.leave().for_each(|parcel| parcel.waker.wake_by_ref());
    }
}

async fn deliver(leaving: Leaving, bell: Receiver) {
    loop {
        let rung = bell.readable().await;
        // Longer than what an eventfd gives: a read that does not fill it tells tokio that there is no more.
        let read = rung.and_then(|()| bell.try_read(&mut [0; 16]));
        if read.is_err_and(|error| error.kind() != io::ErrorKind::WouldBlock) {
            return; // The runtime ends.
        }
        leaving.0.outbox.take_all().for_each(|parcel| parcel.waker.wake_by_ref());
    }
}

#[cfg(target_os = "linux")]
fn bell() -> io::Result<OwnedFd> {
    use rustix::event::{EventfdFlags, eventfd};

    Ok(eventfd(0, EventfdFlags::CLOEXEC | EventfdFlags::NONBLOCK)?)
}

#[cfg(not(target_os = "linux"))]
fn bell() -> io::Result<OwnedFd> {
    Err(io::ErrorKind::Unsupported.into())
}
