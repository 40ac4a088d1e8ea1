//! Says in sentences how engines are doing, and tells Prometheus.

use serde::Serialize;

use super::{
    exposition::{Exposition, Kind},
    sentence::{counted, time},
};
use crate::engine::EngineState;

/// Is an engine at a moment, as it is shown.
#[derive(Debug, Serialize)]
pub(super) struct EngineSeen {
    pub(super) name: String,
    pub(super) sentence: String,
    pub(super) is_shared: bool,
    /// Those that functions have to themselves, one after another.
    pub(super) instances: usize,
    pub(super) lent: usize,
    /// Functions that wait for one.
    pub(super) waiting: usize,
    pub(super) replaced: u64,
    pub(super) discarded: u64,
    /// How long one took to load the last time.
    pub(super) load_seconds: f64,
}

/// Returns the engines as people are shown them.
pub(super) fn look(engines: &[EngineState]) -> Vec<EngineSeen> {
    let seen = |engine: &EngineState| EngineSeen {
        name: engine.name.clone(),
        sentence: sentence(engine),
        is_shared: engine.is_shared,
        instances: engine.instances,
        lent: engine.lent,
        waiting: engine.waiting,
        replaced: engine.replaced,
        discarded: engine.discarded,
        load_seconds: engine.loaded_in.as_secs_f64(),
    };
    engines.iter().map(seen).collect()
}

fn sentence(engine: &EngineState) -> String {
    let mut sentences = vec![match (engine.is_shared, engine.instances) {
        (true, 0) => "One is shared by all.".to_owned(),
        (true, _) => format!("One is shared by all, and {}.", lent(engine)),
        (false, 0) => "Nothing of it is loaded.".to_owned(),
        (false, _) => format!("{}.", lent(engine)),
    }];
    if !engine.loaded_in.is_zero() {
        sentences.push(format!("It was loaded in {}.", time(engine.loaded_in)));
    }
    for (count, what) in [(engine.replaced, "replaced"), (engine.discarded, "discarded")] {
        match count {
            0 => {}
            1 => sentences.push(format!("Once it was {what}.")),
            count => sentences.push(format!("{count} times it was {what}.")),
        }
    }
    sentences.join(" ")
}

fn lent(engine: &EngineState) -> String {
    let verb = if engine.instances == 1 { "is" } else { "are" };
    let lent = format!("{} of {} {verb} lent", engine.lent, counted(engine.instances as u64, "instance"));
    match engine.waiting {
        0 => lent,
        1 => format!("{lent}, and 1 function waits for one"),
        waiting => format!("{lent}, and {} wait for one", counted(waiting as u64, "function")),
    }
}

/// Adds what Prometheus is told.
pub(super) fn expose(exposition: &mut Exposition, engines: &[EngineState]) {
    if engines.is_empty() {
        return;
    }
    let mut each = |name, kind, help, value: fn(&EngineState) -> f64| {
        let mut metric = exposition.metric(name, kind, help);
        for engine in engines {
            metric.sample(&[("engine", &engine.name)], value(engine));
        }
    };
    let help = "Instances that are loaded, the shared one included.";
    let loaded = |engine: &EngineState| engine.instances as f64 + f64::from(u8::from(engine.is_shared));
    each("brigade_engine_instances", Kind::Gauge, help, loaded);
    let help = "Instances that a function has to itself.";
    each("brigade_engine_instances_lent", Kind::Gauge, help, |engine| engine.lent as f64);
    let help = "Functions that wait for an instance.";
    each("brigade_engine_waiting", Kind::Gauge, help, |engine| engine.waiting as f64);
    let help = "Time that one instance took to load the last time.";
    each("brigade_engine_load_seconds", Kind::Gauge, help, |engine| engine.loaded_in.as_secs_f64());
    let help = "How often the engine was replaced.";
    each("brigade_engine_replacements_total", Kind::Counter, help, |engine| engine.replaced as f64);
    let help = "Instances that were dropped: after a panic, or because a function found them broken.";
    each("brigade_engine_discarded_total", Kind::Counter, help, |engine| engine.discarded as f64);
}
