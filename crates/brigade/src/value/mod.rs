//! Holds JSON as it arrived: order kept, integers of any size, NaN and infinities.
//!
//! serde_json's `Value` sorts or drops what error messages and the OpenAPI document must show, and
//! the features that would change this change it for the user's whole build. A model is read and
//! written without a tree; one is built of a body that does not fit, of JSON without a type, of a
//! default, of a document.

mod de;
mod members;
mod parse;
mod ser;

use std::borrow::Cow;

pub use self::{de::from_value, members::Members, ser::to_value};

pub(crate) use self::parse::ParseError;

/// Holds any JSON value, with the order of object keys.
pub type Value = Tree<'static>;

/// Maps the keys of a JSON object to their values, in order of first appearance.
pub type Object = Members<'static>;

/// Holds any JSON value, whose keys and strings may be borrowed from the text that it was parsed from.
#[derive(Debug, Clone, PartialEq, Default)]
pub enum Tree<'t> {
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
    String(Cow<'t, str>),
    /// An array.
    Array(Vec<Tree<'t>>),
    /// An object; a key that came twice has its last value.
    Object(Members<'t>),
}

impl Tree<'_> {
    /// Takes about as many bytes as the value has in JSON from `left`. False if there are fewer.
    pub(crate) fn take_bytes(&self, left: &mut usize) -> bool {
        let own = match self {
            Tree::Null | Tree::Bool(_) | Tree::Int(_) | Tree::Float(_) | Tree::Array(_) | Tree::Object(_) => 4,
            Tree::BigInt(digits) => digits.len(),
            Tree::String(text) => text.len() + 2,
        };
        let Some(rest) = left.checked_sub(own) else { return false };
        *left = rest;
        match self {
            Tree::Array(values) => values.iter().all(|value| value.take_bytes(left)),
            Tree::Object(members) => members.iter().all(|(key, value)| match left.checked_sub(key.len() + 4) {
                Some(rest) => {
                    *left = rest;
                    value.take_bytes(left)
                }
                None => false,
            }),
            _ => true,
        }
    }

    /// Returns the same value, with copies of what was borrowed.
    pub(crate) fn into_static(self) -> Value {
        match self {
            Tree::Null => Tree::Null,
            Tree::Bool(value) => Tree::Bool(value),
            Tree::Int(value) => Tree::Int(value),
            Tree::BigInt(digits) => Tree::BigInt(digits),
            Tree::Float(value) => Tree::Float(value),
            Tree::String(text) => Tree::String(Cow::Owned(text.into_owned())),
            Tree::Array(values) => Tree::Array(values.into_iter().map(Tree::into_static).collect()),
            Tree::Object(members) => Tree::Object(members.into_static()),
        }
    }
}

impl<'t> std::ops::Index<&str> for Tree<'t> {
    type Output = Tree<'t>;

    /// Returns the member `key`.
    ///
    /// # Panics
    ///
    /// If this is no object, or has no such member.
    fn index(&self, key: &str) -> &Tree<'t> {
        match self {
            Tree::Object(members) => &members[key],
            other => panic!("{other:?} has no members, so none is called {key:?}"),
        }
    }
}

impl<'t> std::ops::IndexMut<&str> for Tree<'t> {
    /// Returns the member `key`, which is `null` until it is set. What is `null` itself becomes an object.
    ///
    /// # Panics
    ///
    /// If this is neither an object nor `null`.
    fn index_mut(&mut self, key: &str) -> &mut Tree<'t> {
        if *self == Tree::Null {
            *self = Tree::Object(Members::new());
        }
        match self {
            Tree::Object(members) => members.get_or_insert_with(key.to_owned(), Tree::default),
            other => panic!("{other:?} has no members, so none can be called {key:?}"),
        }
    }
}

macro_rules! from {
    ($($source:ty => |$name:ident| $value:expr;)*) => {$(
        impl<'t> From<$source> for Tree<'t> {
            fn from($name: $source) -> Self { $value }
        }
    )*};
}

from! {
    bool => |value| Tree::Bool(value);
    i64 => |value| Tree::Int(value);
    f64 => |value| Tree::Float(value);
    &str => |value| Tree::String(Cow::Owned(value.to_owned()));
    String => |value| Tree::String(Cow::Owned(value));
    Vec<Tree<'t>> => |value| Tree::Array(value);
    Members<'t> => |value| Tree::Object(value);
}

impl<'t> FromIterator<Tree<'t>> for Tree<'t> {
    fn from_iter<I: IntoIterator<Item = Tree<'t>>>(values: I) -> Self {
        Tree::Array(Vec::from_iter(values))
    }
}

impl<'t, K: Into<Cow<'t, str>>> FromIterator<(K, Tree<'t>)> for Tree<'t> {
    fn from_iter<I: IntoIterator<Item = (K, Tree<'t>)>>(members: I) -> Self {
        Tree::Object(Members::from_iter(members))
    }
}

impl From<usize> for Tree<'_> {
    fn from(value: usize) -> Self {
        i64::try_from(value).map_or_else(|_| Tree::BigInt(value.to_string().into()), Tree::Int)
    }
}

impl From<serde_json::Value> for Tree<'_> {
    fn from(value: serde_json::Value) -> Self {
        match value {
            serde_json::Value::String(text) => Tree::from(text),
            serde_json::Value::Array(values) => values.into_iter().map(Tree::from).collect(),
            serde_json::Value::Object(members) => members.into_iter().map(|(key, value)| (key, value.into())).collect(),
            scalar => to_value(&scalar).expect("a number, a boolean or null is JSON"),
        }
    }
}
