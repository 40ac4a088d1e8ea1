//! Web APIs that wait with concurrency and work with parallelism.
//!
//! Modules are listed so that each uses only those below it; `cargo xtask tidy` checks that.

mod body;
mod collect;
mod docs_ui;
mod error;
mod extract;
mod json;
mod limits;
mod model;
mod openapi;
mod operation;
mod pattern;
mod respond;
mod route;
mod scalar;
mod serve;
#[doc(hidden)]
pub mod spec;
mod validate;
mod value;
mod violation;

pub use body::{Body, BoxError};
pub use error::{ApiError, Error, HttpError, Result};
pub use limits::Limits;
pub use model::Model;
pub use operation::{Endpoint, Operation};
pub use pattern::Pattern;
pub use respond::{Html, Respond, Response, Text};
pub use value::{Object, Value};
pub use violation::{Fault, Step, Violation};

/// What the macros' expansions name. Not for people.
#[doc(hidden)]
pub mod __private {
    pub use crate::{
        error::api_error,
        extract::{Extraction, inferred, sourced, state},
        operation::Operation,
        respond::Respond,
        spec::*,
        value::to_value,
    };
}
