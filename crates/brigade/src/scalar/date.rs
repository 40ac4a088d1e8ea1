//! Calendar dates.

use std::{cmp::Ordering, fmt, hash, str::FromStr};

use super::{
    canonical,
    date_time::{self, Reading},
    string_of, temporal,
    temporal::InvalidTime,
    text_scalar, unconstrained,
};
use crate::{
    spec::{Coerced, Scalar},
    value::Tree,
    violation::Fault,
};

static DATE: Scalar =
    Scalar { name: "date", label: "date", coerce, check: unconstrained, json_schema: |_| string_of("date") };

/// Is a day of the Gregorian calendar, from the year 1 to 9999: pydantic's `date`.
///
/// ```
/// let date: brigade::Date = "2020-02-29".parse()?;
/// assert_eq!((date.year(), date.month(), date.day()), (2020, 2, 29));
/// # Ok::<(), brigade::InvalidTime>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Date(speedate::Date);

text_scalar!(Date, DATE);

impl Date {
    /// Makes a date; `None` if the calendar does not have it.
    #[must_use]
    pub fn new(year: u16, month: u8, day: u8) -> Option<Self> {
        format!("{year:04}-{month:02}-{day:02}").parse().ok()
    }

    /// Returns the day that it is now in UTC.
    #[must_use]
    pub fn today_utc() -> Self {
        super::DateTime::now_utc().date()
    }

    pub(super) fn inner(&self) -> &speedate::Date {
        &self.0
    }

    pub(super) fn checked(date: speedate::Date) -> Result<Self, InvalidTime> {
        if date.year == 0 { Err(InvalidTime::YEAR_ZERO) } else { Ok(Self(date)) }
    }

    /// Returns the year, 1 to 9999.
    #[must_use]
    pub fn year(&self) -> u16 {
        self.0.year
    }

    /// Returns the month, 1 to 12.
    #[must_use]
    pub fn month(&self) -> u8 {
        self.0.month
    }

    /// Returns the day of the month, 1 to 31.
    #[must_use]
    pub fn day(&self) -> u8 {
        self.0.day
    }

    /// Returns the seconds from 1970-01-01 to the start of the day, both in UTC.
    #[must_use]
    pub fn timestamp(&self) -> i64 {
        self.0.timestamp()
    }
}

impl FromStr for Date {
    type Err = InvalidTime;

    /// Reads `YYYY-MM-DD`.
    fn from_str(text: &str) -> Result<Self, InvalidTime> {
        Self::checked(speedate::Date::parse_str_rfc3339(text)?)
    }
}

impl fmt::Display for Date {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(formatter)
    }
}

impl Ord for Date {
    fn cmp(&self, other: &Self) -> Ordering {
        let key = |date: &Self| (date.0.year, date.0.month, date.0.day);
        key(self).cmp(&key(other))
    }
}

impl PartialOrd for Date {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl hash::Hash for Date {
    fn hash<H: hash::Hasher>(&self, state: &mut H) {
        (self.0.year, self.0.month, self.0.day).hash(state);
    }
}

/// Reads a date, or a date with a time if that is midnight. An offset does not count.
fn coerce(value: &Tree<'_>) -> Result<Coerced, Fault> {
    if let Tree::String(text) = value
        && let Ok(date) = speedate::Date::parse_str_rfc3339(text)
    {
        return checked(date);
    }
    let date_time = match date_time::read(value) {
        Reading::Read(date_time) => date_time,
        Reading::Mistyped => return Err(Fault::new("date_type", "Input should be a valid date")),
        Reading::Text(error) | Reading::Number(error) => {
            let sentence = "Input should be a valid date or datetime";
            return Err(temporal::unreadable("date_from_datetime_parsing", sentence, error));
        }
    };
    let time = &date_time.time;
    if (time.hour, time.minute, time.second, time.microsecond) != (0, 0, 0, 0) {
        let message = "Datetimes provided to dates should have zero time - e.g. be exact dates";
        return Err(Fault::new("date_from_datetime_inexact", message));
    }
    checked(date_time.date)
}

fn checked(date: speedate::Date) -> Result<Coerced, Fault> {
    Date::checked(date).map(canonical).map_err(|error| {
        temporal::unreadable("date_parsing", "Input should be a valid date in the format YYYY-MM-DD", error.words())
    })
}
