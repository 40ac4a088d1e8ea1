//! Decimal numbers.
//!
//! Python's have any number of digits and keep an exponent; these have 96 bits and at most 28 digits after the point.
//! What is finer is rounded, what is larger is refused, and `1e3` is 1000.

use rust_decimal::Decimal;

use super::{canonical, object};
use crate::{
    constraint::{self, Relation},
    model::{Model, constrain::Numeric},
    spec::{Coerced, Constraints, Direction, Number, Scalar, Source, Type},
    value::Tree,
    violation::Fault,
};

static DECIMAL: Scalar = Scalar {
    name: "Decimal",
    label: "decimal",
    coerce,
    check: |value, constraints| match value {
        Tree::String(text) => violated(text.parse().ok()?, constraints),
        _ => None,
    },
    json_schema: |direction| {
        let string = object([("type", "string".into()), ("pattern", r"^(?!^[-+.]*$)[+-]?0*\d*\.?\d*$".into())]);
        match direction {
            Direction::Input => object([("anyOf", Tree::Array(vec![object([("type", "number".into())]), string]))]),
            Direction::Output => string,
        }
    },
};

/// Whole digits that every decimal can have; some can have one more.
const WHOLE_DIGITS_MAX: usize = 28;

/// The code points of the digit zero in every script; the other nine digits follow each. Python reads them all.
const ZEROS: [u32; 66] = [
    0x30, 0x660, 0x6F0, 0x7C0, 0x966, 0x9E6, 0xA66, 0xAE6, 0xB66, 0xBE6, 0xC66, 0xCE6, 0xD66, 0xDE6, 0xE50, 0xED0,
    0xF20, 0x1040, 0x1090, 0x17E0, 0x1810, 0x1946, 0x19D0, 0x1A80, 0x1A90, 0x1B50, 0x1BB0, 0x1C40, 0x1C50, 0xA620,
    0xA8D0, 0xA900, 0xA9D0, 0xA9F0, 0xAA50, 0xABF0, 0xFF10, 0x104A0, 0x10D30, 0x11066, 0x110F0, 0x11136, 0x111D0,
    0x112F0, 0x11450, 0x114D0, 0x11650, 0x116C0, 0x11730, 0x118E0, 0x11950, 0x11C50, 0x11D50, 0x11DA0, 0x16A60,
    0x16AC0, 0x16B50, 0x1D7CE, 0x1D7D8, 0x1D7E2, 0x1D7EC, 0x1D7F6, 0x1E140, 0x1E2F0, 0x1E950, 0x1FBF0,
];

impl Numeric for Decimal {}

impl Model for Decimal {
    const SOURCE: Source = Source::Query;

    fn schema() -> Type {
        Type::Scalar(&DECIMAL)
    }

    fn holds(&self, constraints: &Constraints) -> bool {
        violated(*self, constraints).is_none()
    }
}

fn coerce(value: &Tree<'_>) -> Result<Coerced, Fault> {
    let decimal = match value {
        Tree::Int(number) => Decimal::from(*number),
        Tree::BigInt(digits) => read(digits)?,
        Tree::Float(number) if !number.is_finite() => return Err(Fault::finite_number()),
        // The shortest text that means the number, as Python's `repr`.
        Tree::Float(number) => read(&format!("{number:?}"))?,
        Tree::String(text) => read(text)?,
        Tree::Null | Tree::Bool(_) | Tree::Array(_) | Tree::Object(_) => {
            let message = "Decimal input should be an integer, float, string or Decimal object";
            return Err(Fault::new("decimal_type", message));
        }
    };
    Ok(canonical(decimal))
}

/// Reads a decimal as Python does: in any script, with underscores anywhere and an exponent.
fn read(text: &str) -> Result<Decimal, Fault> {
    let unreadable = || Fault::new("decimal_parsing", "Input should be a valid decimal");
    let plain: String = text.trim().chars().filter(|character| *character != '_').map(ascii_digit).collect();
    let plain = plain.to_ascii_lowercase();
    let (sign, number) = match plain.strip_prefix('-') {
        Some(number) => ("-", number),
        None => ("", plain.strip_prefix('+').unwrap_or(&plain)),
    };
    if is_special(number) {
        return Err(Fault::finite_number());
    }
    let (mantissa, exponent) = match number.split_once('e') {
        Some((mantissa, exponent)) => (mantissa, read_exponent(exponent).ok_or_else(unreadable)?),
        None => (number, 0),
    };
    let (whole, fraction) = mantissa.split_once('.').unwrap_or((mantissa, ""));
    let digits = format!("{whole}{fraction}");
    if digits.is_empty() || !digits.bytes().all(|byte| byte.is_ascii_digit()) {
        return Err(unreadable());
    }
    // Where the point is, counted from the first digit.
    let point = exponent.saturating_add(whole.len() as i64);
    let shifted = shift(&digits, point).and_then(|shifted| format!("{sign}{shifted}").parse().ok());
    shifted.ok_or_else(too_large)
}

/// Moves the decimal point; `None` if that makes more digits than any decimal has.
fn shift(digits: &str, point: i64) -> Option<String> {
    let significant = digits.trim_start_matches('0');
    if significant.is_empty() {
        let places = usize::try_from(digits.len() as i64 - point).unwrap_or(0).min(WHOLE_DIGITS_MAX);
        return Some(if places == 0 { "0".to_owned() } else { format!("0.{}", "0".repeat(places)) });
    }
    let point = point - (digits.len() - significant.len()) as i64;
    match usize::try_from(point) {
        Ok(point) if point > WHOLE_DIGITS_MAX + 1 => None,
        Ok(point) if point >= significant.len() => {
            Some(format!("{significant}{}", "0".repeat(point - significant.len())))
        }
        Ok(0) => Some(format!("0.{significant}")),
        Ok(point) => Some(format!("{}.{}", &significant[..point], &significant[point..])),
        Err(_) => {
            let zeros = usize::try_from(point.unsigned_abs()).unwrap_or(usize::MAX).min(2 * WHOLE_DIGITS_MAX);
            Some(format!("0.{}{significant}", "0".repeat(zeros)))
        }
    }
}

fn ascii_digit(character: char) -> char {
    let code = u32::from(character);
    let zero = ZEROS.iter().find(|zero| (**zero..**zero + 10).contains(&code));
    zero.and_then(|zero| char::from_digit(code - zero, 10)).unwrap_or(character)
}

/// Returns whether the text is one of Python's infinities or NaNs, which may carry digits.
fn is_special(text: &str) -> bool {
    let digits = text.strip_prefix("nan").or_else(|| text.strip_prefix("snan"));
    matches!(text, "inf" | "infinity") || digits.is_some_and(|digits| digits.bytes().all(|byte| byte.is_ascii_digit()))
}

fn read_exponent(text: &str) -> Option<i64> {
    let digits = text.strip_prefix(['-', '+']).unwrap_or(text);
    if digits.is_empty() || !digits.bytes().all(|byte| byte.is_ascii_digit()) {
        return None;
    }
    // An exponent beyond 64 bits is beyond every decimal; half of the range leaves room for the point.
    Some(text.parse().unwrap_or(if text.starts_with('-') { i64::MIN / 2 } else { i64::MAX / 2 }))
}

fn too_large() -> Fault {
    whole_digits(WHOLE_DIGITS_MAX)
}

fn whole_digits(max: usize) -> Fault {
    let message = format!("Decimal input should have no more than {max} digit{} before the decimal point", plural(max));
    Fault::new("decimal_whole_digits", message).with("whole_digits", max)
}

fn violated(decimal: Decimal, constraints: &Constraints) -> Option<Fault> {
    digits_violated(decimal, constraints).or_else(|| {
        constraint::bounds(constraints, constraint::bound_value, |relation, bound| {
            let Some(bound) = from_bound(bound) else { return false };
            match relation {
                Relation::MultipleOf => decimal.checked_rem(bound).is_none_or(|rest| rest.is_zero()),
                relation => relation.allows(Ord::cmp(&decimal, &bound)),
            }
        })
    })
}

fn from_bound(bound: Number) -> Option<Decimal> {
    match bound {
        Number::Int(number) => Some(Decimal::from(number)),
        Number::Float(number) => read(&format!("{number:?}")).ok(),
    }
}

fn digits_violated(decimal: Decimal, constraints: &Constraints) -> Option<Fault> {
    let Constraints { max_digits, decimal_places, .. } = *constraints;
    if max_digits.is_none() && decimal_places.is_none() {
        return None;
    }
    let places = decimal.scale() as usize;
    let digits = decimal.mantissa().unsigned_abs().to_string().len().max(places);
    if let Some(max) = max_digits.filter(|max| digits > *max) {
        let message = format!("Decimal input should have no more than {max} digit{} in total", plural(max));
        return Some(Fault::new("decimal_max_digits", message).with("max_digits", max));
    }
    if let Some(max) = decimal_places.filter(|max| places > *max) {
        let message = format!("Decimal input should have no more than {max} decimal place{}", plural(max));
        return Some(Fault::new("decimal_max_places", message).with("decimal_places", max));
    }
    let max = max_digits?.saturating_sub(decimal_places?);
    (digits - places > max).then(|| whole_digits(max))
}

fn plural(count: usize) -> &'static str {
    if count == 1 { "" } else { "s" }
}
