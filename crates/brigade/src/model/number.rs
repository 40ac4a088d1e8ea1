//! Numbers and booleans.

use super::{Model, constrain::Numeric};
use crate::{
    constraint::{as_float, is_multiple},
    spec::{Constraints, IntRange, Number, Source, Type},
};

/// Characters of the longest integer, `i128::MIN`. Longer texts are left to the description.
const INTEGER_LENGTH_MAX: usize = 40;

impl Model for bool {
    const SOURCE: Source = Source::Query;

    fn schema() -> Type {
        Type::Bool
    }

    #[inline]
    fn from_text(text: &str) -> Option<Self> {
        text.parse().ok()
    }
}

macro_rules! integers {
    ($($type:ident)*) => {$(
        impl Numeric for $type {}

        impl Model for $type {
            const SOURCE: Source = Source::Query;

            fn schema() -> Type {
                Type::Int(IntRange { min: $type::MIN as i128, max: $type::MAX as u128 })
            }

            #[inline]
            fn holds(&self, constraints: &Constraints) -> bool {
                integer_holds(i128::try_from(*self).unwrap_or(i128::MAX), constraints)
            }

            #[inline]
            fn from_text(text: &str) -> Option<Self> {
                if text.len() > INTEGER_LENGTH_MAX { None } else { text.parse().ok() }
            }
        }
    )*};
}

integers!(i8 i16 i32 i64 i128 isize u8 u16 u32 u64 u128 usize);

/// Every bound fits 65 bits, so the few `u128` beyond `i128` compare as its maximum does.
#[inline]
fn integer_holds(value: i128, constraints: &Constraints) -> bool {
    let Constraints { gt, ge, lt, le, multiple_of, .. } = constraints;
    gt.is_none_or(|bound| value > below(bound))
        && ge.is_none_or(|bound| value >= above(bound))
        && lt.is_none_or(|bound| value < above(bound))
        && le.is_none_or(|bound| value <= below(bound))
        && multiple_of.is_none_or(|divisor| match divisor {
            Number::Int(divisor) => value.checked_rem(divisor.into()) == Some(0),
            Number::Float(divisor) => value as f64 % divisor == 0.0,
        })
}

/// Returns the largest integer that is not over `bound`.
#[inline]
fn below(bound: Number) -> i128 {
    match bound {
        Number::Int(bound) => bound.into(),
        Number::Float(bound) => bound.floor() as i128,
    }
}

/// Returns the smallest integer that is not under `bound`.
#[inline]
fn above(bound: Number) -> i128 {
    match bound {
        Number::Int(bound) => bound.into(),
        Number::Float(bound) => bound.ceil() as i128,
    }
}

macro_rules! floats {
    ($($type:ident)*) => {$(
        impl Numeric for $type {}

        impl Model for $type {
            const SOURCE: Source = Source::Query;

            fn schema() -> Type {
                Type::Float
            }

            #[inline]
            fn holds(&self, constraints: &Constraints) -> bool {
                let Constraints { gt, ge, lt, le, multiple_of, allow_inf_nan, .. } = constraints;
                // The bound is rounded as the value was: an `f32` of 0.1 is not over 0.1.
                gt.is_none_or(|bound| *self > as_float(bound) as $type)
                    && ge.is_none_or(|bound| *self >= as_float(bound) as $type)
                    && lt.is_none_or(|bound| *self < as_float(bound) as $type)
                    && le.is_none_or(|bound| *self <= as_float(bound) as $type)
                    && multiple_of.is_none_or(|divisor| is_multiple(f64::from(*self), as_float(divisor)))
                    && (*allow_inf_nan != Some(false) || self.is_finite())
            }

            #[inline]
            fn from_text(text: &str) -> Option<Self> {
                text.parse().ok()
            }
        }
    )*};
}

floats!(f32 f64);

#[cfg(test)]
mod tests {
    use super::*;

    const NONE: Constraints = Constraints::NONE;

    #[test]
    fn integers_are_bounded() {
        const INT: Constraints = Constraints { gt: Some(Number::Int(0)), le: Some(Number::Int(100)), ..NONE };
        const FLOAT: Constraints = Constraints { ge: Some(Number::Float(0.5)), lt: Some(Number::Float(2.5)), ..NONE };
        for (value, int, float) in
            [(-1, false, false), (0, false, false), (1, true, true), (2, true, true), (3, true, false)]
        {
            assert_eq!((value.holds(&INT), i8::holds(&(value as i8), &FLOAT)), (int, float), "{value}");
        }
        assert!(100_u128.holds(&INT) && !101_i128.holds(&INT) && !u128::MAX.holds(&INT) && !i128::MIN.holds(&INT));
    }

    #[test]
    fn integers_are_multiples() {
        const INT: Constraints = Constraints { multiple_of: Some(Number::Int(3)), ..NONE };
        const NEGATIVE: Constraints = Constraints { multiple_of: Some(Number::Int(-1)), ..NONE };
        const FLOAT: Constraints = Constraints { multiple_of: Some(Number::Float(1.5)), ..NONE };
        assert!((-9_i32).holds(&INT) && !10_i32.holds(&INT) && 0_u8.holds(&INT));
        assert!(3_i32.holds(&FLOAT) && !4_i32.holds(&FLOAT));
        assert!(i8::MIN.holds(&NEGATIVE));
    }

    #[test]
    fn floats_are_bounded_and_nan_is_within_no_bounds() {
        const GT: Constraints = Constraints { gt: Some(Number::Float(0.1)), ..NONE };
        const GE: Constraints = Constraints { ge: Some(Number::Float(0.1)), ..NONE };
        const LT: Constraints = Constraints { lt: Some(Number::Int(1)), ..NONE };
        const LE: Constraints = Constraints { le: Some(Number::Int(1)), ..NONE };
        let holds = |value: f64| [value.holds(&GT), value.holds(&GE), value.holds(&LT), value.holds(&LE)];
        assert_eq!(holds(0.1), [false, true, true, true]);
        assert_eq!(holds(1.0), [true, true, false, true]);
        assert_eq!(holds(f64::INFINITY), [true, true, false, false]);
        assert_eq!(holds(f64::NAN), [false; 4]);
        assert_eq!((0.1_f32.holds(&GT), 0.1_f32.holds(&GE)), (false, true));
    }

    #[test]
    fn infinities_and_nan_are_refused_on_request() {
        const FINITE: Constraints = Constraints { allow_inf_nan: Some(false), ..NONE };
        for value in [f64::NAN, f64::INFINITY, f64::NEG_INFINITY] {
            assert!(value.holds(&NONE) && !value.holds(&FINITE), "{value}");
        }
        assert!(1e300.holds(&FINITE));
    }

    #[test]
    fn plain_texts_are_numbers() {
        assert_eq!([i64::from_text("007"), i64::from_text("-0"), i64::from_text("+1")], [Some(7), Some(0), Some(1)]);
        assert_eq!([i64::from_text(" 1"), i64::from_text("1_0"), i64::from_text("1.0"), i64::from_text("")], [None; 4]);
        assert_eq!((u8::from_text("256"), i128::from_text(&i128::MIN.to_string())), (None, Some(i128::MIN)));
        assert_eq!(
            [f64::from_text("1e5"), f64::from_text("-.5"), f64::from_text("INF")].map(Option::unwrap),
            [1e5, -0.5, f64::INFINITY]
        );
        assert_eq!([f64::from_text("1_0"), f64::from_text("0x1"), f64::from_text(".")], [None; 3]);
        assert_eq!(
            [bool::from_text("true"), bool::from_text("false"), bool::from_text("on")],
            [Some(true), Some(false), None]
        );
    }
}
