//! Texts that no log and no answer shows.

use std::fmt;

use serde::{Deserialize, Deserializer, Serialize, Serializer};

use super::{length, object};
use crate::{
    model::{Model, constrain::Lengthy},
    spec::{Coerced, Constraints, Exactness, Scalar, Source, Type},
    value::Tree,
    violation::Fault,
};

pub(crate) static SECRET: Scalar = Scalar {
    name: "SecretStr",
    label: "lax-or-strict[lax=json-or-python[json=function-after[SecretStr(), str],python=union[is-instance[SecretStr],function-after[SecretStr(), str]]],strict=json-or-python[json=function-after[SecretStr(), str],python=union[is-instance[SecretStr],function-after[SecretStr(), str]]]]",
    coerce: |value| match value {
        Tree::String(_) => Ok(Coerced { value: value.clone().into_static(), exactness: Exactness::Exact }),
        _ => Err(Fault::new("string_type", "Input should be a valid string")),
    },
    check: length,
    json_schema: |_| object([("type", "string".into()), ("writeOnly", true.into()), ("format", "password".into())]),
};

/// What a secret looks like from outside.
pub(crate) const MASK: &str = "**********";

/// Hides a string: it prints and serialises as ten asterisks. Pydantic's `SecretStr`.
///
/// ```
/// let password = brigade::Secret::from("hunter2".to_owned());
/// assert_eq!(format!("{password:?}"), "Secret(\"**********\")");
/// assert_eq!(password.expose(), "hunter2");
/// ```
#[derive(Clone, PartialEq, Eq)]
pub struct Secret(String);

impl Secret {
    /// Returns the text.
    #[must_use]
    pub fn expose(&self) -> &str {
        &self.0
    }
}

impl From<String> for Secret {
    fn from(text: String) -> Self {
        Self(text)
    }
}

impl fmt::Debug for Secret {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        // An empty secret shows that it is: pydantic does so too.
        formatter.debug_tuple("Secret").field(&self.masked()).finish()
    }
}

impl Secret {
    fn masked(&self) -> &'static str {
        if self.0.is_empty() { "" } else { MASK }
    }
}

impl Serialize for Secret {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.masked())
    }
}

impl<'de> Deserialize<'de> for Secret {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        String::deserialize(deserializer).map(Self)
    }
}

impl Lengthy for Secret {}

impl Model for Secret {
    const SOURCE: Source = Source::Query;

    fn schema() -> Type {
        Type::Scalar(&SECRET)
    }

    fn holds(&self, constraints: &Constraints) -> bool {
        let length = self.0.chars().count();
        constraints.min_length.is_none_or(|min| length >= min) && constraints.max_length.is_none_or(|max| length <= max)
    }

    fn from_text(text: &str) -> Option<Self> {
        Some(Self(text.to_owned()))
    }
}
