//! Holds what an application gives to its operations by type, and lists what they take.

use std::{
    any::{Any, TypeId, type_name},
    collections::{BTreeSet, HashMap},
    sync::Arc,
};

use crate::spec::StateType;

/// Holds values that all requests share: one of each type.
#[derive(Clone, Default)]
pub(crate) struct State(HashMap<TypeId, Arc<dyn Any + Send + Sync>>);

impl State {
    /// Adds a value; `Err` says that there was one of its type.
    pub(crate) fn add<T: Send + Sync + 'static>(&mut self, value: T) -> Result<(), String> {
        match self.0.insert(TypeId::of::<T>(), Arc::new(value)) {
            None => Ok(()),
            Some(_) => {
                let name = type_name::<T>();
                Err(format!("two states of the type `{name}`: wrap one in a type of its own"))
            }
        }
    }

    pub(crate) fn get<T: Send + Sync + 'static>(&self) -> Option<Arc<T>> {
        self.0.get(&TypeId::of::<T>())?.clone().downcast().ok()
    }
}

/// Lists the types of state that operations take.
#[derive(Debug, Default)]
pub(crate) struct Needs(HashMap<TypeId, Need>);

#[derive(Debug)]
struct Need {
    name: &'static str,
    operations: BTreeSet<&'static str>,
}

impl Needs {
    /// Notes that the operation takes a value of that type.
    pub(crate) fn add(&mut self, state: StateType, operation: &'static str) {
        let new = || Need { name: (state.name)(), operations: BTreeSet::new() };
        self.0.entry((state.id)()).or_insert_with(new).operations.insert(operation);
    }

    /// Returns what is missing in `state`, a sentence for each type.
    pub(crate) fn missing(&self, state: &State) -> Vec<String> {
        let missing = self.0.iter().filter(|(id, _)| !state.0.contains_key(id)).map(|(_, need)| need);
        let mut sentences: Vec<_> = missing.map(Need::to_string).collect();
        sentences.sort_unstable();
        sentences
    }
}

impl std::fmt::Display for Need {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let operations: Vec<_> = self.operations.iter().copied().collect();
        write!(
            formatter,
            "no state of the type `{}`: add `.state(…)` to the application; it is needed by {}",
            self.name,
            operations.join(", ")
        )
    }
}
