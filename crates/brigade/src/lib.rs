//! Web APIs that wait with concurrency and work with parallelism.
//!
//! Modules are listed so that each uses only those below it; `cargo xtask tidy` checks that.

mod macros;
mod command_line;
mod server;
pub mod testing;
mod app;
#[cfg(feature = "docs")]
mod docs_routes;
#[cfg(feature = "docs")]
mod docs_ui;
mod serve;
mod dispatch;
mod access_log;
mod log;
mod collect;
mod site;
mod page;
mod openapi;
mod router;
mod operation;
mod extract;
mod render;
mod respond;
mod request;
mod validate;
mod expansion;
mod scalar;
mod json;
mod model;
mod constraint;
mod error;
mod body;
mod limits;
mod error_format;
#[doc(hidden)]
pub mod spec;
mod pattern;
mod violation;
mod route;
mod value;

pub use app::App;
pub use body::{Body, BoxError};
pub use bytes::Bytes;
pub use error::{ApiError, Error, HttpError, Result};
pub use error_format::ErrorFormat;
pub use http::StatusCode;
pub use limits::Limits;
pub use macros::{ApiError, Model, delete, get, head, options, patch, post, put, routes, trace};
pub use model::Model;
pub use openapi::{Contact, ExternalDocs, Info, License, Server, Tag};
pub use operation::{Endpoint, Operation};
pub use pattern::Pattern;
pub use request::{ClientAddress, Request};
pub use respond::{Html, Media, Respond, Response, Text};
pub use router::Router;
pub use scalar::{Base64Bytes, Base64UrlBytes, InvalidBase64, Secret, Utf8Bytes};
#[cfg(feature = "datetime")]
pub use scalar::{Date, DateTime, InvalidTime, Time, TimeDelta};
#[cfg(feature = "email")]
pub use scalar::{Email, InvalidEmail};
#[cfg(feature = "url")]
pub use scalar::{HttpUrl, InvalidHttpUrl};
pub use server::ServerOptions;
pub use spec::{Answers, DocumentedResponse};
pub use value::{Members, Object, Tree, Value};
pub use violation::{Fault, Step, Violation};

/// What the macros' expansions name. Not for people.
#[doc(hidden)]
pub mod __private {
    pub use serde::{Serialize, de::DeserializeOwned};

    pub use crate::{
        error::{api_error, reason},
        expansion::{
            default, defaulted, extra_of_flattened, generic, member, member_field, name_of, passes, plain_field,
            source_of_all, typed, validate,
        },
        extract::{Call, Extraction, inferred, sourced, state},
        model::{
            Model,
            constrain::{Lengthy, Numeric, Textual, lengthy, numeric, textual},
        },
        openapi::{Options as OpenApiOptions, of_router},
        operation::{Answering, Operation, answer},
        pattern::Pattern,
        respond::Respond,
        spec::*,
        validate::check,
        value::{Value, from_value, to_value},
    };
}

/// Compiles what the README shows.
#[cfg(doctest)]
#[doc = include_str!("../../../README.md")]
struct Readme;
