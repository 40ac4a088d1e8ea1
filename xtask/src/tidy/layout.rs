//! Where files are and what they are called.

use std::collections::BTreeSet;

use super::Complaint;
use crate::repository::Repository;

/// What the root of the repository holds. A new entry is a decision: it goes on this list.
const ROOT: [&str; 25] = [
    ".cargo",
    ".ci",
    ".gitattributes",
    ".gitignore",
    "ARCHITECTURE.md",
    "CHANGELOG.md",
    "CONTRIBUTING.md",
    "Cargo.lock",
    "Cargo.toml",
    "LICENSE-APACHE",
    "LICENSE-MIT",
    "README.md",
    "STYLE.md",
    "benches",
    "clippy.toml",
    "conformance",
    "crates",
    "docs",
    "docs_src",
    "examples",
    "fuzz",
    "rust-toolchain.toml",
    "rustfmt.toml",
    "scripts",
    "xtask",
];

/// The root holds what the list says.
pub(crate) fn root_entries(repository: &Repository) -> Vec<Complaint> {
    let entries: BTreeSet<&str> = repository.paths().filter_map(|path| path.split('/').next()).collect();
    let unknown = entries.into_iter().filter(|entry| !ROOT.contains(entry));
    unknown.map(|entry| Complaint::new(entry, 0, "not on the list of what the repository's root holds")).collect()
}

/// Names that say nothing about what is inside.
const EMPTY_NAMES: [&str; 7] = ["common", "helper", "helpers", "misc", "types", "util", "utils"];

/// A Rust file or folder is named after its job.
pub(crate) fn file_names(repository: &Repository) -> Vec<Complaint> {
    let says_nothing = |path: &&str| path.trim_end_matches(".rs").split('/').any(|part| EMPTY_NAMES.contains(&part));
    let rust = repository.paths().filter(|path| path.ends_with(".rs"));
    rust.filter(says_nothing).map(|path| Complaint::new(path, 0, "a name that says nothing")).collect()
}

#[cfg(test)]
mod tests {
    use super::{super::check, *};

    #[test]
    fn the_root_holds_what_is_listed() {
        check(root_entries, &[("Cargo.toml", ""), ("crates/notes.txt", "")], &[]);
        let bad = [("notes.txt", ""), ("notes/a.md", ""), ("notes/b.md", "")];
        let expected = [
            "notes: not on the list of what the repository's root holds",
            "notes.txt: not on the list of what the repository's root holds",
        ];
        check(root_entries, &bad, &expected);
    }

    #[test]
    fn a_name_says_what_is_inside() {
        check(file_names, &[("a/src/route.rs", ""), ("docs/types.md", ""), ("a/src/subtypes.rs", "")], &[]);
        let bad = [("a/src/types.rs", ""), ("a/tests/common/mod.rs", "")];
        let expected = ["a/src/types.rs: a name that says nothing", "a/tests/common/mod.rs: a name that says nothing"];
        check(file_names, &bad, &expected);
    }
}
