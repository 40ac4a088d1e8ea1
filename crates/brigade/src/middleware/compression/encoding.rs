//! Chooses an encoding that the client accepts (RFC 9110, section 12.5.3).

use http::{HeaderMap, HeaderValue, header};

/// Is a way to compress that clients may accept. Of two that they like equally, the earlier one is taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Encoding {
    #[cfg(feature = "zstd")]
    Zstd,
    Brotli,
    Gzip,
}

impl Encoding {
    const ALL: &[Self] = &[
        #[cfg(feature = "zstd")]
        Self::Zstd,
        Self::Brotli,
        Self::Gzip,
    ];

    const fn as_str(self) -> &'static str {
        match self {
            #[cfg(feature = "zstd")]
            Self::Zstd => "zstd",
            Self::Brotli => "br",
            Self::Gzip => "gzip",
        }
    }

    /// Returns the value of `content-encoding`.
    pub(super) const fn name(self) -> HeaderValue {
        HeaderValue::from_static(self.as_str())
    }

    /// Returns the encoding that the client likes best; `None` if it likes none better than the plain bytes.
    pub(super) fn accepted(headers: &HeaderMap) -> Option<Self> {
        let lines = headers.get_all(header::ACCEPT_ENCODING).iter().filter_map(|line| line.to_str().ok());
        let offers: Vec<_> = lines.flat_map(|line| line.split(',')).filter_map(offer).collect();
        let weight_of = |name: &str| {
            let find = |name: &str| offers.iter().find(|(other, _)| other.eq_ignore_ascii_case(name));
            find(name).or_else(|| find("*")).map_or(0, |(_, weight)| *weight)
        };
        let plain =
            offers.iter().find(|(name, _)| name.eq_ignore_ascii_case("identity")).map_or(0, |(_, weight)| *weight);
        let best = Self::ALL.iter().map(|encoding| weight_of(encoding.as_str())).max().unwrap_or(0);
        let encoding = Self::ALL.iter().find(|encoding| weight_of(encoding.as_str()) == best);
        encoding.copied().filter(|_| best > 0 && best >= plain)
    }
}

/// Reads `gzip` or `gzip;q=0.5`: a name, and its weight in thousandths.
fn offer(text: &str) -> Option<(&str, u32)> {
    let mut parts = text.split(';').map(str::trim);
    let name = parts.next().filter(|name| !name.is_empty())?;
    let weight = match parts.find_map(|part| part.strip_prefix("q=").or_else(|| part.strip_prefix("Q="))) {
        Some(weight) => thousandths(weight)?,
        None => 1000,
    };
    Some((name, weight))
}

/// Reads `1`, `0.5` or `0.125`.
fn thousandths(text: &str) -> Option<u32> {
    let (whole, decimals) = text.split_once('.').unwrap_or((text, ""));
    let digits = format!("{decimals:0<3}");
    let is_number = matches!(whole, "0" | "1") && digits.len() == 3 && digits.bytes().all(|byte| byte.is_ascii_digit());
    let weight = if is_number { format!("{whole}{digits}").parse().ok()? } else { return None };
    (weight <= 1000).then_some(weight)
}

/// Says that the answer is the same for people, but not byte by byte, as what its `etag` was made for.
pub(super) fn weaken(headers: &mut HeaderMap) {
    if let Some(tag) = headers.get(header::ETAG).filter(|tag| !tag.as_bytes().starts_with(b"W/")) {
        let weak = [b"W/", tag.as_bytes()].concat();
        headers.insert(header::ETAG, HeaderValue::from_bytes(&weak).expect("two characters more do no harm"));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_client_chooses() {
        let cases: [(&str, Option<&str>); 16] = [
            ("", None),
            ("gzip", Some("gzip")),
            ("GZIP", Some("gzip")),
            ("gzip, deflate, br", Some("br")),
            ("gzip;q=1.0, br;q=0.9", Some("gzip")),
            ("gzip; q=0.5, br; q=0.25", Some("gzip")),
            ("deflate", None),
            ("identity", None),
            ("gzip;q=0", None),
            ("gzip;q=0, br", Some("br")),
            ("gzip;q=0.5, identity;q=1", None),
            ("gzip;q=0.5, identity;q=0.5", Some("gzip")),
            ("br;q=0, zstd;q=0, *", Some("gzip")),
            ("*;q=0", None),
            ("identity;q=0, *;q=0", None),
            ("gzip;q=2, br;q=nonsense", None),
        ];
        for (accept, expected) in cases {
            let headers = [(header::ACCEPT_ENCODING, HeaderValue::from_static(accept))].into_iter().collect();
            assert_eq!(Encoding::accepted(&headers).map(Encoding::as_str), expected, "{accept:?}");
        }
    }
}
