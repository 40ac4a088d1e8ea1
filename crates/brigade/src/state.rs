//! Holds what an application gives to its operations by type, and lists what they take.

use std::{
    any::{Any, TypeId, type_name},
    collections::{BTreeSet, HashMap},
    sync::Arc,
};

use crate::{
    engine::{Demand, Engine},
    spec::{Access, StateType},
};

type Values = HashMap<TypeId, Arc<dyn Any + Send + Sync>>;

/// Holds values that all requests share: one of each type.
#[derive(Clone, Default)]
pub(crate) struct State {
    values: Values,
    /// By the type of what is inside.
    engines: Values,
}

impl State {
    /// Adds a value; `Err` says that there was one of its type.
    pub(crate) fn add<T: Send + Sync + 'static>(&mut self, value: T) -> Result<(), String> {
        let known = self.values.insert(TypeId::of::<T>(), Arc::new(value)).is_some();
        if known || self.engines.contains_key(&TypeId::of::<T>()) { Err(twice::<T>()) } else { Ok(()) }
    }

    /// Adds an engine; `Err` says that there was one of its type, or a value.
    pub(crate) fn add_engine<T: Send + Sync + 'static>(&mut self, engine: Engine<T>) -> Result<(), String> {
        let known = self.engines.insert(TypeId::of::<T>(), Arc::new(engine.clone())).is_some();
        self.values.insert(TypeId::of::<Engine<T>>(), Arc::new(engine));
        if known || self.values.contains_key(&TypeId::of::<T>()) { Err(twice::<T>()) } else { Ok(()) }
    }

    /// Returns the value of the type `T`, or what the engine of that type shares.
    pub(crate) fn get<T: Send + Sync + 'static>(&self) -> Option<Arc<T>> {
        match self.values.get(&TypeId::of::<T>()) {
            Some(value) => value.clone().downcast().ok(),
            // What operations take was loaded before anybody could ask for it; what only batches and lifespans take is now.
            None => {
                self.engine()?.shared().inspect_err(|error| tracing::error!(error = error.chain(), "no engine")).ok()
            }
        }
    }

    /// Returns the engine of the type `T`.
    pub(crate) fn engine<T: Send + Sync + 'static>(&self) -> Option<Engine<T>> {
        self.engines.get(&TypeId::of::<T>())?.downcast_ref().cloned()
    }
}

fn twice<T>() -> String {
    let name = type_name::<T>();
    format!("two states of the type `{name}`: wrap one in a type of its own")
}

/// Lists the types of state that operations take.
#[derive(Debug, Default)]
pub(crate) struct Needs(HashMap<TypeId, Need>);

#[derive(Debug)]
struct Need {
    name: &'static str,
    demand: Demand,
    operations: BTreeSet<&'static str>,
}

impl Needs {
    /// Notes that the operation takes a value of that type.
    pub(crate) fn add(&mut self, state: StateType, operation: &'static str) {
        let new = || Need { name: (state.name)(), demand: Demand::default(), operations: BTreeSet::new() };
        let need = self.0.entry((state.id)()).or_insert_with(new);
        need.operations.insert(operation);
        match state.access {
            Access::Shared => need.demand.is_shared = true,
            Access::Exclusive => need.demand.is_exclusive = true,
        }
    }

    /// Returns how operations take the engine of that type.
    pub(crate) fn demand(&self, id: TypeId) -> Demand {
        self.0.get(&id).map(|need| need.demand).unwrap_or_default()
    }

    /// Returns what is missing in `state`, a sentence for each type.
    pub(crate) fn missing(&self, state: &State) -> Vec<String> {
        let missing = |(id, need): (&TypeId, &Need)| {
            if state.engines.contains_key(id) {
                None
            } else if state.values.contains_key(id) {
                need.demand.is_exclusive.then(|| need.only_shared())
            } else {
                Some(need.missing())
            }
        };
        let mut sentences: Vec<_> = self.0.iter().filter_map(missing).collect();
        sentences.sort_unstable();
        sentences
    }
}

impl Need {
    fn missing(&self) -> String {
        let Self { name, .. } = self;
        let add = if self.demand.is_exclusive { ".load(\"…\", …)" } else { ".state(…)" };
        format!("no state of the type `{name}`: add `{add}` to the application; it is needed by {}", self.operations())
    }

    fn only_shared(&self) -> String {
        let Self { name, .. } = self;
        format!(
            "the state of the type `{name}` is shared by all, but taken as `&mut` by {}: add it by `.load(\"…\", …)`, which makes \
             several",
            self.operations()
        )
    }

    fn operations(&self) -> String {
        let operations: Vec<_> = self.operations.iter().copied().collect();
        operations.join(", ")
    }
}
