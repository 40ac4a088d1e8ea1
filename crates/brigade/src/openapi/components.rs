//! Names definitions: as short as possible, as long as necessary.
//!
//! A definition's candidates go from its name alone (`Item`) over its name and direction (`Item-Input`) and its
//! module (`shop__Item`) to both (`shop__Item-Input`), which only one definition can have. Each takes the first
//! candidate that stands for one schema. Definitions refer to each other, so two may be equal only after
//! those inside them have been named: names are found again until none changes.

use std::collections::{BTreeMap, HashMap};

use crate::{
    spec::Direction,
    value::{Object, Value},
};

/// What stands before a name in a reference.
pub(super) const PREFIX: &str = "#/components/schemas/";

/// Tells definitions apart.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Key {
    pub(super) module: &'static str,
    pub(super) name: String,
    /// The modules and names of the types inside a generic one; two of one name may differ in them alone.
    pub(super) inside: String,
    pub(super) direction: Direction,
}

impl Key {
    /// Returns the reference that only this definition has.
    pub(super) fn reference(&self) -> String {
        let [.., last] = self.candidates();
        last
    }

    fn candidates(&self) -> [String; 4] {
        let name = normal(&self.name);
        let module = normal(&format!("{}{}", self.module, self.inside).replace("::", "."));
        let direction = match self.direction {
            Direction::Input => "Input",
            Direction::Output => "Output",
        };
        [
            format!("{PREFIX}{name}"),
            format!("{PREFIX}{name}-{direction}"),
            format!("{PREFIX}{module}__{name}"),
            format!("{PREFIX}{module}__{name}-{direction}"),
        ]
    }
}

/// Replaces what a component's name may not have: everything but letters, digits, `.`, `-` and `_`; a path's dots are `__`.
fn normal(name: &str) -> String {
    name.replace('.', "__")
        .replace(|character: char| !character.is_ascii_alphanumeric() && !"-_".contains(character), "_")
}

/// Holds what long references became.
#[derive(Debug, Default)]
pub(super) struct Names(HashMap<String, String>);

impl Names {
    /// Puts short references for long ones, wherever they are.
    pub(super) fn apply(&self, value: &mut Value) {
        match value {
            Value::String(text) => {
                if let Some(short) = self.0.get(&**text) {
                    *text = short.clone().into();
                }
            }
            Value::Array(items) => items.iter_mut().for_each(|item| self.apply(item)),
            Value::Object(members) => members.values_mut().for_each(|member| self.apply(member)),
            _ => {}
        }
    }
}

/// Names `definitions` and returns them by name, in order.
pub(super) fn name(definitions: impl IntoIterator<Item = (Key, Value)>) -> (Names, BTreeMap<String, Value>) {
    let mut definitions: Vec<([String; 4], Value)> =
        definitions.into_iter().map(|(key, schema)| (key.candidates(), schema)).collect();
    let mut chosen: Vec<usize> = Vec::new();
    loop {
        let choice = choose(&definitions);
        let mut names = Names::default();
        for ((candidates, _), &index) in definitions.iter().zip(&choice) {
            for longer in &candidates[index..] {
                names.0.insert(longer.clone(), candidates[index].clone());
            }
        }
        for (_, schema) in &mut definitions {
            names.apply(schema);
        }
        if choice == chosen {
            let named = definitions
                .into_iter()
                .zip(choice)
                .map(|((candidates, schema), index)| (candidates[index][PREFIX.len()..].to_owned(), schema))
                .collect();
            return (names, named);
        }
        chosen = choice;
    }
}

/// Returns, for each definition, the first candidate that no different schema claims.
fn choose(definitions: &[([String; 4], Value)]) -> Vec<usize> {
    let mut claims: HashMap<&str, Option<&Value>> = HashMap::new();
    for (candidates, schema) in definitions {
        for candidate in candidates {
            claims
                .entry(candidate)
                .and_modify(|claimed| *claimed = claimed.filter(|other| *other == schema))
                .or_insert(Some(schema));
        }
    }
    definitions
        .iter()
        .map(|(candidates, _)| {
            candidates
                .iter()
                .position(|candidate| claims[candidate.as_str()].is_some())
                .expect("only one definition has a given module, name and direction")
        })
        .collect()
}

/// Adds a definition whose name is its own already.
pub(super) fn plain(title: &str, properties: Object, required: &[&str]) -> Value {
    let mut schema = super::object([("properties", properties.into()), ("type", "object".into())]);
    if !required.is_empty() {
        schema.insert("required".to_owned(), super::array(required.iter().map(|&name| name.into())));
    }
    schema.insert("title".to_owned(), title.into());
    schema.into()
}
