//! Says who a client is: by its address, or by what a proxy calls it.

use std::{
    fmt,
    net::{IpAddr, SocketAddr},
    str::FromStr,
    sync::Arc,
};

use http::Request;

/// What RFC 7239 calls a client of which nobody knows anything.
const UNKNOWN: &str = "unknown";

/// Bytes of a name. Names are as long as those of hosts at most, so that logs can take them.
const NAME_BYTES_MAX: usize = 255;

/// Says who the client is, among the extensions of a [`Request`](crate::Request).
///
/// It is the address of the connection, or what a trusted proxy says: an address, or a name if the proxy keeps the address
/// to itself (RFC 7239, section 6). A name has letters, digits, `.`, `_` and `-`, begins with a letter or `_`, and has 255
/// bytes at most.
///
/// ```
/// use brigade::{ClientAddress, Request};
///
/// fn greet(request: &Request) -> String {
///     format!("Hello {}", ClientAddress::of(request).host())
/// }
///
/// let hidden: ClientAddress = "_hidden-7".parse()?;
/// assert_eq!((hidden.host().as_str(), hidden.ip()), ("_hidden-7", None));
/// # Ok::<(), brigade::InvalidClientAddress>(())
/// ```
#[derive(Clone, Default, PartialEq, Eq, Hash)]
pub struct ClientAddress(Node);

#[derive(Clone, Default, PartialEq, Eq, Hash)]
enum Node {
    #[default]
    Unknown,
    Socket(SocketAddr),
    Name(Arc<str>),
}

/// Says what is neither an address nor a name.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct InvalidClientAddress(());

impl fmt::Display for InvalidClientAddress {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("neither an address, with a port or without one, nor the name of a client")
    }
}

impl std::error::Error for InvalidClientAddress {}

impl ClientAddress {
    /// Returns who the client of `request` is; the default, whose host is `unknown`, if its extensions do not say.
    #[must_use]
    pub fn of<B>(request: &Request<B>) -> Self {
        request.extensions().get().cloned().unwrap_or_default()
    }

    /// Returns the address without its port, or the name.
    #[must_use]
    pub fn host(&self) -> String {
        match &self.0 {
            Node::Socket(address) => address.ip().to_string(),
            Node::Name(name) => name.to_string(),
            Node::Unknown => UNKNOWN.to_owned(),
        }
    }

    /// Returns the address without its port, if it is known.
    #[must_use]
    pub fn ip(&self) -> Option<IpAddr> {
        self.socket().map(|address| address.ip())
    }

    /// Returns the address, if it is known. Its port is 0 unless the connection or the proxy told it.
    #[must_use]
    pub fn socket(&self) -> Option<SocketAddr> {
        match self.0 {
            Node::Socket(address) => Some(address),
            Node::Name(_) | Node::Unknown => None,
        }
    }

    /// Whether neither an address nor a name is known.
    #[must_use]
    pub fn is_unknown(&self) -> bool {
        self.0 == Node::Unknown
    }
}

impl From<SocketAddr> for ClientAddress {
    fn from(address: SocketAddr) -> Self {
        Self(Node::Socket(address))
    }
}

/// Reads what proxies write: an address, alone or with a port, a name, or `unknown`.
impl FromStr for ClientAddress {
    type Err = InvalidClientAddress;

    fn from_str(text: &str) -> Result<Self, InvalidClientAddress> {
        if let Some(address) = address(text) {
            return Ok(address.into());
        }
        if text.eq_ignore_ascii_case(UNKNOWN) {
            return Ok(Self(Node::Unknown));
        }
        // No address begins like that, so nothing that looks like one is taken for a name.
        let begins_well = text.starts_with(|first: char| first.is_ascii_alphabetic() || first == '_');
        let is_plain = text.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"._-".contains(&byte));
        let is_name = begins_well && is_plain && text.len() <= NAME_BYTES_MAX;
        if is_name { Ok(Self(Node::Name(text.into()))) } else { Err(InvalidClientAddress(())) }
    }
}

/// Writes an address with its port, or the name.
impl fmt::Display for ClientAddress {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.0 {
            Node::Socket(address) => address.fmt(formatter),
            Node::Name(name) => name.fmt(formatter),
            Node::Unknown => UNKNOWN.fmt(formatter),
        }
    }
}

impl fmt::Debug for ClientAddress {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "ClientAddress({self})")
    }
}

/// Reads an address as proxies write it: alone, or with a port. The port is 0 if there is none.
fn address(text: &str) -> Option<SocketAddr> {
    let alone = text.strip_prefix('[').and_then(|text| text.strip_suffix(']')).unwrap_or(text);
    alone.parse().map(|address: IpAddr| SocketAddr::new(address, 0)).or_else(|_| text.parse()).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_client_is_an_address_a_name_or_nothing_at_all() {
        let longest = "a".repeat(NAME_BYTES_MAX);
        let too_long = "a".repeat(NAME_BYTES_MAX + 1);
        for (text, expected) in [
            ("1.2.3.4", Some("1.2.3.4:0")),
            ("1.2.3.4:5678", Some("1.2.3.4:5678")),
            ("2001:db8::1", Some("[2001:db8::1]:0")),
            ("[2001:db8::1]", Some("[2001:db8::1]:0")),
            ("[2001:db8::1]:80", Some("[2001:db8::1]:80")),
            ("testclient", Some("testclient")),
            ("_SEVKISEK.7", Some("_SEVKISEK.7")),
            ("unknown", Some("unknown")),
            ("Unknown", Some("unknown")),
            (&longest, Some(&*longest)),
            (&too_long, None),
            ("", None),
            ("10.0.0.256", None),
            ("7up", None),
            ("-a", None),
            ("a b", None),
            ("a\nb", None),
            ("a\"b", None),
            ("a:80", None),
            ("[a]", None),
            ("ä", None),
        ] {
            let read = text.parse::<ClientAddress>();
            assert_eq!(read.as_ref().ok().map(ToString::to_string).as_deref(), expected, "{text:?}");
        }
    }

    #[test]
    fn only_an_address_has_an_address() {
        for (text, host, ip, unknown) in [
            ("1.2.3.4:5678", "1.2.3.4", Some([1, 2, 3, 4].into()), false),
            ("testclient", "testclient", None, false),
            ("unknown", "unknown", None, true),
        ] {
            let client: ClientAddress = text.parse().unwrap();
            assert_eq!((client.host().as_str(), client.ip(), client.is_unknown()), (host, ip, unknown));
            assert_eq!(client.socket().map(|address| address.ip()), ip);
        }
    }
}
