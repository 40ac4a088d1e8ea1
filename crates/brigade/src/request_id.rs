//! Names requests, so that a client and the log can speak of the same one.

use http::{HeaderMap, HeaderName, HeaderValue};

use crate::random::hexadecimal;

/// The header that has a request's name, in requests and in answers.
pub(crate) const REQUEST_ID: HeaderName = HeaderName::from_static("x-request-id");

/// A longer name would be in every line of the log.
const BYTES_MAX: usize = 128;

/// Returns the name that a request came with, if it is fit for the log.
pub(crate) fn own(headers: &HeaderMap) -> Option<&HeaderValue> {
    headers.get(REQUEST_ID).filter(|id| is_fit(id.as_bytes()))
}

/// Returns whether the log can show `id`, and people can read it out.
pub(crate) fn is_fit(id: &[u8]) -> bool {
    let is_fit = |byte: &u8| byte.is_ascii_alphanumeric() || b"-_.:/+=@".contains(byte);
    (1..=BYTES_MAX).contains(&id.len()) && id.iter().all(is_fit)
}

/// Makes a name that no other request has.
pub(crate) fn random() -> HeaderValue {
    HeaderValue::try_from(hexadecimal()).expect("hexadecimal digits are visible ASCII")
}
