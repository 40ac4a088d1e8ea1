//! Makes the answer of an error: a handler's if there is one, else one in the shape that all errors have.
//!
//! What failed is logged, with an id that the client gets, too.

use std::fmt::Write;

use http::HeaderValue;
use tokio::time::timeout;

use crate::{
    access_log::AccessLine,
    body::Body,
    client_address::ClientAddress,
    error::Error,
    error_format::ErrorFormat,
    error_handlers::{Handler, Handlers},
    job_error::{contained, too_late},
    limits::Limits,
    render::render,
    request::{Request, RootPath},
    request_id::{self, REQUEST_ID},
    respond::Response,
    urls::Directory,
};

/// Holds what has to be known of a request if it fails.
#[derive(Default)]
pub(crate) struct Witness {
    id: Option<HeaderValue>,
    /// Everything but the body, for handlers; nobody else needs it.
    request: Option<Box<Request>>,
}

/// Says how an application answers errors.
#[derive(Clone, Copy)]
pub(crate) struct Manner<'s> {
    pub(crate) handlers: &'s Handlers,
    pub(crate) format: ErrorFormat,
    pub(crate) limits: &'s Limits,
    pub(crate) root_path: &'s RootPath,
    pub(crate) directory: &'s Directory,
}

impl Witness {
    pub(crate) fn of(request: &Request, client: &ClientAddress, handlers: &Handlers) -> Self {
        let id = request_id::own(request.headers()).cloned();
        Self { id, request: (!handlers.is_empty()).then(|| Box::new(copy(request, client))) }
    }

    /// Answers `error`, and logs it if something failed.
    pub(crate) async fn answer(self, mut error: Error, line: &AccessLine, manner: Manner<'_>) -> Response {
        let Self { mut id, request } = self;
        if error.is_failure() {
            id.get_or_insert_with(request_id::random);
        }
        error.set_request_id(id.clone());
        let mut failures = Vec::from_iter(failure(&error));
        let mut response = match manner.handlers.find(&error).zip(request) {
            None => render(&error, manner.format),
            Some(((handler, is_expected), mut request)) => {
                if let Some(id) = &id {
                    request.headers_mut().insert(REQUEST_ID, id.clone());
                }
                *request.body_mut() = Body::from(error.body().clone());
                request.extensions_mut().insert(manner.root_path.clone());
                request.extensions_mut().insert(manner.directory.clone());
                match handle(handler.clone(), error, *request, manner.limits).await {
                    Ok(response) => {
                        // Whoever answers a type of error knows it; what still is the server's fault belongs in the log.
                        if is_expected && !response.status().is_server_error() {
                            failures.clear();
                        }
                        response
                    }
                    Err(mut error) => {
                        if is_expected {
                            failures.clear();
                        }
                        let further = failure(&error).filter(|further| !failures.contains(further));
                        failures.extend(further);
                        if !failures.is_empty() {
                            id.get_or_insert_with(request_id::random);
                        }
                        error.set_request_id(id.clone());
                        render(&error, manner.format)
                    }
                }
            }
        };
        if let Some(id) = id.filter(|_| !failures.is_empty()) {
            failures.iter().for_each(|cause| line.error(cause, &id));
            response.headers_mut().insert(REQUEST_ID, id);
        }
        response
    }
}

/// Returns what the log is told of an error; `None` if nothing failed.
fn failure(error: &Error) -> Option<String> {
    if !error.is_failure() {
        return None;
    }
    let mut text = error.to_string();
    let mut source = error.cause().and_then(std::error::Error::source);
    while let Some(error) = source {
        let further = error.to_string();
        // Many errors say of themselves what the one below says.
        if !text.contains(&further) {
            write!(text, ": {further}").expect("a string takes any text");
        }
        source = error.source();
    }
    Some(text)
}

fn copy(request: &Request, client: &ClientAddress) -> Request {
    let mut copy = Request::new(Body::empty());
    *copy.method_mut() = request.method().clone();
    *copy.uri_mut() = request.uri().clone();
    *copy.version_mut() = request.version();
    *copy.headers_mut() = request.headers().clone();
    *copy.extensions_mut() = request.extensions().clone();
    copy.extensions_mut().insert(client.clone());
    copy
}

/// Lets a handler answer. It may take as long as an operation; what goes wrong in it is an error without a handler.
async fn handle(handler: Handler, error: Error, request: Request, limits: &Limits) -> Result<Response, Error> {
    // A plain function works within the first poll, where its panic is caught.
    let handling = contained(async move { handler(error, request).await });
    timeout(limits.operation_time_max, handling).await.unwrap_or_else(|_| Err(too_late()))
}
