//! Holds JSON as it arrived: order kept, integers of any size, NaN and infinities.
//!
//! serde_json's `Value` sorts or drops what error messages and the OpenAPI document must show, and
//! the features that would change this change it for the user's whole build. Only the slow paths
//! build a tree: a body that does not fit its model, a default, a document.

mod de;
mod parse;
mod ser;

use indexmap::IndexMap;

pub use self::{de::from_value, ser::to_value};

pub(crate) use self::parse::ParseError;

/// Holds any JSON value, with the order of object keys.
#[derive(Debug, Clone, PartialEq, Default)]
pub enum Value {
    /// `null`.
    #[default]
    Null,
    /// `true` or `false`.
    Bool(bool),
    /// An integer that fits 64 bits.
    Int(i64),
    /// An integer that does not: its decimal digits, with a leading `-` if negative.
    BigInt(Box<str>),
    /// Any other number, NaN and the infinities included.
    Float(f64),
    /// A string.
    String(String),
    /// An array.
    Array(Vec<Value>),
    /// An object; a key that came twice has its last value.
    Object(Object),
}

/// Maps the keys of a JSON object to their values, in order of first appearance.
pub type Object = IndexMap<String, Value>;

macro_rules! from {
    ($($source:ty => |$name:ident| $value:expr;)*) => {$(
        impl From<$source> for Value {
            fn from($name: $source) -> Self { $value }
        }
    )*};
}

from! {
    bool => |value| Value::Bool(value);
    i64 => |value| Value::Int(value);
    f64 => |value| Value::Float(value);
    &str => |value| Value::String(value.to_owned());
    String => |value| Value::String(value);
    Vec<Value> => |value| Value::Array(value);
    Object => |value| Value::Object(value);
}

impl From<usize> for Value {
    fn from(value: usize) -> Self {
        i64::try_from(value).map_or_else(|_| Value::BigInt(value.to_string().into()), Value::Int)
    }
}
