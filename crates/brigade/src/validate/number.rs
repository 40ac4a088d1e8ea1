//! Reads booleans, integers and floats, also from strings.

use super::Accepted;
use crate::{
    constraint::{self, Relation},
    spec::{Constraints, Exactness, IntRange},
    value::{Tree, Value},
    violation::Fault,
};

/// Most digits of an integer in a string. CPython's limit, which pydantic took over.
const DIGITS_MAX: usize = 4300;

pub(super) fn boolean<'v>(value: &'v Tree<'v>, strict: bool) -> Result<Accepted<'v>, Fault> {
    let truth = match value {
        Tree::Bool(_) => return Ok(Accepted::exact(value)),
        _ if strict => None,
        Tree::Int(number) => Some(digit_truth(*number)),
        // Whole floats are taken for integers, as far as 64 bits go.
        Tree::Float(number) if number.fract() == 0.0 && number.abs() < 9.2e18 => Some(digit_truth(*number as i64)),
        Tree::String(word) => Some(word_truth(word)),
        _ => None,
    };
    match truth {
        Some(Some(truth)) => Ok(Accepted::converted(Tree::Bool(truth), Exactness::Lax)),
        Some(None) => Err(Fault::new("bool_parsing", "Input should be a valid boolean, unable to interpret input")),
        None => Err(Fault::new("bool_type", "Input should be a valid boolean")),
    }
}

fn digit_truth(number: i64) -> Option<bool> {
    match number {
        0 => Some(false),
        1 => Some(true),
        _ => None,
    }
}

fn word_truth(word: &str) -> Option<bool> {
    let is = |candidate: &&str| word.eq_ignore_ascii_case(candidate);
    if ["1", "true", "t", "yes", "y", "on"].iter().any(is) {
        Some(true)
    } else if ["0", "false", "f", "no", "n", "off"].iter().any(is) {
        Some(false)
    } else {
        None
    }
}

pub(super) fn integer<'v>(
    value: &'v Tree<'v>,
    range: IntRange,
    constraints: &Constraints,
) -> Result<Accepted<'v>, Fault> {
    let accepted = any_integer(value, constraints.strict)?;
    match constraint::integer(&accepted.value, constraints).or_else(|| out_of_range(&accepted.value, range)) {
        Some(fault) => Err(fault),
        None => Ok(accepted),
    }
}

/// Reads an integer of any size.
pub(super) fn any_integer<'v>(value: &'v Tree<'v>, strict: bool) -> Result<Accepted<'v>, Fault> {
    let number = match value {
        Tree::Int(_) | Tree::BigInt(_) => return Ok(Accepted::exact(value)),
        _ if strict => None,
        Tree::Bool(truth) => Some(Tree::Int(i64::from(*truth))),
        Tree::Float(number) => Some(integer_from_float(*number)?),
        Tree::String(text) => Some(integer_from_text(text)?),
        Tree::Null | Tree::Array(_) | Tree::Object(_) => None,
    };
    match number {
        Some(number) => Ok(Accepted::converted(number, Exactness::Lax)),
        None => Err(Fault::new("int_type", "Input should be a valid integer")),
    }
}

fn integer_from_float(number: f64) -> Result<Value, Fault> {
    if !number.is_finite() {
        return Err(Fault::finite_number());
    }
    if number.fract() != 0.0 {
        return Err(Fault::new(
            "int_from_float",
            "Input should be a valid integer, got a number with a fractional part",
        ));
    }
    // The bounds of 64 bits as floats; the upper one is the first that does not fit.
    if number <= -9_223_372_036_854_775_808.0 || number >= 9_223_372_036_854_775_808.0 {
        return Err(too_large());
    }
    Ok(Tree::Int(number as i64))
}

/// Reads an integer as pydantic does: spaces around it, one sign, zeros and single underscores in it and a fraction
/// of zeros are fine.
fn integer_from_text(text: &str) -> Result<Value, Fault> {
    if let Ok(number) = text.parse() {
        return Ok(Tree::Int(number));
    }
    let trimmed = text.trim();
    let (negative, digits) = match trimmed.strip_prefix('-') {
        Some(digits) => (true, digits),
        None => (false, trimmed.strip_prefix('+').unwrap_or(trimmed)),
    };
    let whole = match digits.split_once('.') {
        Some((whole, zeros)) if !zeros.is_empty() && zeros.bytes().all(|byte| byte == b'0') => whole,
        Some(_) => return Err(unreadable()),
        None => digits,
    };
    let groups = || whole.split('_');
    if !groups().all(|group| !group.is_empty() && group.bytes().all(|byte| byte.is_ascii_digit())) {
        return Err(unreadable());
    }
    let digits: String = groups().collect();
    if digits.len() > DIGITS_MAX {
        return Err(too_large());
    }
    let digits = digits.trim_start_matches('0');
    if digits.is_empty() {
        return Ok(Tree::Int(0));
    }
    let signed = if negative { format!("-{digits}") } else { digits.to_owned() };
    Ok(signed.parse().map_or_else(|_| Tree::BigInt(signed.into()), Tree::Int))
}

fn unreadable() -> Fault {
    Fault::new("int_parsing", "Input should be a valid integer, unable to parse string as an integer")
}

pub(super) fn too_large() -> Fault {
    Fault::new("int_parsing_size", "Unable to parse input string as an integer, exceeded maximum size")
}

/// Says that an integer is beyond its Rust type. Python's integers have no bounds, so the words are those of constraints.
fn out_of_range(value: &Tree<'_>, range: IntRange) -> Option<Fault> {
    let (below, above) = match value {
        Tree::Int(number) => (i128::from(*number) < range.min, u128::try_from(*number).is_ok_and(|it| it > range.max)),
        Tree::BigInt(digits) if digits.starts_with('-') => {
            (digits.parse::<i128>().map_or(true, |number| number < range.min), false)
        }
        Tree::BigInt(digits) => (false, digits.parse::<u128>().map_or(true, |number| number > range.max)),
        _ => (false, false),
    };
    let (relation, bound) = match (below, above) {
        (true, _) => (Relation::AtLeast, range.min.to_string()),
        (_, true) => (Relation::AtMost, range.max.to_string()),
        (false, false) => return None,
    };
    let context = bound.parse().map_or_else(|_| Tree::BigInt(bound.as_str().into()), Tree::Int);
    Some(relation.fault(&bound, context))
}

pub(super) fn float<'v>(value: &'v Tree<'v>, constraints: &Constraints) -> Result<Accepted<'v>, Fault> {
    let mistyped = || Fault::new("float_type", "Input should be a valid number");
    let (number, exactness) = match value {
        Tree::Float(number) => (*number, Exactness::Exact),
        Tree::Int(number) => (*number as f64, Exactness::Strict),
        Tree::BigInt(digits) => match digits.parse::<f64>() {
            Ok(number) if number.is_finite() => (number, Exactness::Strict),
            _ => return Err(mistyped()),
        },
        Tree::String(text) if !constraints.strict => match float_from_text(text) {
            Some(number) => (number, Exactness::Lax),
            None => {
                let message = "Input should be a valid number, unable to parse string as a number";
                return Err(Fault::new("float_parsing", message));
            }
        },
        Tree::Bool(truth) if !constraints.strict => (f64::from(*truth), Exactness::Lax),
        _ => return Err(mistyped()),
    };
    if let Some(fault) = constraint::float(number, constraints) {
        return Err(fault);
    }
    Ok(match value {
        Tree::Float(_) => Accepted::exact(value),
        _ => Accepted::converted(Tree::Float(number), exactness),
    })
}

/// Spaces around a number are fine, and so are single underscores in it, but not both.
fn float_from_text(text: &str) -> Option<f64> {
    text.trim().parse().ok().or_else(|| {
        let grouped = text.split('_').all(|group| !group.is_empty());
        grouped.then(|| text.replace('_', "").parse().ok())?
    })
}
