//! Puts values into JavaScript without changing what either means.

use serde::Serialize;
use serde_json::ser::{Formatter, Serializer};

use crate::value::Value;

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
