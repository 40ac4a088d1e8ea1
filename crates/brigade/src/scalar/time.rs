//! Times of the day.

use std::{cmp::Ordering, fmt, hash, str::FromStr};

use super::{canonical, string_of, temporal, temporal::InvalidTime, text_scalar, unconstrained};
use crate::{
    spec::{Coerced, Scalar},
    value::Tree,
    violation::Fault,
};

static TIME: Scalar =
    Scalar { name: "time", label: "time", coerce, check: unconstrained, json_schema: |_| string_of("time") };

/// Is a time of the day to the microsecond, with or without an offset from UTC: pydantic's `time`.
///
/// Two are equal if they are written alike; their order is that of the hours, then the offsets.
///
/// ```
/// let time: brigade::Time = "12:30".parse()?;
/// assert_eq!(time.to_string(), "12:30:00");
/// # Ok::<(), brigade::InvalidTime>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Time(speedate::Time);

text_scalar!(Time, TIME);

impl Time {
    pub(super) const MIDNIGHT: speedate::Time =
        speedate::Time { hour: 0, minute: 0, second: 0, microsecond: 0, tz_offset: None };

    pub(super) fn inner(&self) -> &speedate::Time {
        &self.0
    }

    /// Returns the hour, 0 to 23.
    #[must_use]
    pub fn hour(&self) -> u8 {
        self.0.hour
    }

    /// Returns the minute, 0 to 59.
    #[must_use]
    pub fn minute(&self) -> u8 {
        self.0.minute
    }

    /// Returns the second, 0 to 59.
    #[must_use]
    pub fn second(&self) -> u8 {
        self.0.second
    }

    /// Returns the microsecond, 0 to 999,999.
    #[must_use]
    pub fn microsecond(&self) -> u32 {
        self.0.microsecond
    }

    /// Returns how many seconds the local time is ahead of UTC; `None` if that is not known.
    #[must_use]
    pub fn offset_seconds(&self) -> Option<i32> {
        self.0.tz_offset
    }

    fn key(&self) -> (u8, u8, u8, u32, Option<i32>) {
        (self.0.hour, self.0.minute, self.0.second, self.0.microsecond, self.0.tz_offset)
    }
}

impl From<speedate::Time> for Time {
    fn from(time: speedate::Time) -> Self {
        Self(time)
    }
}

impl FromStr for Time {
    type Err = InvalidTime;

    /// Reads `HH:MM`, with seconds, a fraction of them and an offset if they are there.
    fn from_str(text: &str) -> Result<Self, InvalidTime> {
        Ok(Self(speedate::Time::parse_bytes_with_config(text.as_bytes(), &temporal::time_config())?))
    }
}

impl fmt::Display for Time {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(formatter)
    }
}

impl Ord for Time {
    fn cmp(&self, other: &Self) -> Ordering {
        self.key().cmp(&other.key())
    }
}

impl PartialOrd for Time {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl hash::Hash for Time {
    fn hash<H: hash::Hasher>(&self, state: &mut H) {
        self.key().hash(state);
    }
}

/// Reads text, or a number of seconds since midnight, which is in UTC.
fn coerce(value: &Tree<'_>) -> Result<Coerced, Fault> {
    let time = match value {
        Tree::String(text) => text.parse().map_err(|error: InvalidTime| error.words()),
        Tree::Int(seconds) => from_seconds(*seconds as f64),
        Tree::Float(seconds) => from_seconds(*seconds),
        Tree::BigInt(digits) => from_seconds(digits.parse().unwrap_or(f64::INFINITY)),
        Tree::Null | Tree::Bool(_) | Tree::Array(_) | Tree::Object(_) => {
            return Err(Fault::new("time_type", "Input should be a valid time"));
        }
    };
    time.map(canonical)
        .map_err(|words| temporal::unreadable("time_parsing", "Input should be in a valid time format", words))
}

fn from_seconds(seconds: f64) -> Result<Time, &'static str> {
    if seconds.is_nan() {
        return Err(temporal::NAN);
    }
    if seconds < 0.0 {
        return Err("time in seconds should be positive");
    }
    // Casts of floats saturate, and a day has fewer seconds than 32 bits hold.
    let microseconds = (seconds.fract() * 1e6).round() as u32;
    speedate::Time::from_timestamp_with_config(seconds as u32, microseconds, &temporal::time_config())
        .map(Time)
        .map_err(|error| temporal::words(&error))
}
