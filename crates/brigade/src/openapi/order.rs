//! Brings finished schemas into the order of keys that FastAPI writes.
//!
//! It passes components through a model of JSON Schema, which orders keys and turns bounds into floats;
//! what is under `paths` keeps the order in which it was made.

use crate::value::{Object, Value};

/// Every keyword, in order. Others follow, as they came.
const KEYWORDS: &[&str] = &[
    "$schema",
    "$vocabulary",
    "$id",
    "$anchor",
    "$dynamicAnchor",
    "$ref",
    "$dynamicRef",
    "$defs",
    "$comment",
    "allOf",
    "anyOf",
    "oneOf",
    "not",
    "if",
    "then",
    "else",
    "dependentSchemas",
    "prefixItems",
    "items",
    "contains",
    "properties",
    "patternProperties",
    "additionalProperties",
    "propertyNames",
    "unevaluatedItems",
    "unevaluatedProperties",
    "type",
    "enum",
    "const",
    "multipleOf",
    "maximum",
    "exclusiveMaximum",
    "minimum",
    "exclusiveMinimum",
    "maxLength",
    "minLength",
    "pattern",
    "maxItems",
    "minItems",
    "uniqueItems",
    "maxContains",
    "minContains",
    "maxProperties",
    "minProperties",
    "required",
    "dependentRequired",
    "format",
    "contentEncoding",
    "contentMediaType",
    "contentSchema",
    "title",
    "description",
    "default",
    "deprecated",
    "readOnly",
    "writeOnly",
    "examples",
    "discriminator",
    "xml",
    "externalDocs",
    "example",
];

/// Orders a schema and every schema in it.
pub(super) fn order(schema: &mut Value) {
    let Value::Object(members) = schema else { return };
    members.sort_by_cached_key(|key, _| KEYWORDS.iter().position(|keyword| keyword == key).unwrap_or(KEYWORDS.len()));
    for (key, value) in members {
        match (key.as_str(), value) {
            ("multipleOf" | "maximum" | "exclusiveMaximum" | "minimum" | "exclusiveMinimum", number) => float(number),
            ("allOf" | "anyOf" | "oneOf" | "prefixItems", Value::Array(schemas)) => {
                schemas.iter_mut().for_each(order);
            }
            ("$defs" | "properties" | "patternProperties" | "dependentSchemas", Value::Object(schemas)) => {
                schemas.values_mut().for_each(order);
            }
            (
                "not"
                | "if"
                | "then"
                | "else"
                | "items"
                | "contains"
                | "additionalProperties"
                | "propertyNames"
                | "unevaluatedItems"
                | "unevaluatedProperties"
                | "contentSchema",
                schema,
            ) => order(schema),
            ("discriminator", Value::Object(discriminator)) => {
                discriminator.sort_by_cached_key(|key, _| key != "propertyName");
            }
            _ => {}
        }
    }
}

fn float(number: &mut Value) {
    if let Value::Int(int) = *number {
        // Bounds beyond 2^53 lose digits here, as they do in FastAPI.
        #[expect(clippy::cast_precision_loss, reason = "the document holds floats here")]
        let float = int as f64;
        *number = Value::Float(float);
    }
}

/// Removes every member that is null, at any depth; FastAPI writes none.
pub(super) fn drop_nulls(value: &mut Value) {
    match value {
        Value::Object(members) => drop_null_members(members),
        Value::Array(items) => items.iter_mut().for_each(drop_nulls),
        _ => {}
    }
}

fn drop_null_members(members: &mut Object) {
    members.retain(|_, value| *value != Value::Null);
    members.values_mut().for_each(drop_nulls);
}
