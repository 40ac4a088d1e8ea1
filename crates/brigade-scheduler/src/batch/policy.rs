//! Decides which items wait, which are refused and which go together, from what batches were measured to take. No threads,
//! no clocks.
//!
//! **Packing.** The oldest item first, then those whose costs are nearest to its own, in ratio. One joins as long as all of
//! this holds:
//!
//! - the batch has no more than its share: half of what waits if another runner is on its way, so that what comes while
//!   nothing runs uses all instances;
//! - it pays: with the item, the batch takes less for what its items would take alone, by a tenth of the item's own part
//!   ([`Costs`]). Shorter items are as long as the longest, so padding is in what is measured and needs no rule;
//! - it is no larger than twice what was tried, nor than the limits;
//! - everybody's deadline holds.
//!
//! Once in 64 batches that another item would not have paid for, some join all the same, up to the next power of two: what is
//! known of larger batches may have become wrong.
//!
//! **Admission.** The items of a call are refused, all of them, if the last would not be done in time ([`Outlook`]). By
//! [`would_be_late`] some of its time is kept in reserve: an item that has hardly any left when it is packed keeps others out of its
//! batch.

use std::time::Duration;

use super::{
    costs::{Costs, pays},
    outlook::{Outlook, duration},
    queue::{Arrival, Key, Queue, Waiting},
};
use crate::policy::{Jitter, Reason, Refusal, would_be_late};

/// What bounds a batch and the queue.
#[derive(Debug, Clone, Copy)]
pub(super) struct Limits {
    pub(super) max: usize,
    pub(super) cost_max: Option<u64>,
    pub(super) queue_max: usize,
}

/// What a runner takes out of the queue.
pub(super) struct Pack<J> {
    /// They go together, the oldest first; none if nothing waits.
    pub(super) batch: Vec<Waiting<J>>,
    /// They would not be done in time.
    pub(super) expired: Vec<Waiting<J>>,
    /// The number of the batch.
    pub(super) number: u64,
}

/// How far an item may be from the oldest to be packed with it: so many are sorted by their costs.
const WINDOW: usize = 256;

/// How often a batch grows although it does not pay.
const CURIOSITY: u64 = 64;

/// Nobody is told to come back sooner, in seconds.
const RETRY_AFTER_MIN: f64 = 1.0;

/// Items that wait, batches that run, and what is known of both.
pub(super) struct Policy<J> {
    limits: Limits,
    queue: Queue<J>,
    outlook: Outlook,
    costs: Costs,
    batch_next: u64,
    /// How many batches stopped growing as it did not pay.
    stopped: u64,
    /// The usual cost of an item.
    typical: f64,
    jitter: Jitter,
}

/// What is foreseen for an item of the usual cost.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Forecast {
    /// Whether there is no room.
    pub(super) is_full: bool,
    /// When its batch would begin and how long it would take, in seconds.
    pub(super) start: f64,
    pub(super) batch: f64,
    /// What a refusal would say.
    pub(super) retry_after: Duration,
}

/// A batch as far as it is packed.
#[derive(Clone, Copy)]
struct Draft {
    size: usize,
    /// Of its dearest item.
    cost: u64,
    /// How long it takes, and how long its items take alone, in seconds.
    time: f64,
    alone: f64,
    deadline: Duration,
}

impl<J> Policy<J> {
    pub(super) fn new(limits: Limits, seed: u64) -> Self {
        Self {
            limits,
            queue: Queue::new(),
            outlook: Outlook::new(),
            costs: Costs::default(),
            batch_next: 0,
            stopped: 0,
            typical: 1.0,
            jitter: Jitter::new(seed),
        }
    }

    /// How many items wait.
    pub(super) fn waiting(&self) -> usize {
        self.queue.len()
    }

    /// Until when the oldest item may wait for company: for at most `wait`, and for half of the time that it has.
    pub(super) fn held_until(&self, wait: Duration) -> Option<Duration> {
        let (_, oldest) = self.queue.iter().next()?;
        Some(oldest.arrived.saturating_add(wait.min(oldest.deadline.saturating_sub(oldest.arrived) / 2)))
    }

    /// How many batches run.
    pub(super) fn running(&self) -> usize {
        self.outlook.running()
    }

    /// What was learned.
    pub(super) fn costs(&self) -> &Costs {
        &self.costs
    }

    /// Queues the items of one call, or gives them back.
    pub(super) fn arrive(
        &mut self,
        arrivals: Vec<Arrival<J>>,
        deadline: Option<Duration>,
        instances: usize,
        now: Duration,
    ) -> Result<(), (Refusal, Vec<Arrival<J>>)> {
        let Some(last) = arrivals.last() else { return Ok(()) };
        let works: Vec<f64> = arrivals.iter().map(|arrival| self.work(arrival.cost)).collect();
        let (seconds, deadline) = (now.as_secs_f64(), deadline.unwrap_or(Duration::MAX));
        let batch = self.batch(last.cost, instances);
        let before = self.queue.work() + works[..works.len() - 1].iter().sum::<f64>();
        let done = self.outlook.done(before, batch, instances, seconds) - seconds;
        let left = deadline.saturating_sub(now);
        // One call may exceed it: its items are in memory anyway, and could never come otherwise.
        let reason = if self.queue.len() >= self.limits.queue_max {
            Some(Reason::Full)
        } else if would_be_late(duration(done - batch), duration(batch), left) {
            Some(Reason::Deadline)
        } else {
            None
        };
        if let Some(reason) = reason {
            return Err((Refusal { reason, retry_after: self.retry_after(done) }, arrivals));
        }
        let mut foreseen = self.queue.work();
        let mut items = Vec::with_capacity(arrivals.len());
        for (Arrival { id, cost, job }, work) in arrivals.into_iter().zip(works) {
            let predicted = duration(self.outlook.done(foreseen, batch, instances, seconds));
            foreseen += work;
            self.typical += 0.05 * (cost as f64 - self.typical);
            items.push((id, Waiting { cost, arrived: now, deadline, predicted, work, job }));
        }
        self.queue.join(items.into_iter());
        Ok(())
    }

    /// Takes out an item whose caller has left.
    pub(super) fn withdraw(&mut self, id: u64) -> Option<Waiting<J>> {
        self.queue.take_by_id(id)
    }

    /// Takes out what goes together now, for a runner that was sent for at `sent`; `others` more are on their way.
    pub(super) fn pack(&mut self, others: usize, sent: Duration, now: Duration) -> Pack<J> {
        let mut expired = Vec::new();
        let first = loop {
            let Some((key, oldest)) = self.queue.iter().next() else {
                return Pack { batch: Vec::new(), expired, number: self.batch_next };
            };
            if !self.is_due(oldest, now) {
                let alone = self.costs.time(oldest.cost, 1);
                break (key, Draft { size: 1, cost: oldest.cost, time: alone, alone, deadline: oldest.deadline });
            }
            expired.extend(self.queue.take(key));
        };
        self.queue.serve(first.0);
        let (keys, draft) = self.gather(first, others, now);
        let batch: Vec<_> = keys.into_iter().filter_map(|key| self.queue.take(key)).collect();
        if self.queue.len() > 0 {
            self.outlook.packed(draft.time, batch.iter().map(|waiting| waiting.work).sum());
        }
        self.batch_next += 1;
        let (sent, now) = (sent.as_secs_f64(), now.as_secs_f64());
        self.outlook.begin(self.batch_next, (draft.cost, draft.size), draft.time, sent, now);
        Pack { batch, expired, number: self.batch_next }
    }

    /// Finds those that go with the oldest.
    fn gather(&mut self, (first, mut draft): (Key, Draft), others: usize, now: Duration) -> (Vec<Key>, Draft) {
        let share = self.queue.len().div_ceil(others + 1).min(self.limits.max);
        let mut keys = vec![first];
        if share == 1 {
            return (keys, draft);
        }
        let distance = |cost: u64| (cost.max(1) as f64 / draft.cost.max(1) as f64).ln().abs();
        let near = self.queue.iter().skip(1).take(WINDOW);
        let mut near: Vec<_> = near.map(|(key, waiting)| (distance(waiting.cost), key)).collect();
        near.sort_by(|(left, _), (right, _)| left.total_cmp(right));
        let curious = self.stopped % CURIOSITY == CURIOSITY - 1;
        // The size up to which it grows although it does not pay, once one would not have paid.
        let mut anyway = None;
        for (_, key) in near {
            if draft.size == share || anyway.is_some_and(|most| draft.size >= most && curious) {
                break;
            }
            let Some(waiting) = self.queue.get(key) else { continue };
            let Some(next) = self.join(&draft, waiting, now) else { continue };
            if !pays(draft.time, draft.alone, next.time - draft.time, next.alone - draft.alone) {
                anyway = anyway.or(Some(next.size.next_power_of_two()));
                if !curious {
                    continue;
                }
            }
            keys.push(key);
            draft = next;
        }
        self.stopped += u64::from(anyway.is_some());
        (keys, draft)
    }

    /// What a batch would be with one more item; `None` if it may not be.
    fn join(&self, draft: &Draft, waiting: &Waiting<J>, now: Duration) -> Option<Draft> {
        let (cost, size) = (waiting.cost.max(draft.cost), draft.size + 1);
        if !fits(self.limits.cost_max, cost, size) || size > self.costs.size_max(cost) {
            return None;
        }
        let time = self.costs.time(cost, size);
        let alone = draft.alone + self.costs.time(waiting.cost, 1);
        let deadline = draft.deadline.min(waiting.deadline);
        let end = now.saturating_add(duration(self.outlook.stretched(time)));
        (end <= deadline).then_some(Draft { size, cost, time, alone, deadline })
    }

    /// Whether an item would not be done in time.
    fn is_due(&self, waiting: &Waiting<J>, now: Duration) -> bool {
        let least = duration(self.outlook.stretched(self.costs.time(waiting.cost, 1)));
        let least = least.min(waiting.deadline.saturating_sub(waiting.arrived) / 2);
        waiting.deadline <= now.saturating_add(least)
    }

    /// A batch is over. It worked for so long; `None` if there is nothing to be learned from it.
    pub(super) fn finished(&mut self, number: u64, work: Option<Duration>, now: Duration) {
        let work = work.map(|work| work.as_secs_f64());
        let ended = self.outlook.end(number, work, now.as_secs_f64());
        if let Some(((cost, size), work)) = ended.zip(work) {
            self.costs.learn(cost, size, work);
        }
    }

    /// Learns from a batch that was not packed here.
    pub(super) fn learn(&mut self, cost: u64, size: usize, work: Duration) {
        self.typical = cost as f64;
        self.costs.learn(cost, size, work.as_secs_f64());
    }

    /// Takes out everything.
    pub(super) fn close(&mut self) -> Vec<Waiting<J>> {
        let keys: Vec<_> = self.queue.iter().map(|(key, _)| key).collect();
        keys.into_iter().filter_map(|key| self.queue.take(key)).collect()
    }

    /// What is foreseen for an item of the usual cost.
    pub(super) fn forecast(&mut self, instances: usize, now: Duration) -> Forecast {
        let batch = self.batch(self.typical as u64, instances);
        let now = now.as_secs_f64();
        let done = self.outlook.done(self.queue.work(), batch, instances, now) - now;
        let is_full = self.queue.len() >= self.limits.queue_max;
        Forecast { is_full, start: (done - batch).max(0.0), batch, retry_after: self.retry_after(done) }
    }

    /// What an item takes among its like, in seconds.
    fn work(&self, cost: u64) -> f64 {
        let size = self.costs.pays_up_to(cost, self.limits.max);
        self.costs.time(cost, size) / size as f64
    }

    /// How long the batch would take that an item of this cost would be in, with what waits.
    fn batch(&self, cost: u64, instances: usize) -> f64 {
        let size = self.costs.pays_up_to(cost, self.limits.max).min(self.queue.len() / instances + 1);
        self.outlook.stretched(self.costs.time(cost, size))
    }

    fn retry_after(&mut self, wait: f64) -> Duration {
        self.jitter.shake(duration(wait.max(RETRY_AFTER_MIN)))
    }
}

/// Whether a batch of `size` items, the dearest of which costs `cost`, costs no more than it may.
pub(super) fn fits(cost_max: Option<u64>, cost: u64, size: usize) -> bool {
    cost_max.is_none_or(|most| cost.saturating_mul(size as u64) <= most)
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use super::*;
    use crate::batch::simulation::Random;

    const MS: Duration = Duration::from_millis(1);

    fn policy(limits: Limits) -> Policy<u64> {
        Policy::new(limits, 7)
    }

    const LIMITS: Limits = Limits { max: 8, cost_max: None, queue_max: 100 };

    fn call(ids: impl Iterator<Item = u64>, cost: u64) -> Vec<Arrival<u64>> {
        ids.map(|id| Arrival { id, cost, job: id }).collect()
    }

    fn jobs(waiting: &[Waiting<u64>]) -> Vec<u64> {
        waiting.iter().map(|waiting| waiting.job).collect()
    }

    /// Teaches it that batches of up to eight take as long as one, however many items they have.
    fn constant(policy: &mut Policy<u64>, cost: u64, time: Duration) {
        for size in [1, 2, 4, 8] {
            policy.learn(cost, size, time);
        }
    }

    #[test]
    fn every_item_comes_back_once() {
        for seed in 0..200 {
            let mut random = Random::new(seed);
            let limits = Limits { max: 8, cost_max: Some(100), queue_max: 60 };
            let mut policy = Policy::new(limits, seed);
            let (mut there, mut running, mut ids, mut now) = (HashSet::<u64>::new(), Vec::new(), 0.., Duration::ZERO);
            for _ in 0..300 {
                now += MS.mul_f64(random.between(0.0, 3.0));
                match random.count(0, 9) {
                    0..4 => {
                        let cost = random.magnitude(1.0, 100.0) as u64;
                        let ids: Vec<_> = ids.by_ref().take(random.count(1, 9)).collect();
                        there.extend(&ids);
                        let deadline = random.chance(0.5).then(|| now + MS.mul_f64(random.magnitude(1.0, 1e3)));
                        if let Err((_, refused)) = policy.arrive(call(ids.into_iter(), cost), deadline, 2, now) {
                            assert!(refused.iter().all(|arrival| there.remove(&arrival.id)), "seed {seed}");
                        }
                    }
                    4..6 => {
                        let id = random.count(0, 1_000) as u64;
                        if let Some(waiting) = policy.withdraw(id) {
                            assert!(waiting.job == id && there.remove(&id), "seed {seed}");
                        }
                    }
                    6..8 => {
                        let Pack { batch, expired, number } = policy.pack(random.count(0, 2), now, now);
                        let most = batch.iter().map(|waiting| waiting.cost).max().unwrap_or_default();
                        assert!(batch.len() <= 1 || most * batch.len() as u64 <= 100, "seed {seed}");
                        assert!(batch.len() <= 8, "seed {seed}");
                        for waiting in batch.iter().chain(&expired) {
                            assert!(there.remove(&waiting.job), "seed {seed}");
                        }
                        if !batch.is_empty() {
                            running.push((number, batch.len()));
                        }
                    }
                    _ => {
                        if let Some((number, size)) = running.pop() {
                            let work = MS.mul_f64(size as f64 * random.between(0.5, 1.5));
                            policy.finished(number, random.chance(0.9).then_some(work), now);
                        }
                    }
                }
                assert_eq!((policy.waiting(), policy.running()), (there.len(), running.len()), "seed {seed}");
            }
            for waiting in policy.close() {
                assert!(there.remove(&waiting.job), "seed {seed}");
            }
            assert!(there.is_empty(), "seed {seed}");
        }
    }

    #[test]
    fn what_comes_while_nothing_runs_is_shared_out() {
        let mut policy = policy(LIMITS);
        constant(&mut policy, 1, MS);
        drop(policy.arrive(call(0..8, 1), None, 2, MS));
        assert_eq!(jobs(&policy.pack(1, MS, MS).batch), [0, 1, 2, 3]);
        assert_eq!(jobs(&policy.pack(0, MS, MS).batch), [4, 5, 6, 7]);
    }

    #[test]
    fn the_oldest_goes_with_its_like() {
        let mut policy = policy(LIMITS);
        // In proportion to the cost, however many they are.
        for cost in [4, 8, 16, 32, 64] {
            constant(&mut policy, cost, cost as u32 * MS);
        }
        for (id, cost) in (0..).zip([16, 64, 15, 4, 17, 63]) {
            drop(policy.arrive(call(id..id + 1, cost), None, 1, MS));
        }
        assert_eq!(jobs(&policy.pack(0, MS, MS).batch), [0, 4, 2, 3]);
        assert_eq!(jobs(&policy.pack(0, MS, MS).batch), [1, 5]);
    }

    #[test]
    fn nobody_joins_whose_deadline_or_whose_companions_would_not_hold() {
        let mut policy = policy(LIMITS);
        for size in [1, 2, 4, 8] {
            policy.learn(1, size, MS * (10 + size as u32));
        }
        let now = 1_000 * MS;
        drop(policy.arrive(call(0..1, 1), Some(now + 15 * MS), 1, now));
        drop(policy.arrive(call(1..8, 1), Some(now + 500 * MS), 1, now));
        let batch = jobs(&policy.pack(0, now, now).batch);
        assert!(batch.len() > 1 && batch.len() < 6, "{batch:?}: more would make the first too late");
    }

    #[test]
    fn an_item_that_takes_nearly_all_its_time_is_tried() {
        let mut policy = policy(LIMITS);
        // A first run that was disturbed.
        policy.learn(1, 1, 1_000 * MS);
        assert!(policy.arrive(call(0..1, 1), Some(50 * MS), 1, Duration::ZERO).is_ok());
        assert_eq!(jobs(&policy.pack(0, Duration::ZERO, MS).batch), [0]);
        assert!(policy.arrive(call(1..2, 1), Some(50 * MS), 1, MS).is_err(), "it would have to wait, too");
    }

    #[test]
    fn a_call_is_refused_whole_if_its_last_item_would_be_too_late() {
        let mut policy = policy(Limits { max: 1, ..LIMITS });
        policy.learn(1, 1, 10 * MS);
        let deadline = Some(100 * MS);
        assert!(policy.arrive(call(0..50, 1), deadline, 1, Duration::ZERO).is_err());
        assert_eq!(policy.waiting(), 0);
        assert!(policy.arrive(call(0..5, 1), deadline, 1, Duration::ZERO).is_ok());
        assert!(policy.arrive(call(5..6, 1), deadline, 1, Duration::ZERO).is_ok());
        let (refusal, refused) = policy.arrive(call(6..10, 1), deadline, 1, Duration::ZERO).err().unwrap();
        assert_eq!((refusal.reason, refused.len(), policy.waiting()), (Reason::Deadline, 4, 6));
    }

    #[test]
    fn a_large_call_neither_keeps_others_waiting_nor_waits_for_ever() {
        let mut policy = policy(Limits { max: 1, ..LIMITS });
        drop(policy.arrive(call(0..50, 1), None, 1, MS));
        let mut served = Vec::new();
        for id in 100..200 {
            // As many more come as can be done.
            drop(policy.arrive(call(id..id + 1, 1), None, 1, MS));
            served.extend(jobs(&policy.pack(0, MS, MS).batch));
            let oldest = (100..=id).find(|id| !served.contains(id));
            assert!(oldest.is_none_or(|oldest| id - oldest < 20), "{oldest:?} waits at {id}");
        }
        assert!((0..12).all(|id| served.contains(&id)), "its turn comes with each of theirs: {served:?}");
    }
}
