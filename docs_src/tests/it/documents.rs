//! `documents.jsonl` is what FastAPI 0.141.1 says of its own programs; `documents.py` writes it.

use std::collections::BTreeSet;

use docs_src::APPS;
use serde::Deserialize;
use serde_json::Value;

#[derive(Deserialize)]
struct Expected {
    name: String,
    document: Value,
}

fn expected() -> impl Iterator<Item = Expected> {
    include_str!("../documents.jsonl").lines().map(|line| serde_json::from_str(line).expect("each line is a document"))
}

/// Returns the first place where the two differ, as a JSON pointer, and what is there.
pub(crate) fn difference(path: String, actual: &Value, expected: &Value) -> Option<String> {
    match (actual, expected) {
        (Value::Object(actual), Value::Object(expected)) => {
            let keys: BTreeSet<_> = actual.keys().chain(expected.keys()).collect();
            keys.into_iter().find_map(|key| {
                let path = format!("{path}/{}", key.replace('/', "~1"));
                match (actual.get(key), expected.get(key)) {
                    (Some(actual), Some(expected)) => difference(path, actual, expected),
                    (None, _) => Some(format!("{path} is missing")),
                    (_, None) => Some(format!("{path} is too much")),
                }
            })
        }
        (Value::Array(actual), Value::Array(expected)) if actual.len() == expected.len() => {
            let mut pairs = actual.iter().zip(expected).enumerate();
            pairs.find_map(|(index, (actual, expected))| difference(format!("{path}/{index}"), actual, expected))
        }
        _ => (actual != expected).then(|| format!("{path}: {actual} is not {expected}")),
    }
}

#[test]
fn documents_are_those_that_fastapi_writes() {
    let differences: Vec<String> = expected()
        .filter_map(|Expected { name, document }| {
            let app = docs_src::app(&name).unwrap();
            let actual = serde_json::to_value(app.openapi()).unwrap();
            difference(String::new(), &actual, &document).map(|difference| format!("{name}{difference}"))
        })
        .collect();
    assert!(differences.is_empty(), "{differences:#?}");
}

#[test]
fn every_program_of_fastapi_has_its_document() {
    let names: BTreeSet<String> = expected().map(|expected| expected.name).collect();
    let missing: Vec<_> = APPS
        .iter()
        .map(|(name, _)| *name)
        .filter(|name| !name.starts_with("guide/") && !names.contains(*name))
        .collect();
    assert_eq!(missing, [""; 0]);
}
