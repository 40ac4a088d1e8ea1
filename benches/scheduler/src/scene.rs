//! One server under one load: first idle, then busy, with a steady trickle of requests to its fast operation.

use std::{fmt, io, time::Duration};

use crate::{
    exchanges::{Exchanges, Span},
    load::{Arrivals, Stream, run},
    machine::Use,
    server::Server,
    service::FAST,
};

/// How often the fast operation is asked, per second.
const TRICKLE: f64 = 800.0;
/// When the idle time begins, in seconds: after the first requests, which are slower.
const IDLE_FROM: f64 = 0.3;
const IDLE_LENGTH: f64 = 1.0;
/// How long a server is busy before anything is measured, in seconds: what it learns, it learns in this time.
const SETTLING: f64 = 1.0;

/// What one server did.
#[derive(Debug)]
pub(crate) struct Scene {
    fast: Exchanges,
    /// The requests of each load.
    pub(crate) loads: Vec<Exchanges>,
    idle: Span,
    pub(crate) busy: Span,
    pub(crate) used: Use,
    used_idle: Use,
}

impl Scene {
    /// Loads `server`, busy for `seconds`, with requests to each of the paths.
    ///
    /// # Errors
    ///
    /// When the server is gone, or sockets are refused.
    pub(crate) fn play(server: &Server, seconds: f64, loads: &[(String, Arrivals)]) -> io::Result<Self> {
        let idle = Span::seconds(IDLE_FROM, IDLE_LENGTH);
        let busy = Span::seconds(IDLE_FROM + IDLE_LENGTH + SETTLING, seconds);
        let all = Span { from: Duration::ZERO, until: busy.until };
        let trickle = Stream { path: FAST.to_owned(), arrivals: Arrivals::PerSecond(TRICKLE), during: all };
        let during = Span { from: idle.until, until: busy.until };
        let loads = loads.iter().map(|(path, arrivals)| Stream { path: path.clone(), arrivals: *arrivals, during });
        let streams = [trickle].into_iter().chain(loads).collect();
        let mut moments = Vec::new();
        let look = || moments.push(server.moment());
        let mut loads = run(server.address(), streams, &[idle.from, idle.until, busy.from, busy.until], look)?;
        let fast = loads.remove(0);
        let (used_idle, used) = (moments[0].until(&moments[1]), moments[2].until(&moments[3]));
        Ok(Self { fast, loads, idle, busy, used, used_idle })
    }

    /// The fast operation's 99th percentile while nothing else ran, in milliseconds.
    fn idle_ms(&self) -> f64 {
        self.fast.latency_ms(self.idle, 99.0).unwrap_or(f64::NAN)
    }

    /// The fast operation's 99th percentile under the load, in milliseconds.
    pub(crate) fn busy_ms(&self) -> f64 {
        self.fast.latency_ms(self.busy, 99.0).unwrap_or(f64::NAN)
    }
}

/// What the fast operation takes while its server is idle.
///
/// An idle server is the same whatever it is going to do, so this is the best of several: the second in which the rest of
/// the machine disturbed least. Ratios to it flatter nobody.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Idle {
    /// The 99th percentile, in milliseconds.
    pub(crate) ms: f64,
    /// The share of the machine that something else used meanwhile.
    pub(crate) foreign: f64,
}

impl Idle {
    pub(crate) fn of(scenes: &[Scene]) -> Self {
        let best = scenes.iter().min_by(|one, other| one.idle_ms().total_cmp(&other.idle_ms()));
        let best = best.expect("idle is measured with every scene");
        Self { ms: best.idle_ms(), foreign: best.used_idle.foreign }
    }
}

impl fmt::Display for Scene {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let failed =
            self.loads.iter().chain([&self.fast]).map(|exchanges| exchanges.failed(self.busy)).fold(0.0, f64::max);
        let busy = |percent| self.fast.latency_ms(self.busy, percent).unwrap_or(f64::NAN);
        let (p50, p99, max) = (busy(50.0), busy(99.0), busy(100.0));
        let idle = self.idle_ms();
        write!(formatter, "fast p50 {p50:.2}, p99 {p99:.2}, max {max:.2} ms; idle p99 {idle:.2}; {}", self.used)?;
        if failed > 0.0 { write!(formatter, "; {:.1} % failed", failed * 100.0) } else { Ok(()) }
    }
}
