//! Names what is wrong with a request, in pydantic's vocabulary.

use std::{borrow::Cow, fmt};

use serde::{Serialize, Serializer, ser::SerializeMap};

use crate::value::{Object, Tree, Value};

/// Describes one thing that is wrong with a request, and where.
///
/// The members and their order are FastAPI's: `type`, `loc`, `msg`, `input`, `ctx`. A small request can be wrong in
/// very many places that each repeat much of it, so an answer names the first 1,000, and fewer once their places and
/// messages have 512 KiB; an input of over 64 KiB, or beyond what is left of the 512, is `null`.
#[derive(Debug, Clone, PartialEq)]
pub struct Violation {
    /// What is wrong, at this place.
    pub fault: Fault,
    /// The place: the source, then names and indexes.
    pub location: Vec<Step<'static>>,
    /// The value that was received there.
    pub input: Value,
}

/// Leads from a value into a part of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Step<'s> {
    /// A source, a key, or the branch of a union.
    Name(Cow<'s, str>),
    /// An index of an array.
    Index(usize),
}

/// Says what is wrong with a value, wherever it is.
#[derive(Debug, Clone, PartialEq)]
pub struct Fault {
    /// The machine's word: `missing`, `int_parsing`.
    pub kind: &'static str,
    /// The sentence for people.
    pub message: String,
    /// What the sentence was made from, in order; empty for none.
    pub context: Vec<(&'static str, Value)>,
}

/// Violations that an answer names.
pub(crate) const VIOLATIONS_MAX: usize = 1000;

/// Bytes that one violation repeats of what it received.
const INPUT_BYTES_MAX: usize = 64 * 1024;

/// Bytes that all violations of a request repeat of it or say about it.
const BYTES_MAX: usize = 512 * 1024;

/// Collects what is wrong with one request, as far as an answer names it.
#[derive(Debug)]
pub(crate) struct Violations {
    list: Vec<Violation>,
    bytes_left: usize,
}

impl Default for Violations {
    fn default() -> Self {
        Self { list: Vec::new(), bytes_left: BYTES_MAX }
    }
}

impl Violations {
    /// Returns how many more can be added. The first one always can.
    pub(crate) fn room(&self) -> usize {
        if self.bytes_left == 0 { 0 } else { VIOLATIONS_MAX - self.list.len() }
    }

    /// Adds a violation if there is room.
    pub(crate) fn add(&mut self, fault: Fault, location: &[Step<'_>], input: &Tree<'_>) {
        if self.room() == 0 {
            return;
        }
        let bytes = fault.message.len() + location.iter().map(Step::bytes).sum::<usize>();
        let is_first = self.list.is_empty();
        match self.bytes_left.checked_sub(bytes) {
            Some(left) => self.bytes_left = left,
            None => {
                self.bytes_left = 0;
                if !is_first {
                    return;
                }
            }
        }
        let mut left = self.bytes_left.min(INPUT_BYTES_MAX);
        let before = left;
        let input = if input.take_bytes(&mut left) {
            self.bytes_left -= before - left;
            input.clone().into_static()
        } else {
            Value::Null
        };
        let location = location.iter().cloned().map(Step::into_static).collect();
        self.list.push(Violation { fault, location, input });
    }

    /// Returns whether nothing was wrong.
    pub(crate) fn is_empty(&self) -> bool {
        self.list.is_empty()
    }

    pub(crate) fn into_vec(self) -> Vec<Violation> {
        self.list
    }
}

impl Fault {
    /// Makes a fault without context.
    pub fn new(kind: &'static str, message: impl Into<String>) -> Self {
        Self { kind, message: message.into(), context: Vec::new() }
    }

    /// Says that a required value is not there.
    pub(crate) fn missing() -> Self {
        Self::new("missing", "Field required")
    }

    /// Says what a user's validator said.
    pub(crate) fn value_error(message: &str) -> Self {
        // FastAPI encodes the exception, which has no members, as an object.
        Self::new("value_error", format!("Value error, {message}")).with("error", Object::new())
    }

    /// Says that a number is NaN or infinite.
    pub(crate) fn finite_number() -> Self {
        Self::new("finite_number", "Input should be a finite number")
    }

    /// Adds a member of the context.
    #[must_use]
    pub fn with(mut self, key: &'static str, value: impl Into<Value>) -> Self {
        self.context.push((key, value.into()));
        self
    }
}

impl Step<'_> {
    fn bytes(&self) -> usize {
        match self {
            Step::Name(name) => name.len(),
            Step::Index(_) => size_of::<usize>(),
        }
    }

    /// Returns the same step, with a copy of a borrowed name.
    pub(crate) fn into_static(self) -> Step<'static> {
        match self {
            Step::Name(name) => Step::Name(Cow::Owned(name.into_owned())),
            Step::Index(index) => Step::Index(index),
        }
    }
}

impl<'s> From<&'s str> for Step<'s> {
    fn from(name: &'s str) -> Self {
        Self::Name(Cow::Borrowed(name))
    }
}

impl From<String> for Step<'_> {
    fn from(name: String) -> Self {
        Self::Name(Cow::Owned(name))
    }
}

impl From<usize> for Step<'_> {
    fn from(index: usize) -> Self {
        Self::Index(index)
    }
}

impl Serialize for Step<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Self::Name(name) => serializer.serialize_str(name),
            Self::Index(index) => serializer.serialize_u64(*index as u64),
        }
    }
}

impl fmt::Display for Step<'_> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Name(name) => formatter.write_str(name),
            Self::Index(index) => write!(formatter, "{index}"),
        }
    }
}

impl fmt::Display for Violation {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (index, step) in self.location.iter().enumerate() {
            let separator = if index == 0 { "" } else { "." };
            write!(formatter, "{separator}{step}")?;
        }
        write!(formatter, ": {}", self.fault.message)
    }
}

/// Writes FastAPI's members in its order; `ctx` only where there is one. NaN in `input` becomes `null`:
/// FastAPI's encoder refuses it there, which turns a client's mistake into a 500.
impl Serialize for Violation {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let context = Context(&self.fault.context);
        let mut map = serializer.serialize_map(Some(4 + usize::from(!context.0.is_empty())))?;
        map.serialize_entry("type", self.fault.kind)?;
        map.serialize_entry("loc", &self.location)?;
        map.serialize_entry("msg", &self.fault.message)?;
        map.serialize_entry("input", &self.input)?;
        if !context.0.is_empty() {
            map.serialize_entry("ctx", &context)?;
        }
        map.end()
    }
}

struct Context<'a>(&'a [(&'static str, Value)]);

impl Serialize for Context<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_map(self.0.iter().map(|(key, value)| (key, value)))
    }
}
