//! Holds what templates find by name.

use minijinja::{Value, value::Serde};
use serde::{Serialize, Serializer};

/// Names values for a template: `context! { id, total => cart.total() }`. They are whatever serialises.
#[macro_export]
macro_rules! context {
    ($($name:ident $(=> $value:expr)?),* $(,)?) => {
        $crate::__private::variables()$(.with(stringify!($name), $crate::context!(@ $name $(=> $value)?)))*
    };
    (@ $name:ident => $value:expr) => { &$value };
    (@ $name:ident) => { &$name };
}

/// Is what [`context!`](crate::context) makes.
#[derive(Debug)]
pub struct Variables(Vec<(&'static str, Value)>);

/// Returns no variables.
#[must_use]
pub fn variables() -> Variables {
    Variables(Vec::new())
}

impl Variables {
    /// Adds a variable.
    #[must_use]
    pub fn with(mut self, name: &'static str, value: impl Serialize) -> Self {
        self.0.push((name, Value::from(Serde(value))));
        self
    }
}

impl Serialize for Variables {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_map(self.0.iter().map(|(name, value)| (name, value)))
    }
}
