//! Says which of the jobs that wait may start now.

use super::{
    Kind, Policy,
    operation::{Class, Member},
};

/// How many standard deviations are admitted beyond the mean. With 0, operations that mix work and waits reached 73 %
/// of the possible rate; with 1, 96 %; with 2, all of it.
const DEVIATIONS: f64 = 2.0;

/// Sums of weights that were rounded on their way are equal within this.
const ROUNDING: f64 = 1e-9;

impl<J> Policy<J> {
    /// The job that is to start now.
    pub(super) fn next(&self) -> Option<(Kind, u64)> {
        if self.running >= self.settings.running_max {
            return None;
        }
        let candidates = Class::ALL.map(|class| Some((self.first(class)?, self.running_of(class), class)));
        let fewest = |(_, running, class): &(_, usize, Class)| (*running, *class == self.turn);
        candidates.into_iter().flatten().min_by_key(fewest).map(|(first, ..)| first)
    }

    /// The job of a class that is next, if it may start now.
    fn first(&self, class: Class) -> Option<(Kind, u64)> {
        let heads = self.waiting.iter().filter_map(|&number| {
            let operation = &self.operations[number];
            let (id, size) = if operation.is_full() { None } else { operation.next(class) }?;
            Some((operation.flows[class as usize].seconds(), id, Kind { operation: number, size }))
        });
        let first = heads.min_by(|one, other| one.0.total_cmp(&other.0).then(one.1.cmp(&other.1)));
        first.map(|(_, id, kind)| (kind, id)).filter(|&(kind, _)| self.admits(kind))
    }

    fn running_of(&self, class: Class) -> usize {
        let members = self.active.iter().map(|&kind| self.member(kind));
        members.filter(|member| member.class() == class).map(|member| member.running).sum()
    }

    /// Whether one more job of `kind` may run.
    fn admits(&self, kind: Kind) -> bool {
        let Member { weight, .. } = self.member(kind);
        let (class, weight) = (self.member(kind).class(), weight.get());
        let (mut sum, mut variance) = (weight, weight * (1.0 - weight));
        let mut alone = true;
        for member in self.active.iter().map(|&active| self.member(active)).filter(|member| member.class() == class) {
            let (weight, awake) = (member.weight.get(), (member.running - member.released) as f64);
            sum += awake * weight;
            variance += awake * weight * (1.0 - weight);
            alone &= awake == 0.0;
        }
        alone || sum - DEVIATIONS * variance.sqrt() <= class.share() * self.cores() + ROUNDING
    }

    /// How many cores are left to jobs.
    pub(super) fn cores(&self) -> f64 {
        (self.settings.cores - self.borrowed).max(0.0)
    }
}
