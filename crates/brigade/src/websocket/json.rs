//! Reads messages that are JSON, as leniently and as strictly as bodies are read.

use std::fmt::Write;

use serde::de::DeserializeOwned;

use super::close::SocketError;
use crate::{
    json::{self, is_direct},
    model::Model,
    spec::Constraints,
    validate::{Target, coerce},
    value::{Tree, from_value},
    violation::{Step, Violation, Violations},
};

/// Arrays and objects inside each other: as in bodies, by default.
const DEPTH_MAX: usize = 128;

/// Reads `bytes` as a `T`.
pub(super) fn read<T: Model + DeserializeOwned>(bytes: &[u8]) -> Result<T, SocketError> {
    if is_direct(T::schema)
        && let Ok(value) = json::from_slice::<T>(bytes)
        && value.holds(&Constraints::NONE)
    {
        return Ok(value);
    }
    let tree = Tree::parse(bytes, DEPTH_MAX).map_err(|_| SocketError::unfit("Invalid JSON"))?;
    let mut violations = Violations::default();
    let target = Target { schema: T::schema, constraints: &Constraints::NONE, validator: None };
    match coerce(target, &tree, &[], &mut violations) {
        Some(value) => from_value(value.into_owned()).map_err(SocketError::unfit),
        None => Err(SocketError::unfit(words(&violations.into_vec()))),
    }
}

/// Says what is wrong in as many words as fit: a close frame has room for a sentence.
fn words(violations: &[Violation]) -> String {
    let mut words = String::new();
    for Violation { fault, location, .. } in violations {
        if !words.is_empty() {
            words.push_str("; ");
        }
        for step in location {
            match step {
                Step::Name(name) => write!(words, "{name}: "),
                Step::Index(index) => write!(words, "{index}: "),
            }
            .expect("a string takes any text");
        }
        words.push_str(&fault.message);
    }
    words
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use super::*;

    #[test]
    fn messages_are_read_as_bodies_are() {
        type Numbers = BTreeMap<String, Vec<u8>>;
        let cases: [(&str, Result<Vec<u8>, &str>); 6] = [
            (r#"{"a": [1, 2]}"#, Ok(vec![1, 2])),
            (r#"{"a": ["3"]}"#, Ok(vec![3])),
            (r#"{"a": [300]}"#, Err("a: 0: Input should be less than or equal to 255")),
            (r#"{"a": [1, "x"]}"#, Err("a: 1: Input should be a valid integer, unable to parse string as an integer")),
            ("{", Err("Invalid JSON")),
            ("7", Err("Input should be a valid dictionary")),
        ];
        for (text, expected) in cases {
            let read = read::<Numbers>(text.as_bytes()).map(|mut numbers| numbers.remove("a").unwrap());
            assert_eq!(read.map_err(|error| error.to_string()), expected.map_err(str::to_owned), "{text}");
        }
    }
}
