//! Reads and answers the request that opens a WebSocket (RFC 6455, section 4; RFC 8441 for HTTP/2). No connection here.

use http::{HeaderMap, HeaderValue, Method, StatusCode, Version, header, request::Parts};
use sha1::{Digest, Sha1};

use crate::{
    body::Body, error::Error, origin::is_foreign, respond::Response, scalar::Base64Bytes, switch::ExtendedConnect,
};

/// What is appended to the client's key.
const GUID: &[u8] = b"258EAFA5-E914-47DA-95CA-C5AB0DC85B11";

/// Returns whether a request would open a WebSocket, rightly or not.
pub(crate) fn is_asked(head: &Parts) -> bool {
    match head.version {
        Version::HTTP_2 => head.extensions.get().is_some_and(|ExtendedConnect(protocol)| &**protocol == "websocket"),
        // HTTP/1.0 knows no upgrade.
        Version::HTTP_11 if head.method == Method::GET => {
            names(&head.headers, &header::UPGRADE, "websocket") && names(&head.headers, &header::CONNECTION, "upgrade")
        }
        _ => false,
    }
}

/// Returns whether one of the lines of a header names `token`.
fn names(headers: &HeaderMap, name: &header::HeaderName, token: &str) -> bool {
    let lines = headers.get_all(name).iter().filter_map(|line| line.to_str().ok());
    lines.flat_map(|line| line.split(',')).any(|word| word.trim().eq_ignore_ascii_case(token))
}

/// Is how a request that is right is answered.
#[derive(Debug)]
pub(crate) struct Handshake {
    /// What proves that the answer is to the request; HTTP/2 needs no proof.
    accept: Option<HeaderValue>,
    /// The subprotocols that the client offers, the one that it likes most first.
    pub(super) offered: Vec<String>,
}

impl Handshake {
    /// Reads a request; pages of the origins that are `trusted` may open WebSockets with credentials, beside those of the same
    /// origin.
    ///
    /// # Errors
    ///
    /// What is wrong with it: 403, 426 or 400.
    pub(crate) fn read(head: &Parts, trusted: &[String]) -> Result<Self, Error> {
        let headers = &head.headers;
        let bad = |text: &'static str| Error::text(StatusCode::BAD_REQUEST, text);
        let version = headers.get(header::SEC_WEBSOCKET_VERSION).map(HeaderValue::as_bytes);
        if version != Some(b"13") {
            let known = HeaderValue::from_static("13");
            return Err(Error::text(StatusCode::UPGRADE_REQUIRED, "Only version 13 of WebSocket is spoken here")
                .header(header::SEC_WEBSOCKET_VERSION, known));
        }
        if headers.contains_key(header::TRANSFER_ENCODING)
            || headers.get(header::CONTENT_LENGTH).is_some_and(|length| length != "0")
        {
            return Err(bad("A request for a WebSocket has no body"));
        }
        let accept = match head.version {
            Version::HTTP_2 => None,
            _ => Some(accept(headers).ok_or(bad("Invalid Sec-WebSocket-Key header"))?),
        };
        // A browser sends its cookies, and a password that it remembers, whoever has written the page, and lets that page speak
        // on the WebSocket.
        let all_trusted = trusted.iter().any(|origin| origin == "*");
        let has_credentials = headers.contains_key(header::COOKIE) || headers.contains_key(header::AUTHORIZATION);
        if !all_trusted && has_credentials && is_foreign(&head.uri, headers, trusted) {
            return Err(Error::text(StatusCode::FORBIDDEN, "Cross-origin WebSocket with credentials"));
        }
        let lines = headers.get_all(header::SEC_WEBSOCKET_PROTOCOL).iter().filter_map(|line| line.to_str().ok());
        let offered = lines.flat_map(|line| line.split(',')).map(|name| name.trim().to_owned());
        Ok(Self { accept, offered: offered.filter(|name| !name.is_empty()).collect() })
    }

    /// Makes the answer that opens the WebSocket.
    pub(super) fn answer(self, headers: HeaderMap) -> Response {
        let mut response = Response::new(Body::empty());
        *response.headers_mut() = headers;
        if let Some(accept) = self.accept {
            *response.status_mut() = StatusCode::SWITCHING_PROTOCOLS;
            let headers = response.headers_mut();
            headers.insert(header::CONNECTION, HeaderValue::from_static("upgrade"));
            headers.insert(header::UPGRADE, HeaderValue::from_static("websocket"));
            headers.insert(header::SEC_WEBSOCKET_ACCEPT, accept);
        }
        response
    }
}

/// Returns the answer to the client's key, if that is 16 bytes in Base64.
fn accept(headers: &HeaderMap) -> Option<HeaderValue> {
    let mut keys = headers.get_all(header::SEC_WEBSOCKET_KEY).iter();
    let (Some(key), None) = (keys.next(), keys.next()) else { return None };
    let key = key.to_str().ok()?;
    key.parse().ok().filter(|bytes: &Base64Bytes| bytes.len() == 16)?;
    Some(accept_of(key))
}

/// Returns what a server answers to `key`.
pub(crate) fn accept_of(key: &str) -> HeaderValue {
    let digest = Sha1::new().chain_update(key).chain_update(GUID).finalize();
    let text = Base64Bytes::from(digest.to_vec()).to_string();
    HeaderValue::from_str(&text).expect("Base64 is visible ASCII")
}

#[cfg(test)]
mod tests {
    use http::Request;

    use super::*;

    const KEY: &str = "dGhlIHNhbXBsZSBub25jZQ==";

    fn head(headers: &[(&str, &str)]) -> Parts {
        let mut request = Request::builder().uri("/ws").header("host", "a.example");
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        request.body(()).unwrap().into_parts().0
    }

    #[test]
    fn only_a_get_that_asks_for_an_upgrade_asks() {
        let cases: [(&[(&str, &str)], bool); 5] = [
            (&[("upgrade", "WebSocket"), ("connection", "keep-alive, Upgrade")], true),
            (&[("upgrade", "websocket"), ("connection", "close")], false),
            (&[("upgrade", "h2c"), ("connection", "upgrade")], false),
            (&[("upgrade", "websocket")], false),
            (&[], false),
        ];
        for (headers, expected) in cases {
            let mut head = head(headers);
            assert_eq!(is_asked(&head), expected, "{headers:?}");
            head.version = Version::HTTP_10;
            assert!(!is_asked(&head), "{headers:?}");
            (head.version, head.method) = (Version::HTTP_11, Method::POST);
            assert!(!is_asked(&head), "{headers:?}");
        }
    }

    #[test]
    fn a_handshake_is_refused_for_what_is_wrong_with_it() {
        let right = [("sec-websocket-version", "13"), ("sec-websocket-key", KEY)];
        let cases: [(&[(&str, &str)], u16); 16] = [
            (&right, 101),
            (&[right[0], right[1], ("authorization", "Basic YTpi")], 101),
            (&[right[0], right[1], ("origin", "https://b.example"), ("authorization", "Basic YTpi")], 403),
            (&[right[1]], 426),
            (&[("sec-websocket-version", "8"), right[1]], 426),
            (&[right[0]], 400),
            (&[right[0], ("sec-websocket-key", "short")], 400),
            (&[right[0], ("sec-websocket-key", "c2hvcnQ=")], 400),
            (&[right[0], right[1], right[1]], 400),
            (&[right[0], right[1], ("content-length", "1")], 400),
            (&[right[0], right[1], ("transfer-encoding", "chunked")], 400),
            (&[right[0], right[1], ("origin", "https://b.example")], 101),
            (&[right[0], right[1], ("origin", "https://b.example"), ("cookie", "a=b")], 403),
            (&[right[0], right[1], ("origin", "null"), ("cookie", "a=b")], 403),
            (&[right[0], right[1], ("origin", "https://a.example"), ("cookie", "a=b")], 101),
            (&[right[0], right[1], ("origin", "https://c.example"), ("cookie", "a=b")], 101),
        ];
        for (headers, expected) in cases {
            let status = match Handshake::read(&head(headers), &["https://c.example".to_owned()]) {
                Ok(handshake) => handshake.answer(HeaderMap::new()).status(),
                Err(error) => error.status(),
            };
            assert_eq!(status, expected, "{headers:?}");
        }
    }

    #[test]
    fn the_key_is_answered_as_in_the_standard() {
        assert_eq!(accept_of(KEY), "s3pPLMBiTxaQ9kYGzzhZRbK+xOo=");
    }

    #[test]
    fn protocols_are_offered_in_order() {
        let offered = [("sec-websocket-protocol", "chat, superchat"), ("sec-websocket-protocol", "mqtt")];
        let right = [("sec-websocket-version", "13"), ("sec-websocket-key", KEY)];
        let handshake = Handshake::read(&head(&[&right[..], &offered].concat()), &[]).unwrap();
        assert_eq!(handshake.offered, ["chat", "superchat", "mqtt"]);
    }
}
