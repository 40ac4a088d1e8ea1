//! Puts text into HTML and JavaScript without changing what either means.

use std::{
    fmt,
    hash::{BuildHasher, RandomState},
};

use serde::Serialize;
use serde_json::ser::{Formatter, Serializer};

use crate::value::Value;

/// Holds a page and what a browser may do on it.
#[derive(Debug)]
pub(crate) struct Page {
    /// The HTML.
    pub(crate) html: String,
    /// The `Content-Security-Policy`.
    pub(crate) content_security_policy: String,
}

/// Marks the scripts that are part of a page; whatever slips in later does not have it.
#[derive(Debug, Clone)]
pub(crate) struct Nonce(String);

impl Nonce {
    /// Makes one that nobody can guess: 128 bits from the keys that the standard library draws for hash maps.
    pub(crate) fn random() -> Self {
        let [high, low] = [RandomState::new(), RandomState::new()].map(|state| state.hash_one(()));
        Self(format!("{high:016x}{low:016x}"))
    }
}

impl fmt::Display for Nonce {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.0)
    }
}

/// Returns `text` for an element's content or an attribute's value in double quotes.
pub(super) fn escaped(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for character in text.chars() {
        match character {
            '&' => escaped.push_str("&amp;"),
            '<' => escaped.push_str("&lt;"),
            '>' => escaped.push_str("&gt;"),
            '"' => escaped.push_str("&quot;"),
            other => escaped.push(other),
        }
    }
    escaped
}

/// Returns a value as JavaScript that no HTML parser takes for the end of the script.
pub(super) fn script_json(value: &Value) -> String {
    let mut json = Vec::new();
    value
        .serialize(&mut Serializer::with_formatter(&mut json, Spaced))
        .expect("a tree of JSON serialises, and a vector takes every byte");
    script_safe(&String::from_utf8(json).expect("JSON is UTF-8"))
}

/// Returns `text` for a JavaScript string in single quotes.
pub(super) fn script_text(text: &str) -> String {
    script_safe(&text.replace('\\', "\\\\").replace('\'', "\\u0027").replace('\n', "\\n").replace('\r', "\\r"))
}

fn script_safe(text: &str) -> String {
    text.replace('<', "\\u003c").replace('>', "\\u003e").replace('&', "\\u0026")
}

/// Writes JSON on one line with a space after `,` and `:`, as FastAPI's pages have it.
struct Spaced;

impl Formatter for Spaced {
    fn begin_array_value<W: ?Sized + std::io::Write>(&mut self, writer: &mut W, first: bool) -> std::io::Result<()> {
        if first { Ok(()) } else { writer.write_all(b", ") }
    }

    fn begin_object_key<W: ?Sized + std::io::Write>(&mut self, writer: &mut W, first: bool) -> std::io::Result<()> {
        if first { Ok(()) } else { writer.write_all(b", ") }
    }

    fn begin_object_value<W: ?Sized + std::io::Write>(&mut self, writer: &mut W) -> std::io::Result<()> {
        writer.write_all(b": ")
    }
}
