//! Dates with a time.

use std::{
    cmp::Ordering,
    fmt, hash,
    str::FromStr,
    time::{Duration, SystemTime, UNIX_EPOCH},
};

use speedate::TimestampUnit;

use super::{Date, Time, canonical, string_of, temporal, temporal::InvalidTime, text_scalar, unconstrained};
use crate::{
    spec::{Coerced, Scalar},
    value::Tree,
    violation::Fault,
};

static DATE_TIME: Scalar = Scalar {
    name: "datetime",
    label: "datetime",
    coerce,
    check: unconstrained,
    json_schema: |_| string_of("date-time"),
};

/// Is a date and a time to the microsecond, with or without an offset from UTC: pydantic's `datetime`.
///
/// It remembers its offset. Two are equal if they are written alike; their order is that of the instants, where one
/// without an offset counts as UTC.
///
/// ```
/// let time: brigade::DateTime = "2020-01-01T12:00:00.5+02:00".parse()?;
/// assert_eq!(time.to_string(), "2020-01-01T12:00:00.500000+02:00");
/// assert_eq!(time.timestamp(), 1_577_872_800);
/// # Ok::<(), brigade::InvalidTime>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DateTime(speedate::DateTime);

text_scalar!(DateTime, DATE_TIME);

impl DateTime {
    /// Joins a date and a time; the offset is the time's.
    #[must_use]
    pub fn new(date: &Date, time: &Time) -> Self {
        Self(speedate::DateTime { date: *date.inner(), time: *time.inner() })
    }

    /// Returns the time that it is now, in UTC.
    ///
    /// # Panics
    ///
    /// If the clock of the machine is beyond the year 9999.
    #[must_use]
    pub fn now_utc() -> Self {
        SystemTime::now().try_into().expect("the clock shows a year between 1 and 9999")
    }

    /// Makes the time that is so many whole seconds after 1970-01-01 in UTC, which may be negative.
    ///
    /// # Errors
    ///
    /// For years before 1 and after 9999.
    pub fn from_timestamp(seconds: i64) -> Result<Self, InvalidTime> {
        Self::from_parts(seconds, 0)
    }

    fn from_parts(seconds: i64, microseconds: u32) -> Result<Self, InvalidTime> {
        let config = temporal::config(TimestampUnit::Second);
        Self::checked(speedate::DateTime::from_timestamp_with_config(seconds, microseconds, &config)?)
    }

    fn checked(date_time: speedate::DateTime) -> Result<Self, InvalidTime> {
        if date_time.date.year == 0 { Err(InvalidTime::YEAR_ZERO) } else { Ok(Self(date_time)) }
    }

    /// Returns the date, in the time's own offset.
    #[must_use]
    pub fn date(&self) -> Date {
        Date::checked(self.0.date).expect("a DateTime has no year zero")
    }

    /// Returns the time of the day, with the offset.
    #[must_use]
    pub fn time(&self) -> Time {
        Time::from(self.0.time)
    }

    /// Returns the year, 1 to 9999.
    #[must_use]
    pub fn year(&self) -> u16 {
        self.0.date.year
    }

    /// Returns the month, 1 to 12.
    #[must_use]
    pub fn month(&self) -> u8 {
        self.0.date.month
    }

    /// Returns the day of the month, 1 to 31.
    #[must_use]
    pub fn day(&self) -> u8 {
        self.0.date.day
    }

    /// Returns the hour, 0 to 23.
    #[must_use]
    pub fn hour(&self) -> u8 {
        self.0.time.hour
    }

    /// Returns the minute, 0 to 59.
    #[must_use]
    pub fn minute(&self) -> u8 {
        self.0.time.minute
    }

    /// Returns the second, 0 to 59.
    #[must_use]
    pub fn second(&self) -> u8 {
        self.0.time.second
    }

    /// Returns the microsecond, 0 to 999,999.
    #[must_use]
    pub fn microsecond(&self) -> u32 {
        self.0.time.microsecond
    }

    /// Returns how many seconds the local time is ahead of UTC; `None` if that is not known.
    #[must_use]
    pub fn offset_seconds(&self) -> Option<i32> {
        self.0.time.tz_offset
    }

    /// Returns the whole seconds since 1970-01-01 in UTC, rounded down. A time without an offset counts as UTC.
    #[must_use]
    pub fn timestamp(&self) -> i64 {
        self.0.timestamp_tz()
    }

    fn key(&self) -> (i64, u32, Option<i32>) {
        (self.timestamp(), self.microsecond(), self.offset_seconds())
    }
}

impl FromStr for DateTime {
    type Err = InvalidTime;

    /// Reads `YYYY-MM-DDTHH:MM`, with seconds, a fraction of them and an offset if they are there.
    fn from_str(text: &str) -> Result<Self, InvalidTime> {
        Self::checked(speedate::DateTime::parse_bytes_rfc3339_with_config(text.as_bytes(), &temporal::time_config())?)
    }
}

impl fmt::Display for DateTime {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(formatter)
    }
}

impl Ord for DateTime {
    fn cmp(&self, other: &Self) -> Ordering {
        self.key().cmp(&other.key())
    }
}

impl PartialOrd for DateTime {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl hash::Hash for DateTime {
    fn hash<H: hash::Hasher>(&self, state: &mut H) {
        self.key().hash(state);
    }
}

impl TryFrom<SystemTime> for DateTime {
    type Error = InvalidTime;

    /// Cuts to the microsecond.
    fn try_from(time: SystemTime) -> Result<Self, InvalidTime> {
        // Before 1970, the fraction still counts forward from the second below.
        let microseconds = match time.duration_since(UNIX_EPOCH) {
            Ok(after) => i128::try_from(after.as_micros()),
            Err(before) => i128::try_from(before.duration().as_micros()).map(|micros| -micros),
        };
        let microseconds = microseconds.map_err(|_| speedate::ParseError::DateTooLarge)?;
        let seconds = microseconds.div_euclid(1_000_000);
        let seconds = i64::try_from(seconds).map_err(|_| speedate::ParseError::DateTooLarge)?;
        Self::from_parts(seconds, microseconds.rem_euclid(1_000_000) as u32)
    }
}

impl From<DateTime> for SystemTime {
    /// A time without an offset counts as UTC.
    fn from(time: DateTime) -> Self {
        let seconds = Duration::from_secs(time.timestamp().unsigned_abs());
        let start = if time.timestamp() < 0 { UNIX_EPOCH - seconds } else { UNIX_EPOCH + seconds };
        start + Duration::from_micros(time.microsecond().into())
    }
}

/// Is what reading a value as a date with a time came to.
pub(super) enum Reading {
    /// Its year may be zero.
    Read(speedate::DateTime),
    /// The text is neither a date with a time nor a timestamp.
    Text(&'static str),
    /// The timestamp is beyond what dates can be.
    Number(&'static str),
    Mistyped,
}

/// Reads text or a unix time: seconds up to 2e10, milliseconds beyond.
pub(super) fn read(value: &Tree<'_>) -> Reading {
    let config = temporal::config(TimestampUnit::Infer);
    let number = |number: f64| match number {
        number if number.is_nan() => Err(temporal::NAN),
        number => speedate::DateTime::from_float_with_config(number, &config).map_err(|error| temporal::words(&error)),
    };
    let read = match value {
        Tree::String(text) => {
            return match speedate::DateTime::parse_bytes_with_config(text.as_bytes(), &config) {
                Ok(date_time) => Reading::Read(date_time),
                Err(error) => Reading::Text(temporal::words(&error)),
            };
        }
        Tree::Int(seconds) => speedate::DateTime::from_timestamp_with_config(*seconds, 0, &config)
            .map_err(|error| temporal::words(&error)),
        Tree::Float(seconds) => number(*seconds),
        Tree::BigInt(digits) => number(digits.parse().unwrap_or(f64::INFINITY)),
        Tree::Null | Tree::Bool(_) | Tree::Array(_) | Tree::Object(_) => return Reading::Mistyped,
    };
    read.map_or_else(Reading::Number, Reading::Read)
}

fn coerce(value: &Tree<'_>) -> Result<Coerced, Fault> {
    const SENTENCE: &str = "Input should be a valid datetime";
    let date_time = match (read(value), value) {
        (Reading::Read(date_time), _) => date_time,
        (Reading::Number(error), _) => return Err(temporal::unreadable("datetime_parsing", SENTENCE, error)),
        // A date alone is midnight; otherwise pydantic tells what is wrong with the date.
        (Reading::Text(_), Tree::String(text)) => match speedate::Date::parse_str(text) {
            Ok(date) => speedate::DateTime { date, time: Time::MIDNIGHT },
            Err(error) => {
                let sentence = "Input should be a valid datetime or date";
                return Err(temporal::unreadable("datetime_from_date_parsing", sentence, temporal::words(&error)));
            }
        },
        (Reading::Text(_) | Reading::Mistyped, _) => return Err(Fault::new("datetime_type", SENTENCE)),
    };
    match DateTime::checked(date_time) {
        Ok(date_time) => Ok(canonical(date_time)),
        Err(error) => Err(temporal::unreadable("datetime_parsing", SENTENCE, error.words())),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn system_times_keep_their_microseconds_on_both_sides_of_1970() {
        for (text, seconds) in [
            ("1969-12-31T23:59:59.250000Z", -1),
            ("1970-01-01T00:00:00Z", 0),
            ("2020-01-01T00:00:00.000001Z", 1_577_836_800),
            ("2286-11-20T17:46:40Z", 10_000_000_000),
            ("9999-12-31T23:59:59Z", 253_402_300_799),
        ] {
            let time: DateTime = text.parse().expect(text);
            assert_eq!(time.timestamp(), seconds, "{text}");
            assert_eq!(DateTime::try_from(SystemTime::from(time)).expect(text).to_string(), text);
        }
        assert!(DateTime::from_timestamp(253_402_300_800).is_err());
    }

    #[test]
    fn times_are_ordered_by_instant() {
        let parse = |text: &str| text.parse::<DateTime>().expect("the test has times");
        assert!(parse("2020-01-01T12:00:00+02:00") < parse("2020-01-01T11:00:00Z"));
        assert!(parse("2020-01-01T10:00:00") < parse("2020-01-01T10:00:00.000001Z"));
        assert_ne!(parse("2020-01-01T12:00:00+02:00"), parse("2020-01-01T10:00:00Z"));
    }
}
