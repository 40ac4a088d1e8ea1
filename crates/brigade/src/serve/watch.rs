//! Watches how long each connection has been doing what it does, with one clock and one task for all.
//!
//! A connection's own task writes what it does ([`Vitals::enter`]: one store, the time is the shared clock's). The
//! sweep reads it every few hundred milliseconds, and where a limit has passed it leaves an order and wakes the task.
//! Only the task acts, so an order that came too late (a request has arrived meanwhile) is seen to be void.
//! A timer per connection would cost 1,300 instructions a request instead.

use std::{
    sync::{
        Arc, Mutex, MutexGuard, OnceLock,
        atomic::{
            AtomicU8, AtomicU32, AtomicU64,
            Ordering::{Relaxed, SeqCst},
            fence,
        },
    },
    task::{Context, Waker},
    time::{Duration, Instant},
};

use crate::limits::Limits;

/// What a connection does.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[repr(u8)]
pub(super) enum Phase {
    /// Was accepted; not a byte has come.
    Fresh,
    /// A request's head is coming.
    Head,
    /// The service has the request.
    Request,
    /// The response is on its way.
    Answer,
    /// The response takes long, and the task hears if the client leaves.
    Stream,
    /// Waits for the next request.
    Idle,
    /// As `Idle`, but without hyper's buffers.
    Parked,
    /// HTTP/2, and no request yet.
    Preface,
    /// HTTP/2.
    Streams,
    /// All is said; lets the client read it.
    Linger,
    /// Speaks another protocol, which has time limits of its own.
    Switched,
}

const PHASES: [Phase; 11] = [
    Phase::Fresh,
    Phase::Head,
    Phase::Request,
    Phase::Answer,
    Phase::Stream,
    Phase::Idle,
    Phase::Parked,
    Phase::Preface,
    Phase::Streams,
    Phase::Linger,
    Phase::Switched,
];

/// What a connection's task shall do: a set of the constants below.
pub(super) type Orders = u8;
/// Find out if the client is still there.
pub(super) const LOOK: Orders = 1;
/// Give back the buffers.
pub(super) const PARK: Orders = 2;
/// Serve what has begun, then close.
pub(super) const END: Orders = 4;
/// Close, because the client is too slow.
pub(super) const EXPIRE: Orders = 8;
/// Close, whatever is under way.
pub(super) const CLOSE: Orders = 16;

/// How long a connection may be idle while most of those that may be open are.
const IDLE_TIME_CROWDED: Duration = Duration::from_secs(5);
/// How long a connection that is done stays open, so that the client can read the last response.
const LINGER: Duration = Duration::from_secs(1);
/// How long a connection is idle before it gives back its buffers, besides the tick. They cost 10 KiB to keep and a
/// microsecond to have again.
const PARK_AFTER: Duration = Duration::ZERO;
/// How often the client of a request that waits is looked for, and how soon that of an answer that goes on.
const LOOK_EVERY: Duration = Duration::from_secs(1);
/// Bytes of a few HTTP/2 pings. They are not what keeps a connection from being idle.
const PING_BYTES: usize = 64;
/// The longest time between two sweeps. An expiry is late by up to two of them.
const TICK_MAX: Duration = Duration::from_millis(250);

/// Bits of the time in a [`Vitals::state`]; the phase is above them.
const TIME_BITS: u32 = 56;

/// Shows what one connection does, and takes orders for it.
#[derive(Debug)]
pub(super) struct Vitals {
    clock: Arc<Clock>,
    /// The phase, and since when.
    state: AtomicU64,
    /// Since when the client takes no bytes; 0 if it does.
    stalled: AtomicU64,
    /// Bytes of the request's body that nobody has read; `u64::MAX` if unknown.
    unread: AtomicU64,
    /// Open HTTP/2 streams.
    streams: AtomicU32,
    /// Bodies on HTTP/2 streams whose next piece the client's windows have no room for.
    blocked: AtomicU32,
    /// When one of them was last asked for a piece.
    asked: AtomicU64,
    orders: AtomicU8,
    /// Wakes the task. A task's wakers are all alike, so the first one serves for ever.
    waker: OnceLock<Waker>,
}

impl Vitals {
    fn new(clock: Arc<Clock>, orders: Orders) -> Self {
        let state = AtomicU64::new(pack(Phase::Fresh, clock.now()));
        let zero = AtomicU64::new(0);
        Self {
            clock,
            state,
            stalled: zero,
            unread: AtomicU64::new(0),
            streams: AtomicU32::new(0),
            blocked: AtomicU32::new(0),
            asked: AtomicU64::new(0),
            orders: AtomicU8::new(orders),
            waker: OnceLock::new(),
        }
    }

    pub(super) fn phase(&self) -> Phase {
        unpack(self.state.load(Relaxed)).0
    }

    /// Says what the connection does from this moment.
    pub(super) fn enter(&self, phase: Phase) {
        self.state.store(pack(phase, self.clock.now()), Relaxed);
    }

    /// Says what the connection does, without starting anew to count.
    pub(super) fn rename(&self, phase: Phase) {
        let (_, since) = unpack(self.state.load(Relaxed));
        self.state.store(pack(phase, since), Relaxed);
    }

    /// Notes that bytes came.
    pub(super) fn received(&self) {
        match self.phase() {
            Phase::Fresh | Phase::Idle | Phase::Parked => self.enter(Phase::Head),
            Phase::Answer | Phase::Stream if self.unread() == 0 => self.enter(Phase::Head),
            _ => {}
        }
    }

    /// Notes that bytes were asked for and none are there: after a response, the connection is idle.
    pub(super) fn starved(&self) {
        if matches!(self.phase(), Phase::Answer | Phase::Stream) && self.unread() == 0 {
            self.enter(Phase::Idle);
        }
    }

    /// Notes that the client took bytes.
    pub(super) fn sent(&self, bytes: usize) {
        if self.stalled.load(Relaxed) != 0 {
            self.stalled.store(0, Relaxed);
        }
        if bytes > PING_BYTES && self.phase() == Phase::Streams {
            self.enter(Phase::Streams);
        }
    }

    /// Notes that the client takes no bytes.
    pub(super) fn stalled(&self) {
        if self.stalled.load(Relaxed) == 0 {
            self.stalled.store(self.clock.now(), Relaxed);
        }
    }

    pub(super) fn unread(&self) -> u64 {
        self.unread.load(Relaxed)
    }

    pub(super) fn set_unread(&self, bytes: u64) {
        self.unread.store(bytes, Relaxed);
    }

    /// Lets orders wake the task that `context` belongs to.
    pub(super) fn attach(&self, context: &Context<'_>) {
        if self.waker.get().is_none() {
            // Only this task sets it. The fence pairs with the one in `order`: either the order is seen when this task
            // looks for one, or the waker is seen by who gives it.
            let _ = self.waker.set(context.waker().clone());
            fence(SeqCst);
        }
    }

    pub(super) fn orders(&self) -> Orders {
        self.orders.load(Relaxed)
    }

    /// Forgets orders that were carried out or are void.
    pub(super) fn discard(&self, orders: Orders) {
        self.orders.fetch_and(!orders, Relaxed);
    }

    fn order(&self, orders: Orders) {
        self.orders.fetch_or(orders, Relaxed);
        fence(SeqCst);
        if let Some(waker) = self.waker.get() {
            waker.wake_by_ref();
        }
    }

    fn check(&self, moment: Moment, times: &Times) {
        let now = moment.now;
        let (phase, since) = unpack(self.state.load(Relaxed));
        let stalled = match self.stalled.load(Relaxed) {
            0 if self.blocked.load(Relaxed) > 0 => now.saturating_sub(self.asked.load(Relaxed)),
            0 => 0,
            stalled => now.saturating_sub(stalled),
        };
        let streams = self.streams.load(Relaxed);
        let pulse = Pulse { phase, lasts: now.saturating_sub(since), stalled, streams };
        let orders = verdict(&pulse, moment, times);
        if orders != 0 {
            self.order(orders);
        }
    }
}

#[cfg(feature = "http2")]
impl Vitals {
    pub(super) fn streams(&self) -> u32 {
        self.streams.load(Relaxed)
    }

    pub(super) fn stream_opened(&self) {
        self.streams.fetch_add(1, Relaxed);
        self.enter(Phase::Streams);
    }

    pub(super) fn stream_closed(&self) {
        self.enter(Phase::Streams);
        self.streams.fetch_sub(1, Relaxed);
    }

    /// Notes that a body of an HTTP/2 stream has to wait until it is asked for its next piece.
    pub(super) fn body_blocked(&self) {
        self.asked.store(self.clock.now(), Relaxed);
        self.blocked.fetch_add(1, Relaxed);
    }

    /// Notes that such a body was asked, or is gone.
    pub(super) fn body_asked(&self) {
        self.asked.store(self.clock.now(), Relaxed);
        self.blocked.fetch_sub(1, Relaxed);
    }
}

fn pack(phase: Phase, now: u64) -> u64 {
    (phase as u64) << TIME_BITS | now
}

fn unpack(state: u64) -> (Phase, u64) {
    (PHASES[(state >> TIME_BITS) as usize], state & ((1 << TIME_BITS) - 1))
}

/// What the sweep sees of a connection; times in milliseconds.
struct Pulse {
    phase: Phase,
    lasts: u64,
    stalled: u64,
    streams: u32,
}

/// The limits in milliseconds, each longer by a tick: the clock stood up to one tick back when something began.
#[derive(Debug)]
struct Times {
    head: u64,
    idle: u64,
    idle_crowded: u64,
    stall: u64,
    park: u64,
    look: u64,
    linger: u64,
}

/// What the sweep sees of all connections.
#[derive(Clone, Copy)]
struct Moment {
    now: u64,
    /// Whether clients are looked for this time.
    looks: bool,
    is_crowded: bool,
}

fn verdict(pulse: &Pulse, moment: Moment, times: &Times) -> Orders {
    if pulse.stalled > times.stall {
        return CLOSE;
    }
    let idle = if moment.is_crowded { times.idle_crowded } else { times.idle };
    match pulse.phase {
        Phase::Fresh | Phase::Head if pulse.lasts > times.head => EXPIRE,
        Phase::Preface if pulse.lasts > times.head => CLOSE,
        Phase::Idle | Phase::Parked if pulse.lasts > idle => EXPIRE,
        Phase::Idle if pulse.lasts > times.park => PARK,
        Phase::Request | Phase::Answer if moment.looks && pulse.lasts > times.look => LOOK,
        Phase::Streams if pulse.streams == 0 && pulse.lasts > idle => END,
        Phase::Linger if pulse.lasts > times.linger => CLOSE,
        _ => 0,
    }
}

/// Counts milliseconds since the server started, from 1, in steps of a tick.
#[derive(Debug)]
struct Clock(AtomicU64);

impl Clock {
    fn now(&self) -> u64 {
        self.0.load(Relaxed)
    }
}

/// Knows all open connections.
#[derive(Debug)]
pub(super) struct Connections {
    clock: Arc<Clock>,
    tick: Duration,
    times: Times,
    /// More connections than this are a crowd.
    crowd: usize,
    slots: Mutex<Slots>,
}

#[derive(Debug, Default)]
struct Slots {
    entries: Vec<Option<Arc<Vitals>>>,
    free: Vec<usize>,
    /// What connections that come late find ordered.
    standing: Orders,
}

impl Connections {
    pub(super) fn new(limits: &Limits, connections_max: usize) -> Arc<Self> {
        let shortest = limits.head_time_max.min(limits.idle_time_max).min(limits.write_stall_max);
        let tick = (shortest / 4).clamp(Duration::from_millis(5), TICK_MAX);
        let time = |limit: Duration| u64::try_from((limit + tick).as_millis()).unwrap_or(u64::MAX);
        let times = Times {
            head: time(limits.head_time_max),
            idle: time(limits.idle_time_max),
            idle_crowded: time(limits.idle_time_max.min(IDLE_TIME_CROWDED)),
            stall: time(limits.write_stall_max),
            park: time(PARK_AFTER),
            look: time(LOOK_EVERY),
            linger: time(LINGER),
        };
        let clock = Arc::new(Clock(AtomicU64::new(1)));
        Arc::new(Self { clock, tick, times, crowd: connections_max / 5 * 4, slots: Mutex::default() })
    }

    /// Adds a connection, until the result is dropped.
    pub(super) fn register(self: &Arc<Self>) -> Registration {
        let mut slots = self.slots();
        let vitals = Arc::new(Vitals::new(self.clock.clone(), slots.standing));
        let index = slots.free.pop().unwrap_or_else(|| {
            slots.entries.push(None);
            slots.entries.len() - 1
        });
        slots.entries[index] = Some(vitals.clone());
        drop(slots);
        Registration { connections: self.clone(), index, vitals }
    }

    /// Gives an order to all connections, and to those that come later.
    pub(super) fn order(&self, orders: Orders) {
        let mut slots = self.slots();
        slots.standing |= orders;
        slots.entries.iter().flatten().for_each(|vitals| vitals.order(orders));
    }

    /// Moves the clock and looks for what lasts too long, for ever.
    pub(super) async fn sweep(self: Arc<Self>) {
        let started = Instant::now();
        let mut interval = tokio::time::interval(self.tick);
        interval.set_missed_tick_behavior(tokio::time::MissedTickBehavior::Delay);
        let mut looked = 0;
        loop {
            interval.tick().await;
            let now = 1 + started.elapsed().as_millis() as u64;
            self.clock.0.store(now, Relaxed);
            let looks = now - looked >= LOOK_EVERY.as_millis() as u64;
            if looks {
                looked = now;
            }
            let slots = self.slots();
            let open = slots.entries.len() - slots.free.len();
            let moment = Moment { now, looks, is_crowded: open > self.crowd };
            slots.entries.iter().flatten().for_each(|vitals| vitals.check(moment, &self.times));
        }
    }

    fn slots(&self) -> MutexGuard<'_, Slots> {
        self.slots.lock().expect("nothing panics while it holds the slots")
    }
}

/// Keeps a connection among those that are watched.
#[derive(Debug)]
pub(super) struct Registration {
    connections: Arc<Connections>,
    index: usize,
    pub(super) vitals: Arc<Vitals>,
}

impl Drop for Registration {
    fn drop(&mut self) {
        let mut slots = self.connections.slots();
        slots.entries[self.index] = None;
        slots.free.push(self.index);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_phase_has_its_limit() {
        let times = Times { head: 10, idle: 100, idle_crowded: 20, stall: 30, park: 5, look: 4, linger: 7 };
        let (calm, crowded) = (false, true);
        let cases = [
            (Phase::Fresh, 10, 0, 0, calm, 0),
            (Phase::Fresh, 11, 0, 0, calm, EXPIRE),
            (Phase::Head, 11, 0, 0, calm, EXPIRE),
            (Phase::Request, 1000, 0, 0, crowded, LOOK),
            (Phase::Request, 4, 0, 0, calm, 0),
            (Phase::Answer, 1000, 0, 0, crowded, LOOK),
            (Phase::Answer, 4, 0, 0, calm, 0),
            (Phase::Stream, 1000, 0, 0, crowded, 0),
            (Phase::Stream, 1000, 31, 0, calm, CLOSE),
            (Phase::Answer, 1000, 31, 0, calm, CLOSE),
            (Phase::Idle, 5, 0, 0, calm, 0),
            (Phase::Idle, 6, 0, 0, calm, PARK),
            (Phase::Idle, 101, 0, 0, calm, EXPIRE),
            (Phase::Parked, 100, 0, 0, calm, 0),
            (Phase::Parked, 101, 0, 0, calm, EXPIRE),
            (Phase::Parked, 21, 0, 0, crowded, EXPIRE),
            (Phase::Preface, 11, 0, 0, calm, CLOSE),
            (Phase::Streams, 1000, 0, 1, crowded, 0),
            (Phase::Streams, 1000, 31, 1, calm, CLOSE),
            (Phase::Streams, 100, 0, 0, calm, 0),
            (Phase::Streams, 101, 0, 0, calm, END),
            (Phase::Streams, 21, 0, 0, crowded, END),
            (Phase::Linger, 8, 0, 0, calm, CLOSE),
            (Phase::Switched, 1000, 0, 0, crowded, 0),
            (Phase::Switched, 1000, 31, 0, calm, CLOSE),
        ];
        for (phase, lasts, stalled, streams, is_crowded, expected) in cases {
            let moment = Moment { now: 1000, looks: true, is_crowded };
            let orders = verdict(&Pulse { phase, lasts, stalled, streams }, moment, &times);
            assert_eq!(orders, expected, "{phase:?} for {lasts} ms, stalled for {stalled} ms, {streams} streams");
        }
    }

    #[test]
    fn a_state_keeps_phase_and_time() {
        for phase in PHASES {
            assert_eq!(unpack(pack(phase, 123_456_789)), (phase, 123_456_789));
        }
    }
}
