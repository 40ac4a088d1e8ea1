//! Finds settings that contradict each other or themselves.

use super::{Number, Set, Settings};
use crate::report::Report;

impl Settings {
    /// Reports settings that no value could satisfy, that exclude each other, or that are wrong in themselves.
    pub(crate) fn check(&self, report: &mut Report) {
        exclude(&self.gt, &self.ge, report);
        exclude(&self.lt, &self.le, report);
        if let (Some(default), true) = (&self.default, super::is_on(&self.required)) {
            report.at(&default.key, "`required` leaves `default` no use: remove one of them");
        }
        if let (Some(least), Some(most)) = (&self.min_length, &self.max_length)
            && least.value > most.value
        {
            let message = format!("nothing is at least {} and at most {} long", least.value, most.value);
            report.at(&least.written, message);
        }
        for (lower, above) in [(&self.gt, true), (&self.ge, false)] {
            for (upper, below) in [(&self.lt, true), (&self.le, false)] {
                contradict(lower, upper, above || below, report);
            }
        }
        if let Some(step) = &self.multiple_of
            && step.value.float() <= 0.0
        {
            report.at(&step.written, "`multiple_of` takes a number above 0");
        }
        if let Some(pattern) = &self.pattern
            && let Err(error) = regex_syntax::parse(&pattern.value)
        {
            report.at(&pattern.written, format!("not a regular expression: {}", reason(&error)));
        }
    }
}

fn exclude<T>(strict: &Option<Set<T>>, loose: &Option<Set<T>>, report: &mut Report) {
    if let (Some(strict), Some(loose)) = (strict, loose) {
        report.at(&loose.key, format_args!("`{}` and `{}` exclude each other", strict.key, loose.key));
    }
}

fn contradict(lower: &Option<Set<Number>>, upper: &Option<Set<Number>>, open: bool, report: &mut Report) {
    let (Some(lower), Some(upper)) = (lower, upper) else { return };
    let (least, most) = (lower.value.float(), upper.value.float());
    if least > most || (open && least >= most) {
        report.at(&upper.written, format!("no number satisfies both `{}` and `{}`", lower.key, upper.key));
    }
}

impl Number {
    #[allow(clippy::cast_precision_loss, reason = "bounds that differ by less than this rounding are no contradiction")]
    fn float(self) -> f64 {
        match self {
            Number::Int(int) => int as f64,
            Number::Float(float) => float,
        }
    }
}

/// Says in one line what is wrong; the error's own `Display` draws a picture of the pattern.
fn reason(error: &regex_syntax::Error) -> String {
    match error {
        regex_syntax::Error::Parse(error) => format!("{}, at character {}", error.kind(), error.span().start.column),
        regex_syntax::Error::Translate(error) => {
            format!("{}, at character {}", error.kind(), error.span().start.column)
        }
        other => other.to_string(),
    }
}
