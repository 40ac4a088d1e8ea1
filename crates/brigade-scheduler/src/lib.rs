//! Decides where and when the code of a service runs; knows nothing of HTTP.
//!
//! One tokio runtime waits for sockets and timers ([`runtime`], [`spawn`]); one [`Pool`] works. What a service does is
//! a *job* of one of two kinds: [`Operation::call`] runs a function, [`Operation::drive`] polls a future. How many run at once follows
//! from what each [`Operation`] was measured to do; [`policy`] decides it. No other crate of this
//! workspace starts a thread or a task.
//!
//! Modules are listed so that each uses only those below it; `cargo xtask tidy` checks that.

#![deny(unsafe_code)]

#[cfg(feature = "parallel")]
pub mod parallel;
pub mod batch;
mod drive;
mod pool;
mod watchdog;
mod elsewhere;
mod workers;
#[cfg(feature = "parallel")]
mod rayon_threads;
mod vigil;
mod courier;
mod state;
mod job;
mod snapshot;
mod record;
mod forecast;
mod overdue;
mod sampler;
mod seat;
mod stall;
mod stamp;
mod combine;
mod idle;
mod outbox;
mod inbox;
mod turn;
mod sync;
mod runtime;
mod thread;
#[cfg(target_os = "linux")]
mod slice;
mod meter;
mod process;
mod pacing;
pub mod placement;
pub mod policy;
#[cfg_attr(not(feature = "parallel"), expect(dead_code, reason = "only helpers read the books"))]
mod budget;
mod cores;

pub use cores::cores;
pub use drive::Drive;
pub use elsewhere::work_elsewhere;
pub use job::JobError;
pub use policy::{Reason, Refusal};
pub use pool::{Call, Operation, Pool};
pub use process::SystemCall;
#[cfg(feature = "parallel")]
pub use rayon_threads::{configure_rayon, rayon_cpu};
pub use record::{Lane, OperationSettings, Placement, Priority, Stalls};
pub use runtime::{Runtime, Task, runtime, spawn};
pub use snapshot::{BatchSnapshot, Distribution, LearnedCost, OperationSnapshot, Snapshot};
pub use stall::Cause;
pub use stamp::Polling;
pub use workers::PoolSettings;
