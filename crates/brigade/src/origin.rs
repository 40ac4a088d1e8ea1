//! Says where a request was sent to: its scheme, its host, and its target as the client sees it.

use http::{Extensions, HeaderMap, HeaderValue, Request, Uri, header, uri::Scheme};

use crate::request::{ClientScheme, RootPath};

/// Returns whether the request came by HTTPS.
///
/// A [`ClientScheme`] says so, put there by whoever ends TLS or trusts a proxy's word; without one, the target does. That one the
/// client writes, and can only spare itself a redirect with it.
pub(crate) fn is_https<B>(request: &Request<B>) -> bool {
    came_by_https(request.uri(), request.extensions())
}

fn came_by_https(uri: &Uri, extensions: &Extensions) -> bool {
    match extensions.get::<ClientScheme>() {
        Some(scheme) => *scheme == ClientScheme::Https,
        None => uri.scheme() == Some(&Scheme::HTTPS),
    }
}

/// Returns how absolute URLs begin for the client of a request, `https://example.com`; `None` if it names no host.
pub(crate) fn origin(uri: &Uri, headers: &HeaderMap, extensions: &Extensions) -> Option<String> {
    let scheme = if came_by_https(uri, extensions) { "https" } else { "http" };
    let Host { name, port } = Host::asked(uri, headers)?;
    Some(match port {
        Some(port) => format!("{scheme}://{name}:{port}"),
        None => format!("{scheme}://{name}"),
    })
}

/// Returns the path and the query that the client has asked for: with the root path, which a proxy may have taken off.
pub(crate) fn target<B>(request: &Request<B>) -> String {
    let target = request.uri().path_and_query().map_or("/", |target| match target.query() {
        Some("") => target.path(),
        _ => target.as_str(),
    });
    let root = request.extensions().get::<RootPath>().map_or("", |root| &root.0);
    let has_root = target.strip_prefix(root).is_some_and(|rest| rest.is_empty() || rest.starts_with(['/', '?']));
    if has_root { target.to_owned() } else { format!("{root}{target}") }
}

/// Is the host that a request was sent to: a name or an address, and perhaps a port.
///
/// What does not look like one is nobody's host, and never becomes part of a URL.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Host<'r> {
    /// Without the port; an IPv6 address is in brackets.
    pub(crate) name: &'r str,
    pub(crate) port: Option<&'r str>,
}

impl<'r> Host<'r> {
    /// Returns the host of a request; `None` if it names none, two different ones, or something else.
    pub(crate) fn of<B>(request: &'r Request<B>) -> Option<Self> {
        Self::asked(request.uri(), request.headers())
    }

    fn asked(uri: &'r Uri, headers: &'r HeaderMap) -> Option<Self> {
        let asked = uri.authority().map(|authority| authority.as_str());
        match (one_host_header(headers)?, asked) {
            (Some(header), Some(asked)) if !header.eq_ignore_ascii_case(asked) => None,
            (Some(host), _) | (None, Some(host)) => Self::parse(host),
            (None, None) => None,
        }
    }

    /// Reads `name` or `name:port`.
    pub(crate) fn parse(text: &'r str) -> Option<Self> {
        let name_bytes = match text.strip_prefix('[') {
            Some(address) => address.find(']')? + 2,
            None => text.find(':').unwrap_or(text.len()),
        };
        let (name, port) = text.split_at(name_bytes);
        let port = match port.strip_prefix(':') {
            Some(port) => Some(port),
            None if port.is_empty() => None,
            None => return None,
        };
        let is_name = match name.strip_prefix('[').and_then(|name| name.strip_suffix(']')) {
            Some(address) => {
                address.contains(':') && address.bytes().all(|byte| byte.is_ascii_hexdigit() || b":.".contains(&byte))
            }
            None => !name.is_empty() && name.bytes().all(|byte| byte.is_ascii_alphanumeric() || b".-_".contains(&byte)),
        };
        let is_port = port.is_none_or(|port| !port.is_empty() && port.bytes().all(|byte| byte.is_ascii_digit()));
        (is_name && is_port).then_some(Self { name, port })
    }
}

/// Returns whether a browser says that a page of another origin sends the request; those of `trusted` are not meant.
#[cfg_attr(not(any(feature = "sessions", feature = "websockets")), expect(dead_code, reason = "nobody trusts cookies"))]
pub(crate) fn is_foreign(uri: &Uri, headers: &HeaderMap, trusted: &[String]) -> bool {
    let origin = headers.get(header::ORIGIN).map(|origin| origin.to_str().unwrap_or("null"));
    if origin.is_some_and(|origin| trusted.iter().any(|trusted| trusted == origin)) {
        return false;
    }
    match headers.get("sec-fetch-site").map(HeaderValue::as_bytes) {
        Some(site) => !matches!(site, b"same-origin" | b"none"),
        None => origin.is_some_and(|origin| {
            let host = origin.split_once("://").and_then(|(_, host)| Host::parse(host));
            host.is_none() || host != Host::asked(uri, headers)
        }),
    }
}

/// Returns the one `Host`, or that there is none; `None` if there are several or it is no text.
fn one_host_header(headers: &HeaderMap) -> Option<Option<&str>> {
    let mut lines = headers.get_all(header::HOST).iter();
    let first = lines.next().map(|line| line.to_str());
    match (first, lines.next()) {
        (None, _) => Some(None),
        (Some(Ok(host)), None) => Some(Some(host)),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_host_is_a_name_or_an_address_and_perhaps_a_port() {
        let cases = [
            ("example.com", Some(("example.com", None))),
            ("example.com:8000", Some(("example.com", Some("8000")))),
            ("my_service", Some(("my_service", None))),
            ("127.0.0.1:80", Some(("127.0.0.1", Some("80")))),
            ("[::1]", Some(("[::1]", None))),
            ("[::1]:8000", Some(("[::1]", Some("8000")))),
            ("", None),
            (":80", None),
            ("example.com:", None),
            ("example.com:eighty", None),
            ("example.com:80:80", None),
            ("user@example.com", None),
            ("example.com/path", None),
            ("example.com?query", None),
            ("[::1", None),
            ("[abc]", None),
            ("[::1]x", None),
        ];
        for (text, expected) in cases {
            let found = Host::parse(text).map(|host| (host.name, host.port));
            assert_eq!(found, expected, "{text:?}");
        }
    }

    #[test]
    fn a_target_has_the_root_path_once() {
        let cases = [
            ("", "/items?q=1", "/items?q=1"),
            ("", "/items?", "/items"),
            ("/api", "/items?q=1", "/api/items?q=1"),
            ("/api", "/api/items", "/api/items"),
            ("/api", "/api?q=1", "/api?q=1"),
            ("/api", "/apis", "/api/apis"),
        ];
        for (root, sent, expected) in cases {
            let request = Request::builder().uri(sent).extension(RootPath(root.into())).body(()).unwrap();
            assert_eq!(target(&request), expected, "{root} {sent}");
        }
    }

    #[test]
    fn a_request_has_one_host() {
        let cases: [(&str, &[&str], Option<&str>); 6] = [
            ("/", &["a.example"], Some("a.example")),
            ("/", &[], None),
            ("/", &["a.example", "a.example"], None),
            ("http://a.example/", &[], Some("a.example")),
            ("http://a.example/", &["A.example"], Some("A.example")),
            ("http://a.example/", &["b.example"], None),
        ];
        for (target, hosts, expected) in cases {
            let mut request = Request::builder().uri(target);
            for host in hosts {
                request = request.header(header::HOST, *host);
            }
            let request = request.body(()).unwrap();
            assert_eq!(Host::of(&request).map(|host| host.name), expected, "{target} {hosts:?}");
        }
    }
}
