//! Holds what the macros' expansions call, so that generated code is data and calls alone.

use serde::Serialize;

use crate::{
    model::Model,
    spec::{Constraints, Field, Meta},
    value::{Value, to_value},
};

/// Returns a value that the user wrote, a default or an example, as JSON.
///
/// # Panics
///
/// If it does not serialise to JSON.
#[must_use]
pub fn default<T: Serialize + ?Sized>(value: &T) -> Value {
    to_value(value).unwrap_or_else(|error| panic!("a default or an example does not serialise to JSON: {error}"))
}

/// Returns a field of an error as JSON.
///
/// # Panics
///
/// If it does not serialise to JSON.
#[must_use]
pub fn member<T: Serialize + ?Sized>(value: &T) -> Value {
    to_value(value).unwrap_or_else(|error| panic!("a field of an error does not serialise to JSON: {error}"))
}

/// Describes a field of an error; an empty `description` is none.
#[must_use]
pub const fn member_field<T: Model>(name: &'static str, description: &'static str) -> Field {
    Field {
        name,
        name_out: name,
        schema: T::schema,
        constraints: Constraints::NONE,
        presence: T::PRESENCE,
        only: None,
        flatten: false,
        validator: None,
        meta: Meta { description: if description.is_empty() { None } else { Some(description) }, ..Meta::NONE },
    }
}
