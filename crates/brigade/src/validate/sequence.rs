//! Reads arrays: lists, sets and tuples.

use std::{borrow::Cow, collections::HashSet};

use super::{Accepted, Walk, is_borrowed, sum};
use crate::{
    constraint,
    spec::{Constraints, Exactness, Schema},
    value::Tree,
    violation::Fault,
};

/// Holds what has been read of an array.
struct Items<'v> {
    values: Vec<Cow<'v, Tree<'v>>>,
    exactness: Exactness,
    fields: Option<usize>,
}

impl<'v> Items<'v> {
    fn with_capacity(capacity: usize, exactness: Exactness) -> Self {
        Self { values: Vec::with_capacity(capacity), exactness, fields: None }
    }

    fn push(&mut self, item: Accepted<'v>) {
        self.exactness = self.exactness.min(item.exactness);
        self.fields = sum(self.fields, item.fields);
        self.values.push(item.value);
    }

    /// Returns the array itself if every item is as it was.
    fn accept(self, array: &'v Tree<'v>, len: usize) -> Accepted<'v> {
        let value = if self.values.len() == len && self.values.iter().all(is_borrowed) {
            Cow::Borrowed(array)
        } else {
            Cow::Owned(Tree::Array(self.values.into_iter().map(Cow::into_owned).collect()))
        };
        Accepted { value, exactness: self.exactness, fields: self.fields }
    }
}

impl<'v> Walk<'v> {
    pub(super) fn list(
        &mut self,
        item: Schema,
        constraints: &Constraints,
        value: &'v Tree<'v>,
    ) -> Option<Accepted<'v>> {
        let Tree::Array(array) = value else {
            return self.refuse(Fault::new("list_type", "Input should be a valid list"), value);
        };
        // Too long a list says that and nothing of its items.
        if constraints.max_length.is_some_and(|max| array.len() > max) {
            let fault = constraint::length("List", array.len(), constraints)?;
            return self.refuse(fault, value);
        }
        let mut items = Items::with_capacity(array.len(), Exactness::Exact);
        for (index, element) in array.iter().enumerate() {
            if self.is_full() {
                return None;
            }
            if let Some(element) = self.within(index, |walk| walk.value(item(), &Constraints::NONE, element)) {
                items.push(element);
            }
        }
        if items.values.len() < array.len() {
            return None;
        }
        match constraint::length("List", array.len(), constraints) {
            Some(fault) => self.refuse(fault, value),
            None => Some(items.accept(value, array.len())),
        }
    }

    /// Reads a list whose repetitions do not count; the first of equal items stays.
    pub(super) fn set(&mut self, item: Schema, constraints: &Constraints, value: &'v Tree<'v>) -> Option<Accepted<'v>> {
        let Tree::Array(array) = value else {
            return self.refuse(Fault::new("set_type", "Input should be a valid set"), value);
        };
        let before = self.findings.len();
        let mut items = Items::with_capacity(array.len(), Exactness::Lax);
        let mut seen = HashSet::with_capacity(array.len());
        let mut right = 0;
        for (index, element) in array.iter().enumerate() {
            if self.is_full() {
                return None;
            }
            if let Some(element) = self.within(index, |walk| walk.value(item(), &Constraints::NONE, element)) {
                right += 1;
                if seen.insert(identity(&element.value)) {
                    items.push(element);
                }
            }
            if constraints.max_length.is_some_and(|max| items.values.len() > max) {
                self.findings.truncate(before);
                return self.refuse(constraint::set_too_long(constraints)?, value);
            }
        }
        if right < array.len() {
            return None;
        }
        match constraint::length("Set", items.values.len(), constraints) {
            Some(fault) => self.refuse(fault, value),
            None => Some(items.accept(value, array.len())),
        }
    }

    pub(super) fn tuple(&mut self, schemas: &'static [Schema], value: &'v Tree<'v>) -> Option<Accepted<'v>> {
        let Tree::Array(array) = value else {
            return self.refuse(Fault::new("tuple_type", "Input should be a valid tuple"), value);
        };
        if array.len() > schemas.len() {
            let bound = Constraints { max_length: Some(schemas.len()), ..Constraints::NONE };
            let fault = constraint::length("Tuple", array.len(), &bound)?;
            return self.refuse(fault, value);
        }
        let mut items = Items::with_capacity(array.len(), Exactness::Lax);
        for (index, schema) in schemas.iter().enumerate() {
            let item = self.within(index, |walk| match array.get(index) {
                Some(element) => walk.value(schema(), &Constraints::NONE, element),
                None => walk.refuse(Fault::missing(), value),
            });
            if let Some(item) = item {
                items.push(item);
            }
        }
        (items.values.len() == schemas.len()).then(|| items.accept(value, array.len()))
    }
}

/// Returns a text that equal items share and no others. Numbers are equal whatever their JSON type.
fn identity(value: &Tree<'_>) -> String {
    match value {
        Tree::Float(number) if number.fract() == 0.0 && number.abs() < 1e15 => format!("Int({number:.0})"),
        other => format!("{other:?}"),
    }
}
