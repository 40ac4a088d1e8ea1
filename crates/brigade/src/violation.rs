//! Names what is wrong with a request, in pydantic's vocabulary.

use crate::value::Value;

/// Describes one thing that is wrong with a request, and where.
///
/// The members and their order are FastAPI's: `type`, `loc`, `msg`, `input`, `ctx`.
#[derive(Debug, Clone, PartialEq)]
pub struct Violation {
    /// What is wrong, at this place.
    pub fault: Fault,
    /// The place: the source, then names and indexes.
    pub location: Vec<Step>,
    /// The value that was received there.
    pub input: Value,
}

/// Leads from a value into a part of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Step {
    /// A source, a key, or the branch of a union.
    Name(std::borrow::Cow<'static, str>),
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

impl Fault {
    /// Makes a fault without context.
    pub fn new(kind: &'static str, message: impl Into<String>) -> Self {
        Self { kind, message: message.into(), context: Vec::new() }
    }

    /// Adds a member of the context.
    #[must_use]
    pub fn with(mut self, key: &'static str, value: impl Into<Value>) -> Self {
        self.context.push((key, value.into()));
        self
    }
}
