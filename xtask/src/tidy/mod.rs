//! Rules of this repository that the compiler and clippy do not know.
//!
//! A rule is a function from the [`Repository`] to complaints.

mod blocks;
mod documentation;
mod layout;
mod order;
mod programs;
mod reachable;
mod versions;
mod words;

use std::fmt;

pub(crate) use self::documentation::resolve;
use crate::repository::Repository;

/// A place where a rule is broken.
#[derive(Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Complaint {
    pub(crate) path: String,
    /// Counted from 1; 0 when it is about the file as a whole.
    pub(crate) line: usize,
    pub(crate) message: String,
}

impl Complaint {
    pub(crate) fn new(path: &str, line: usize, message: impl Into<String>) -> Self {
        Self { path: path.to_owned(), line, message: message.into() }
    }
}

impl fmt::Display for Complaint {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { path, line, message } = self;
        match line {
            0 => write!(formatter, "{path}: {message}"),
            line => write!(formatter, "{path}:{line}: {message}"),
        }
    }
}

/// Returns every complaint of every rule, by place.
pub(crate) fn complaints(repository: &Repository) -> Vec<Complaint> {
    let rules: [fn(&Repository) -> Vec<Complaint>; 16] = [
        order::modules_use_those_below,
        reachable::rust_files,
        words::hyper_is_named_in_one_place,
        words::no_unfinished_code,
        words::no_skipped_tests,
        words::no_unchecked_examples,
        words::nothing_of_this_machine,
        layout::root_entries,
        layout::file_names,
        blocks::blocks_are_files,
        documentation::links,
        documentation::map,
        documentation::snippets,
        programs::programs_are_known,
        versions::floors,
        versions::features,
    ];
    let mut found: Vec<_> = rules.iter().flat_map(|rule| rule(repository)).collect();
    found.sort();
    found
}

/// Checks a rule against a table of files and the complaints that are expected, each as it is printed.
#[cfg(test)]
fn check(rule: fn(&Repository) -> Vec<Complaint>, files: &[(&str, &str)], expected: &[&str]) {
    let found: Vec<_> = rule(&Repository::of(files)).iter().map(ToString::to_string).collect();
    assert_eq!(found, expected, "{files:#?}");
}
