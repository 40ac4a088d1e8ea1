//! Holds what the macros' expansions call, so that generated code is data and calls alone.

use serde::Serialize;

use crate::value::{Value, to_value};

/// Returns a value that the user wrote, a default or an example, as JSON.
///
/// # Panics
///
/// If it does not serialise to JSON.
#[must_use]
pub fn default<T: Serialize + ?Sized>(value: &T) -> Value {
    to_value(value).unwrap_or_else(|error| panic!("a default or an example does not serialise to JSON: {error}"))
}
