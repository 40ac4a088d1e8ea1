//! Says what each side of a proxy may hear from the other: RFC 9110, section 7.6.
//!
//! What belongs to one connection stays on it. How long a body is and whom a request comes from is never taken from the
//! client's words, only from what was seen.

use http::{HeaderMap, HeaderName, HeaderValue, Method, Version, header, request};

use crate::client_address::ClientAddress;

/// Headers that belong to a connection, besides those that `Connection` names. `Trailer` is not among them: it announces
/// what comes after the body.
const HOP_BY_HOP: [HeaderName; 8] = [
    header::CONNECTION,
    header::PROXY_AUTHENTICATE,
    header::PROXY_AUTHORIZATION,
    header::TE,
    header::TRANSFER_ENCODING,
    header::UPGRADE,
    HeaderName::from_static("keep-alive"),
    HeaderName::from_static("proxy-connection"),
];

/// What `Connection` says that is no header.
const CLOSE: HeaderName = HeaderName::from_static("close");

const FORWARDED_FOR: HeaderName = HeaderName::from_static("x-forwarded-for");
const FORWARDED_HOST: HeaderName = HeaderName::from_static("x-forwarded-host");
const FORWARDED_PROTO: HeaderName = HeaderName::from_static("x-forwarded-proto");
/// Says what `X-Forwarded-For` does, to servers that have been behind nginx.
const REAL_IP: HeaderName = HeaderName::from_static("x-real-ip");

/// The one protocol to which connections are switched. Any other, such as `h2c`, would carry requests that nobody looks at.
const WEBSOCKET: HeaderValue = HeaderValue::from_static("websocket");
const UPGRADE: HeaderValue = HeaderValue::from_static("upgrade");

/// Is what a proxy knows of a request by itself.
pub(super) struct Circumstances<'c> {
    pub(super) client: ClientAddress,
    pub(super) scheme: &'static str,
    /// The other server, as its URL names it.
    pub(super) authority: &'c HeaderValue,
    /// What this proxy calls itself.
    pub(super) pseudonym: &'c str,
    pub(super) length: Length,
}

/// Says how long a request's body is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Length {
    Nothing,
    Exactly(u64),
    Unknown,
}

/// Returns whether `head` asks for a WebSocket. One that comes with a body does not: its bytes could be taken for frames.
pub(super) fn asks_for_websocket(head: &request::Parts, length: Length) -> bool {
    head.version == Version::HTTP_11
        && head.method == Method::GET
        && length == Length::Nothing
        && tokens(&head.headers, &header::CONNECTION).any(|token| token.eq_ignore_ascii_case("upgrade"))
        && is_websocket(&head.headers)
}

/// Returns whether `Upgrade` names WebSockets and nothing else.
pub(super) fn is_websocket(headers: &HeaderMap) -> bool {
    let mut protocols = tokens(headers, &header::UPGRADE);
    protocols.next().is_some_and(|protocol| protocol.eq_ignore_ascii_case("websocket")) && protocols.next().is_none()
}

/// Returns whether this proxy has passed the request on before.
pub(super) fn went_round(headers: &HeaderMap, pseudonym: &str) -> bool {
    tokens(headers, &header::VIA).any(|via| via.split_ascii_whitespace().nth(1) == Some(pseudonym))
}

/// Makes the headers that the other server gets of those that the client sent.
pub(super) fn to_server(head: &mut request::Parts, circumstances: &Circumstances<'_>) {
    let switches = asks_for_websocket(head, circumstances.length);
    let takes_trailers = tokens(&head.headers, &header::TE).any(|token| token.eq_ignore_ascii_case("trailers"));
    let said_nothing = head.headers.get(header::CONTENT_LENGTH).is_some_and(|length| length.as_bytes() == b"0");
    let received = format!("{:?}", head.version);
    let named = head.uri.authority().and_then(|authority| HeaderValue::from_str(authority.as_str()).ok());
    let headers = &mut head.headers;
    let host = headers.get(header::HOST).cloned().or(named);

    remove_hop_by_hop(headers);
    let claims: Vec<HeaderName> = headers.keys().filter(|name| is_claim(name.as_str())).cloned().collect();
    for name in claims {
        headers.remove(name);
    }
    join_cookies(headers);
    headers.remove(header::CONTENT_LENGTH);
    match circumstances.length {
        Length::Exactly(bytes) => drop(headers.insert(header::CONTENT_LENGTH, bytes.into())),
        Length::Unknown => drop(headers.insert(header::TRANSFER_ENCODING, HeaderValue::from_static("chunked"))),
        // A POST without a body says so.
        Length::Nothing if said_nothing => drop(headers.insert(header::CONTENT_LENGTH, 0.into())),
        Length::Nothing => {}
    }
    if circumstances.length == Length::Nothing {
        headers.remove(header::EXPECT);
    }

    introduce(headers, host.as_ref(), circumstances);
    headers.insert(header::HOST, host.unwrap_or_else(|| circumstances.authority.clone()));
    let via = format!("{} {}", received.trim_start_matches("HTTP/"), circumstances.pseudonym);
    headers.append(header::VIA, HeaderValue::try_from(via).expect("versions and pseudonyms are visible ASCII"));
    if switches {
        headers.insert(header::CONNECTION, UPGRADE);
        headers.insert(header::UPGRADE, WEBSOCKET);
    } else if takes_trailers {
        headers.insert(header::CONNECTION, HeaderValue::from_static("te"));
        headers.insert(header::TE, HeaderValue::from_static("trailers"));
    }
}

/// Says from whom the request is, and what they asked for.
fn introduce(headers: &mut HeaderMap, host: Option<&HeaderValue>, circumstances: &Circumstances<'_>) {
    let client = circumstances.client.host();
    let value = HeaderValue::try_from(&client).expect("addresses and names are visible ASCII");
    let mut forwarded = match circumstances.client.ip() {
        Some(address) => {
            headers.insert(REAL_IP, value.clone());
            if address.is_ipv6() { format!("for=\"[{address}]\"") } else { format!("for={address}") }
        }
        // A name has to begin so that nobody looks for a host of that name (RFC 7239, section 6.3).
        None if circumstances.client.is_unknown() || client.starts_with('_') => format!("for={client}"),
        None => format!("for=_{client}"),
    };
    if !circumstances.client.is_unknown() {
        headers.insert(FORWARDED_FOR, value);
    }
    headers.insert(FORWARDED_PROTO, HeaderValue::from_static(circumstances.scheme));
    if let Some(host) = host {
        headers.insert(FORWARDED_HOST, host.clone());
        // A host has no quotation marks, or it would not have got so far.
        if let Some(host) = host.to_str().ok().filter(|host| !host.contains(['"', '\\'])) {
            forwarded += &format!(";host=\"{host}\"");
        }
    }
    forwarded += &format!(";proto={}", circumstances.scheme);
    if let Ok(forwarded) = HeaderValue::try_from(forwarded) {
        headers.insert(header::FORWARDED, forwarded);
    }
}

/// Makes the headers that the client gets of those that the other server sent.
pub(super) fn to_client(headers: &mut HeaderMap, switches: bool) {
    // A length beside chunks is not that of the body (RFC 9112, section 6.3).
    if switches || headers.contains_key(header::TRANSFER_ENCODING) {
        headers.remove(header::CONTENT_LENGTH);
    }
    remove_hop_by_hop(headers);
    if switches {
        headers.insert(header::CONNECTION, UPGRADE);
        headers.insert(header::UPGRADE, WEBSOCKET);
    }
}

/// Removes what a client says is between it and this server, before anything adds to the request: later, a client could
/// name what was added, and the other server would not get it.
pub(crate) fn keep_between(headers: &mut HeaderMap) {
    let belongs = |name: &HeaderName| HOP_BY_HOP.contains(name) || *name == CLOSE;
    let named: Vec<HeaderName> = named_by_connection(headers).collect();
    if named.iter().all(belongs) {
        return;
    }
    for name in named.iter().filter(|name| !belongs(name)) {
        headers.remove(name);
    }
    let rest: Vec<&str> = named.iter().filter(|name| belongs(name)).map(HeaderName::as_str).collect();
    let rest = HeaderValue::try_from(rest.join(", ")).expect("names of headers are visible ASCII");
    headers.insert(header::CONNECTION, rest);
}

fn named_by_connection(headers: &HeaderMap) -> impl Iterator<Item = HeaderName> + use<'_> {
    tokens(headers, &header::CONNECTION)
        .filter_map(|token| HeaderName::from_bytes(token.as_bytes()).ok())
        // How long the body is and what is asked for is no matter of one connection, whoever says so.
        .filter(|name| *name != header::HOST && *name != header::CONTENT_LENGTH)
}

fn remove_hop_by_hop(headers: &mut HeaderMap) {
    let named: Vec<HeaderName> = named_by_connection(headers).collect();
    for name in HOP_BY_HOP.iter().chain(&named) {
        headers.remove(name);
    }
}

/// Returns whether a header claims where a request comes from. Some servers take `_` for `-`.
fn is_claim(name: &str) -> bool {
    let name = name.replace('_', "-");
    name == "forwarded" || name == "x-real-ip" || name.starts_with("x-forwarded-")
}

/// Joins the lines into which HTTP/2 splits cookies (RFC 9113, section 8.2.3).
fn join_cookies(headers: &mut HeaderMap) {
    if headers.get_all(header::COOKIE).iter().nth(1).is_none() {
        return;
    }
    let lines: Vec<&[u8]> = headers.get_all(header::COOKIE).iter().map(HeaderValue::as_bytes).collect();
    let joined = HeaderValue::from_bytes(&lines.join(&b"; "[..])).expect("the lines were values");
    headers.insert(header::COOKIE, joined);
}

/// Returns what is between the commas of all lines of a header.
fn tokens<'h>(headers: &'h HeaderMap, name: &HeaderName) -> impl Iterator<Item = &'h str> + use<'h> {
    let lines = headers.get_all(name).into_iter().filter_map(|line| line.to_str().ok());
    lines.flat_map(|line| line.split(',')).map(str::trim).filter(|token| !token.is_empty())
}

#[cfg(test)]
mod tests {
    use std::net::SocketAddr;

    use http::Request;

    use super::*;

    fn head(lines: &[&str], version: Version, uri: &str) -> request::Parts {
        let mut request = Request::builder().version(version).uri(uri);
        for line in lines {
            let (name, value) = line.split_once(": ").unwrap();
            request = request.header(name, value);
        }
        request.body(()).unwrap().into_parts().0
    }

    fn lines(headers: &HeaderMap) -> Vec<String> {
        let mut lines: Vec<_> =
            headers.iter().map(|(name, value)| format!("{name}: {}", value.to_str().unwrap())).collect();
        lines.sort_unstable();
        lines
    }

    const OURS: [&str; 7] = [
        "forwarded: for=192.0.2.7;host=\"shop.example\";proto=https",
        "host: shop.example",
        "via: 1.1 us",
        "x-forwarded-for: 192.0.2.7",
        "x-forwarded-host: shop.example",
        "x-forwarded-proto: https",
        "x-real-ip: 192.0.2.7",
    ];

    static AUTHORITY: HeaderValue = HeaderValue::from_static("old:8001");

    fn circumstances(length: Length) -> Circumstances<'static> {
        let client = SocketAddr::from(([192, 0, 2, 7], 1234)).into();
        Circumstances { client, scheme: "https", authority: &AUTHORITY, pseudonym: "us", length }
    }

    #[track_caller]
    fn check(sent: &[&str], length: Length, beside_ours: &[&str]) {
        let mut head = head(&[&["host: shop.example"], sent].concat(), Version::HTTP_11, "/");
        to_server(&mut head, &circumstances(length));
        let mut expected: Vec<_> = OURS.iter().chain(beside_ours).map(|line| (*line).to_owned()).collect();
        expected.sort_unstable();
        assert_eq!(lines(&head.headers), expected, "of {sent:?}");
    }

    #[test]
    fn what_belongs_to_a_connection_stays_on_it() {
        check(
            &["accept: */*", "connection: keep-alive, X-Mine", "x-mine: 1", "keep-alive: 5"],
            Length::Nothing,
            &["accept: */*"],
        );
        check(&["proxy-connection: close", "proxy-authorization: x", "upgrade: h2c"], Length::Nothing, &[]);
        check(&["connection: host, authorization", "authorization: x"], Length::Nothing, &[]);
        check(&["connection: te", "te: gzip, trailers"], Length::Nothing, &["connection: te", "te: trailers"]);
    }

    #[test]
    fn the_length_is_what_was_seen() {
        let both = ["content-length: 5", "transfer-encoding: chunked", "connection: content-length"];
        check(&both, Length::Exactly(7), &["content-length: 7"]);
        check(&both, Length::Unknown, &["transfer-encoding: chunked"]);
        check(&both, Length::Nothing, &[]);
        check(&["content-length: 0"], Length::Nothing, &["content-length: 0"]);
        check(&["content-length: 0", "content-length: 9"], Length::Nothing, &["content-length: 0"]);
        check(&["expect: 100-continue"], Length::Nothing, &[]);
        check(&["expect: 100-continue"], Length::Exactly(1), &["content-length: 1", "expect: 100-continue"]);
    }

    #[test]
    fn what_clients_say_of_themselves_is_not_passed_on() {
        check(
            &["x-forwarded-for: 10.0.0.1", "forwarded: for=10.0.0.1", "x-forwarded-prefix: /a"],
            Length::Nothing,
            &[],
        );
        check(&["x_forwarded_for: 10.0.0.1", "X-Forwarded-Port: 1"], Length::Nothing, &[]);
        check(&["x-real-ip: 10.0.0.1", "x_real_ip: 10.0.0.1"], Length::Nothing, &[]);
    }

    #[test]
    fn cookies_are_one_line() {
        check(&["cookie: a=1", "cookie: b=2"], Length::Nothing, &["cookie: a=1; b=2"]);
    }

    #[test]
    fn only_websockets_switch() {
        let websocket = ["connection: Upgrade", "upgrade: WebSocket"];
        check(&websocket, Length::Nothing, &["connection: upgrade", "upgrade: websocket"]);
        check(&websocket, Length::Exactly(1), &["content-length: 1"]);
        check(&["connection: upgrade, http2-settings", "upgrade: h2c", "http2-settings: x"], Length::Nothing, &[]);
        check(&["connection: upgrade", "upgrade: websocket, h2c"], Length::Nothing, &[]);
        check(&["upgrade: websocket"], Length::Nothing, &[]);
        let old = head(&websocket, Version::HTTP_10, "/");
        assert!(!asks_for_websocket(&old, Length::Nothing));
    }

    #[test]
    fn the_host_is_the_one_that_the_client_named() {
        let hosts = [
            (head(&[], Version::HTTP_2, "http://shop.example/"), "shop.example"),
            (head(&[], Version::HTTP_10, "/"), "old:8001"),
        ];
        for (mut head, expected) in hosts {
            to_server(&mut head, &circumstances(Length::Nothing));
            assert_eq!(head.headers[header::HOST], expected);
        }
    }

    #[test]
    fn a_client_is_told_by_address_or_name() {
        for (client, forwarded, forwarded_for, real_ip) in [
            ("1.2.3.4:5678", "for=1.2.3.4", Some("1.2.3.4"), Some("1.2.3.4")),
            ("::1", "for=\"[::1]\"", Some("::1"), Some("::1")),
            ("_hidden", "for=_hidden", Some("_hidden"), None),
            ("testclient", "for=_testclient", Some("testclient"), None),
            ("unknown", "for=unknown", None, None),
        ] {
            let mut head = head(&["host: a"], Version::HTTP_11, "/");
            let client = client.parse().expect("the table has valid clients");
            to_server(&mut head, &Circumstances { client, ..circumstances(Length::Nothing) });
            assert_eq!(head.headers[header::FORWARDED], format!("{forwarded};host=\"a\";proto=https"));
            let header = |name: &HeaderName| head.headers.get(name).map(|value| value.to_str().unwrap());
            assert_eq!((header(&FORWARDED_FOR), header(&REAL_IP)), (forwarded_for, real_ip));
        }
    }

    #[test]
    fn an_answer_leaves_its_connection_too() {
        let mut answer = head(
            &[
                "connection: close, x-a",
                "x-a: 1",
                "x-b: 2",
                "transfer-encoding: chunked",
                "keep-alive: 5",
                "trailer: x-c",
            ],
            Version::HTTP_11,
            "/",
        );
        to_client(&mut answer.headers, false);
        assert_eq!(lines(&answer.headers), ["trailer: x-c", "x-b: 2"]);
    }

    #[test]
    fn a_circle_is_seen() {
        let request = head(&["via: 1.1 other, 1.1 us"], Version::HTTP_11, "/");
        assert!(went_round(&request.headers, "us"));
        assert!(!went_round(&request.headers, "u"));
    }
}
