//! Goal 6: inside a CPU quota, the work leaves the fast operation what it needs.

use std::io;

use super::Bench;
use crate::{load::Arrivals, quota::Quota, scene::Scene, server::Server, service::Variant, table::Goal};

const CORES: f64 = 1.0;

pub(super) fn measure(bench: &mut Bench) -> io::Result<()> {
    if brigade_scheduler::cores() <= CORES {
        eprintln!("6: skipped: this machine has no more cores than the quota");
        return Ok(());
    }
    for variant in Variant::ALL {
        let loads = [(variant.path("cpu?us=10000"), Arrivals::Clients(16))];
        let free = Scene::play(&bench.server()?, bench.seconds, &loads)?;
        let quota = match Quota::new(CORES) {
            Ok(quota) => quota,
            Err(error) => {
                eprintln!("6: skipped: no control group: {error}");
                return Ok(());
            }
        };
        // Declared after the quota, so that it ends before.
        let server = Server::start(bench.rounds_per_us, Some(quota.folder()))?;
        let held = Scene::play(&server, bench.seconds, &loads)?;
        let rate = held.loads[0].per_second(held.busy);
        let throttled = quota.throttled();
        eprintln!("6: {:16} {rate:5.0} computations/s, throttled {throttled} times; {held}", variant.name());
        let foreign = free.used.foreign.max(held.used.foreign);
        let figure = format!("p99 of the fast operation in a quota of {CORES} core ÷ without, 16 clients compute");
        bench.table.add("6", &figure, Goal::AtMost(2.0), variant, held.busy_ms() / free.busy_ms(), foreign);
        let figure = "the same: cores used ÷ quota";
        bench.table.add("6", figure, None, variant, held.used.server / CORES, held.used.foreign);
    }
    Ok(())
}
