//! Runs the `pattern` constraint.
//!
//! A small pattern becomes a dense DFA: one table look-up per byte, no search state, no allocation.
//! A large one (Unicode classes, long repetitions) keeps the general engine.

use std::sync::OnceLock;

use regex_automata::{
    Anchored, Input,
    dfa::{Automaton, StartKind, dense},
    meta,
};

/// Bytes that a pattern's table may take before the general engine runs it instead.
const TABLE_BYTES_MAX: usize = 64 * 1024;

/// Holds a regular expression, compiled when it is first used.
///
/// ```
/// static SKU: brigade::Pattern = brigade::Pattern::new("^[A-Z]{3}-[0-9]{4}$");
/// assert!(SKU.matches("ABC-0001"));
/// assert!(!SKU.matches("ABC-1"));
/// ```
#[derive(Debug)]
pub struct Pattern {
    source: &'static str,
    engine: OnceLock<Engine>,
}

#[derive(Debug)]
enum Engine {
    Table(Box<dense::DFA<Vec<u32>>>),
    General(Box<meta::Regex>),
}

impl Pattern {
    /// Keeps `source` for later. The macros have checked its syntax.
    #[must_use]
    pub const fn new(source: &'static str) -> Self {
        Self { source, engine: OnceLock::new() }
    }

    /// Returns the expression as it was written.
    #[must_use]
    pub const fn as_str(&self) -> &'static str {
        self.source
    }

    /// Returns whether the pattern matches anywhere in `text`.
    ///
    /// # Panics
    ///
    /// If the pattern is not a valid regular expression, which only a hand-written description can bring about.
    #[must_use]
    pub fn matches(&self, text: &str) -> bool {
        match self.engine.get_or_init(|| Engine::compile(self.source)) {
            Engine::Table(table) => table_matches(table, text.as_bytes()),
            Engine::General(regex) => regex.is_match(text),
        }
    }
}

impl Engine {
    fn compile(source: &str) -> Self {
        let config = dense::Config::new()
            .dfa_size_limit(Some(TABLE_BYTES_MAX))
            .determinize_size_limit(Some(4 * TABLE_BYTES_MAX))
            .start_kind(StartKind::Unanchored);
        match dense::Builder::new().configure(config).build(source) {
            Ok(table) => Self::Table(Box::new(table)),
            Err(_) => {
                Self::General(Box::new(meta::Regex::new(source).expect("the macros check the syntax of patterns")))
            }
        }
    }
}

fn table_matches(table: &dense::DFA<Vec<u32>>, text: &[u8]) -> bool {
    let input = Input::new(text).anchored(Anchored::No);
    let mut state = table
        .start_state_forward(&input)
        .expect("an unanchored search of a whole text has a start state in every table built here");
    for &byte in text {
        state = table.next_state(state, byte);
        if table.is_special_state(state) {
            if table.is_match_state(state) {
                return true;
            }
            if table.is_dead_state(state) {
                return false;
            }
        }
    }
    table.is_match_state(table.next_eoi_state(state))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The outcomes are pydantic's.
    #[test]
    fn both_engines_match_as_pydantic_does() {
        let letters = "a".repeat(51);
        let cases: [(&'static str, &[(&str, bool)]); 11] = [
            (
                "^[A-Z]{3}-[0-9]{4}$",
                &[("ABC-0001", true), ("ABC-1", false), ("xABC-0001", false), ("ABC-0001\n", false)],
            ),
            ("b+", &[("abba", true), ("aa", false), ("", false)]),
            ("^$", &[("", true), (" ", false)]),
            (r"^\d+$", &[("12", true), ("٣٤", true), ("1a", false), ("", false)]),
            (r"\bfoo\b", &[("a foo b", true), ("foobar", false), ("éfoo", false)]),
            (r"^\w{2,50}$", &[("é1", true), ("a", false), (&letters, false), ("a b", false)]),
            ("(?i)straße", &[("STRASSE", false), ("STRAßE", true)]),
            ("^.$", &[("é", true), ("😀", true), ("ab", false), ("\n", false)]),
            ("a|^b$", &[("xa", true), ("b", true), ("bb", false)]),
            ("(?m)^x$", &[("a\nx", true), ("ax", false)]),
            ("[^a]", &[("a", false), ("aé", true)]),
        ];
        let mut tables = 0;
        for (source, texts) in cases {
            let pattern = Pattern::new(source);
            for (text, expected) in texts {
                assert_eq!(pattern.matches(text), *expected, "{source} {text}");
            }
            tables += usize::from(matches!(pattern.engine.get(), Some(Engine::Table(_))));
        }
        assert!((1..cases.len()).contains(&tables), "both engines are needed, but {tables} patterns have a table");
    }
}
