//! Names types as pydantic's validators are named, for the locations of errors in choices; writes constants as
//! Python does. (What Python calls a type is `Type::name`.)

use crate::{
    spec::{Constraints, Enumeration, Literal, Schema, Type, Union},
    value::Tree,
};

/// Names the type: `int`, `list[int]`, `Model`.
pub(super) fn of(schema: Schema) -> String {
    constrained(schema, false)
}

fn constrained(schema: Schema, is_constrained: bool) -> String {
    match schema() {
        Type::Any => "any".to_owned(),
        Type::Null => "none".to_owned(),
        Type::Bool => "bool".to_owned(),
        Type::Int(_) => prefixed("int", is_constrained),
        Type::Float => prefixed("float", is_constrained),
        Type::String => prefixed("str", is_constrained),
        Type::Scalar(scalar) => scalar.label.to_owned(),
        Type::Optional(inner) => format!("nullable[{}]", of(inner)),
        Type::List(item) => format!("list[{}]", of(item)),
        Type::Set(item) => format!("set[{}]", of(item)),
        Type::Tuple(items) => format!("tuple[{}]", join(items, ", ")),
        Type::Map(keys, values) => format!("dict[{},{}]", of(keys), of(values)),
        Type::Enumeration(enumeration) => constants(enumeration),
        Type::Struct(shape) => (shape.name)(),
        Type::Union(union) => choice(union),
        Type::Alias(alias) => constrained(alias.schema, constrains(&alias.constraints)),
    }
}

fn prefixed(name: &str, is_constrained: bool) -> String {
    if is_constrained { format!("constrained-{name}") } else { name.to_owned() }
}

fn constrains(constraints: &Constraints) -> bool {
    let Constraints { gt, ge, lt, le, multiple_of, min_length, max_length, pattern, .. } = constraints;
    let numbers = [gt, ge, lt, le, multiple_of];
    numbers.iter().any(|bound| bound.is_some()) || min_length.is_some() || max_length.is_some() || pattern.is_some()
}

fn constants(enumeration: &'static Enumeration) -> String {
    if enumeration.inline {
        let values: Vec<_> = enumeration.values.iter().map(literal).collect();
        return format!("literal[{}]", values.join(","));
    }
    let prefix = match enumeration.values {
        values if values.iter().all(|value| matches!(value, Literal::Str(_))) => "str-",
        values if values.iter().all(|value| matches!(value, Literal::Int(_))) => "int-",
        _ => "",
    };
    format!("{prefix}enum[{}]", enumeration.name)
}

fn choice(union: &'static Union) -> String {
    let variants: Vec<_> = union.variants.iter().map(|variant| of(variant.schema)).collect();
    let prefix = if union.tag.is_some() { "tagged-" } else { "" };
    format!("{prefix}union[{}]", variants.join(","))
}

fn join(schemas: &[Schema], separator: &str) -> String {
    schemas.iter().map(|schema| of(*schema)).collect::<Vec<_>>().join(separator)
}

/// Writes a constant as Python's `repr` does.
pub(super) fn literal(value: &Literal) -> String {
    match value {
        Literal::Str(text) => quoted(text),
        Literal::Int(number) => number.to_string(),
    }
}

/// Writes a value as Python's `str` does.
pub(super) fn text(value: &Tree<'_>) -> String {
    match value {
        Tree::String(text) => text.clone().into_owned(),
        other => python(other),
    }
}

fn python(value: &Tree<'_>) -> String {
    match value {
        Tree::Null => "None".to_owned(),
        Tree::Bool(true) => "True".to_owned(),
        Tree::Bool(false) => "False".to_owned(),
        Tree::Int(number) => number.to_string(),
        Tree::BigInt(digits) => digits.to_string(),
        Tree::Float(number) if number.is_nan() => "nan".to_owned(),
        Tree::Float(number) => format!("{number:?}"),
        Tree::String(text) => quoted(text),
        Tree::Array(items) => format!("[{}]", items.iter().map(python).collect::<Vec<_>>().join(", ")),
        Tree::Object(members) => {
            let members = members.iter().map(|(name, member)| format!("{}: {}", quoted(name), python(member)));
            format!("{{{}}}", members.collect::<Vec<_>>().join(", "))
        }
    }
}

fn quoted(text: &str) -> String {
    let quote = if text.contains('\'') && !text.contains('"') { '"' } else { '\'' };
    let mut quoted = String::with_capacity(text.len() + 2);
    quoted.push(quote);
    for character in text.chars() {
        match character {
            '\\' => quoted.push_str("\\\\"),
            '\n' => quoted.push_str("\\n"),
            '\r' => quoted.push_str("\\r"),
            '\t' => quoted.push_str("\\t"),
            other if other == quote => quoted.extend(['\\', other]),
            other => quoted.push(other),
        }
    }
    quoted.push(quote);
    quoted
}
