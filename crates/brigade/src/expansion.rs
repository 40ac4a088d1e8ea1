//! Holds what the macros' expansions call, so that generated code is data and calls alone.

use std::{borrow::Cow, fmt::Display};

use serde::{Serialize, de::DeserializeOwned};

use crate::{
    model::Model,
    spec::{Constraints, Extra, Field, Meta, Presence, Schema, Source},
    value::{Object, Tree, Value, from_value, to_value},
};

/// Describes a required field of which nothing but its type is known.
#[must_use]
pub const fn plain_field(name: &'static str, schema: Schema) -> Field {
    Field {
        name,
        name_out: name,
        renamed: false,
        schema,
        constraints: Constraints::NONE,
        presence: Presence::Required,
        only: None,
        flatten: false,
        validator: None,
        meta: Meta::NONE,
    }
}

/// Returns what absence means for a field with `#[serde(default)]`.
///
/// An optional one stays without a default in the document: its absence is `null` either way.
#[must_use]
pub const fn defaulted<T: Model + Default + Serialize>() -> Presence {
    match T::PRESENCE {
        Presence::Optional => Presence::Optional,
        _ => Presence::Default(|| default(&T::default())),
    }
}

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

/// Returns an expression in `json!` as JSON.
///
/// # Panics
///
/// If it does not serialise to JSON.
#[must_use]
pub fn serialised<T: Serialize + ?Sized>(value: &T) -> Value {
    to_value(value).unwrap_or_else(|error| panic!("a value in `json!` does not serialise to JSON: {error}"))
}

/// Returns a literal in `json!` as JSON, without a copy.
#[must_use]
pub const fn text(text: &'static str) -> Value {
    Value::String(Cow::Borrowed(text))
}

/// Returns an object in `json!`.
#[must_use]
pub fn object<const N: usize>(members: [(Cow<'static, str>, Value); N]) -> Value {
    Value::Object(Object::from_iter(members))
}

/// Describes a field of an error; an empty `description` is none.
#[must_use]
pub const fn member_field<T: Model>(name: &'static str, description: &'static str) -> Field {
    let description = if description.is_empty() { None } else { Some(description) };
    Field { meta: Meta { description, ..Meta::NONE }, presence: T::PRESENCE, ..plain_field(name, T::schema) }
}

/// Returns `value`, whose type the expansion has to say.
#[must_use]
pub const fn typed<T>(value: T) -> T {
    value
}

/// Runs a user's validator on a value that fits its type otherwise.
///
/// # Errors
///
/// What the validator says, or why the value is not of its type after all.
pub fn validate<T: DeserializeOwned, E: Display>(
    value: &Tree<'_>,
    validator: impl FnOnce(&T) -> Result<(), E>,
) -> Result<(), String> {
    let read = from_value(value.clone()).map_err(|error| error.to_string())?;
    validator(&read).map_err(|error| error.to_string())
}

/// Returns whether a user's validator agrees with a value.
pub fn passes<T, E: Display>(value: &T, validator: impl FnOnce(&T) -> Result<(), E>) -> bool {
    validator(value).is_ok()
}

/// Returns the name of a type, as pydantic writes it.
#[must_use]
pub fn name_of<T: Model>() -> String {
    T::schema().name()
}

/// Returns the name of a generic type with these arguments: `Page[int]`.
#[must_use]
pub fn generic(name: &str, arguments: &[String]) -> String {
    format!("{name}[{}]", arguments.join(", "))
}

/// Returns what happens to unknown keys of a struct, given what its flattened fields do with them.
#[must_use]
pub const fn extra_of_flattened(flattened: &[Extra]) -> Extra {
    let mut index = 0;
    while index < flattened.len() {
        if matches!(flattened[index], Extra::Allow) {
            return Extra::Allow;
        }
        index += 1;
    }
    Extra::Ignore
}

/// Returns where an argument comes from that may be of any of several types.
#[must_use]
pub const fn source_of_all(sources: &[Source]) -> Source {
    let mut index = 0;
    while index < sources.len() {
        if !matches!(sources[index], Source::Query) {
            return Source::Body;
        }
        index += 1;
    }
    Source::Query
}
