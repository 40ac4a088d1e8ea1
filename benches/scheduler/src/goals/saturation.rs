//! Goals 1 and 2: work that fills all cores slows neither the fast operation nor, for its politeness, itself.

use std::io;

use super::Bench;
use crate::{
    load::Arrivals,
    scene::{Idle, Scene},
    service::Variant,
    table::Goal,
};

const CLIENTS: [usize; 3] = [16, 32, 128];

pub(super) fn measure(bench: &mut Bench) -> io::Result<()> {
    let cells: Vec<_> =
        CLIENTS.into_iter().flat_map(|clients| Variant::ALL.map(|variant| (clients, variant))).collect();
    let mut scenes = Vec::new();
    for (clients, variant) in &cells {
        let loads = [(variant.path("cpu?us=10000"), Arrivals::Clients(*clients))];
        let scene = Scene::play(&bench.server()?, bench.seconds, &loads)?;
        eprintln!("1: {clients:3} clients, {:16} {:5.0} computations/s; {scene}", variant.name(), rate(&scene));
        scenes.push(scene);
    }
    let idle = Idle::of(&scenes);
    bench.table.add_idle("1", idle);
    for ((clients, variant), scene) in cells.iter().zip(&scenes) {
        let figure = format!("p99 of the fast operation, {clients} clients compute, ÷ idle");
        bench.table.add("1", &figure, Goal::AtMost(1.2), *variant, scene.busy_ms() / idle.ms, scene.used.foreign);

        let fixed = cells.iter().position(|cell| *cell == (*clients, Variant::Fixed)).expect("it is one of the cells");
        let figure = format!("computations of {clients} clients ÷ fixed pool's");
        let foreign = scene.used.foreign.max(scenes[fixed].used.foreign);
        bench.table.add("2", &figure, Goal::AtLeast(0.97), *variant, rate(scene) / rate(&scenes[fixed]), foreign);
    }
    Ok(())
}

/// Computations per second.
fn rate(scene: &Scene) -> f64 {
    scene.loads[0].per_second(scene.busy)
}
