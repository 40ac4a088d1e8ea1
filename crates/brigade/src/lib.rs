//! Web APIs that wait with concurrency and work with parallelism.
//!
//! Path operations are plain functions. Their signatures say where each argument comes from, what it must satisfy and what
//! is answered; from that brigade routes, validates and documents. To clients it behaves as FastAPI does.
//!
//! ```
//! use brigade::{App, HttpError, Model, get, post, routes, testing::TestClient};
//! use serde::{Deserialize, Serialize};
//!
//! /// A burger, ready to eat.
//! #[derive(Serialize, Deserialize, Model)]
//! struct Burger {
//!     name: String,
//!     #[field(gt = 0, description = "In dollars")]
//!     price: f64,
//! }
//!
//! /// An `async fn` waits: it runs beside the connections.
//! #[get("/burgers/{burger_id}")]
//! async fn read_burger(burger_id: u64) -> Result<Burger, HttpError> {
//!     Err(HttpError::new(404, format!("There is no burger {burger_id}")))
//! }
//!
//! /// A plain `fn` works: it runs on a pool of threads.
//! #[post("/price")]
//! fn price(burgers: Vec<Burger>) -> f64 {
//!     burgers.iter().map(|burger| burger.price).sum()
//! }
//!
//! let client = TestClient::new(App::new("Burger shop").routes(routes![read_burger, price]));
//! assert_eq!(client.get("/burgers/7").send().status(), 404);
//! assert_eq!(client.get("/burgers/seven").send().status(), 422);
//! assert_eq!(client.post("/price").json(&[Burger { name: "Veggie".into(), price: 8.5 }]).send().json::<f64>(), 8.5);
//! ```
//!
//! - [`get`] and its siblings make a function a path operation; [`routes!`] lists operations for an [`App`] or a [`Router`].
//! - [`Model`](macro@Model) describes a type; [`Respond`] is what can be answered, [`HttpError`] and
//!   [`ApiError`](macro@ApiError) are answers that are errors; [`Stream`], [`JsonLines`] and [`EventStream`] are sent piece by piece.
//! - [`App::run`] serves an application from the command line, [`App::serve`] from code, within [`Limits`].
//! - `parallel` lets one operation work with several cores, while they are free.
//! - [`testing::TestClient`] calls an application without a network.
//!
//! # Features
//!
//! On unless switched off: `docs` and `redoc` (the pages, embedded), `log` (a subscriber where the program has none), `http2`,
//! `parallel`, `datetime`, `uuid`, `websockets` and `progress`. Off: `decimal`, `url`, `email`, `compression`, `sessions`, `proxy` and `templates`;
//! `full` is all of them. `zstd`, which needs a C compiler, adds to `compression`.

// Modules are listed so that each uses only those below it; `cargo xtask tidy` checks that.
mod macros;
mod command_line;
mod server;
mod service;
pub mod testing;
mod app;
#[cfg(feature = "docs")]
mod docs_routes;
#[cfg(feature = "docs")]
mod docs_ui;
mod serve;
mod dispatch;
mod running;
mod status;
mod health;
mod log;
mod site;
#[cfg(feature = "proxy")]
mod joined_document;
mod page;
mod html;
mod openapi;
#[cfg(feature = "proxy")]
mod proxy;
#[cfg(feature = "websockets")]
mod websocket;
mod start_up;
mod router;
mod frontend;
#[cfg(feature = "templates")]
mod templates;
pub mod middleware;
mod lifespan;
mod operation;
mod operation_id;
mod layer;
mod foreign;
mod mistake;
mod depends;
mod background;
mod broadcast;
mod batch;
mod sending;
mod extract;
mod upload;
mod collect;
mod scope;
mod incident;
mod error_handlers;
mod invalid;
mod partial;
mod render;
mod error_format;
mod writing;
mod access_log;
mod stream;
mod one_line;
mod redirect;
mod files;
mod respond;
mod multipart;
mod spool;
mod pieces;
mod state;
mod engine;
mod job_error;
pub mod security;
mod forwarded;
mod urls;
mod origin;
mod request;
mod client_address;
mod environment;
mod validate;
mod expansion;
mod scalar;
mod json;
mod model;
mod constraint;
mod error;
mod request_id;
mod cookie;
mod switch;
mod body;
mod ambient;
mod traffic;
mod history;
mod readiness;
mod limits;
#[doc(hidden)]
pub mod spec;
mod pattern;
mod violation;
mod route;
mod content_type;
mod random;
mod pairs;
mod value;

pub use ambient::in_application;
pub use app::App;
pub use background::BackgroundTasks;
pub use batch::{Batch, BatchAll, BatchEach, BatchError, BatchReport};
pub use body::{Body, BoxError};
#[cfg(feature = "parallel")]
pub use brigade_scheduler::parallel;
pub use brigade_scheduler::work_elsewhere;
pub use broadcast::{Broadcast, Lagged, Queued, Subscription};
pub use bytes::Bytes;
pub use client_address::{ClientAddress, InvalidClientAddress};
pub use cookie::{Cookie, SameSite};
pub use depends::{Dependency, DependencyUse, Replacement};
pub use engine::{Engine, IntoLoader, Lease, Loader};
pub use environment::Environment;
pub use error::{ApiError, Error, HttpError, Result};
pub use error_format::{ErrorFormat, ErrorModel};
pub use error_handlers::Reply;
pub use extract::{BodyStream, Cancel, Cancelled, ResponseParts};
pub use files::{File, StaticFiles};
pub use forwarded::{InvalidProxies, TrustedProxies};
pub use frontend::{Fallback, Frontend};
pub use http::StatusCode;
pub use invalid::{Invalid, validate};
pub use layer::{Middleware, Next, NextFuture};
pub use lifespan::Lifespan;
pub use limits::Limits;
#[cfg(feature = "websockets")]
pub use macros::websocket;
pub use macros::{
    ApiError, Model, batch, delete, dependency, depends, get, head, json, middleware, options, patch, post, put,
    routes, trace, webhooks,
};
pub use mistake::report_mistake;
pub use model::Model;
pub use openapi::{Contact, ExternalDocs, Info, License, Server, Tag};
pub use operation::{Endpoint, Operation, Outgoing, Webhook};
pub use operation_id::OperationInfo;
pub use partial::{Fields, Partial};
pub use pattern::Pattern;
#[cfg(feature = "proxy")]
pub use proxy::Proxy;
pub use redirect::Redirect;
pub use request::{ClientScheme, Request, RequestHead, RootPath, RoutePath};
pub use respond::{Html, Media, Respond, Response, Text};
pub use router::Router;
pub use scalar::{Base64Bytes, Base64UrlBytes, InvalidBase64, Secret, Utf8Bytes};
#[cfg(feature = "datetime")]
pub use scalar::{Date, DateTime, InvalidTime, Time, TimeDelta};
#[cfg(feature = "email")]
pub use scalar::{Email, InvalidEmail};
#[cfg(feature = "url")]
pub use scalar::{HttpUrl, InvalidHttpUrl};
pub use scope::Outcome;
pub use sending::Recording;
pub use server::ServerOptions;
pub use service::AppService;
pub use spec::{Answers, DocumentedResponse, SchemeSpec};
pub use stream::{Event, EventData, EventStream, JsonLines, Stream, StreamItem, StreamSender, Untyped};
#[cfg(feature = "templates")]
pub use templates::Templates;
pub use upload::{UploadFile, UploadReader};
pub use urls::Urls;
pub use value::{Members, Object, Tree, Value};
pub use violation::{Fault, Step, Violation};
#[cfg(feature = "websockets")]
pub use websocket::{Close, Message, Socket, SocketError, SocketReceiver, SocketSender, WebSocket};

/// What the macros' expansions name. Not for people.
#[doc(hidden)]
pub mod __private {
    pub use brigade_scheduler::{Placement, Priority};
    pub use serde::{Serialize, de::DeserializeOwned};

    #[cfg(feature = "templates")]
    pub use crate::templates::{Variables, variables};
    #[cfg(feature = "websockets")]
    pub use crate::websocket::socket_answers;
    pub use crate::{
        batch::{
            AnswersAsFailure, AnswersItself, AnswersNot, BatchFailed, BatchResults, BatchSpec, BatchStates, Failing,
            all_well, batch_all, batch_each, batch_is_wanted, batch_items, batch_one, batch_report, batch_wait,
            batch_wait_all, cost_of, share, well_or_not,
        },
        depends::{
            Dependency, DependencySpec, DependencyUse, Fallible, Handed, Provide, Provided, Providing, authenticate,
            clean_up, handed, identity, pass, provide_later, provide_now, scheme_identity,
        },
        engine::{gate, lease, turns},
        error::{Underlying, api_error, reason},
        expansion::{
            default, defaulted, extra_of_flattened, generic, member, member_field, name_of, object, passes,
            plain_field, serialised, source_of_all, text, typed, validate,
        },
        extract::{Answering, Call, Extraction, exclusive, exclusive_type, file, inferred, sourced, state, state_type},
        layer::{Layers, respond},
        model::{
            Model,
            constrain::{Lengthy, Numeric, Textual, lengthy, numeric, textual},
        },
        openapi::{Options as OpenApiOptions, of_router},
        operation::{Operation, Outgoing, answer},
        pattern::Pattern,
        respond::Respond,
        scope::{Cleanup, Stage},
        sending::ends_sending,
        spec::*,
        validate::check,
        value::{Value, from_value, to_value},
    };
}

/// Compiles what the README shows.
#[cfg(doctest)]
#[doc = include_str!("../../../README.md")]
struct Readme;
