//! Takes serde's leniencies away: an array for a struct, an object for an enum without data.
//!
//! The wrapper passes itself on to everything inside. It has no state and inlines to nothing.

use std::fmt;

use serde::de::{
    DeserializeSeed, Deserializer, EnumAccess, Error, MapAccess, SeqAccess, Visitor, value::StrDeserializer,
};

/// Wraps a deserializer, a visitor, a seed, or an access to what is inside.
pub(super) struct Strict<T>(pub(super) T);

macro_rules! forward {
    ($($method:ident)*) => {$(
        #[inline]
        fn $method<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, D::Error> {
            self.0.$method(visitor)
        }
    )*};
}

macro_rules! wrap {
    ($($method:ident($($name:ident: $type:ty),*);)*) => {$(
        #[inline]
        fn $method<V: Visitor<'de>>(self, $($name: $type,)* visitor: V) -> Result<V::Value, D::Error> {
            self.0.$method($($name,)* Strict(visitor))
        }
    )*};
}

impl<'de, D: Deserializer<'de>> Deserializer<'de> for Strict<D> {
    type Error = D::Error;

    // Nothing is inside of these.
    forward! {
        deserialize_bool
        deserialize_i8 deserialize_i16 deserialize_i32 deserialize_i64 deserialize_i128
        deserialize_u8 deserialize_u16 deserialize_u32 deserialize_u64 deserialize_u128
        deserialize_f32 deserialize_f64
        deserialize_char deserialize_str deserialize_string
        deserialize_bytes deserialize_byte_buf
        deserialize_unit deserialize_identifier deserialize_ignored_any
    }

    wrap! {
        deserialize_any();
        deserialize_option();
        deserialize_newtype_struct(name: &'static str);
        deserialize_seq();
        deserialize_tuple(length: usize);
        deserialize_tuple_struct(name: &'static str, length: usize);
        deserialize_map();
    }

    #[inline]
    fn deserialize_unit_struct<V: Visitor<'de>>(self, name: &'static str, visitor: V) -> Result<V::Value, D::Error> {
        self.0.deserialize_unit_struct(name, visitor)
    }

    #[inline]
    fn deserialize_struct<V: Visitor<'de>>(
        self,
        _name: &'static str,
        _fields: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, D::Error> {
        self.0.deserialize_map(Strict(visitor))
    }

    #[inline]
    fn deserialize_enum<V: Visitor<'de>>(
        self,
        _name: &'static str,
        _variants: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, D::Error> {
        self.0.deserialize_str(Variant(visitor))
    }

    #[inline]
    fn is_human_readable(&self) -> bool {
        self.0.is_human_readable()
    }
}

/// Reads the name of a variant without data.
struct Variant<V>(V);

impl<'de, V: Visitor<'de>> Visitor<'de> for Variant<V> {
    type Value = V::Value;

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.expecting(formatter)
    }

    #[inline]
    fn visit_str<E: Error>(self, name: &str) -> Result<V::Value, E> {
        self.0.visit_enum(StrDeserializer::new(name))
    }
}

macro_rules! visit {
    ($($method:ident $type:ty;)*) => {$(
        #[inline]
        fn $method<E: Error>(self, value: $type) -> Result<V::Value, E> {
            self.0.$method(value)
        }
    )*};
}

impl<'de, V: Visitor<'de>> Visitor<'de> for Strict<V> {
    type Value = V::Value;

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.expecting(formatter)
    }

    visit! {
        visit_bool bool;
        visit_i64 i64;
        visit_i128 i128;
        visit_u64 u64;
        visit_u128 u128;
        visit_f64 f64;
        visit_str &str;
        visit_borrowed_str &'de str;
        visit_string String;
    }

    #[inline]
    fn visit_none<E: Error>(self) -> Result<V::Value, E> {
        self.0.visit_none()
    }

    #[inline]
    fn visit_unit<E: Error>(self) -> Result<V::Value, E> {
        self.0.visit_unit()
    }

    #[inline]
    fn visit_some<D: Deserializer<'de>>(self, deserializer: D) -> Result<V::Value, D::Error> {
        self.0.visit_some(Strict(deserializer))
    }

    #[inline]
    fn visit_newtype_struct<D: Deserializer<'de>>(self, deserializer: D) -> Result<V::Value, D::Error> {
        self.0.visit_newtype_struct(Strict(deserializer))
    }

    #[inline]
    fn visit_seq<A: SeqAccess<'de>>(self, sequence: A) -> Result<V::Value, A::Error> {
        self.0.visit_seq(Strict(sequence))
    }

    #[inline]
    fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<V::Value, A::Error> {
        self.0.visit_map(Strict(map))
    }

    #[inline]
    fn visit_enum<A: EnumAccess<'de>>(self, _choice: A) -> Result<V::Value, A::Error> {
        Err(A::Error::custom("only the names of variants are read"))
    }
}

impl<'de, S: DeserializeSeed<'de>> DeserializeSeed<'de> for Strict<S> {
    type Value = S::Value;

    #[inline]
    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<S::Value, D::Error> {
        self.0.deserialize(Strict(deserializer))
    }
}

impl<'de, A: SeqAccess<'de>> SeqAccess<'de> for Strict<A> {
    type Error = A::Error;

    #[inline]
    fn next_element_seed<S: DeserializeSeed<'de>>(&mut self, seed: S) -> Result<Option<S::Value>, A::Error> {
        self.0.next_element_seed(Strict(seed))
    }

    #[inline]
    fn size_hint(&self) -> Option<usize> {
        self.0.size_hint()
    }
}

impl<'de, A: MapAccess<'de>> MapAccess<'de> for Strict<A> {
    type Error = A::Error;

    // A key is a string, whatever it stands for.
    #[inline]
    fn next_key_seed<S: DeserializeSeed<'de>>(&mut self, seed: S) -> Result<Option<S::Value>, A::Error> {
        self.0.next_key_seed(seed)
    }

    #[inline]
    fn next_value_seed<S: DeserializeSeed<'de>>(&mut self, seed: S) -> Result<S::Value, A::Error> {
        self.0.next_value_seed(Strict(seed))
    }

    #[inline]
    fn size_hint(&self) -> Option<usize> {
        self.0.size_hint()
    }
}

#[cfg(test)]
mod tests {
    use std::collections::{BTreeMap, HashSet};

    use serde::{Deserialize, de::DeserializeOwned};

    use crate::json::from_slice;

    #[derive(Deserialize)]
    #[expect(dead_code, reason = "only whether they can be read is of interest")]
    struct Pair {
        a: u8,
        b: Option<Color>,
    }

    #[derive(Deserialize, PartialEq, Eq, PartialOrd, Ord, Hash)]
    #[serde(rename_all = "lowercase")]
    enum Color {
        Red,
    }

    #[derive(Deserialize)]
    struct Wrapped<T>(T);

    /// Reads what serde_json takes for a `T`, and says whether the strict reader takes it, too.
    fn check<T: DeserializeOwned>(text: &str, expected: bool) {
        assert!(serde_json::from_str::<T>(text).is_ok(), "{text} shall show what the wrapper is for");
        assert_eq!(from_slice::<T>(text.as_bytes()).is_ok(), expected, "{text}");
    }

    #[test]
    fn objects_stay_objects_and_names_stay_strings() {
        check::<Pair>(r#"{"a":1,"b":"red","more":[{}]}"#, true);
        check::<Pair>(r#"{"a":1}"#, true);
        check::<Pair>(r#"[1,"red"]"#, false);
        check::<Pair>(r#"{"a":1,"b":{"red":null}}"#, false);
        check::<Color>(r#""red""#, true);
        check::<Color>(r#""r\u0065d""#, true);
        check::<Color>(r#"{"red":null}"#, false);
        check::<(u8, Color)>(r#"[1,"red"]"#, true);
        check::<[u8; 2]>("[1,2]", true);
        check::<HashSet<Color>>(r#"["red"]"#, true);
        check::<BTreeMap<Color, i32>>(r#"{"red":1}"#, true);
        check::<BTreeMap<u8, Vec<()>>>(r#"{"1":[null]}"#, true);
    }

    #[test]
    fn nothing_inside_escapes() {
        check::<Vec<Pair>>(r#"[{"a":1},[1,null]]"#, false);
        check::<Option<Pair>>("[1,null]", false);
        check::<Box<Pair>>("[1,null]", false);
        check::<Wrapped<Pair>>("[1,null]", false);
        check::<(Pair, u8)>("[[1,null],2]", false);
        check::<[Color; 1]>(r#"[{"red":null}]"#, false);
        check::<BTreeMap<String, Pair>>(r#"{"x":[1,null]}"#, false);
        check::<Option<Vec<Wrapped<BTreeMap<String, Option<Color>>>>>>(r#"[{"x":{"red":null}}]"#, false);
    }

    #[test]
    fn only_a_whole_text_in_utf_8_is_read() {
        for bytes in
            [&b"1 2"[..], b"1}", b"", b"\xEF\xBB\xBF1", b"\xFF", b"{\"a\":1,\"x\":\"\xFF\"}", b"{\"a\":1,\"x\":NaN}"]
        {
            assert!(from_slice::<u8>(bytes).is_err() && from_slice::<Pair>(bytes).is_err(), "{bytes:?}");
        }
        assert_eq!(from_slice::<u8>(b" 1\n").unwrap(), 1);
    }
}
