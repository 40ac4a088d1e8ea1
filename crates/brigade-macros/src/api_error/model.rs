//! Holds what an error type and its `#[api(…)]` attributes say, as plain data.

use syn::{Generics, Ident, Type};

use crate::settings::Set;

/// Holds one error type.
pub(crate) struct ErrorType {
    pub(crate) name: Ident,
    pub(crate) generics: Generics,
    pub(crate) answers: Vec<Answer>,
}

/// Holds what one variant, or the whole struct, answers.
pub(crate) struct Answer {
    /// The variant's name, or the struct's.
    pub(crate) name: Ident,
    pub(crate) is_variant: bool,
    pub(crate) documentation: String,
    pub(crate) settings: Settings,
    pub(crate) fields: Vec<Field>,
}

/// Holds one `#[api(…)]` of a variant or struct.
#[derive(Default)]
pub(crate) struct Settings {
    pub(crate) status: Option<Set<u16>>,
    /// Whether there is a status that could not be read.
    pub(crate) status_is_wrong: bool,
    pub(crate) code: Option<Set<String>>,
    pub(crate) detail: Option<Set<String>>,
}

/// Holds one field.
pub(crate) struct Field {
    /// The name, without `r#`, or the index of an unnamed field: as placeholders have it.
    pub(crate) name: String,
    pub(crate) member: syn::Member,
    pub(crate) ty: Type,
    pub(crate) documentation: String,
    pub(crate) role: Role,
}

/// Says what becomes of a field.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Role {
    /// A named field: a member beside `detail`.
    Shown,
    /// An unnamed field: only `detail` may use it.
    Unnamed,
    /// Neither the client nor the log gets it.
    Skipped,
    /// The log's: what went wrong underneath.
    Cause,
}

impl Answer {
    /// Returns the fields that become members, each with its index.
    pub(crate) fn shown(&self) -> impl Iterator<Item = (usize, &Field)> {
        self.fields.iter().enumerate().filter(|(_, field)| field.role == Role::Shown)
    }

    /// Returns the field that is the cause, with its index.
    pub(crate) fn cause(&self) -> Option<(usize, &Field)> {
        self.fields.iter().enumerate().find(|(_, field)| field.role == Role::Cause)
    }

    /// Returns the index of the field that a placeholder means.
    pub(crate) fn field(&self, placeholder: &str) -> Option<usize> {
        self.fields.iter().position(|field| field.name == placeholder)
    }
}
