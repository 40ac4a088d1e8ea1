//! Checks what a value must satisfy beyond its type, and words the complaint.
//!
//! Only the first constraint that fails is named, in pydantic's order.

use std::cmp::Ordering;

use crate::{
    spec::{Constraints, Number, Type},
    value::{Tree, Value},
    violation::Fault,
};

/// Checks a canonical value of type `kind`.
pub(crate) fn check(kind: Type, value: &Tree<'_>, constraints: &Constraints) -> Option<Fault> {
    match (kind, value) {
        (Type::Int(_), value) => integer(value, constraints),
        (Type::Float, Tree::Float(number)) => float(*number, constraints),
        (Type::String, Tree::String(text)) => self::text(text, constraints),
        (Type::Scalar(scalar), value) => (scalar.check)(value, constraints),
        (Type::List(_), Tree::Array(items)) => length("List", items.len(), constraints),
        (Type::Set(_), Tree::Array(items)) => length("Set", items.len(), constraints),
        (Type::Map(..), Tree::Object(members)) => length("Dictionary", members.len(), constraints),
        (Type::Optional(_), Tree::Null) => None,
        (Type::Optional(inner), value) => check(inner(), value, constraints),
        (Type::Alias(alias), value) => check((alias.schema)(), value, constraints),
        _ => None,
    }
}

/// Checks a string's length, in characters, and its pattern.
pub(crate) fn text(text: &str, constraints: &Constraints) -> Option<Fault> {
    if constraints.min_length.is_some() || constraints.max_length.is_some() {
        let length = text.chars().count();
        if let Some(max) = constraints.max_length.filter(|max| length > *max) {
            let message = format!("String should have at most {max} character{}", plural(max));
            return Some(Fault::new("string_too_long", message).with("max_length", max));
        }
        if let Some(min) = constraints.min_length.filter(|min| length < *min) {
            let message = format!("String should have at least {min} character{}", plural(min));
            return Some(Fault::new("string_too_short", message).with("min_length", min));
        }
    }
    let pattern = constraints.pattern.filter(|pattern| !pattern.matches(text))?;
    let message = format!("String should match pattern '{}'", pattern.as_str());
    Some(Fault::new("string_pattern_mismatch", message).with("pattern", pattern.as_str()))
}

/// Checks the number of items; `field_type` is what the message calls the collection.
pub(crate) fn length(field_type: &'static str, actual: usize, constraints: &Constraints) -> Option<Fault> {
    if let Some(min) = constraints.min_length.filter(|min| actual < *min) {
        let message =
            format!("{field_type} should have at least {min} item{} after validation, not {actual}", plural(min));
        let fault = Fault::new("too_short", message).with("field_type", field_type);
        return Some(fault.with("min_length", min).with("actual_length", actual));
    }
    let max = constraints.max_length.filter(|max| actual > *max)?;
    let message = format!("{field_type} should have at most {max} item{} after validation, not {actual}", plural(max));
    let fault = Fault::new("too_long", message).with("field_type", field_type);
    Some(fault.with("max_length", max).with("actual_length", actual))
}

/// Says that a set has too many members; nobody counts how many.
pub(crate) fn set_too_long(constraints: &Constraints) -> Option<Fault> {
    let max = constraints.max_length?;
    let message = format!("Set should have at most {max} item{} after validation, not more", plural(max));
    let fault = Fault::new("too_long", message).with("field_type", "Set").with("max_length", max);
    Some(fault.with("actual_length", Tree::Null))
}

fn plural(count: usize) -> &'static str {
    if count == 1 { "" } else { "s" }
}

pub(crate) fn float(number: f64, constraints: &Constraints) -> Option<Fault> {
    if constraints.allow_inf_nan == Some(false) && !number.is_finite() {
        return Some(Fault::finite_number());
    }
    bounds(
        constraints,
        |bound| Tree::Float(as_float(bound)),
        |relation, bound| {
            let bound = as_float(bound);
            match relation {
                Relation::MultipleOf => is_multiple(number, bound),
                // NaN is in no relation to any bound, so it violates each.
                relation => number.partial_cmp(&bound).is_some_and(|ordering| relation.allows(ordering)),
            }
        },
    )
}

/// Checks an integer of any size.
pub(crate) fn integer(value: &Tree<'_>, constraints: &Constraints) -> Option<Fault> {
    let digits = match value {
        Tree::Int(number) => return small_integer(*number, constraints),
        Tree::BigInt(digits) => digits,
        _ => return None,
    };
    // What 128 bits cannot hold is beyond every bound, and a constraint's bounds have 64.
    let number = digits.parse().unwrap_or(if digits.starts_with('-') { i128::MIN } else { i128::MAX });
    bounds(constraints, bound_value, |relation, bound| match (relation, bound) {
        (Relation::MultipleOf, Number::Int(divisor)) => divisor == 0 || remainder(digits, divisor.unsigned_abs()) == 0,
        _ => is_in_relation(number, relation, bound),
    })
}

/// Divides an integer of any size, whose sign makes no difference to whether something is left.
fn remainder(digits: &str, divisor: u64) -> u128 {
    let digits = digits.bytes().filter(u8::is_ascii_digit);
    digits.fold(0, |rest, digit| (rest * 10 + u128::from(digit - b'0')) % u128::from(divisor))
}

/// Checks an integer that fits 64 bits, as nearly all do: comparing with a bound that does, too, takes one instruction.
fn small_integer(number: i64, constraints: &Constraints) -> Option<Fault> {
    bounds(constraints, bound_value, |relation, bound| match (relation, bound) {
        (Relation::AtMost | Relation::Below | Relation::AtLeast | Relation::Above, Number::Int(bound)) => {
            relation.allows(number.cmp(&bound))
        }
        _ => is_in_relation(i128::from(number), relation, bound),
    })
}

#[inline(never)]
fn is_in_relation(number: i128, relation: Relation, bound: Number) -> bool {
    match (relation, bound) {
        (Relation::MultipleOf, Number::Int(bound)) => bound == 0 || number % i128::from(bound) == 0,
        (Relation::MultipleOf, Number::Float(bound)) => is_multiple(number as f64, bound),
        (relation, Number::Int(bound)) => relation.allows(number.cmp(&i128::from(bound))),
        (relation, Number::Float(bound)) => relation.allows(compare(number, bound)),
    }
}

/// Returns the first of the numeric constraints that `holds` denies; `context` is the bound as the answer shows it.
pub(crate) fn bounds(
    constraints: &Constraints,
    context: impl Fn(Number) -> Value,
    holds: impl Fn(Relation, Number) -> bool,
) -> Option<Fault> {
    let denied = |relation, bound: Option<Number>| Some((relation, bound.filter(|bound| !holds(relation, *bound))?));
    let (relation, bound) = denied(Relation::MultipleOf, constraints.multiple_of)
        .or_else(|| denied(Relation::AtMost, constraints.le))
        .or_else(|| denied(Relation::Below, constraints.lt))
        .or_else(|| denied(Relation::AtLeast, constraints.ge))
        .or_else(|| denied(Relation::Above, constraints.gt))?;
    Some(relation.fault(&bound_text(bound), context(bound)))
}

/// Relates a number to a bound.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Relation {
    MultipleOf,
    AtMost,
    Below,
    AtLeast,
    Above,
}

impl Relation {
    /// Returns whether a number that compares to the bound in this way is in the relation.
    pub(crate) fn allows(self, ordering: Ordering) -> bool {
        match self {
            Self::MultipleOf => true,
            Self::AtMost => ordering.is_le(),
            Self::Below => ordering.is_lt(),
            Self::AtLeast => ordering.is_ge(),
            Self::Above => ordering.is_gt(),
        }
    }

    /// Says that a number is not in this relation to the bound.
    pub(crate) fn fault(self, bound: &str, context: Value) -> Fault {
        let (kind, words, key) = match self {
            Self::MultipleOf => ("multiple_of", "a multiple of", "multiple_of"),
            Self::AtMost => ("less_than_equal", "less than or equal to", "le"),
            Self::Below => ("less_than", "less than", "lt"),
            Self::AtLeast => ("greater_than_equal", "greater than or equal to", "ge"),
            Self::Above => ("greater_than", "greater than", "gt"),
        };
        Fault::new(kind, format!("Input should be {words} {bound}")).with(key, context)
    }
}

/// Returns the bound as JSON: as it was written.
pub(crate) fn bound_value(bound: Number) -> Value {
    match bound {
        Number::Int(number) => Tree::Int(number),
        Number::Float(number) => Tree::Float(number),
    }
}

fn bound_text(bound: Number) -> String {
    match bound {
        Number::Int(number) => number.to_string(),
        Number::Float(number) => number.to_string(),
    }
}

/// Returns the nearest float.
#[inline]
pub(crate) fn as_float(bound: Number) -> f64 {
    match bound {
        Number::Int(number) => number as f64,
        Number::Float(number) => number,
    }
}

/// Compares exactly, where a float of the integer would be rounded.
fn compare(number: i128, bound: f64) -> Ordering {
    let whole = bound.floor();
    number.cmp(&(whole as i128)).then(if whole < bound { Ordering::Less } else { Ordering::Equal })
}

/// How far from a multiple pydantic lets a float be.
const MULTIPLE_TOLERANCE: f64 = 1e-9;

/// Returns whether pydantic takes `number` for a multiple of `bound`.
///
/// NaN and the infinities pass, since they leave no rest that could be compared.
#[inline]
pub(crate) fn is_multiple(number: f64, bound: f64) -> bool {
    let rest = number - (number / bound).round() * bound;
    rest.is_nan() || rest.abs() <= MULTIPLE_TOLERANCE
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn integers_of_any_size_are_multiples() {
        const THREE: Constraints = Constraints { multiple_of: Some(Number::Int(-3)), ..Constraints::NONE };
        for (digits, expected) in [
            ("-170141183460469231731687303715884105729", true),
            ("170141183460469231731687303715884105728", false),
            ("999999999999999999999999999999999999999999", true),
        ] {
            assert_eq!(integer(&Tree::BigInt(digits.into()), &THREE).is_none(), expected, "{digits}");
        }
    }

    /// The outcomes are pydantic's.
    #[test]
    fn floats_are_multiples_within_a_tolerance() {
        for (value, divisor, expected) in [
            (0.3, 0.1, true),
            (-0.3, 0.1, true),
            (0.35, 0.1, false),
            (-0.35, 0.1, false),
            (0.35, -0.1, false),
            (0.3, -0.1, true),
            (1e9, 0.1, true),
            (-1.5, 0.5, true),
            (1e-12, 0.01, true),
            (0.099_999_999_999_9, 0.1, true),
            (1.000_000_1, 1.0, false),
            (f64::NAN, 2.0, true),
            (f64::INFINITY, 2.0, true),
        ] {
            assert_eq!(is_multiple(value, divisor), expected, "{value} {divisor}");
        }
    }

    #[test]
    fn integers_are_compared_with_floats_exactly() {
        const LARGE: Constraints =
            Constraints { gt: Some(Number::Float(9_007_199_254_740_992.0)), ..Constraints::NONE };
        const HALF: Constraints =
            Constraints { ge: Some(Number::Float(-0.5)), lt: Some(Number::Float(2.5)), ..Constraints::NONE };
        assert_eq!(integer(&Tree::Int(9_007_199_254_740_993), &LARGE), None);
        assert!(integer(&Tree::Int(9_007_199_254_740_992), &LARGE).is_some());
        assert_eq!(
            [-1, 0, 2, 3].map(|number| integer(&Tree::Int(number), &HALF).is_none()),
            [false, true, true, false]
        );
    }
}
