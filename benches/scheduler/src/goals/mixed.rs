//! Goal 4: operations that work and wait by turns keep the cores busy on few threads.

use std::{collections::BTreeMap, io};

use super::Bench;
use crate::{load::Arrivals, scene::Scene, service::Variant, table::Goal};

const CLIENTS: usize = 24;

pub(super) fn measure(bench: &mut Bench) -> io::Result<()> {
    let io_threads = brigade_scheduler::cores().ceil();
    let mut measured = BTreeMap::new();
    for variant in Variant::ALL {
        let loads = [(variant.path("mixed"), Arrivals::Clients(CLIENTS))];
        let scene = Scene::play(&bench.server()?, bench.seconds, &loads)?;
        let rate = scene.loads[0].per_second(scene.busy);
        eprintln!("4: {:16} {rate:5.0} calls/s; {scene}", variant.name());
        measured.insert(variant, (rate, scene.used.threads as f64 - io_threads, scene.used.foreign));
    }
    let (rate_of_all, threads_of_all, _) = measured[&Variant::SpawnBlocking];
    for (variant, (rate, threads, foreign)) in measured {
        let figure = format!("{CLIENTS} clients of 5 ms work and 15 ms wait: rate ÷ unlimited pool's");
        bench.table.add("4", &figure, Goal::AtLeast(0.95), variant, rate / rate_of_all, foreign);
        if variant != Variant::Inline {
            let figure = "the same: threads ÷ unlimited pool's";
            bench.table.add("4", figure, Goal::AtMost(0.67), variant, threads / threads_of_all, foreign);
        }
    }
    Ok(())
}
