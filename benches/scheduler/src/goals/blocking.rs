//! Goal 3: calls that block get their threads beside work that fills all cores.

use std::io;

use super::Bench;
use crate::{load::Arrivals, scene::Scene, service::Variant, table::Goal};

const CLIENTS: usize = 64;
const CALL_MS: u32 = 20;

pub(super) fn measure(bench: &mut Bench) -> io::Result<()> {
    let ideal = CLIENTS as f64 / f64::from(CALL_MS) * 1e3;
    for variant in Variant::ALL {
        let server = bench.server()?;
        let loads = [
            (variant.path(&format!("block?ms={CALL_MS}")), Arrivals::Clients(CLIENTS)),
            (variant.path("cpu?us=10000"), Arrivals::Clients(16)),
        ];
        let scene = Scene::play(&server, bench.seconds, &loads)?;
        let rate = scene.loads[0].per_second(scene.busy);
        let p99 = scene.loads[0].latency_ms(scene.busy, 99.0).unwrap_or(f64::NAN);
        let computations = scene.loads[1].per_second(scene.busy);
        eprintln!(
            "3: {:16} {rate:5.0} calls/s, p99 {p99:7.2} ms; {computations:5.0} computations/s; {scene}",
            variant.name(),
        );
        let foreign = scene.used.foreign;
        let figure = format!("{CLIENTS} clients of a {CALL_MS} ms call beside 16 that compute: rate ÷ ideal");
        bench.table.add("3", &figure, Goal::AtLeast(0.97), variant, rate / ideal, foreign);
        let figure = format!("the same: p99 ÷ {CALL_MS} ms");
        bench.table.add("3", &figure, Goal::AtMost(1.15), variant, p99 / f64::from(CALL_MS), foreign);
    }
    Ok(())
}
