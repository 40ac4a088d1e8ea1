//! What dates and times share: how text is read, and the words for what is wrong with it.

use std::fmt;

use speedate::{DateTimeConfig, MicrosecondsPrecisionOverflowBehavior, ParseError, TimeConfig, TimestampUnit};
use strum::EnumMessage;

use crate::violation::Fault;

/// Says why a text is no date, time or duration.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct InvalidTime(Reason);

#[derive(Debug, Clone, PartialEq, Eq)]
enum Reason {
    Parser(ParseError),
    YearZero,
}

/// Says that a number is NaN.
pub(super) const NAN: &str = "NaN values not permitted";

impl InvalidTime {
    pub(super) const YEAR_ZERO: Self = Self(Reason::YearZero);

    pub(super) fn words(&self) -> &'static str {
        match &self.0 {
            Reason::Parser(error) => words(error),
            Reason::YearZero => "year 0 is out of range",
        }
    }
}

impl From<ParseError> for InvalidTime {
    fn from(error: ParseError) -> Self {
        Self(Reason::Parser(error))
    }
}

impl fmt::Display for InvalidTime {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(self.words())
    }
}

impl std::error::Error for InvalidTime {}

/// Returns speedate's sentence for an error, which is also pydantic's.
pub(super) fn words(error: &ParseError) -> &'static str {
    error.get_documentation().unwrap_or("the input is out of range")
}

/// Makes a fault with a reason in it.
pub(super) fn unreadable(kind: &'static str, sentence: &'static str, reason: &'static str) -> Fault {
    Fault::new(kind, format!("{sentence}, {reason}")).with("error", reason)
}

/// Digits of a fraction beyond the sixth are cut; times from numbers are in UTC.
pub(super) fn time_config() -> TimeConfig {
    TimeConfig {
        microseconds_precision_overflow_behavior: MicrosecondsPrecisionOverflowBehavior::Truncate,
        unix_timestamp_offset: Some(0),
    }
}

pub(super) fn config(timestamp_unit: TimestampUnit) -> DateTimeConfig {
    DateTimeConfig { timestamp_unit, time_config: time_config() }
}
