//! Layers for what many applications need around their operations: other sites' scripts, compression, HTTPS, hosts, sessions.
//!
//! Each is a plain tower layer over `http::Request` and `http::Response` with any bodies, so that axum takes them too.

#[cfg(feature = "compression")]
mod compression;
mod cors;
mod https_redirect;
mod request_ids;
mod rule;
mod security_headers;
#[cfg(feature = "sessions")]
mod sessions;
mod timeout;
mod trusted_hosts;

#[cfg(feature = "compression")]
pub use self::compression::{Compression, CompressionService};
#[cfg(feature = "sessions")]
pub use self::sessions::{Session, SessionError, Sessions};
pub use self::{
    cors::Cors,
    https_redirect::HttpsRedirect,
    request_ids::{RequestId, RequestIds},
    rule::{Ruled, RuledFuture},
    security_headers::SecurityHeaders,
    timeout::{Timeout, TimeoutFuture, TimeoutService},
    trusted_hosts::TrustedHosts,
};
