//! Checks the protocols between threads in every order of events that the memory model allows, up to a bound of
//! preemptions. The files are the crate's own, compiled with loom's parts in place of the standard library's.
//!
//! A model that fails prints the order that made it fail.

#[path = "../../src/combine.rs"]
mod combine;
#[path = "../../src/idle.rs"]
#[expect(dead_code, reason = "time does not pass in a model, so no thread gets up by itself")]
mod idle;
#[path = "../../src/inbox.rs"]
mod inbox;
#[path = "../../src/outbox.rs"]
mod outbox;
mod protocols;
mod sync;
#[path = "../../src/turn.rs"]
mod turn;
