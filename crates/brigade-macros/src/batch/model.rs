//! Holds what the attribute and the signature of a batch say, as plain data.

use std::time::Duration;

use syn::{Expr, Type};

use crate::settings::Set;

/// Holds one function that works on batches.
pub(super) struct Batch {
    pub(super) settings: Settings,
    /// How the function takes its items.
    pub(super) items: Items,
    /// The type of one item.
    pub(super) item: Type,
    pub(super) states: Vec<State>,
    pub(super) results: Results,
}

/// Holds what the attribute says.
#[derive(Default)]
pub(super) struct Settings {
    pub(super) max: Option<Set<usize>>,
    pub(super) max_cost: Option<Set<usize>>,
    pub(super) cost: Option<Set<Expr>>,
    pub(super) wait: Option<Set<Duration>>,
    pub(super) retry: Option<Set<bool>>,
    pub(super) instances: Option<Set<usize>>,
}

/// Says how the function takes its items.
#[derive(Clone, Copy, PartialEq)]
pub(super) enum Items {
    /// `Vec<T>`
    Owned,
    /// `&[T]`
    Borrowed,
}

/// Holds an argument that is a state of the application.
pub(super) struct State {
    /// The type; of borrowed state, what the reference points to.
    pub(super) ty: Type,
    pub(super) access: Access,
}

/// Says how the function takes a state.
#[derive(Clone, Copy)]
pub(super) enum Access {
    Copied,
    Shared,
    Exclusive,
}

/// Says what the function returns.
pub(super) enum Results {
    /// `Vec<T>`: nothing of it fails.
    Sure(Type),
    /// `Vec<Result<T, E>>`: each fails for itself. Holds the `Result`.
    Each(Type),
    /// `Result<Vec<T>, E>`: all fail together. Holds the `Result`.
    Whole(Type),
}
