//! Writes trees through serde, and makes trees of whatever serialises.

use std::{borrow::Cow, fmt};

use serde::{
    Serialize, Serializer,
    ser::{self, Error as _},
};
use serde_json::{Error, value::RawValue};

use super::{Members, Object, Tree, Value};

impl Serialize for Tree<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Tree::Null => serializer.serialize_unit(),
            Tree::Bool(value) => serializer.serialize_bool(*value),
            Tree::Int(value) => serializer.serialize_i64(*value),
            Tree::BigInt(digits) => serialize_digits(digits, serializer),
            Tree::Float(value) => serializer.serialize_f64(*value),
            Tree::String(value) => serializer.serialize_str(value),
            Tree::Array(values) => serializer.collect_seq(values),
            Tree::Object(members) => members.serialize(serializer),
        }
    }
}

impl Serialize for Members<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_map(self)
    }
}

/// Writes JSON, without spaces.
impl fmt::Display for Tree<'_> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&serde_json::to_string(self).map_err(|_| fmt::Error)?)
    }
}

fn serialize_digits<S: Serializer>(digits: &str, serializer: S) -> Result<S::Ok, S::Error> {
    if let Ok(value) = digits.parse() {
        serializer.serialize_u64(value)
    } else if let Ok(value) = digits.parse() {
        serializer.serialize_i128(value)
    } else {
        // serde's numbers end at 128 bits; serde_json copies a raw value as it is.
        RawValue::from_string(digits.to_owned()).map_err(ser::Error::custom)?.serialize(serializer)
    }
}

/// Turns anything that serialises into a tree.
///
/// # Errors
///
/// Whatever the value's `Serialize` says; a map whose keys are not strings, numbers or booleans.
pub fn to_value<T: Serialize + ?Sized>(value: &T) -> serde_json::Result<Value> {
    value.serialize(Builder)
}

/// Builds a tree.
struct Builder;

macro_rules! integers {
    ($($method:ident $type:ty;)*) => {$(
        fn $method(self, value: $type) -> Result<Value, Error> {
            Ok(i64::try_from(value).map_or_else(|_| Value::BigInt(value.to_string().into()), Value::Int))
        }
    )*};
}

impl Serializer for Builder {
    type Ok = Value;
    type Error = Error;
    type SerializeSeq = ArrayBuilder;
    type SerializeTuple = ArrayBuilder;
    type SerializeTupleStruct = ArrayBuilder;
    type SerializeTupleVariant = ArrayBuilder;
    type SerializeMap = ObjectBuilder;
    type SerializeStruct = StructBuilder;
    type SerializeStructVariant = ObjectBuilder;

    fn serialize_bool(self, value: bool) -> Result<Value, Error> {
        Ok(Value::Bool(value))
    }

    integers! {
        serialize_i8 i8;
        serialize_i16 i16;
        serialize_i32 i32;
        serialize_i64 i64;
        serialize_i128 i128;
        serialize_u8 u8;
        serialize_u16 u16;
        serialize_u32 u32;
        serialize_u64 u64;
        serialize_u128 u128;
    }

    /// Keeps the shortest digits that name the float among those of 32 bits: 0.1 stays 0.1.
    fn serialize_f32(self, value: f32) -> Result<Value, Error> {
        Ok(Value::Float(value.to_string().parse().expect("Rust reads the floats that it writes")))
    }

    fn serialize_f64(self, value: f64) -> Result<Value, Error> {
        Ok(Value::Float(value))
    }

    fn serialize_char(self, value: char) -> Result<Value, Error> {
        Ok(Value::from(String::from(value)))
    }

    fn serialize_str(self, value: &str) -> Result<Value, Error> {
        Ok(Value::from(value))
    }

    fn serialize_bytes(self, value: &[u8]) -> Result<Value, Error> {
        self.collect_seq(value)
    }

    fn serialize_none(self) -> Result<Value, Error> {
        Ok(Value::Null)
    }

    fn serialize_some<T: Serialize + ?Sized>(self, value: &T) -> Result<Value, Error> {
        value.serialize(self)
    }

    fn serialize_unit(self) -> Result<Value, Error> {
        Ok(Value::Null)
    }

    fn serialize_unit_struct(self, _name: &'static str) -> Result<Value, Error> {
        Ok(Value::Null)
    }

    fn serialize_unit_variant(self, _name: &'static str, _index: u32, variant: &'static str) -> Result<Value, Error> {
        Ok(Value::String(Cow::Borrowed(variant)))
    }

    fn serialize_newtype_struct<T: Serialize + ?Sized>(self, _name: &'static str, value: &T) -> Result<Value, Error> {
        value.serialize(self)
    }

    fn serialize_newtype_variant<T: Serialize + ?Sized>(
        self,
        _name: &'static str,
        _index: u32,
        variant: &'static str,
        value: &T,
    ) -> Result<Value, Error> {
        Ok(within(Some(variant), to_value(value)?))
    }

    fn serialize_seq(self, length: Option<usize>) -> Result<ArrayBuilder, Error> {
        Ok(ArrayBuilder { values: Vec::with_capacity(length.unwrap_or(0)), variant: None })
    }

    fn serialize_tuple(self, length: usize) -> Result<ArrayBuilder, Error> {
        self.serialize_seq(Some(length))
    }

    fn serialize_tuple_struct(self, _name: &'static str, length: usize) -> Result<ArrayBuilder, Error> {
        self.serialize_seq(Some(length))
    }

    fn serialize_tuple_variant(
        self,
        _name: &'static str,
        _index: u32,
        variant: &'static str,
        length: usize,
    ) -> Result<ArrayBuilder, Error> {
        Ok(ArrayBuilder { values: Vec::with_capacity(length), variant: Some(variant) })
    }

    fn serialize_map(self, length: Option<usize>) -> Result<ObjectBuilder, Error> {
        Ok(ObjectBuilder { members: Object::with_capacity(length.unwrap_or(0)), key: None, variant: None })
    }

    fn serialize_struct(self, name: &'static str, length: usize) -> Result<StructBuilder, Error> {
        // serde_json's own types hand over their text as the one field of a struct with a name of this kind.
        if name.starts_with("$serde_json::private::") {
            return Ok(StructBuilder::Text(Value::Null));
        }
        self.serialize_map(Some(length)).map(StructBuilder::Object)
    }

    fn serialize_struct_variant(
        self,
        _name: &'static str,
        _index: u32,
        variant: &'static str,
        length: usize,
    ) -> Result<ObjectBuilder, Error> {
        Ok(ObjectBuilder { members: Object::with_capacity(length), key: None, variant: Some(variant) })
    }
}

fn within(variant: Option<&'static str>, value: Value) -> Value {
    match variant {
        Some(variant) => Value::Object(Object::from([(variant, value)])),
        None => value,
    }
}

struct ArrayBuilder {
    values: Vec<Value>,
    variant: Option<&'static str>,
}

impl ser::SerializeSeq for ArrayBuilder {
    type Ok = Value;
    type Error = Error;

    fn serialize_element<T: Serialize + ?Sized>(&mut self, value: &T) -> Result<(), Error> {
        self.values.push(to_value(value)?);
        Ok(())
    }

    fn end(self) -> Result<Value, Error> {
        Ok(within(self.variant, Value::Array(self.values)))
    }
}

macro_rules! like_a_sequence {
    ($($trait:ident $method:ident;)*) => {$(
        impl ser::$trait for ArrayBuilder {
            type Ok = Value;
            type Error = Error;

            fn $method<T: Serialize + ?Sized>(&mut self, value: &T) -> Result<(), Error> {
                ser::SerializeSeq::serialize_element(self, value)
            }

            fn end(self) -> Result<Value, Error> {
                ser::SerializeSeq::end(self)
            }
        }
    )*};
}

like_a_sequence! {
    SerializeTuple serialize_element;
    SerializeTupleStruct serialize_field;
    SerializeTupleVariant serialize_field;
}

struct ObjectBuilder {
    members: Object,
    key: Option<Cow<'static, str>>,
    variant: Option<&'static str>,
}

impl ser::SerializeMap for ObjectBuilder {
    type Ok = Value;
    type Error = Error;

    fn serialize_key<T: Serialize + ?Sized>(&mut self, key: &T) -> Result<(), Error> {
        self.key = Some(match to_value(key)? {
            Value::String(key) => key,
            Value::Int(key) => key.to_string().into(),
            Value::BigInt(digits) => String::from(digits).into(),
            Value::Bool(key) => key.to_string().into(),
            Value::Float(key) if key.is_finite() => key.to_string().into(),
            _ => return Err(Error::custom("key must be a string")),
        });
        Ok(())
    }

    fn serialize_value<T: Serialize + ?Sized>(&mut self, value: &T) -> Result<(), Error> {
        let key = self.key.take().expect("serde's contract: a key comes before each value");
        self.members.insert(key, to_value(value)?);
        Ok(())
    }

    fn end(self) -> Result<Value, Error> {
        Ok(within(self.variant, Value::Object(self.members)))
    }
}

impl ser::SerializeStructVariant for ObjectBuilder {
    type Ok = Value;
    type Error = Error;

    fn serialize_field<T: Serialize + ?Sized>(&mut self, key: &'static str, value: &T) -> Result<(), Error> {
        self.members.insert(key, to_value(value)?);
        Ok(())
    }

    fn end(self) -> Result<Value, Error> {
        ser::SerializeMap::end(self)
    }
}

enum StructBuilder {
    Object(ObjectBuilder),
    /// JSON that is text already.
    Text(Value),
}

impl ser::SerializeStruct for StructBuilder {
    type Ok = Value;
    type Error = Error;

    fn serialize_field<T: Serialize + ?Sized>(&mut self, key: &'static str, value: &T) -> Result<(), Error> {
        match self {
            Self::Object(object) => ser::SerializeStructVariant::serialize_field(object, key, value)?,
            Self::Text(parsed) => {
                let Value::String(text) = to_value(value)? else { return Err(Error::custom("expected JSON text")) };
                *parsed = Tree::parse(text.as_bytes(), RAW_DEPTH_MAX)
                    .map(Tree::into_static)
                    .map_err(|_| Error::custom("expected JSON text that Rust strings can hold"))?;
            }
        }
        Ok(())
    }

    fn end(self) -> Result<Value, Error> {
        match self {
            Self::Object(object) => ser::SerializeMap::end(object),
            Self::Text(parsed) => Ok(parsed),
        }
    }
}

/// serde_json's own bound on what it reads, raw values included.
const RAW_DEPTH_MAX: usize = 128;
