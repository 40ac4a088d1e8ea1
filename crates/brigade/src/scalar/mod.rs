//! Types that JSON carries as strings: dates, identifiers, addresses, bytes, secrets.
//!
//! Each file has one type and the `Scalar` that describes it. `Deserialize` takes a subset of the strings
//! that pydantic takes; whatever else pydantic takes, numbers above all, the slow path rewrites into one of them.

use std::{fmt, marker::PhantomData, str::FromStr};

use serde::de::{Deserializer, Error, Visitor};

use crate::{
    constraint,
    spec::{Coerced, Constraints, Exactness},
    value::{Object, Tree, Value},
    violation::Fault,
};

mod base64;
mod bytes;
#[cfg(feature = "datetime")]
mod date;
#[cfg(feature = "datetime")]
mod date_time;
#[cfg(feature = "decimal")]
mod decimal;
#[cfg(feature = "email")]
mod email;
mod ip;
mod secret;
#[cfg(feature = "datetime")]
mod temporal;
#[cfg(feature = "datetime")]
mod time;
#[cfg(feature = "datetime")]
mod time_delta;
#[cfg(feature = "url")]
mod url;
#[cfg(feature = "uuid")]
mod uuid;

pub(crate) use self::base64::decode_as_python;
pub use self::base64::{Base64Bytes, Base64UrlBytes, InvalidBase64};
pub use self::bytes::Utf8Bytes;
pub(crate) use self::bytes::{length as byte_length, octets};
#[cfg(feature = "datetime")]
pub use self::date::Date;
#[cfg(feature = "datetime")]
pub use self::date_time::DateTime;
#[cfg(feature = "email")]
pub use self::email::{Email, InvalidEmail};
pub use self::secret::Secret;
pub(crate) use self::secret::{MASK, SECRET};
#[cfg(feature = "datetime")]
pub use self::temporal::InvalidTime;
#[cfg(feature = "datetime")]
pub use self::time::Time;
#[cfg(feature = "datetime")]
pub use self::time_delta::TimeDelta;
#[cfg(feature = "url")]
pub use self::url::{HttpUrl, InvalidHttpUrl};

/// Implements serde for a type whose JSON is the string that `Display` writes and `FromStr` reads.
macro_rules! text_serde {
    ($type:ty, $scalar:expr) => {
        impl serde::Serialize for $type {
            fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                serializer.collect_str(self)
            }
        }

        impl<'de> serde::Deserialize<'de> for $type {
            fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                $crate::scalar::from_text(deserializer, $scalar.name)
            }
        }
    };
}

/// Implements serde and `Model` for such a type, if it takes no constraints.
#[cfg(any(feature = "datetime", feature = "email", feature = "url"))]
macro_rules! text_scalar {
    ($type:ty, $scalar:expr) => {
        $crate::scalar::text_serde!($type, $scalar);
        $crate::scalar::scalar_model!($type, $scalar);
    };
}

/// Implements `Model` for a type that a `Scalar` describes, and that takes no constraints.
macro_rules! scalar_model {
    ($type:ty, $scalar:expr) => {
        impl $crate::model::Model for $type {
            const SOURCE: $crate::spec::Source = $crate::spec::Source::Query;

            fn schema() -> $crate::spec::Type {
                $crate::spec::Type::Scalar(&$scalar)
            }

            fn from_text(text: &str) -> Option<Self> {
                text.parse().ok()
            }
        }
    };
}

use scalar_model;
#[cfg(any(feature = "datetime", feature = "email", feature = "url"))]
use text_scalar;
use text_serde;

/// Deserialises a string with `FromStr`, without copying it first.
fn from_text<'de, D: Deserializer<'de>, T: FromStr<Err: fmt::Display>>(
    deserializer: D,
    name: &'static str,
) -> Result<T, D::Error> {
    struct Text<T>(&'static str, PhantomData<T>);

    impl<T: FromStr<Err: fmt::Display>> Visitor<'_> for Text<T> {
        type Value = T;

        fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
            write!(formatter, "a string with a {}", self.0)
        }

        fn visit_str<E: Error>(self, text: &str) -> Result<T, E> {
            text.parse().map_err(E::custom)
        }
    }

    deserializer.deserialize_str(Text(name, PhantomData))
}

/// Returns the canonical string of a value that was read from another form: pydantic calls every such reading lax.
fn canonical(value: impl fmt::Display) -> Coerced {
    Coerced { value: Value::from(value.to_string()), exactness: Exactness::Lax }
}

fn unconstrained(_value: &Tree<'_>, _constraints: &Constraints) -> Option<Fault> {
    None
}

/// Checks lengths in characters, with the words that pydantic has for types that are no strings to it.
fn length(value: &Tree<'_>, constraints: &Constraints) -> Option<Fault> {
    let Tree::String(text) = value else { return None };
    constraint::length("Value", text.chars().count(), constraints)
}

/// Returns `{"type": "string", "format": format}`.
fn string_of(format: &'static str) -> Value {
    object([("type", "string".into()), ("format", format.into())])
}

fn object<const N: usize>(members: [(&'static str, Value); N]) -> Value {
    Tree::Object(members.into_iter().map(|(key, value)| (key.to_owned(), value)).collect::<Object>())
}
