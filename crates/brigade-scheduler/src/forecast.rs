//! What would become of a job of an operation, as its pool saw it last. Whoever has a request reads it and waits for
//! nobody.
//!
//! A forecast is one of refusal or none. It holds for a moment only: a queue that was long is empty a second later, and
//! an operation of which all jobs were turned away is one that its pool hears nothing of. Whoever finds it stale lets
//! the job through, and the policy decides when it arrives.

use std::{
    sync::atomic::{AtomicU8, AtomicU64, Ordering::Relaxed},
    time::Duration,
};

use crate::policy::{Prediction, Reason, Refusal};

/// How long a forecast holds.
const FRESH: Duration = Duration::from_millis(100);

/// What would become of a job that arrived now.
#[derive(Debug, Default)]
pub(crate) struct Forecast {
    /// The place of the reason in [`REASONS`], counted from 1; 0 if the job would be queued.
    reason: AtomicU8,
    /// In nanoseconds, as the next.
    retry_after: AtomicU64,
    /// When this was foreseen, from the making of the pool on.
    at: AtomicU64,
}

/// Why a job may be refused before it is there.
const REASONS: [Reason; 3] = [Reason::Full, Reason::Wait, Reason::Deadline];

impl Forecast {
    pub(crate) fn set(&self, prediction: Prediction, now: Duration) {
        let place = REASONS.iter().position(|&reason| Some(reason) == prediction.refuses);
        if place.is_some() {
            self.retry_after.store(nanoseconds(prediction.retry_after), Relaxed);
            self.at.store(nanoseconds(now), Relaxed);
        }
        // The three may be read as parts of two forecasts: a refusal is then a moment too old, and no worse.
        self.reason.store(place.map_or(0, |place| place as u8 + 1), Relaxed);
    }

    /// Why the job would be refused; `now` is asked for if it would.
    pub(crate) fn refusal(&self, now: impl FnOnce() -> Duration) -> Option<Refusal> {
        let place = usize::from(self.reason.load(Relaxed)).checked_sub(1)?;
        let at = Duration::from_nanos(self.at.load(Relaxed));
        let retry_after = Duration::from_nanos(self.retry_after.load(Relaxed));
        (now().saturating_sub(at) < FRESH).then(|| Refusal { reason: REASONS[place], retry_after })
    }
}

fn nanoseconds(time: Duration) -> u64 {
    u64::try_from(time.as_nanos()).unwrap_or(u64::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_refusal_holds_for_a_moment() {
        let ms = Duration::from_millis;
        let forecast = Forecast::default();
        let refusal = |time| forecast.refusal(|| ms(time)).map(|refusal| refusal.reason);
        let prediction = |refuses| Prediction { wait: ms(1), refuses, retry_after: ms(1_500) };
        assert_eq!(refusal(0), None);
        for reason in REASONS {
            forecast.set(prediction(Some(reason)), ms(5_000));
            assert_eq!([5_000, 5_099, 5_100].map(refusal), [Some(reason), Some(reason), None]);
        }
        forecast.set(prediction(None), ms(5_010));
        assert_eq!(refusal(5_010), None);
    }
}
