//! Bytes in base64 (RFC 4648).

use std::{fmt, ops::Deref, str::FromStr};

use ::bytes::Bytes;

use super::{bytes, canonical};
use crate::{
    model::constrain::Lengthy,
    spec::{Coerced, Constraints, Scalar},
    value::{Tree, Value},
    violation::Fault,
};

const STANDARD: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
const URL_SAFE: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";

static BASE64: Scalar = Scalar {
    name: "bytes",
    label: "function-after[decode(), bytes]",
    coerce: |value| decode_as_python(bytes::text(value)?).map(Base64Bytes::from).map(canonical),
    check: |value, constraints| check(value, constraints),
    json_schema: |_| encoded("format"),
};

static BASE64_URL: Scalar = Scalar {
    name: "bytes",
    label: "bytes",
    coerce: coerce_url_safe,
    check: |value, constraints| check(value, constraints),
    json_schema: |_| encoded("contentEncoding"),
};

/// Returns the schema, which says `base64` under the key that pydantic has for it.
fn encoded(key: &str) -> Value {
    let mut schema = bytes::octets();
    schema.insert(key.to_owned(), "base64".into());
    schema.into()
}

macro_rules! base64 {
    ($(#[$doc:meta])* $name:ident $alphabet:ident $scalar:ident $decode:expr) => {
        $(#[$doc])*
        #[derive(Debug, Clone, PartialEq, Eq, Hash, Default)]
        pub struct $name(pub Bytes);

        impl Deref for $name {
            type Target = Bytes;

            fn deref(&self) -> &Bytes {
                &self.0
            }
        }

        impl From<Vec<u8>> for $name {
            fn from(bytes: Vec<u8>) -> Self {
                Self(bytes.into())
            }
        }

        impl FromStr for $name {
            type Err = InvalidBase64;

            fn from_str(text: &str) -> Result<Self, InvalidBase64> {
                $decode(text).map(Self::from)
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
                encode(&self.0, $alphabet, formatter)
            }
        }

        impl Lengthy for $name {}

        super::text_serde!($name, $scalar);

        impl crate::model::Model for $name {
            const SOURCE: crate::spec::Source = crate::spec::Source::Query;

            fn schema() -> crate::spec::Type {
                crate::spec::Type::Scalar(&$scalar)
            }

            fn holds(&self, constraints: &Constraints) -> bool {
                bytes::length(self.0.len(), constraints).is_none()
            }

            fn from_text(text: &str) -> Option<Self> {
                text.parse().ok()
            }
        }
    };
}

base64! {
    /// Holds bytes that are base64 with `+`, `/` and padding in JSON: pydantic's `Base64Bytes`.
    ///
    /// As in Python, characters that are not of base64 are skipped.
    Base64Bytes STANDARD BASE64 decode_padded
}

base64! {
    /// Holds bytes that are base64 with `-`, `_` and padding in JSON: pydantic's `bytes` with `ser_json_bytes="base64"`.
    ///
    /// Texts with `+` and `/` and without padding are read as well.
    Base64UrlBytes URL_SAFE BASE64_URL decode_either
}

/// Says why a text is not base64.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum InvalidBase64 {
    /// A byte that is not of the alphabet, and where it is.
    Symbol(u8, usize),
    /// A last character with bits that belong to no byte, and where it is.
    LastSymbol(u8, usize),
    /// A number of characters that no number of bytes has.
    Length(usize),
}

impl fmt::Display for InvalidBase64 {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Symbol(byte, offset) => write!(formatter, "Invalid symbol {byte}, offset {offset}."),
            Self::LastSymbol(byte, offset) => write!(formatter, "Invalid last symbol {byte}, offset {offset}."),
            Self::Length(length) => write!(formatter, "Invalid input length: {length}"),
        }
    }
}

impl std::error::Error for InvalidBase64 {}

fn encode(bytes: &[u8], alphabet: &[u8; 64], formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
    for chunk in bytes.chunks(3) {
        let group =
            chunk.iter().enumerate().fold(0_u32, |group, (index, byte)| group | u32::from(*byte) << (16 - 8 * index));
        for position in 0..4 {
            let sextet = alphabet[(group >> (18 - 6 * position)) as usize & 63];
            fmt::Write::write_char(formatter, if position > chunk.len() { '=' } else { sextet.into() })?;
        }
    }
    Ok(())
}

fn sextet(byte: u8, alphabet: &[u8; 64]) -> Option<u32> {
    match byte {
        b'A'..=b'Z' => Some(u32::from(byte - b'A')),
        b'a'..=b'z' => Some(u32::from(byte - b'a') + 26),
        b'0'..=b'9' => Some(u32::from(byte - b'0') + 52),
        _ if byte == alphabet[62] => Some(62),
        _ if byte == alphabet[63] => Some(63),
        _ => None,
    }
}

/// Collects groups of six bits into bytes; what is left of the last group is dropped.
fn join(sextets: impl Iterator<Item = u32>) -> Vec<u8> {
    let mut bytes = Vec::new();
    let (mut bits, mut count) = (0_u32, 0);
    for sextet in sextets {
        bits = bits << 6 | sextet;
        count += 6;
        if count >= 8 {
            count -= 8;
            bytes.push((bits >> count) as u8);
        }
    }
    bytes
}

/// Decodes one alphabet; padding may be missing, but not wrong.
fn decode(text: &str, alphabet: &[u8; 64]) -> Result<Vec<u8>, InvalidBase64> {
    let text = text.as_bytes();
    // The crate that pydantic uses looks at a byte too many before it looks at the others.
    if let (1, Some(last)) = (text.len() % 4, text.last().filter(|last| **last != b'='))
        && sextet(*last, alphabet).is_none()
    {
        return Err(InvalidBase64::Symbol(*last, text.len() - 1));
    }
    let end = text.iter().position(|byte| *byte == b'=').unwrap_or(text.len());
    let (symbols, padding) = text.split_at(end);
    if let Some(offset) = symbols.iter().position(|byte| sextet(*byte, alphabet).is_none()) {
        return Err(InvalidBase64::Symbol(symbols[offset], offset));
    }
    let rest = symbols.len() % 4;
    let padded =
        padding.is_empty() || (rest >= 2 && rest + padding.len() <= 4 && padding.iter().all(|byte| *byte == b'='));
    if !padded {
        return Err(InvalidBase64::Symbol(b'=', end));
    }
    let spare_bits = match rest {
        1 => return Err(InvalidBase64::Length(text.len())),
        2 => 0b1111,
        3 => 0b11,
        _ => 0,
    };
    if let Some(last) =
        symbols.last().filter(|last| sextet(**last, alphabet).is_some_and(|bits| bits & spare_bits != 0))
    {
        return Err(InvalidBase64::LastSymbol(*last, end - 1));
    }
    Ok(join(symbols.iter().filter_map(|byte| sextet(*byte, alphabet))))
}

/// Decodes the standard alphabet with its padding, which Python asks for.
fn decode_padded(text: &str) -> Result<Vec<u8>, InvalidBase64> {
    if text.len().is_multiple_of(4) { decode(text, STANDARD) } else { Err(InvalidBase64::Length(text.len())) }
}

fn decode_either(text: &str) -> Result<Vec<u8>, InvalidBase64> {
    decode(text, URL_SAFE).or_else(|error| match error {
        InvalidBase64::Symbol(b'+' | b'/', _) => decode(text, STANDARD),
        error => Err(error),
    })
}

fn coerce_url_safe(value: &Tree<'_>) -> Result<Coerced, Fault> {
    bytes::text(value)?.parse::<Base64UrlBytes>().map(canonical).map_err(|error| {
        let error = error.to_string();
        let fault = Fault::new("bytes_invalid_encoding", format!("Data should be valid base64: {error}"));
        fault.with("encoding", "base64").with("encoding_error", error)
    })
}

/// Decodes as Python's `base64.b64decode` does: skips foreign characters and stops at complete padding.
pub(crate) fn decode_as_python(text: &str) -> Result<Vec<u8>, Fault> {
    let mut sextets = Vec::with_capacity(text.len());
    let mut padding = 0;
    for byte in text.bytes() {
        if let Some(bits) = sextet(byte, STANDARD) {
            sextets.push(bits);
            padding = 0;
        } else if byte == b'=' && sextets.len() % 4 >= 2 {
            padding += 1;
            if sextets.len() % 4 + padding >= 4 {
                return Ok(join(sextets.into_iter()));
            }
        }
    }
    let error = match sextets.len() % 4 {
        0 => return Ok(join(sextets.into_iter())),
        1 => {
            let count = sextets.len();
            format!(
                "Invalid base64-encoded string: number of data characters ({count}) cannot be 1 more than a multiple of 4"
            )
        }
        _ => "Incorrect padding".to_owned(),
    };
    Err(Fault::new("base64_decode", format!("Base64 decoding error: '{error}'")).with("error", error))
}

/// Checks the number of bytes of a canonical text.
fn check(value: &Tree<'_>, constraints: &Constraints) -> Option<Fault> {
    let Tree::String(text) = value else { return None };
    bytes::length(text.trim_end_matches('=').len() * 3 / 4, constraints)
}
