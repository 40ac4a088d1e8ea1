//! What the protocols between threads are made of. `tests/model` compiles their files with another `sync`, whose parts
//! try out every order of events.

pub(crate) use std::{
    sync::{
        Mutex, MutexGuard,
        atomic::{AtomicBool, AtomicPtr, AtomicU8, fence},
    },
    thread::{Thread, current, park_timeout},
};
