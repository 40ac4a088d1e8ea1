//! Goal 8: whatever slow code does, and whether it is in a `fn` or an `async fn`, the fast operation does not notice.

use std::io;

use super::Bench;
use crate::{
    load::Arrivals,
    scene::{Idle, Scene},
    service::Variant,
    table::Goal,
};

/// What the code does, its operation, and how many clients ask for it.
const CELLS: [(&str, &str, usize); 6] = [
    ("computes", "cpu?us=10000", 16),
    ("blocks", "block?ms=20", 64),
    ("works and waits", "mixed", 24),
    ("holds a lock", "lock", 16),
    ("nests `block_on`", "nested", 64),
    ("uses rayon", "rayon", 8),
];

pub(super) fn measure(bench: &mut Bench) -> io::Result<()> {
    let mut cells = Vec::new();
    let mut scenes = Vec::new();
    for (what, operation, clients) in CELLS {
        for variant in [Variant::Plain, Variant::Naive] {
            let loads = [(variant.path(operation), Arrivals::Clients(clients))];
            let scene = Scene::play(&bench.server()?, bench.seconds, &loads)?;
            let rate = scene.loads[0].per_second(scene.busy);
            eprintln!("8: {what:16} {:10} {rate:5.0} calls/s; {scene}", variant.name());
            cells.push((what, variant));
            scenes.push(scene);
        }
    }
    let idle = Idle::of(&scenes);
    bench.table.add_idle("8", idle);
    for ((what, variant), scene) in cells.iter().zip(&scenes) {
        let figure = format!("p99 of the fast operation beside code that {what}, ÷ idle");
        bench.table.add("8", &figure, Goal::AtMost(2.0), *variant, scene.busy_ms() / idle.ms, scene.used.foreign);
    }
    Ok(())
}
