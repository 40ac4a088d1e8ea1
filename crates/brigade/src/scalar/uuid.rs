//! Identifiers of 128 bits.

use uuid::Uuid;

use super::{canonical, scalar_model, string_of, unconstrained};
use crate::{
    spec::{Coerced, Scalar},
    value::Tree,
    violation::Fault,
};

static UUID: Scalar =
    Scalar { name: "UUID", label: "uuid", coerce, check: unconstrained, json_schema: |_| string_of("uuid") };

scalar_model!(Uuid, UUID);

/// Lengths of the groups between hyphens.
const GROUPS: [usize; 5] = [8, 4, 4, 4, 12];

/// Reads every form that the `uuid` crate reads: with and without hyphens, in braces, as a URN.
fn coerce(value: &Tree<'_>) -> Result<Coerced, Fault> {
    let Tree::String(text) = value else {
        return Err(Fault::new("uuid_type", "UUID input should be a string, bytes or UUID object"));
    };
    Uuid::parse_str(text).map(Uuid::hyphenated).map(canonical).map_err(|_| {
        let error = reason(text);
        Fault::new("uuid_parsing", format!("Input should be a valid UUID, {error}")).with("error", error)
    })
}

/// Says what is wrong in the words of the `uuid` crate that pydantic has, which later versions changed.
fn reason(text: &str) -> String {
    let in_braces = text.strip_prefix('{').and_then(|rest| rest.strip_suffix('}'));
    let (digits, offset, simple) = match (in_braces, text.strip_prefix("urn:uuid:")) {
        (Some(digits), _) => (digits, 1, false),
        (None, Some(digits)) => (digits, "urn:uuid:".len(), false),
        (None, None) => (text, 0, true),
    };
    let foreign = digits.char_indices().find(|(_, character)| !character.is_ascii_hexdigit() && *character != '-');
    if let Some((index, character)) = foreign {
        return format!("invalid character: found `{character}` at {}", index + offset + 1);
    }
    let groups: Vec<_> = digits.split('-').map(str::len).collect();
    if groups.len() == 1 && simple {
        return format!("invalid length: expected length 32 for simple format, found {}", text.len());
    }
    if groups.len() != GROUPS.len() {
        return format!("invalid group count: expected 5, found {}", groups.len());
    }
    let group = groups.iter().zip(GROUPS).position(|(found, expected)| *found != expected).unwrap_or(4);
    // The last group's length counts what surrounds the digits, there as here.
    let found = if group == 4 { text.len() - 24 } else { groups[group] };
    format!("invalid group length in group {group}: expected {}, found {found}", GROUPS[group])
}
