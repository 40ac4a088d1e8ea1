//! Names the request, for functions that want to see it whole.

use std::net::SocketAddr;

use crate::body::Body;

/// Is a request as it arrived: method, target, headers, body and extensions.
///
/// As an argument of a path operation it is a copy whose body has been read already.
pub type Request = http::Request<Body>;

/// Is a request without its body: method, target, headers and extensions.
pub type RequestHead = http::request::Parts;

/// Holds the address of the client, among the extensions of a [`Request`].
///
/// ```
/// use brigade::{ClientAddress, Request};
///
/// fn client(request: &Request) -> Option<std::net::IpAddr> {
///     request.extensions().get::<ClientAddress>().map(|client| client.0.ip())
/// }
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ClientAddress(pub SocketAddr);
