//! Reads objects with named fields.

use std::borrow::Cow;

use super::{Accepted, Target, Walk, is_borrowed};
use crate::{
    spec::{Constraints, Direction, Exactness, Extra, Field, Presence, Schema, Struct, Type},
    value::{self, Tree},
    violation::Fault,
};

/// Collects the members of one object, its flattened parts included.
struct Members<'v> {
    /// The description of the whole object; flattened maps take what nothing in it claims.
    root: &'static Struct,
    value: &'v Tree<'v>,
    object: &'v value::Members<'v>,
    entries: Vec<(Cow<'v, str>, Cow<'v, Tree<'v>>)>,
    fields: usize,
    right: bool,
    /// Whether a flattened map has taken the keys that no field has.
    rest_taken: bool,
}

impl<'v> Members<'v> {
    fn add(&mut self, name: impl Into<Cow<'v, str>>, member: Option<Accepted<'v>>) {
        match member {
            Some(member) => {
                self.fields += 1 + member.fields.unwrap_or(0);
                self.entries.push((name.into(), member.value));
            }
            None => self.right = false,
        }
    }

    fn unclaimed(&self) -> impl Iterator<Item = (&'v str, &'v Tree<'v>)> + use<'v> {
        let root = self.root;
        self.object.iter().filter(move |(name, _)| !claims(root, name))
    }

    /// Returns the object itself if nothing in it was converted, added or dropped.
    fn accept(self) -> Accepted<'v> {
        let same =
            self.entries.len() == self.object.len() && self.entries.iter().all(|(_, member)| is_borrowed(member));
        let value = if same {
            Cow::Borrowed(self.value)
        } else {
            let entries = self.entries.into_iter().map(|(name, member)| (name, member.into_owned()));
            Cow::Owned(Tree::Object(entries.collect()))
        };
        // A model is made of an object, never one itself: pydantic calls no object exact.
        Accepted { value, exactness: Exactness::Lax, fields: Some(self.fields) }
    }
}

impl<'v> Walk<'v> {
    pub(super) fn object(&mut self, shape: &'static Struct, value: &'v Tree<'v>) -> Option<Accepted<'v>> {
        let Tree::Object(object) = value else {
            let message = "Input should be a valid dictionary or object to extract fields from";
            return self.refuse(Fault::new("model_attributes_type", message), value);
        };
        let mut members = Members {
            root: shape,
            value,
            object,
            entries: Vec::with_capacity(shape.fields.len()),
            fields: 0,
            right: true,
            rest_taken: false,
        };
        self.fields(shape, &mut members);
        self.extras(shape, &mut members);
        if !members.right {
            return None;
        }
        let accepted = members.accept();
        match shape.validator.map(|validator| validator(&accepted.value)) {
            Some(Err(message)) => self.refuse(Fault::value_error(&message), value),
            Some(Ok(())) | None => Some(accepted),
        }
    }

    fn fields(&mut self, shape: &'static Struct, members: &mut Members<'v>) {
        let mut next = 0;
        for field in shape.fields.iter().filter(|field| field.only != Some(Direction::Output)) {
            if field.flatten {
                self.flattened(field.schema, members);
                continue;
            }
            match members.object.get_next(field.name, &mut next) {
                Some(member) => {
                    let member = self.within(field.name, |walk| walk.target(target(field), member));
                    members.add(field.name, member);
                }
                None if matches!(field.presence, Presence::Required) => {
                    self.within(field.name, |walk| walk.find(Fault::missing(), Cow::Borrowed(members.value)));
                    members.right = false;
                }
                // serde knows the default.
                None => {}
            }
        }
    }

    /// Reads the keys that no field has.
    fn extras(&mut self, shape: &'static Struct, members: &mut Members<'v>) {
        if shape.extra == Extra::Ignore || members.rest_taken {
            return;
        }
        for (name, member) in members.unclaimed() {
            if self.is_full() {
                members.right = false;
                return;
            }
            if shape.extra == Extra::Forbid {
                let fault = Fault::new("extra_forbidden", "Extra inputs are not permitted");
                self.within(name, |walk| walk.find(fault, Cow::Borrowed(member)));
                members.right = false;
            } else {
                members.entries.push((Cow::Borrowed(name), Cow::Borrowed(member)));
            }
        }
    }

    /// Reads a flattened field: a struct, a map or a choice that takes keys of the object which holds it.
    fn flattened(&mut self, schema: Schema, members: &mut Members<'v>) {
        match schema() {
            Type::Struct(shape) => self.part(shape, members),
            Type::Alias(alias) => self.flattened(alias.schema, members),
            // serde makes `None` of an optional part that is not there.
            Type::Optional(inner) => {
                if members.object.keys().any(|name| schema_claims(inner, name)) {
                    self.flattened(inner, members);
                }
            }
            Type::Map(_, values) => {
                members.rest_taken = true;
                for (name, member) in members.unclaimed() {
                    if self.is_full() {
                        members.right = false;
                        return;
                    }
                    let member = self.within(name, |walk| walk.value(values(), &Constraints::NONE, member));
                    members.add(name, member);
                }
            }
            kind => match self.value(kind, &Constraints::NONE, members.value) {
                Some(Accepted { value: Cow::Owned(Tree::Object(part)), fields, .. }) => {
                    members.fields += fields.unwrap_or(0);
                    members.entries.extend(part.into_iter().map(|(name, member)| (name, Cow::Owned(member))));
                }
                Some(Accepted { value: Cow::Borrowed(Tree::Object(part)), fields, .. }) => {
                    members.fields += fields.unwrap_or(0);
                    let part = part.iter().filter(|(name, _)| schema_claims(schema, name));
                    members.entries.extend(part.map(|(name, member)| (Cow::Borrowed(name), Cow::Borrowed(member))));
                }
                Some(_) => {}
                None => members.right = false,
            },
        }
    }

    /// Reads a struct whose fields are among those of the object that holds it.
    fn part(&mut self, shape: &'static Struct, members: &mut Members<'v>) {
        let first = members.entries.len();
        let right = std::mem::replace(&mut members.right, true);
        self.fields(shape, members);
        if let (true, Some(validator)) = (members.right, shape.validator) {
            let entries = members.entries[first..].iter();
            let part = entries.map(|(name, member)| (name.clone(), member.clone().into_owned()));
            if let Err(message) = validator(&Tree::Object(part.collect())) {
                self.find(Fault::value_error(&message), Cow::Borrowed(members.value));
                members.right = false;
            }
        }
        members.right &= right;
    }
}

fn target(field: &'static Field) -> Target<'static> {
    Target { schema: field.schema, constraints: &field.constraints, validator: field.validator }
}

/// Returns whether a field of the struct, or of a part of it, has the key.
fn claims(shape: &'static Struct, name: &str) -> bool {
    shape
        .fields
        .iter()
        .filter(|field| field.only != Some(Direction::Output))
        .any(|field| if field.flatten { schema_claims(field.schema, name) } else { field.name == name })
}

fn schema_claims(schema: Schema, name: &str) -> bool {
    match schema() {
        Type::Struct(shape) => claims(shape, name),
        Type::Alias(alias) => schema_claims(alias.schema, name),
        Type::Optional(inner) => schema_claims(inner, name),
        Type::Union(union) => union.variants.iter().any(|variant| schema_claims(variant.schema, name)),
        _ => false,
    }
}
