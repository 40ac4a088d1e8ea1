//! Writes one line per request, and the causes of errors, through `tracing`.

use std::time::Instant;

use http::{HeaderValue, Method, Uri};
use tracing::Level;

use crate::{client_address::ClientAddress, one_line::OneLine, request::Request, respond::Response};

/// Is the line of one request, while it runs. Where nobody reads the log it holds nothing and reads no clock.
pub(crate) struct AccessLine(Option<Box<Begun>>);

struct Begun {
    started: Instant,
    method: Method,
    target: Uri,
    client: ClientAddress,
    written: bool,
}

impl AccessLine {
    pub(crate) fn begin(request: &Request, client: &ClientAddress, written: bool) -> Self {
        if !tracing::enabled!(target: "brigade::error", Level::ERROR) {
            return Self(None);
        }
        let (method, target) = (request.method().clone(), request.uri().clone());
        Self(Some(Box::new(Begun { started: Instant::now(), method, target, client: client.clone(), written })))
    }

    /// Writes what failed; what clients do wrong is in the access line's status alone.
    pub(crate) fn error(&self, cause: &str, request_id: &HeaderValue) {
        let Some(Begun { method, target, .. }) = self.0.as_deref() else { return };
        let (path, request_id) = (target.path(), request_id.to_str().unwrap_or_default());
        let cause = OneLine(cause);
        tracing::error!(target: "brigade::error", %method, path, %cause, request_id, "request failed");
    }

    pub(crate) fn end(self, response: &Response) {
        let Some(begun) = self.0.filter(|begun| begun.written) else { return };
        let Begun { started, method, target, client, .. } = *begun;
        let duration_ms = started.elapsed().as_secs_f64() * 1e3;
        let client = (!client.is_unknown()).then(|| tracing::field::display(client));
        let status = response.status().as_u16();
        tracing::info!(target: "brigade::access", client, %method, path = target.path(), status, duration_ms);
    }
}
