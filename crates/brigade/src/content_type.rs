//! Says what a body claims to be.

use http::{HeaderMap, header};

/// Returns the `Content-Type` without its parameters, in the letters that it came in; empty if there is none.
pub(crate) fn essence(headers: &HeaderMap) -> &[u8] {
    let media_type = headers.get(header::CONTENT_TYPE).map_or(&b""[..], |value| value.as_bytes());
    media_type.split(|&byte| byte == b';').next().unwrap_or(media_type).trim_ascii()
}
