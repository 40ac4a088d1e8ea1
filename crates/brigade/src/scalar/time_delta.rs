//! Lengths of time.

use std::{cmp::Ordering, fmt, hash, str::FromStr, time::Duration};

use speedate::ParseError;

use super::{canonical, string_of, temporal, temporal::InvalidTime, text_scalar, unconstrained};
use crate::{
    spec::{Coerced, Scalar},
    value::Tree,
    violation::Fault,
};

static TIME_DELTA: Scalar = Scalar {
    name: "timedelta",
    label: "timedelta",
    coerce,
    check: unconstrained,
    json_schema: |_| string_of("duration"),
};

const DAY: u64 = 86_400;

/// Is a length of time to the microsecond, of either sign: pydantic's `timedelta`.
///
/// ```
/// use std::time::Duration;
///
/// let delta: brigade::TimeDelta = "P1DT2H".parse()?;
/// assert_eq!(Duration::try_from(delta.clone())?, Duration::from_hours(26));
/// assert_eq!("1 day, 02:00:00".parse::<brigade::TimeDelta>()?, delta);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TimeDelta(speedate::Duration);

text_scalar!(TimeDelta, TIME_DELTA);

impl TimeDelta {
    /// Returns the length in seconds, to the microsecond as far as 53 bits go.
    #[must_use]
    pub fn as_secs_f64(&self) -> f64 {
        self.microseconds() as f64 / 1e6
    }

    /// Returns whether it is shorter than nothing.
    #[must_use]
    pub fn is_negative(&self) -> bool {
        !self.0.positive
    }

    fn microseconds(&self) -> i128 {
        let seconds = u64::from(self.0.day) * DAY + u64::from(self.0.second);
        let magnitude = i128::from(seconds) * 1_000_000 + i128::from(self.0.microsecond);
        if self.0.positive { magnitude } else { -magnitude }
    }

    fn new(positive: bool, seconds: u64, microseconds: u32) -> Result<Self, ParseError> {
        let days = u32::try_from(seconds / DAY).map_err(|_| ParseError::DurationDaysTooLarge)?;
        speedate::Duration::new(positive, days, (seconds % DAY) as u32, microseconds).map(Self::signed)
    }

    /// Nothing has no sign.
    fn signed(mut duration: speedate::Duration) -> Self {
        duration.positive |= (duration.day, duration.second, duration.microsecond) == (0, 0, 0);
        Self(duration)
    }
}

impl FromStr for TimeDelta {
    type Err = InvalidTime;

    /// Reads ISO 8601 (`P1DT2H`), `1 day, 02:00:00` and `HH:MM:SS`.
    fn from_str(text: &str) -> Result<Self, InvalidTime> {
        Ok(Self::signed(speedate::Duration::parse_bytes_with_config(text.as_bytes(), &temporal::time_config())?))
    }
}

impl fmt::Display for TimeDelta {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(formatter)
    }
}

impl Ord for TimeDelta {
    fn cmp(&self, other: &Self) -> Ordering {
        self.microseconds().cmp(&other.microseconds())
    }
}

impl PartialOrd for TimeDelta {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl hash::Hash for TimeDelta {
    fn hash<H: hash::Hasher>(&self, state: &mut H) {
        self.microseconds().hash(state);
    }
}

impl TryFrom<Duration> for TimeDelta {
    type Error = InvalidTime;

    /// Cuts to the microsecond; fails beyond 999,999,999 days.
    fn try_from(duration: Duration) -> Result<Self, InvalidTime> {
        Ok(Self::new(true, duration.as_secs(), duration.subsec_micros())?)
    }
}

impl TryFrom<TimeDelta> for Duration {
    type Error = std::num::TryFromIntError;

    /// Fails for negative lengths.
    fn try_from(delta: TimeDelta) -> Result<Self, Self::Error> {
        let microseconds = u128::try_from(delta.microseconds())?;
        let seconds = u64::try_from(microseconds / 1_000_000)?;
        Ok(Duration::new(seconds, (microseconds % 1_000_000) as u32 * 1000))
    }
}

/// Reads text, or a number of seconds.
fn coerce(value: &Tree<'_>) -> Result<Coerced, Fault> {
    let delta = match value {
        Tree::String(text) => text.parse().map_err(|error: InvalidTime| error.words()),
        Tree::Int(seconds) => {
            TimeDelta::new(*seconds >= 0, seconds.unsigned_abs(), 0).map_err(|error| temporal::words(&error))
        }
        Tree::Bool(second) => TimeDelta::new(true, u64::from(*second), 0).map_err(|error| temporal::words(&error)),
        Tree::Float(seconds) => from_seconds(*seconds),
        Tree::BigInt(digits) => from_seconds(digits.parse().unwrap_or(f64::INFINITY)),
        Tree::Null | Tree::Array(_) | Tree::Object(_) => {
            return Err(Fault::new("time_delta_type", "Input should be a valid timedelta"));
        }
    };
    delta
        .map(canonical)
        .map_err(|words| temporal::unreadable("time_delta_parsing", "Input should be a valid timedelta", words))
}

fn from_seconds(seconds: f64) -> Result<TimeDelta, &'static str> {
    if seconds.is_nan() {
        return Err(temporal::NAN);
    }
    let microseconds = (seconds.abs().fract() * 1e6).round() as u32;
    // The cast saturates, far beyond the limit.
    TimeDelta::new(seconds >= 0.0, seconds.abs() as u64, microseconds).map_err(|error| temporal::words(&error))
}
