//! Brings finished schemas into the order of keys that FastAPI writes.
//!
//! It passes components through a model of JSON Schema, which orders keys and turns bounds into floats.
//! So does a path whose operations have no parameters; any other keeps the order in which it was made.

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

const PATH: &[&str] = &["get", "put", "post", "delete", "options", "head", "patch", "trace"];
const OPERATION: &[&str] = &[
    "tags",
    "summary",
    "description",
    "externalDocs",
    "operationId",
    "parameters",
    "requestBody",
    "responses",
    "callbacks",
    "deprecated",
    "security",
    "servers",
];
const REQUEST_BODY: &[&str] = &["description", "content", "required"];
const RESPONSE: &[&str] = &["description", "headers", "content", "links"];
const MEDIA_TYPE: &[&str] = &["schema", "example", "examples", "encoding"];
const EXAMPLE: &[&str] = &["summary", "description", "value", "externalValue"];

/// Orders what is at a path, if FastAPI does.
pub(super) fn path(path: &mut Value) {
    let Value::Object(operations) = path else { return };
    if operations
        .values()
        .any(|operation| matches!(operation, Value::Object(members) if members.contains_key("parameters")))
    {
        return;
    }
    sort(operations, PATH);
    for operation in operations.values_mut() {
        let Value::Object(operation) = operation else { continue };
        sort(operation, OPERATION);
        if let Some(Value::Object(body)) = operation.get_mut("requestBody") {
            sort(body, REQUEST_BODY);
            content(body);
        }
        if let Some(Value::Object(responses)) = operation.get_mut("responses") {
            for response in responses.values_mut() {
                if let Value::Object(response) = response {
                    sort(response, RESPONSE);
                    content(response);
                }
            }
        }
    }
}

fn content(holder: &mut Object) {
    let Some(Value::Object(content)) = holder.get_mut("content") else { return };
    for media_type in content.values_mut() {
        let Value::Object(media_type) = media_type else { continue };
        sort(media_type, MEDIA_TYPE);
        if let Some(schema) = media_type.get_mut("schema") {
            order(schema);
        }
        if let Some(Value::Object(examples)) = media_type.get_mut("examples") {
            for example in examples.values_mut() {
                if let Value::Object(example) = example {
                    sort(example, EXAMPLE);
                }
            }
        }
    }
}

fn sort(members: &mut Object, keys: &[&str]) {
    members.sort_by_key(|key| keys.iter().position(|known| *known == key).unwrap_or(keys.len()));
}

/// Orders a schema and every schema in it.
pub(super) fn order(schema: &mut Value) {
    let Value::Object(members) = schema else { return };
    sort(members, KEYWORDS);
    for (key, value) in members {
        match (key, value) {
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
                discriminator.sort_by_key(|key| key != "propertyName");
            }
            _ => {}
        }
    }
}

/// Orders the keys of a definition by the alphabet, but for names of fields and members of defaults.
///
/// Pydantic does this before FastAPI orders what it knows, so it shows in examples and in unknown keys.
pub(super) fn alphabetic(value: &mut Value) {
    alphabetic_within(value, "");
}

fn alphabetic_within(value: &mut Value, parent: &str) {
    match value {
        Value::Object(members) => {
            if !matches!(parent, "properties" | "default") {
                members.sort_keys();
            }
            for (key, member) in members {
                alphabetic_within(member, key);
            }
        }
        Value::Array(items) => items.iter_mut().for_each(|item| alphabetic_within(item, parent)),
        _ => {}
    }
}

/// Turns an integer into a float; anything else stays.
pub(super) fn float(number: &mut Value) {
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
    members.retain_values(|value| *value != Value::Null);
    members.values_mut().for_each(drop_nulls);
}
