//! What a policy knows of one operation: what waits, what runs, and what its jobs took.

use std::time::Duration;

use super::{
    OperationLimits, Size,
    backlog::Backlog,
    fair::Flow,
    overload::{self, Overload},
    weight::Weight,
};

/// Below this weight a kind is light.
const LIGHT: f64 = 0.2;

/// What a job is charged before one like it was measured, in seconds.
const COST_PRIOR: f64 = 0.001;

#[derive(Debug)]
pub(super) struct Operation<J> {
    pub(super) limits: OperationLimits,
    /// The most jobs that run at once.
    pub(super) running_max: usize,
    /// By size.
    pub(super) members: [Member<J>; Size::ALL.len()],
    /// By class: light and heavy jobs have budgets of their own.
    pub(super) flows: [Flow; Class::ALL.len()],
    pub(super) overload: Overload,
    pub(super) queued: usize,
    pub(super) running: usize,
}

/// The jobs of one kind.
#[derive(Debug)]
pub(super) struct Member<J> {
    pub(super) backlog: Backlog<J>,
    pub(super) running: usize,
    /// How many of those that run are blocked.
    pub(super) released: usize,
    /// What those that run were charged, in seconds.
    pub(super) charged: f64,
    pub(super) weight: Weight,
}

impl<J> Default for Member<J> {
    fn default() -> Self {
        let weight = Weight::default();
        Self { backlog: Backlog::default(), running: 0, released: 0, charged: 0.0, weight }
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Class {
    Light,
    Heavy,
}

impl Class {
    pub(super) const ALL: [Self; 2] = [Self::Light, Self::Heavy];

    /// Which part of the cores the class may take.
    pub(super) fn share(self) -> f64 {
        match self {
            Self::Light => 0.5,
            Self::Heavy => 1.0,
        }
    }
}

/// How much waits, in seconds: of cores, and of threads.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Load {
    pub(super) cpu: f64,
    pub(super) wall: f64,
}

impl<J> Member<J> {
    pub(super) fn class(&self) -> Class {
        if self.weight.get() < LIGHT { Class::Light } else { Class::Heavy }
    }

    /// What a job will take, in seconds of a core; `cores_per_thread` says what a thread is worth.
    pub(super) fn cost(&self, cores_per_thread: f64) -> f64 {
        if self.weight.is_measured() {
            cost(self.weight.cpu(), self.weight.awake_or_asleep(), cores_per_thread)
        } else {
            COST_PRIOR
        }
    }
}

/// What a job takes is the larger of its parts of the cores and of the threads: whichever is short is shared out.
pub(super) fn cost(cpu: f64, awake_or_asleep: f64, cores_per_thread: f64) -> f64 {
    cpu.max(awake_or_asleep * cores_per_thread)
}

impl<J> Operation<J> {
    pub(super) fn new(limits: OperationLimits, threads: usize) -> Self {
        Self {
            limits,
            running_max: limits.running_max.unwrap_or((3 * threads).div_ceil(4)).max(1),
            members: std::array::from_fn(|_| Member::default()),
            flows: [Flow::default(); 2],
            overload: Overload::default(),
            queued: 0,
            running: 0,
        }
    }

    /// The oldest job of a class, by its number, and its size.
    pub(super) fn next(&self, class: Class) -> Option<(u64, Size)> {
        let of_class = Size::ALL.into_iter().filter(|&size| self.member(size).class() == class);
        of_class.filter_map(|size| Some((self.member(size).backlog.oldest()?, size))).min_by_key(|(id, _)| *id)
    }

    /// Lets the jobs of a class take their turn among those of others.
    pub(super) fn join(&mut self, class: Class, clocks: &[Flow; Class::ALL.len()]) {
        self.flows[class as usize].join(clocks[class as usize]);
    }

    pub(super) fn member(&self, size: Size) -> &Member<J> {
        &self.members[size as usize]
    }

    pub(super) fn member_mut(&mut self, size: Size) -> &mut Member<J> {
        &mut self.members[size as usize]
    }

    pub(super) fn is_full(&self) -> bool {
        self.running >= self.running_max
    }

    /// How much waits.
    pub(super) fn load(&self) -> Load {
        let mut load = Load::default();
        for Member { backlog, weight, .. } in &self.members {
            let jobs = backlog.len() as f64;
            load.cpu += jobs * weight.cpu();
            load.wall += jobs * weight.wall();
        }
        load
    }

    /// How long jobs may wait during overload: several times what those that wait take on average.
    pub(super) fn target(&self) -> Duration {
        overload::target(self.load().cpu / (self.queued as f64).max(1.0))
    }
}
