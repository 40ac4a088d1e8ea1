//! Shares out what there is too little of: start-time fair queueing, by Goyal, Vin and Cheng (SIGCOMM 1996).
//!
//! Each flow of jobs has a clock of its own, its *virtual time*, which a job moves on by what it takes divided by the
//! flow's share. The flow whose clock is the furthest behind is next. What a job takes is known when it has ended: it is
//! charged what jobs like it took so far when it starts, and the difference when it ends.

/// Is the virtual time of a flow, in seconds.
#[derive(Debug, Clone, Copy, Default, PartialEq, PartialOrd)]
pub(super) struct Flow(f64);

impl Flow {
    /// A flow that had nothing to run starts where the others are: neither what it left unused nor what the
    /// others had meanwhile counts.
    pub(super) fn join(&mut self, others: Self) {
        self.0 = self.0.max(others.0);
    }

    /// Is charged for so many seconds, or gets some back.
    pub(super) fn charge(&mut self, seconds: f64, share: f64) {
        self.0 += seconds / share;
    }

    pub(super) fn seconds(self) -> f64 {
        self.0
    }
}
