//! The Rust on a page of the guide is a file's, which is compiled and tested.
//!
//! A block holds one line, `{{#include ../../docs_src/src/body/tutorial001.rs}}`, with the file's place as seen from the
//! page; or a line `<!-- docs_src/src/body/tutorial001.rs -->` before it names the file, and the block holds all of it.

use std::ops::Range;

use super::{Complaint, documentation::resolve};
use crate::{repository::Repository, rust::line};

/// Every block of Rust on a page names a file and is what the file is.
pub(crate) fn blocks_are_files(repository: &Repository) -> Vec<Complaint> {
    let mut found = Vec::new();
    for (page, text) in pages(repository) {
        for block in blocks(text) {
            let included = included(&text[block.code.clone()]).map(|file| resolve(page, file));
            if let Some(file) = included {
                if repository.text(&file).is_none() {
                    let message = format!("a block from `{file}`, which is not there");
                    found.push(Complaint::new(page, line(text, block.code.start) - 1, message));
                }
                continue;
            }
            let message = match block.file.map(|file| (file, repository.text(file))) {
                None => "a block of Rust that names no file, so nothing compiles it".to_owned(),
                Some((file, None)) => format!("a block from `{file}`, which is not there"),
                Some((file, Some(code))) if code != &text[block.code.clone()] => {
                    format!("not as `{file}` is: `cargo xtask bless` copies it")
                }
                Some(_) => continue,
            };
            found.push(Complaint::new(page, line(text, block.code.start) - 1, message));
        }
    }
    found
}

/// Returns path and text of every page with a block that is not what its file is, with what the file is.
pub(crate) fn refreshed(repository: &Repository) -> Vec<(&str, String)> {
    let mut changed = Vec::new();
    for (page, text) in pages(repository) {
        let mut fresh = text.to_owned();
        // From the last to the first, so that the places of the others stay.
        for block in blocks(text).into_iter().rev() {
            if let Some(code) = block.file.and_then(|file| repository.text(file)) {
                fresh.replace_range(block.code, code);
            }
        }
        if fresh != text {
            changed.push((page, fresh));
        }
    }
    changed
}

fn pages(repository: &Repository) -> impl Iterator<Item = (&str, &str)> {
    let pages = repository.texts(".md").filter(|(path, _)| path.starts_with("docs/"));
    pages.filter(|(path, _)| !path.starts_with("docs/decisions/"))
}

/// A block of Rust.
struct Block<'p> {
    /// The file that the line before it names.
    file: Option<&'p str>,
    /// Where its code is on the page, from the line below the fence to the fence's end.
    code: Range<usize>,
}

fn blocks(page: &str) -> Vec<Block<'_>> {
    let (mut found, mut at, mut before, mut open) = (Vec::new(), 0, "", None);
    for line in page.split_inclusive('\n') {
        let end = at + line.len();
        match (open, line.trim_end()) {
            (None, "```rust") => open = Some((named(before), end)),
            (None, text) if text.starts_with("```") => open = Some((None, usize::MAX)),
            (Some((file, start)), "```") => {
                if start != usize::MAX {
                    found.push(Block { file, code: start..at });
                }
                open = None;
            }
            _ => {}
        }
        (before, at) = (line, end);
    }
    found
}

/// The file that a block of one line includes.
fn included(code: &str) -> Option<&str> {
    let file = code.trim_end().strip_prefix("{{#include ")?.strip_suffix("}}")?;
    (!file.contains(['\n', ':'])).then_some(file)
}

fn named(line: &str) -> Option<&str> {
    line.trim().strip_prefix("<!-- ")?.strip_suffix(" -->")
}

#[cfg(test)]
mod tests {
    use super::{super::check, *};

    const CODE: (&str, &str) = ("docs_src/src/a.rs", "fn a() {}\n");

    #[test]
    fn blocks_are_what_their_files_are() {
        let good = "# A\n\n<!-- docs_src/src/a.rs -->\n```rust\nfn a() {}\n```\n\n```sh\n<!-- x -->\n```\n";
        check(blocks_are_files, &[("docs/a.md", good), CODE], &[]);
        let included = "```rust\n{{#include ../../docs_src/src/a.rs}}\n```\n";
        check(blocks_are_files, &[("docs/tutorial/a.md", included), CODE], &[]);
        let lost = "docs/a/b/c.md:1: a block from `docs/docs_src/src/a.rs`, which is not there";
        check(blocks_are_files, &[("docs/a/b/c.md", included), CODE], &[lost]);
        for (page, expected) in [
            ("```rust\nfn a() {}\n```", "docs/a.md:1: a block of Rust that names no file, so nothing compiles it"),
            ("<!-- b.rs -->\n```rust\n```", "docs/a.md:2: a block from `b.rs`, which is not there"),
            (
                "<!-- docs_src/src/a.rs -->\n```rust\nfn b() {}\n```",
                "docs/a.md:2: not as `docs_src/src/a.rs` is: `cargo xtask bless` copies it",
            ),
        ] {
            check(blocks_are_files, &[("docs/a.md", page), CODE], &[expected]);
            check(blocks_are_files, &[("docs/decisions/a.md", page), CODE], &[]);
        }
    }

    #[test]
    fn pages_are_refreshed_from_files() {
        let stale =
            "<!-- docs_src/src/a.rs -->\n```rust\n```\ntext\n<!-- docs_src/src/a.rs -->\n```rust\nfn b() {}\n```\n";
        let fresh = "<!-- docs_src/src/a.rs -->\n```rust\nfn a() {}\n```\ntext\n<!-- docs_src/src/a.rs -->\n```rust\nfn a() {}\n```\n";
        let repository = Repository::of(&[("docs/a.md", stale), ("docs/b.md", fresh), CODE]);
        assert_eq!(refreshed(&repository), [("docs/a.md", fresh.to_owned())]);
    }
}
