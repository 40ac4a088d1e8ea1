//! Reads and writes JSON of known types: the fast path.
//!
//! Reading accepts nothing that the description would refuse, and may refuse what the description accepts: then the
//! description is asked. Whether a type can be read like this is decided once, by [`is_direct`].

mod direct;
mod strict;

use std::{borrow::Cow, fmt, io};

use bytes::Bytes;
use serde::{
    Deserialize, Deserializer, Serialize,
    de::{self, DeserializeOwned, MapAccess, Visitor},
};
use serde_json::value::RawValue;

pub(crate) use self::direct::is_direct;
use self::strict::Strict;

/// Most answers are shorter; the rest grow from here by doubling.
const ANSWER_BYTES: usize = 512;

/// Writes `value` as compact JSON. NaN and the infinities become `null`.
pub(crate) fn to_bytes<T: Serialize + ?Sized>(value: &T) -> serde_json::Result<Bytes> {
    let mut bytes = Vec::with_capacity(ANSWER_BYTES);
    serde_json::to_writer(&mut bytes, value)?;
    Ok(Bytes::from(bytes))
}

/// Writes `value` as [`to_bytes`] does, and ends the line.
pub(crate) fn to_line<T: Serialize + ?Sized>(value: &T) -> serde_json::Result<Bytes> {
    let mut bytes = Vec::with_capacity(ANSWER_BYTES);
    serde_json::to_writer(&mut bytes, value)?;
    bytes.push(b'\n');
    Ok(Bytes::from(bytes))
}

/// Writes `value` as [`to_bytes`] does, or gives up, with `None`, once that takes more than `bytes_max`.
pub(crate) fn to_bytes_within<T: Serialize + ?Sized>(value: &T, bytes_max: usize) -> serde_json::Result<Option<Bytes>> {
    let mut bounded = Bounded { bytes: Vec::with_capacity(ANSWER_BYTES.min(bytes_max)), bytes_max };
    match serde_json::to_writer(&mut bounded, value) {
        Ok(()) => Ok(Some(Bytes::from(bounded.bytes))),
        Err(error) if error.is_io() => Ok(None),
        Err(error) => Err(error),
    }
}

/// Is a buffer that takes `bytes_max` bytes and no more.
struct Bounded {
    bytes: Vec<u8>,
    bytes_max: usize,
}

impl io::Write for Bounded {
    #[inline]
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.write_all(bytes)?;
        Ok(bytes.len())
    }

    #[inline]
    fn write_all(&mut self, bytes: &[u8]) -> io::Result<()> {
        if bytes.len() > self.bytes_max - self.bytes.len() {
            return Err(io::ErrorKind::FileTooLarge.into());
        }
        self.bytes.extend_from_slice(bytes);
        Ok(())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

/// Reads a value of a type that [`is_direct`].
///
/// # Errors
///
/// For whatever pydantic refuses, and for some of what it accepts.
#[inline]
pub(crate) fn from_slice<T: DeserializeOwned>(bytes: &[u8]) -> serde_json::Result<T> {
    // serde_json does not look at the bytes of strings that it skips; checked at once, none has to be looked at again.
    from_str(std::str::from_utf8(bytes).map_err(de::Error::custom)?)
}

/// Reads a value of a type that [`is_direct`], such as a member that [`raw_members`] found.
///
/// # Errors
///
/// For whatever pydantic refuses, and for some of what it accepts.
#[inline]
pub(crate) fn from_str<T: DeserializeOwned>(text: &str) -> serde_json::Result<T> {
    let mut deserializer = serde_json::Deserializer::from_str(text);
    let value = T::deserialize(Strict(&mut deserializer))?;
    deserializer.end()?;
    Ok(value)
}

/// Is what [`raw_members`] finds: keys, and texts without space around them.
pub(crate) type RawMembers<'t> = Vec<(Cow<'t, str>, &'t RawValue)>;

/// Finds the members of an object without reading them; of a key that came twice, the last counts.
///
/// `None` if the text is not an object, or not valid.
pub(crate) fn raw_members(bytes: &[u8]) -> Option<RawMembers<'_>> {
    let mut deserializer = serde_json::Deserializer::from_str(std::str::from_utf8(bytes).ok()?);
    let members = deserializer.deserialize_map(MembersVisitor).ok()?;
    deserializer.end().ok()?;
    Some(members)
}

struct MembersVisitor;

impl<'de> Visitor<'de> for MembersVisitor {
    type Value = RawMembers<'de>;

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("an object")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Self::Value, A::Error> {
        let mut members = Vec::new();
        while let Some((Key(key), value)) = map.next_entry()? {
            members.push((key, value));
        }
        Ok(members)
    }
}

/// Borrows a key unless it has escapes; `Cow` itself never borrows.
#[derive(Deserialize)]
struct Key<'k>(#[serde(borrow)] Cow<'k, str>);

#[cfg(test)]
mod tests {
    use super::*;

    /// The outcomes are pydantic's, of `TypeAdapter(float).dump_json`.
    #[test]
    fn floats_are_written_as_pydantic_writes_them() {
        for (float, expected) in [
            (0.0, "0.0"),
            (-0.0, "-0.0"),
            (1.0, "1.0"),
            (0.1, "0.1"),
            (1.0 / 3.0, "0.3333333333333333"),
            (100.0, "100.0"),
            (123_456.789, "123456.789"),
            (1e-4, "0.0001"),
            (1e-5, "0.00001"),
            (1.5e-5, "0.000015"),
            (1.23e-6, "1.23e-6"),
            (1e-7, "1e-7"),
            (1.5e-7, "1.5e-7"),
            (-1e-7, "-1e-7"),
            (5e-324, "5e-324"),
            (2.225_073_858_507_201_4e-308, "2.2250738585072014e-308"),
            (1e15, "1000000000000000.0"),
            (1_234_567_890_123_456.0, "1234567890123456.0"),
            (9_007_199_254_740_993.0, "9007199254740992.0"),
            (1e16, "1e+16"),
            (-1e16, "-1e+16"),
            (12_345_678_901_234_567.0, "1.2345678901234568e+16"),
            (1e21, "1e+21"),
            (1.5e21, "1.5e+21"),
            (1.797_693_134_862_315_7e308, "1.7976931348623157e+308"),
            (f64::NAN, "null"),
            (f64::INFINITY, "null"),
            (f64::NEG_INFINITY, "null"),
        ] {
            assert_eq!(to_bytes(&float).unwrap(), expected);
        }
    }

    #[test]
    fn what_is_too_long_is_given_up() {
        for (value, bytes_max, expected) in [
            (vec![1, 2], 5, Some("[1,2]")),
            (vec![1, 2], 4, None),
            (vec![], 1, None),
            (vec![7; 1_000], 2_000, None),
            (vec![], 2, Some("[]")),
        ] {
            assert_eq!(
                to_bytes_within(&value, bytes_max).unwrap().as_deref(),
                expected.map(str::as_bytes),
                "{value:?}"
            );
        }
    }

    #[test]
    fn members_are_found_without_being_read() {
        let found = |text: &'static str| {
            let members = raw_members(text.as_bytes())?;
            Some(members.iter().map(|(key, value)| format!("{key}={value}")).collect::<Vec<_>>().join(" "))
        };
        for (text, expected) in [
            ("{}", Some("")),
            (r#" {"a": [1, {"b": 2}] , "\u00e9":null,"a":"x" } "#, Some(r#"a=[1, {"b": 2}] é=null a="x""#)),
            ("[]", None),
            (r#"{"a":1}}"#, None),
            (r#"{"a":1,}"#, None),
            (r#"{"a":tru}"#, None),
        ] {
            assert_eq!(found(text).as_deref(), expected, "{text}");
        }
        assert!(matches!(&raw_members(br#"{"plain": 1}"#).unwrap()[0].0, Cow::Borrowed("plain")));
    }
}
