//! Bytes that JSON carries as text.

use std::ops::Deref;

use bytes::Bytes;
use serde::{Deserialize, Deserializer, Serialize, Serializer, ser::Error};

use crate::{
    model::{Model, constrain::Lengthy},
    spec::{Coerced, Constraints, Exactness, Scalar, Source, Type},
    value::{Object, Tree},
    violation::Fault,
};

static BYTES: Scalar = Scalar {
    name: "bytes",
    label: "bytes",
    coerce: |value| {
        let text = text(value)?;
        Ok(Coerced { value: Tree::from(text), exactness: Exactness::Lax })
    },
    check: |value, constraints| match value {
        Tree::String(text) => length(text.len(), constraints),
        _ => None,
    },
    json_schema: |_| octets().into(),
};

/// Returns the schema of a string whose content is bytes, as FastAPI writes it.
pub(crate) fn octets() -> Object {
    [("type", "string"), ("contentMediaType", "application/octet-stream")]
        .map(|(key, value)| (key.to_owned(), value.into()))
        .into()
}

/// Holds bytes that are a UTF-8 string in JSON: pydantic's `bytes`.
///
/// A `Vec<u8>` is a list of integers there, as serde has it.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Default)]
pub struct Utf8Bytes(pub Bytes);

impl Deref for Utf8Bytes {
    type Target = Bytes;

    fn deref(&self) -> &Bytes {
        &self.0
    }
}

impl From<String> for Utf8Bytes {
    fn from(text: String) -> Self {
        Self(text.into())
    }
}

impl Serialize for Utf8Bytes {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let text = std::str::from_utf8(&self.0).map_err(|_| S::Error::custom("the bytes are not UTF-8"))?;
        serializer.serialize_str(text)
    }
}

impl<'de> Deserialize<'de> for Utf8Bytes {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        String::deserialize(deserializer).map(Self::from)
    }
}

impl Lengthy for Utf8Bytes {}

impl Model for Utf8Bytes {
    const SOURCE: Source = Source::Query;

    fn schema() -> Type {
        Type::Scalar(&BYTES)
    }

    fn holds(&self, constraints: &Constraints) -> bool {
        length(self.0.len(), constraints).is_none()
    }

    fn from_text(text: &str) -> Option<Self> {
        Some(Self::from(text.to_owned()))
    }
}

/// Returns the text of a value that is to be bytes.
pub(super) fn text<'v>(value: &'v Tree<'_>) -> Result<&'v str, Fault> {
    match value {
        Tree::String(text) => Ok(text),
        _ => Err(Fault::new("bytes_type", "Input should be a valid bytes")),
    }
}

/// Checks a number of bytes.
pub(crate) fn length(actual: usize, constraints: &Constraints) -> Option<Fault> {
    let plural = |count: usize| if count == 1 { "" } else { "s" };
    if let Some(max) = constraints.max_length.filter(|max| actual > *max) {
        let message = format!("Data should have at most {max} byte{}", plural(max));
        return Some(Fault::new("bytes_too_long", message).with("max_length", max));
    }
    let min = constraints.min_length.filter(|min| actual < *min)?;
    let message = format!("Data should have at least {min} byte{}", plural(min));
    Some(Fault::new("bytes_too_short", message).with("min_length", min))
}
