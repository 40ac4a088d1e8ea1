//! Sees that operations which have something to run all the time get what their shares say, and none starves.
//!
//! While two of them wait, what one got for its share may run ahead of what the other got, by jobs that are long and by
//! those whose length is not yet known, but never further and further.

use crate::scenario::Scenario;

/// What an operation got in a class, and how far ahead it may be.
pub(crate) struct Shares {
    flows: Vec<Flow>,
    /// For two flows that wait, since both do: the least and the most by which the first was ahead.
    leads: Vec<Option<(f64, f64)>>,
}

#[derive(Clone)]
struct Flow {
    share: f64,
    /// In seconds, divided by the share.
    got: f64,
    longest: f64,
    running_most: usize,
}

impl Shares {
    /// Flows are numbered: an operation's light jobs, then its heavy ones.
    pub(crate) fn new(scenario: &Scenario) -> Self {
        let flow = |limits: &crate::scenario::Operation| {
            // A job that was not measured is charged for a millisecond.
            let flow = Flow { share: limits.limits.share, got: 0.0, longest: 0.001, running_most: 0 };
            [flow.clone(), flow]
        };
        let flows: Vec<_> = scenario.operations.iter().flat_map(flow).collect();
        let leads = vec![None; flows.len() * flows.len()];
        Self { flows, leads }
    }

    /// A job starts that will take so many seconds, as one of so many of its operation.
    pub(crate) fn starts(&mut self, number: usize, cost: f64, running: usize) {
        self.flows[number].got += cost / self.flows[number].share;
        // Which class a job is of may change while it runs.
        for flow in &mut self.flows[number / 2 * 2..][..2] {
            flow.longest = flow.longest.max(cost);
            flow.running_most = flow.running_most.max(running);
        }
    }

    /// Sees which flows wait although they may have more.
    pub(crate) fn settled(&mut self, waits: &[bool]) {
        for one in 0..self.flows.len() {
            for other in (one % 2..one).step_by(2) {
                let lead = &mut self.leads[one * waits.len() + other];
                if !(waits[one] && waits[other]) {
                    *lead = None;
                    continue;
                }
                let (one, other) = (&self.flows[one], &self.flows[other]);
                let ahead = one.got - other.got;
                let (least, most) = lead.unwrap_or((ahead, ahead));
                let (least, most) = (least.min(ahead), most.max(ahead));
                *lead = Some((least, most));
                let bound = 2.0 * (one.slack() + other.slack());
                assert!(most - least <= bound, "one got {} s more than its share, not {bound}", most - least);
            }
        }
    }
}

impl Flow {
    fn slack(&self) -> f64 {
        (self.running_most + 1) as f64 * self.longest / self.share
    }
}
