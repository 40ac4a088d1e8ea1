//! Looks at a request's head for what hyper lets pass and nobody means: several hosts, odd targets.
//!
//! RFC 9110 section 7.2 and RFC 9112 section 3.2; the reasons are vulnerabilities of others, from cache poisoning by
//! `Host` to path checks that saw another path than the router.

use http::{Method, Request, StatusCode, Version, header};

use crate::switch::ExtendedConnect;

/// The longest method; the longest registered one (`UPDATEREDIRECTREF`) has 17 characters.
const METHOD_BYTES_MAX: usize = 32;

/// Says why a request is not served.
pub(super) type Refusal = (StatusCode, &'static str);

/// Returns why `request` shall not be served, if there is a reason.
pub(super) fn refusal<B>(request: &Request<B>, target_bytes_max: usize) -> Option<Refusal> {
    method(request).or_else(|| target(request, target_bytes_max)).or_else(|| host(request))
}

fn method<B>(request: &Request<B>) -> Option<Refusal> {
    let method = request.method();
    match *method {
        Method::GET | Method::POST => None,
        Method::CONNECT if request.extensions().get::<ExtendedConnect>().is_some() => None,
        // This is no proxy; 405 would promise other methods for a target that is not a resource here.
        Method::CONNECT => Some((StatusCode::NOT_IMPLEMENTED, "CONNECT is not supported")),
        _ if method.as_str().len() > METHOD_BYTES_MAX => bad("Method too long"),
        _ => None,
    }
}

fn target<B>(request: &Request<B>, bytes_max: usize) -> Option<Refusal> {
    let Some(target) = request.uri().path_and_query() else { return bad("Invalid request target") };
    let target = target.as_str();
    if target.len() > bytes_max {
        return Some((StatusCode::URI_TOO_LONG, "Request target too long"));
    }
    if target == "*" && request.method() == Method::OPTIONS {
        // It asks about the server as a whole, of which there is nothing to say.
        return Some((StatusCode::NOT_FOUND, "Not Found"));
    }
    if !target.starts_with('/') || !target.is_ascii() {
        return bad("Invalid request target");
    }
    match request.uri().scheme_str() {
        None | Some("http" | "https") => None,
        Some(_) => bad("Invalid request target"),
    }
}

fn host<B>(request: &Request<B>) -> Option<Refusal> {
    let mut hosts = request.headers().get_all(header::HOST).iter();
    let named = request.uri().authority().map(|authority| authority.as_str().as_bytes());
    let host = match (hosts.next(), hosts.next()) {
        (Some(host), None) => host.as_bytes(),
        (None, _) => {
            // HTTP/1.0 knows no Host. HTTP/2 has `:authority` instead.
            return match named {
                None if request.version() == Version::HTTP_10 => None,
                Some(named) if request.version() >= Version::HTTP_2 && is_host(named) => None,
                Some(_) if request.version() >= Version::HTTP_2 => bad("Invalid Host header"),
                _ => bad("Missing Host header"),
            };
        }
        (Some(_), Some(_)) => return bad("More than one Host header"),
    };
    if !is_host(host) || named.is_some_and(|named| !named.eq_ignore_ascii_case(host)) {
        return bad("Invalid Host header");
    }
    None
}

fn bad(text: &'static str) -> Option<Refusal> {
    Some((StatusCode::BAD_REQUEST, text))
}

/// Decides if `text` is a host with or without a port, by RFC 3986 section 3.2.2, except that it is never empty.
fn is_host(text: &[u8]) -> bool {
    let (host, port) = match text {
        [b'[', rest @ ..] => match rest.iter().position(|&byte| byte == b']') {
            Some(end) => (&text[..end + 2], &rest[end + 1..]),
            None => return false,
        },
        _ => text.split_at(text.iter().position(|&byte| byte == b':').unwrap_or(text.len())),
    };
    let is_port = match port {
        [] => true,
        [b':', digits @ ..] => digits.len() <= 5 && digits.iter().all(u8::is_ascii_digit),
        _ => false,
    };
    is_port && is_name(host)
}

fn is_name(host: &[u8]) -> bool {
    if let [b'[', address @ .., b']'] = host {
        // An address of a later version (`v1.…`) is grammar without use.
        return std::str::from_utf8(address).is_ok_and(|address| address.parse::<std::net::Ipv6Addr>().is_ok());
    }
    let mut bytes = host.iter();
    while let Some(&byte) = bytes.next() {
        let is_hex = |byte: Option<&u8>| byte.is_some_and(u8::is_ascii_hexdigit);
        if !NAME_BYTES[usize::from(byte)] || byte == b'%' && !(is_hex(bytes.next()) && is_hex(bytes.next())) {
            return false;
        }
    }
    !host.is_empty()
}

/// Which bytes a name may have: `reg-name` of RFC 3986, but for the comma, which separates values elsewhere.
const NAME_BYTES: [bool; 256] = {
    let mut fits = [false; 256];
    let mut byte: u8 = 0;
    while byte < 128 {
        fits[byte as usize] = byte.is_ascii_alphanumeric()
            || matches!(byte, b'-' | b'.' | b'_' | b'~' | b'%')
            || matches!(byte, b'!' | b'$' | b'&' | b'\'' | b'(' | b')' | b'*' | b'+' | b';' | b'=');
        byte += 1;
    }
    fits
};

#[cfg(test)]
mod tests {
    use super::is_host;

    #[test]
    fn a_host_is_a_name_or_an_address_and_perhaps_a_port() {
        let good = ["a", "example.com", "EXAMPLE.com:80", "127.0.0.1:8000", "[::1]", "[::1]:8000", "a:", "a_b", "%41"];
        let bad = [
            "", ":", ":80", "a,b", "a b", "a/b", "user@a", "a:b", "a:999999", "[::1", "[]", "[a]", "[::1]a", "a?b",
            "a#b", "a\\b", "%4", "%zz", "http://a", "\u{e9}",
        ];
        for (texts, expected) in [(&good[..], true), (&bad[..], false)] {
            for text in texts {
                assert_eq!(is_host(text.as_bytes()), expected, "{text:?}");
            }
        }
    }
}
