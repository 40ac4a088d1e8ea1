//! Goal 5: five and ten times more than the server can do, and what it does then.

use std::{io, time::Duration};

use super::Bench;
use crate::{
    exchanges::{Exchange, Exchanges, Span, ms, percentile},
    load::{Arrivals, PATIENCE, Stream, run},
    machine::Use,
    server::Server,
    service::Variant,
    table::Goal,
};

/// How often the other operation is asked, per second.
const TRICKLE: f64 = 250.0;
/// How long a storm takes to become what it is for as long as it lasts. Until the first clients give up, even a server
/// without a plan answers some in time, and one that has a plan must first tell a storm from a crowd.
const WAY_IN: Duration = PATIENCE.saturating_add(Duration::from_millis(500));
/// How long what happens after the storm is looked at, in seconds.
const AFTERMATH: f64 = 0.8;

pub(super) fn measure(bench: &mut Bench) -> io::Result<()> {
    for factor in [5, 10] {
        for variant in Variant::ALL {
            let storm = Storm::play(&bench.server()?, variant, f64::from(factor), bench.seconds)?;
            let (goodput, recovery) = (storm.goodput(), storm.recovery_ms());
            let refusal = storm.refusal_ms();
            eprintln!(
                "5: {factor:2}x, {:16} peak {:4.0}/s, goodput {:4.2}; 503 p99 {}, first after {}; other p99 {:5.2} ms before, {:7.2} ms in the \
                 100 ms after, normal after {recovery:4.0} ms; {}",
                variant.name(),
                storm.peak,
                goodput,
                shown(refusal),
                shown(storm.noticed_ms()),
                storm.other_before_ms(),
                storm.other_after_ms(),
                storm.used,
            );
            let foreign = storm.used.foreign;
            let mut add = |figure: &str, goal: Option<Goal>, value| {
                bench.table.add("5", &format!("{factor}x overload: {figure}"), goal, variant, value, foreign);
            };
            add("goodput ÷ peak", Some(Goal::AtLeast(0.9)), goodput);
            if let Some(refusal) = refusal {
                add("p99 of the 503 answers, ms", Some(Goal::AtMost(10.0)), refusal);
            }
            if let Some(noticed) = storm.noticed_ms() {
                add("first refused after, ms", None, noticed);
            }
            add("another operation is back to normal after, ms", Some(Goal::AtMost(100.0)), recovery);
        }
    }
    Ok(())
}

fn shown(ms: Option<f64>) -> String {
    ms.map_or("none".to_owned(), |ms| format!("{ms:.2} ms"))
}

/// A server that is asked for more than it can do.
struct Storm {
    /// Answers per second to as many clients as keep all cores busy.
    peak: f64,
    /// The cores that the client used meanwhile.
    peak_client: f64,
    stormy: Exchanges,
    other: Exchanges,
    before: Span,
    during: Span,
    after: Span,
    used: Use,
}

impl Storm {
    fn play(server: &Server, variant: Variant, factor: f64, seconds: f64) -> io::Result<Self> {
        let path = variant.path("cpu?us=5000");
        let calm = Span::seconds(0.0, 0.5 + seconds);
        let clients = Stream { path: path.clone(), arrivals: Arrivals::Clients(16), during: calm };
        let calm = Span { from: Duration::from_millis(500), ..calm };
        let mut moments = Vec::new();
        let peak = run(server.address(), vec![clients], &[calm.from, calm.until], || moments.push(server.moment()))?[0]
            .per_second(calm);
        let peak_client = moments[0].until(&moments[1]).client;

        let before = Span::seconds(0.3, 1.0);
        let storm = Span::seconds(1.3, WAY_IN.as_secs_f64() + seconds);
        let during = Span { from: storm.from + WAY_IN, ..storm };
        let after = Span { from: storm.until, until: storm.until + Duration::from_secs_f64(AFTERMATH) };
        let stormy = Stream { path, arrivals: Arrivals::PerSecond(factor * peak), during: storm };
        let all = Span { from: Duration::ZERO, until: after.until };
        let other = Stream { path: variant.path("other?us=100"), arrivals: Arrivals::PerSecond(TRICKLE), during: all };
        let mut moments = Vec::new();
        let mut outcome =
            run(server.address(), vec![stormy, other], &[during.from, during.until], || moments.push(server.moment()))?
                .into_iter();
        let (Some(stormy), Some(other)) = (outcome.next(), outcome.next()) else { unreachable!("two streams") };
        Ok(Self { peak, peak_client, stormy, other, before, during, after, used: moments[0].until(&moments[1]) })
    }

    /// The answers per second, as a share of the peak: each for a core that the client left, because a client that asks
    /// ten times as often on the same machine takes more of it.
    fn goodput(&self) -> f64 {
        let cores = brigade_scheduler::cores();
        let peak = self.peak / (cores - self.peak_client);
        self.stormy.per_second(self.during) / (cores - self.used.client) / peak
    }

    fn refusal_ms(&self) -> Option<f64> {
        let refused = self.stormy.due_in(self.during).filter(|exchange| exchange.status == Some(503));
        percentile(refused.map(|exchange| ms(exchange.latency())), 99.0)
    }

    /// How long the storm lasted before the server refused anything.
    fn noticed_ms(&self) -> Option<f64> {
        let storm = Span { from: self.during.from - WAY_IN, ..self.during };
        let refused = self.stormy.due_in(storm).filter(|exchange| exchange.status == Some(503));
        refused.map(|exchange| exchange.done).min().map(|first| ms(first - storm.from))
    }

    fn other_before_ms(&self) -> f64 {
        self.other.latency_ms(self.before, 99.0).unwrap_or(f64::NAN)
    }

    fn other_after_ms(&self) -> f64 {
        let first = Span { until: self.after.from + Duration::from_millis(100), ..self.after };
        self.other.latency_ms(first, 99.0).unwrap_or(f64::NAN)
    }

    /// How long after the storm the other operation was disturbed: most of ten requests in a row were refused, or took
    /// more than twice what they took before.
    fn recovery_ms(&self) -> f64 {
        let normal = 2.0 * self.other_before_ms();
        let after: Vec<_> = self.other.due_in(self.after).collect();
        let disturbed = |exchange: &&&Exchange| exchange.status != Some(200) || ms(exchange.latency()) > normal;
        let last = after.chunks(10).rposition(|ten| 2 * ten.iter().filter(disturbed).count() > ten.len());
        last.map_or(0.0, |last| (last + 1) as f64 * 10.0 / TRICKLE * 1e3)
    }
}
