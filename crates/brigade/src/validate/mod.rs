//! Reads a tree as a description says, leniently, and names everything that is wrong with it.
//!
//! This is the slow path: a request comes here only after the fast one has refused it. One walker
//! follows the description. Where a value fits as it is, it is borrowed; a copy is made of what had
//! to be converted and of what holds it. Results are canonical: each type's `Deserialize` takes them.
//!
//! The rules, the order of the errors and their words are pydantic's, in its Python mode with
//! attributes allowed, as FastAPI runs it. Where Rust's types make a difference:
//!
//! - an integer beyond its Rust type is `greater_than_equal` or `less_than_equal` the type's bound;
//! - `strict` asks a date, an identifier or another type that JSON has no form for to be a string;
//!   pydantic, which asks for an instance, could never accept one from JSON;
//! - a choice nested in choices too deep to be decided in reasonable time is an error.

use std::borrow::Cow;

use crate::{
    constraint,
    scalar::{MASK, SECRET},
    spec::{Alias, Constraints, Exactness, Scalar, Schema, Type, Validator},
    value::{Tree, Value},
    violation::{Fault, Step, Violation, Violations},
};

mod choice;
#[cfg(test)]
mod differential;
mod name;
mod number;
mod object;
mod sequence;

/// Says what a value has to be.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Target<'c> {
    pub(crate) schema: Schema,
    pub(crate) constraints: &'c Constraints,
    pub(crate) validator: Option<Validator>,
}

/// Reads `value`, which was found at `location`, leniently as `target` says.
///
/// Returns it in canonical form, or `None` after adding everything that is wrong to `violations`.
/// The text of a parameter comes as a string; several of one name come as an array of strings.
pub(crate) fn coerce<'v>(
    target: Target<'_>,
    value: &'v Tree<'v>,
    location: &[Step<'static>],
    violations: &mut Violations,
) -> Option<Cow<'v, Tree<'v>>> {
    let mut walk = Walk::new(location.to_vec(), violations.room());
    let accepted = walk.target(target, value);
    for Finding { fault, location, input } in walk.findings {
        violations.add(fault, &location, &input);
    }
    accepted.map(|accepted| accepted.value)
}

/// Reads a JSON text on its own as `schema` says: the boundary for tests.
///
/// # Errors
///
/// Everything that is wrong with the value, with locations that start at it.
///
/// # Panics
///
/// If `json` is no JSON text.
#[doc(hidden)]
pub fn check(schema: Schema, constraints: &Constraints, json: &[u8]) -> Result<Value, Vec<Violation>> {
    let value = Tree::parse(json, 128).expect("tests pass JSON");
    let mut violations = Violations::default();
    let target = Target { schema, constraints, validator: None };
    coerce(target, &value, &[], &mut violations)
        .map(|value| value.into_owned().into_static())
        .ok_or_else(|| violations.into_vec())
}

/// Is one passage through a value.
struct Walk<'v> {
    location: Vec<Step<'v>>,
    findings: Vec<Finding<'v>>,
    /// How many findings there may be; nobody looks for more.
    findings_max: usize,
    /// How many choices hold the value at hand.
    choices: u32,
    /// How many more branches may be tried deep inside choices.
    attempts_left: u32,
}

/// Is a violation whose input is not copied yet: branches of a choice find many that nobody will read.
struct Finding<'v> {
    fault: Fault,
    location: Vec<Step<'v>>,
    input: Cow<'v, Tree<'v>>,
}

/// Is a value that fits.
struct Accepted<'v> {
    value: Cow<'v, Tree<'v>>,
    exactness: Exactness,
    /// How many fields of structs the input had; `None` if no struct is involved.
    fields: Option<usize>,
}

impl<'v> Accepted<'v> {
    fn exact(value: &'v Tree<'v>) -> Self {
        Self::borrowed(value, Exactness::Exact)
    }

    fn borrowed(value: &'v Tree<'v>, exactness: Exactness) -> Self {
        Self { value: Cow::Borrowed(value), exactness, fields: None }
    }

    fn converted(value: Tree<'v>, exactness: Exactness) -> Self {
        Self { value: Cow::Owned(value), exactness, fields: None }
    }
}

impl<'v> Walk<'v> {
    fn new(location: Vec<Step<'v>>, findings_max: usize) -> Self {
        Self { location, findings: Vec::new(), findings_max, choices: 0, attempts_left: choice::ATTEMPTS_MAX }
    }

    /// Notes that `fault` is wrong with `input`, at the current place.
    fn find(&mut self, fault: Fault, input: Cow<'v, Tree<'v>>) {
        if !self.is_full() {
            self.findings.push(Finding { fault, location: self.location.clone(), input });
        }
    }

    /// Returns whether there is no point in looking at more items: some are wrong, and enough have been found.
    fn is_full(&self) -> bool {
        self.findings.len() >= self.findings_max
    }

    /// Runs `visit` one step further down.
    fn within<R>(&mut self, step: impl Into<Step<'v>>, visit: impl FnOnce(&mut Self) -> R) -> R {
        self.location.push(step.into());
        let result = visit(self);
        self.location.pop();
        result
    }

    fn target(&mut self, target: Target<'_>, value: &'v Tree<'v>) -> Option<Accepted<'v>> {
        let accepted = self.value((target.schema)(), target.constraints, value)?;
        match target.validator.map(|validator| validator(&accepted.value)) {
            Some(Err(message)) => self.refuse(Fault::value_error(&message), value),
            Some(Ok(())) | None => Some(accepted),
        }
    }

    fn value(&mut self, kind: Type, constraints: &Constraints, value: &'v Tree<'v>) -> Option<Accepted<'v>> {
        let result = match kind {
            Type::Any => Ok(Accepted::borrowed(value, Exactness::Strict)),
            Type::Null if *value == Tree::Null => Ok(Accepted::exact(value)),
            Type::Null => Err(Fault::new("none_required", "Input should be None")),
            Type::Bool => number::boolean(value, constraints.strict),
            Type::Int(range) => number::integer(value, range, constraints),
            Type::Float => number::float(value, constraints),
            Type::String => string(value, constraints),
            Type::Scalar(scalar) => read_scalar(scalar, value, constraints),
            Type::Enumeration(enumeration) => choice::constant(enumeration, value, constraints.strict),
            Type::Optional(_) if *value == Tree::Null => Ok(Accepted::exact(value)),
            Type::Optional(inner) => return self.value(inner(), constraints, value),
            Type::List(item) => return self.list(item, constraints, value),
            Type::Set(item) => return self.set(item, constraints, value),
            Type::Tuple(items) => return self.tuple(items, value),
            Type::Map(keys, values) => return self.map(keys, values, constraints, value),
            Type::Struct(shape) => return self.object(shape, value),
            Type::Union(union) => return self.union(union, constraints, value),
            Type::Alias(alias) => return self.alias(alias, constraints, value),
        };
        match result {
            Ok(accepted) => Some(accepted),
            Err(fault) if is_secret(kind) => {
                self.find(fault, Cow::Owned(Tree::String(Cow::Borrowed(MASK))));
                None
            }
            Err(fault) => self.refuse(fault, value),
        }
    }

    /// Constraints of the alias come before those of the place that uses it.
    fn alias(&mut self, alias: &'static Alias, outer: &Constraints, value: &'v Tree<'v>) -> Option<Accepted<'v>> {
        let constraints = Constraints { strict: alias.constraints.strict || outer.strict, ..alias.constraints };
        let target = Target { schema: alias.schema, constraints: &constraints, validator: alias.validator };
        let accepted = self.target(target, value)?;
        match constraint::check((alias.schema)(), &accepted.value, outer) {
            Some(fault) => self.refuse(fault, value),
            None => Some(accepted),
        }
    }

    fn refuse(&mut self, fault: Fault, input: &'v Tree<'v>) -> Option<Accepted<'v>> {
        self.find(fault, Cow::Borrowed(input));
        None
    }

    /// Reads an object whose keys and values have one type each.
    fn map(
        &mut self,
        keys: Schema,
        values: Schema,
        constraints: &Constraints,
        value: &'v Tree<'v>,
    ) -> Option<Accepted<'v>> {
        let Tree::Object(members) = value else {
            return self.refuse(Fault::new("dict_type", "Input should be a valid dictionary"), value);
        };
        let mut entries = Vec::with_capacity(members.len());
        let mut exactness = Exactness::Exact;
        let mut fields = None;
        for (name, member) in members {
            if self.is_full() {
                return None;
            }
            let key = self.key(keys, name, &mut exactness);
            let member = self.within(name, |walk| walk.value(values(), &Constraints::NONE, member));
            if let (Some(key), Some(member)) = (key, member) {
                exactness = exactness.min(member.exactness);
                fields = sum(fields, member.fields);
                entries.push((key, member.value));
            }
        }
        if entries.len() < members.len() {
            return None;
        }
        if let Some(fault) = constraint::length("Dictionary", members.len(), constraints) {
            return self.refuse(fault, value);
        }
        let same = entries.iter().all(|(key, member)| is_borrowed(key) && is_borrowed(member));
        let value = if same {
            Cow::Borrowed(value)
        } else {
            let entries = entries.into_iter().map(|(key, member)| (key, member.into_owned()));
            Cow::Owned(Tree::Object(entries.collect()))
        };
        Some(Accepted { value, exactness, fields })
    }

    /// Reads a key as its type says. Canonical keys are JSON keys again: strings.
    fn key(&mut self, schema: Schema, name: &'v str, exactness: &mut Exactness) -> Option<Cow<'v, str>> {
        if matches!(schema(), Type::String | Type::Any) {
            return Some(Cow::Borrowed(name));
        }
        // The key of an object is no value of its own, so this passage borrows from one that is gone afterwards.
        let key = Tree::String(Cow::Borrowed(name));
        let mut walk = Walk::new(Vec::new(), self.findings_max - self.findings.len());
        let accepted = walk.value(schema(), &Constraints::NONE, &key).map(|accepted| {
            *exactness = accepted.exactness.min(*exactness);
            key_text(&accepted.value, name)
        });
        for Finding { fault, location: inner, input } in walk.findings {
            let input = Cow::Owned(input.into_owned().into_static());
            let mut location = self.location.clone();
            location.extend([Step::from(name), Step::from("[key]")]);
            for step in inner {
                location.push(step.into_static());
            }
            self.findings.push(Finding { fault, location, input });
        }
        accepted
    }
}

fn key_text<'v>(key: &Tree<'_>, name: &'v str) -> Cow<'v, str> {
    match key {
        Tree::String(text) if text == name => Cow::Borrowed(name),
        Tree::String(text) => Cow::Owned(text.clone().into_owned()),
        Tree::Int(number) => Cow::Owned(number.to_string()),
        Tree::BigInt(digits) => Cow::Owned(digits.to_string()),
        Tree::Float(number) => Cow::Owned(number.to_string()),
        Tree::Bool(truth) => Cow::Owned(truth.to_string()),
        Tree::Null | Tree::Array(_) | Tree::Object(_) => Cow::Borrowed(name),
    }
}

fn string<'v>(value: &'v Tree<'v>, constraints: &Constraints) -> Result<Accepted<'v>, Fault> {
    let Tree::String(text) = value else {
        return Err(Fault::new("string_type", "Input should be a valid string"));
    };
    constraint::text(text, constraints).map_or(Ok(Accepted::exact(value)), Err)
}

/// Returns whether an answer must not repeat what was sent for the type.
fn is_secret(kind: Type) -> bool {
    matches!(kind, Type::Scalar(scalar) if std::ptr::eq(scalar, &SECRET))
}

fn read_scalar<'v>(
    scalar: &'static Scalar,
    value: &'v Tree<'v>,
    constraints: &Constraints,
) -> Result<Accepted<'v>, Fault> {
    let read = (scalar.coerce)(value)?;
    if constraints.strict && !matches!(value, Tree::String(_)) {
        return Err(Fault::new("string_type", "Input should be a valid string"));
    }
    match (scalar.check)(&read.value, constraints) {
        Some(fault) => Err(fault),
        None => Ok(Accepted::converted(read.value, read.exactness)),
    }
}

#[expect(clippy::ptr_arg, reason = "whether it is borrowed is what is asked")]
fn is_borrowed<T: ToOwned + ?Sized>(value: &Cow<'_, T>) -> bool {
    matches!(value, Cow::Borrowed(_))
}

fn sum(left: Option<usize>, right: Option<usize>) -> Option<usize> {
    match (left, right) {
        (Some(left), Some(right)) => Some(left + right),
        (one, other) => one.or(other),
    }
}
