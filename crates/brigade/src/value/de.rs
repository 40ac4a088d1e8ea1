//! Reads trees through serde, and reads whatever deserialises out of trees.

use std::{borrow::Cow, fmt};

use serde::{
    Deserialize, Deserializer,
    de::{
        self, DeserializeOwned, EnumAccess, Error as _, IntoDeserializer, MapAccess, SeqAccess, Unexpected,
        VariantAccess, Visitor,
        value::{MapDeserializer, SeqDeserializer},
    },
    forward_to_deserialize_any,
};
use serde_json::Error;

use super::{Object, Tree, Value};

/// Asks for a tree by name: what another tree answers keeps integers of any size, which serde has no word for.
const TREE: &str = "$brigade::Value";

impl<'de> Deserialize<'de> for Value {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_newtype_struct(TREE, AnyVisitor)
    }
}

struct AnyVisitor;

impl<'de> Visitor<'de> for AnyVisitor {
    type Value = Value;

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("any JSON value")
    }

    fn visit_unit<E>(self) -> Result<Value, E> {
        Ok(Value::Null)
    }

    fn visit_none<E>(self) -> Result<Value, E> {
        Ok(Value::Null)
    }

    fn visit_some<D: Deserializer<'de>>(self, deserializer: D) -> Result<Value, D::Error> {
        Value::deserialize(deserializer)
    }

    fn visit_newtype_struct<D: Deserializer<'de>>(self, deserializer: D) -> Result<Value, D::Error> {
        deserializer.deserialize_any(self)
    }

    /// JSON has no bytes: these are the digits of an integer, from a tree.
    fn visit_bytes<E: de::Error>(self, digits: &[u8]) -> Result<Value, E> {
        let digits = std::str::from_utf8(digits).ok().filter(|digits| {
            let digits = digits.strip_prefix('-').unwrap_or(digits);
            !digits.is_empty() && digits.bytes().all(|digit| digit.is_ascii_digit())
        });
        digits
            .map(|digits| Value::BigInt(digits.into()))
            .ok_or_else(|| E::invalid_type(Unexpected::Other("bytes"), &self))
    }

    fn visit_bool<E>(self, value: bool) -> Result<Value, E> {
        Ok(Value::Bool(value))
    }

    fn visit_i64<E>(self, value: i64) -> Result<Value, E> {
        Ok(Value::Int(value))
    }

    fn visit_u64<E>(self, value: u64) -> Result<Value, E> {
        Ok(i64::try_from(value).map_or_else(|_| Value::BigInt(value.to_string().into()), Value::Int))
    }

    fn visit_i128<E>(self, value: i128) -> Result<Value, E> {
        Ok(i64::try_from(value).map_or_else(|_| Value::BigInt(value.to_string().into()), Value::Int))
    }

    fn visit_u128<E>(self, value: u128) -> Result<Value, E> {
        Ok(i64::try_from(value).map_or_else(|_| Value::BigInt(value.to_string().into()), Value::Int))
    }

    fn visit_f64<E>(self, value: f64) -> Result<Value, E> {
        Ok(Value::Float(value))
    }

    fn visit_str<E>(self, value: &str) -> Result<Value, E> {
        Ok(Value::from(value))
    }

    fn visit_string<E>(self, value: String) -> Result<Value, E> {
        Ok(Value::from(value))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut sequence: A) -> Result<Value, A::Error> {
        let mut values = Vec::new();
        while let Some(value) = sequence.next_element()? {
            values.push(value);
        }
        Ok(Value::Array(values))
    }

    fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<Value, A::Error> {
        ObjectVisitor.visit_map(map).map(Value::Object)
    }
}

impl<'de> Deserialize<'de> for Object {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_map(ObjectVisitor)
    }
}

struct ObjectVisitor;

impl<'de> Visitor<'de> for ObjectVisitor {
    type Value = Object;

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("an object")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Object, A::Error> {
        let mut members = Object::new();
        while let Some((key, value)) = map.next_entry::<String, Value>()? {
            members.insert(key, value);
        }
        Ok(members)
    }
}

/// Reads a `T` out of a tree.
///
/// # Errors
///
/// Whatever `T`'s `Deserialize` says of a tree that does not fit.
pub fn from_value<T: DeserializeOwned>(value: Tree<'_>) -> serde_json::Result<T> {
    T::deserialize(value)
}

impl IntoDeserializer<'_, Error> for Tree<'_> {
    type Deserializer = Self;

    fn into_deserializer(self) -> Self {
        self
    }
}

impl Tree<'_> {
    fn unexpected(&self) -> Unexpected<'_> {
        match self {
            Tree::Null => Unexpected::Unit,
            Tree::Bool(value) => Unexpected::Bool(*value),
            Tree::Int(value) => Unexpected::Signed(*value),
            Tree::BigInt(_) => Unexpected::Other("large integer"),
            Tree::Float(value) => Unexpected::Float(*value),
            Tree::String(value) => Unexpected::Str(value),
            Tree::Array(_) => Unexpected::Seq,
            Tree::Object(_) => Unexpected::Map,
        }
    }
}

impl<'de> Deserializer<'de> for Tree<'_> {
    type Error = Error;

    fn deserialize_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Error> {
        match self {
            Tree::Null => visitor.visit_unit(),
            Tree::Bool(value) => visitor.visit_bool(value),
            Tree::Int(value) => visitor.visit_i64(value),
            Tree::BigInt(digits) => match digits.parse() {
                Ok(value) => visitor.visit_u64(value),
                // Nobody who takes anything knows wider integers; serde_json makes a float of them, too.
                Err(_) => visitor.visit_f64(approximate(&digits)),
            },
            Tree::Float(value) => visitor.visit_f64(value),
            Tree::String(value) => visit_text(value, visitor),
            Tree::Array(values) => {
                let mut sequence = SeqDeserializer::new(values.into_iter());
                let value = visitor.visit_seq(&mut sequence)?;
                sequence.end()?;
                Ok(value)
            }
            Tree::Object(members) => {
                let mut map = MapDeserializer::new(members.into_iter().map(|(key, value)| (Key(key), value)));
                let value = visitor.visit_map(&mut map)?;
                map.end()?;
                Ok(value)
            }
        }
    }

    fn deserialize_i128<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Error> {
        match self {
            Tree::BigInt(digits) => match digits.parse() {
                Ok(value) => visitor.visit_i128(value),
                Err(_) => Err(Error::invalid_value(Unexpected::Other("large integer"), &visitor)),
            },
            other => other.deserialize_any(visitor),
        }
    }

    fn deserialize_u128<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Error> {
        match self {
            Tree::BigInt(digits) => match digits.parse() {
                Ok(value) => visitor.visit_u128(value),
                Err(_) => Err(Error::invalid_value(Unexpected::Other("large integer"), &visitor)),
            },
            other => other.deserialize_any(visitor),
        }
    }

    fn deserialize_option<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Error> {
        match self {
            Tree::Null => visitor.visit_none(),
            some => visitor.visit_some(some),
        }
    }

    fn deserialize_newtype_struct<V: Visitor<'de>>(self, name: &'static str, visitor: V) -> Result<V::Value, Error> {
        match self {
            Tree::BigInt(digits) if name == TREE => visitor.visit_bytes(digits.as_bytes()),
            other => visitor.visit_newtype_struct(other),
        }
    }

    fn deserialize_enum<V: Visitor<'de>>(
        self,
        _name: &'static str,
        _variants: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Error> {
        let (variant, content) = match self {
            Tree::String(variant) => (variant, None),
            Tree::Object(members) if members.len() == 1 => {
                let (variant, content) = members.into_iter().next().expect("one member is there");
                (variant, Some(content))
            }
            other => return Err(Error::invalid_type(other.unexpected(), &"a string or an object with one member")),
        };
        visitor.visit_enum(Choice { variant, content })
    }

    fn deserialize_ignored_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Error> {
        visitor.visit_unit()
    }

    forward_to_deserialize_any! {
        bool i8 i16 i32 i64 u8 u16 u32 u64 f32 f64 char str string bytes byte_buf unit unit_struct seq tuple
        tuple_struct map struct identifier
    }
}

fn visit_text<'de, V: Visitor<'de>>(text: Cow<'_, str>, visitor: V) -> Result<V::Value, Error> {
    match text {
        Cow::Borrowed(text) => visitor.visit_str(text),
        Cow::Owned(text) => visitor.visit_string(text),
    }
}

/// Returns the nearest float; the infinities beyond all of them.
fn approximate(digits: &str) -> f64 {
    digits.parse().expect("digits are a number")
}

struct Choice<'t> {
    variant: Cow<'t, str>,
    content: Option<Tree<'t>>,
}

impl<'de, 't> EnumAccess<'de> for Choice<'t> {
    type Error = Error;
    type Variant = Content<'t>;

    fn variant_seed<S: de::DeserializeSeed<'de>>(self, seed: S) -> Result<(S::Value, Content<'t>), Error> {
        Ok((seed.deserialize(Tree::String(self.variant))?, Content(self.content)))
    }
}

/// Holds what a variant has beside its name.
struct Content<'t>(Option<Tree<'t>>);

impl<'de> VariantAccess<'de> for Content<'_> {
    type Error = Error;

    fn unit_variant(self) -> Result<(), Error> {
        match self.0 {
            None => Ok(()),
            Some(content) => <()>::deserialize(content),
        }
    }

    fn newtype_variant_seed<S: de::DeserializeSeed<'de>>(self, seed: S) -> Result<S::Value, Error> {
        let content = self.0.ok_or_else(|| Error::invalid_type(Unexpected::UnitVariant, &"newtype variant"))?;
        seed.deserialize(content)
    }

    fn tuple_variant<V: Visitor<'de>>(self, _length: usize, visitor: V) -> Result<V::Value, Error> {
        let content = self.0.ok_or_else(|| Error::invalid_type(Unexpected::UnitVariant, &"tuple variant"))?;
        content.deserialize_any(visitor)
    }

    fn struct_variant<V: Visitor<'de>>(self, _fields: &'static [&'static str], visitor: V) -> Result<V::Value, Error> {
        let content = self.0.ok_or_else(|| Error::invalid_type(Unexpected::UnitVariant, &"struct variant"))?;
        content.deserialize_any(visitor)
    }
}

/// Holds the key of an object, which may stand for a number or a boolean.
struct Key<'t>(Cow<'t, str>);

impl IntoDeserializer<'_, Error> for Key<'_> {
    type Deserializer = Self;

    fn into_deserializer(self) -> Self {
        self
    }
}

macro_rules! parsed {
    ($($method:ident $visit:ident;)*) => {$(
        fn $method<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Error> {
            match self.0.parse() {
                Ok(value) => visitor.$visit(value),
                Err(_) => visit_text(self.0, visitor),
            }
        }
    )*};
}

impl<'de> Deserializer<'de> for Key<'_> {
    type Error = Error;

    fn deserialize_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Error> {
        visit_text(self.0, visitor)
    }

    parsed! {
        deserialize_bool visit_bool;
        deserialize_i8 visit_i8;
        deserialize_i16 visit_i16;
        deserialize_i32 visit_i32;
        deserialize_i64 visit_i64;
        deserialize_i128 visit_i128;
        deserialize_u8 visit_u8;
        deserialize_u16 visit_u16;
        deserialize_u32 visit_u32;
        deserialize_u64 visit_u64;
        deserialize_u128 visit_u128;
        deserialize_f32 visit_f32;
        deserialize_f64 visit_f64;
    }

    fn deserialize_option<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Error> {
        visitor.visit_some(self)
    }

    fn deserialize_newtype_struct<V: Visitor<'de>>(self, _name: &'static str, visitor: V) -> Result<V::Value, Error> {
        visitor.visit_newtype_struct(self)
    }

    fn deserialize_enum<V: Visitor<'de>>(
        self,
        name: &'static str,
        variants: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Error> {
        Tree::String(self.0).deserialize_enum(name, variants, visitor)
    }

    forward_to_deserialize_any! {
        char str string bytes byte_buf unit unit_struct seq tuple tuple_struct map struct identifier ignored_any
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use serde::Serialize;

    use super::*;
    use crate::value::to_value;

    #[derive(Debug, PartialEq, Serialize, Deserialize)]
    struct Everything {
        flag: bool,
        small: i8,
        large: u64,
        larger: u128,
        least: i128,
        single: f32,
        double: f64,
        whole: f64,
        letter: char,
        text: String,
        nothing: (),
        absent: Option<u8>,
        present: Option<u8>,
        pair: (u8, String),
        list: Vec<Plain>,
        keys: BTreeMap<u16, bool>,
        flags: BTreeMap<bool, Plain>,
        choices: BTreeMap<Plain, Marked>,
        wrapped: Wrapped,
        external: Vec<External>,
        internal: Vec<Internal>,
        adjacent: Vec<Adjacent>,
        untagged: Vec<Untagged>,
        #[serde(flatten)]
        rest: BTreeMap<String, Value>,
    }

    #[derive(Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
    #[serde(rename_all = "lowercase")]
    enum Plain {
        One,
        Two,
    }

    #[derive(Debug, PartialEq, Serialize, Deserialize)]
    struct Marked;

    #[derive(Debug, PartialEq, Serialize, Deserialize)]
    struct Wrapped(i64);

    #[derive(Debug, PartialEq, Serialize, Deserialize)]
    enum External {
        Unit,
        Newtype(u64),
        Tuple(u8, f64),
        Struct { a: Option<bool> },
    }

    #[derive(Debug, PartialEq, Serialize, Deserialize)]
    #[serde(tag = "type")]
    enum Internal {
        Cat { lives: u8 },
        Dog(BTreeMap<String, i64>),
    }

    #[derive(Debug, PartialEq, Serialize, Deserialize)]
    #[serde(tag = "t", content = "c")]
    enum Adjacent {
        Unit,
        Number(f64),
    }

    #[derive(Debug, PartialEq, Serialize, Deserialize)]
    #[serde(untagged)]
    enum Untagged {
        Number(u64),
        Fraction(f64),
        Text(String),
        Many(Vec<Untagged>),
    }

    fn everything() -> Everything {
        Everything {
            flag: true,
            small: -128,
            large: u64::MAX,
            larger: u128::MAX,
            least: i128::MIN,
            single: 0.1,
            double: 0.1,
            whole: 3.0,
            letter: 'é',
            text: "日本".into(),
            nothing: (),
            absent: None,
            present: Some(7),
            pair: (1, "b".into()),
            list: vec![Plain::Two, Plain::One],
            keys: BTreeMap::from([(65535, false)]),
            flags: BTreeMap::from([(true, Plain::One)]),
            choices: BTreeMap::from([(Plain::Two, Marked)]),
            wrapped: Wrapped(i64::MIN),
            external: vec![
                External::Unit,
                External::Newtype(u64::MAX),
                External::Tuple(1, 2.5),
                External::Struct { a: Some(true) },
            ],
            internal: vec![Internal::Cat { lives: 9 }, Internal::Dog(BTreeMap::from([("age".into(), -3)]))],
            adjacent: vec![Adjacent::Unit, Adjacent::Number(0.5)],
            untagged: vec![
                Untagged::Number(u64::MAX),
                Untagged::Fraction(-1.0),
                Untagged::Many(vec![Untagged::Text("x".into())]),
            ],
            rest: BTreeMap::from([("more".into(), Value::Array(vec![Value::Null, Value::Float(0.5)]))]),
        }
    }

    #[test]
    fn values_survive_the_way_through_a_tree() {
        let tree = to_value(&everything()).unwrap();
        assert_eq!(from_value::<Everything>(tree).unwrap(), everything());
    }

    #[test]
    fn a_tree_is_written_as_the_value_itself() {
        let text = serde_json::to_string(&everything()).unwrap();
        assert_eq!(serde_json::to_string(&to_value(&everything()).unwrap()).unwrap(), text);
        assert_eq!(Tree::parse(text.as_bytes(), 128), Ok(to_value(&everything()).unwrap()));
    }

    #[test]
    fn integers_of_any_size_keep_their_digits() {
        let text = "[1,-9223372036854775809,340282366920938463463374607431768211456,-123456789012345678901234567890123456789012]";
        let tree = Tree::parse(text.as_bytes(), 2).unwrap();
        assert_eq!(serde_json::to_string(&tree).unwrap(), text);
        assert_eq!(to_value(&tree).unwrap(), tree);
    }

    #[test]
    fn numbers_that_do_not_fit_are_refused() {
        assert!(from_value::<u8>(Value::Int(256)).is_err());
        assert!(from_value::<u8>(Value::Int(-1)).is_err());
        assert!(from_value::<u128>(Value::BigInt("-9223372036854775809".into())).is_err());
        assert!(from_value::<i64>(Value::BigInt("9223372036854775808".into())).is_err());
        assert!(from_value::<i64>(Value::Float(1.5)).is_err());
        assert_eq!(from_value::<f64>(Value::Int(3)).unwrap(), 3.0);
        assert_eq!(from_value::<f64>(Value::BigInt("1".repeat(30).into())).unwrap(), 1.111_111_111_111_111e29);
        assert!(from_value::<f64>(Value::Float(f64::NAN)).unwrap().is_nan());
    }

    #[test]
    fn what_is_no_number_in_json_is_null_when_written() {
        let tree = Value::Array(vec![Value::Float(f64::NAN), Value::Float(f64::INFINITY)]);
        assert_eq!(serde_json::to_string(&tree).unwrap(), "[null,null]");
    }

    #[test]
    fn a_key_has_to_be_text() {
        assert!(to_value(&BTreeMap::from([(vec![1], 2)])).is_err());
        assert!(to_value(&BTreeMap::from([(None::<u8>, 2)])).is_err());
    }
}
