//! Finds out who a client is when proxies stand before the server, and how it spoke to the first of them.
//!
//! `X-Forwarded-For` and `X-Forwarded-Proto` are headers that anybody can send. They count only if the connection comes from
//! a proxy that is trusted, and as far as trusted proxies wrote them: each appends the address that it was asked from, so
//! the list is read from its end, up to the first entry that is no address to trust.

use std::{
    fmt,
    net::{IpAddr, SocketAddr},
    str::FromStr,
};

use http::{HeaderMap, HeaderName};

use crate::{client_address::ClientAddress, request::ClientScheme};

const FORWARDED_FOR: HeaderName = HeaderName::from_static("x-forwarded-for");
const FORWARDED_PROTO: HeaderName = HeaderName::from_static("x-forwarded-proto");

/// Proxies that one request may have passed. Nobody has more; a longer list is an attempt to keep the server busy.
const PROXIES_MAX: usize = 16;

/// Says which proxies are believed when they say who a client is. None is unless told.
///
/// ```
/// use brigade::TrustedProxies;
///
/// let proxies: TrustedProxies = "127.0.0.1, 10.0.0.0/8, fd00::/8".parse()?;
/// assert!("10.0.0.256".parse::<TrustedProxies>().is_err());
/// assert_ne!(proxies, TrustedProxies::all());
/// # Ok::<(), brigade::InvalidProxies>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TrustedProxies(Trusted);

#[derive(Debug, Clone, PartialEq, Eq)]
enum Trusted {
    These(Vec<Network>),
    All,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Network {
    address: IpAddr,
    /// How many of the address's leading bits count.
    bits: u32,
}

/// Says what is no list of proxies.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct InvalidProxies(String);

impl fmt::Display for InvalidProxies {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{:?} is no address and no network; a network is written as 10.0.0.0/8", self.0)
    }
}

impl std::error::Error for InvalidProxies {}

impl TrustedProxies {
    /// Trusts no one: whoever connects is the client.
    #[must_use]
    pub const fn none() -> Self {
        Self(Trusted::These(Vec::new()))
    }

    /// Trusts whoever connects, and every address that a header names. Clients that reach the server without a proxy can
    /// then call themselves what they like.
    #[must_use]
    pub const fn all() -> Self {
        Self(Trusted::All)
    }

    /// Trusts proxies on this machine.
    #[must_use]
    pub fn loopback() -> Self {
        "127.0.0.0/8,::1".parse().expect("these are networks")
    }

    /// Returns who the client is and, if a proxy says so, how it spoke to the first server.
    pub(crate) fn client(&self, peer: SocketAddr, headers: &HeaderMap) -> (ClientAddress, Option<ClientScheme>) {
        let mut client = ClientAddress::from(peer);
        if !self.trusts(&client) {
            return (client, None);
        }
        let lines = headers.get_all(FORWARDED_FOR).iter().rev();
        let hops = lines.flat_map(|line| line.to_str().unwrap_or_default().rsplit(','));
        for hop in hops.take(PROXIES_MAX) {
            let Ok(named) = hop.trim().parse() else { break };
            client = named;
            if !self.trusts(&client) {
                break;
            }
        }
        let scheme =
            headers.get_all(FORWARDED_PROTO).iter().next_back().and_then(|line| scheme(line.to_str().ok()?.trim()));
        (client, scheme)
    }

    fn trusts(&self, client: &ClientAddress) -> bool {
        match &self.0 {
            Trusted::These(networks) => {
                client.ip().is_some_and(|address| networks.iter().any(|network| network.contains(address)))
            }
            Trusted::All => true,
        }
    }
}

impl Default for TrustedProxies {
    fn default() -> Self {
        Self::none()
    }
}

/// Reads addresses and networks with commas between them, or `*`.
impl FromStr for TrustedProxies {
    type Err = InvalidProxies;

    fn from_str(text: &str) -> Result<Self, InvalidProxies> {
        if text.trim() == "*" {
            return Ok(Self::all());
        }
        let entries = text.split(',').map(str::trim).filter(|entry| !entry.is_empty());
        let networks = entries.map(|entry| Network::parse(entry).ok_or_else(|| InvalidProxies(entry.to_owned())));
        Ok(Self(Trusted::These(networks.collect::<Result<_, _>>()?)))
    }
}

impl Network {
    fn parse(text: &str) -> Option<Self> {
        let (address, bits) = match text.split_once('/') {
            Some((address, bits)) => (address, Some(bits.parse().ok()?)),
            None => (text, None),
        };
        let address: IpAddr = address.parse().ok()?;
        let bits_max = if address.is_ipv4() { 32 } else { 128 };
        let bits = bits.unwrap_or(bits_max);
        (bits <= bits_max).then_some(Self { address, bits })
    }

    fn contains(&self, address: IpAddr) -> bool {
        // A socket for both versions calls an IPv4 client `::ffff:127.0.0.1`.
        match (self.address, address.to_canonical()) {
            (IpAddr::V4(network), IpAddr::V4(address)) => {
                let differing = network.to_bits() ^ address.to_bits();
                differing.leading_zeros() >= self.bits
            }
            (IpAddr::V6(network), IpAddr::V6(address)) => {
                let differing = network.to_bits() ^ address.to_bits();
                differing.leading_zeros() >= self.bits
            }
            _ => false,
        }
    }
}

/// WebSockets say `ws` and `wss`.
fn scheme(text: &str) -> Option<ClientScheme> {
    match text.to_ascii_lowercase().as_str() {
        "http" | "ws" => Some(ClientScheme::Http),
        "https" | "wss" => Some(ClientScheme::Https),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn socket(text: &str) -> SocketAddr {
        let peer: ClientAddress = text.parse().expect("the tables have valid peers");
        peer.socket().expect("a peer has an address")
    }

    #[test]
    fn who_a_client_is_depends_on_whom_one_trusts() {
        let here = "127.0.0.1";
        let list = "127.0.0.1,10.0.0.0/8,fd00::/8";
        let many = ["10.0.0.1"; 100].join(",");
        let cases: [(&str, &str, &[&str], &str); 26] = [
            // Trusted, peer, lines, client.
            ("", here, &["1.2.3.4"], here),
            (list, "1.1.1.1", &["1.2.3.4"], "1.1.1.1"),
            (list, here, &[], here),
            (list, here, &["1.2.3.4"], "1.2.3.4"),
            (list, here, &["6.6.6.6, 1.2.3.4"], "1.2.3.4"),
            (list, here, &["6.6.6.6, 1.2.3.4, 10.9.8.7"], "1.2.3.4"),
            (list, here, &["6.6.6.6", "1.2.3.4", "10.9.8.7,10.0.0.1"], "1.2.3.4"),
            (list, here, &["10.0.0.1, 10.0.0.2"], "10.0.0.1"),
            (list, here, &["1.2.3.4, no name"], here),
            (list, here, &["1.2.3.4, no name, 10.0.0.1"], "10.0.0.1"),
            (list, here, &["1.2.3.4, testclient"], "testclient"),
            (list, here, &["1.2.3.4, _hidden, 10.0.0.1"], "_hidden"),
            (list, here, &["1.2.3.4,"], here),
            (list, here, &[""], here),
            (list, here, &["1.2.3.4, unknown"], "unknown"),
            (list, here, &["1.2.3.4:5678"], "1.2.3.4:5678"),
            (list, here, &["[2001:db8::1]:80, fd12::1"], "[2001:db8::1]:80"),
            (list, here, &["[2001:db8::1]"], "2001:db8::1"),
            (list, "::ffff:127.0.0.1", &["2001:db8::1"], "2001:db8::1"),
            (list, "11.0.0.1", &["1.2.3.4"], "11.0.0.1"),
            (list, here, &["\u{ff}, 10.0.0.1"], here),
            ("*", "1.1.1.1", &["6.6.6.6, 1.2.3.4"], "6.6.6.6"),
            ("*", "1.1.1.1", &["6.6.6.6, testclient"], "6.6.6.6"),
            ("0.0.0.0/0", "1.1.1.1", &["2001:db8::1, 1.2.3.4"], "2001:db8::1"),
            (list, here, &["1.2.3.4", &many], "10.0.0.1"),
            ("::1", here, &["1.2.3.4"], here),
        ];
        for (trusted, peer, lines, expected) in cases {
            let proxies: TrustedProxies = trusted.parse().expect("the table has valid lists");
            let mut headers = HeaderMap::new();
            for line in lines {
                headers.append(FORWARDED_FOR, line.parse().expect("the table has valid headers"));
            }
            let (client, _) = proxies.client(socket(peer), &headers);
            assert_eq!(client, expected.parse().expect("the table has valid clients"), "{trusted} {peer} {lines:?}");
        }
    }

    #[test]
    fn only_a_trusted_proxy_says_how_the_client_spoke() {
        let cases: [(&str, &[&str], Option<ClientScheme>); 8] = [
            ("127.0.0.1", &[], None),
            ("127.0.0.1", &["https"], Some(ClientScheme::Https)),
            ("127.0.0.1", &["HTTPS "], Some(ClientScheme::Https)),
            ("127.0.0.1", &["wss"], Some(ClientScheme::Https)),
            ("127.0.0.1", &["https", "http"], Some(ClientScheme::Http)),
            ("127.0.0.1", &["https,http"], None),
            ("127.0.0.1", &["javascript"], None),
            ("1.2.3.4", &["https"], None),
        ];
        for (peer, lines, expected) in cases {
            let mut headers = HeaderMap::new();
            for line in lines {
                headers.append(FORWARDED_PROTO, line.parse().expect("the table has valid headers"));
            }
            assert_eq!(TrustedProxies::loopback().client(socket(peer), &headers).1, expected, "{peer} {lines:?}");
        }
    }

    #[test]
    fn a_list_of_proxies_is_checked() {
        for (text, wrong) in [
            ("10.0.0.0/33", "10.0.0.0/33"),
            ("::/129", "::/129"),
            ("127.0.0.1,proxy", "proxy"),
            ("1.2.3.4/", "1.2.3.4/"),
            ("*,10.0.0.1", "*"),
        ] {
            assert_eq!(text.parse::<TrustedProxies>(), Err(InvalidProxies(wrong.to_owned())), "{text}");
        }
    }
}
