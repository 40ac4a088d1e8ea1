//! The Rust on a page of the guide is a file's, which is compiled and tested.
//!
//! A block holds one line, `{{#include ../../docs_src/src/body/tutorial001.rs}}`, with the file's place as seen from the
//! page. Decisions are no part of this: what they show has often never been compiled.

use super::{Complaint, documentation::resolve};
use crate::repository::Repository;

/// Every block of Rust on a page includes a file.
pub(crate) fn blocks_are_files(repository: &Repository) -> Vec<Complaint> {
    let pages = repository.texts(".md").filter(|(path, _)| path.starts_with("docs/"));
    let pages = pages.filter(|(path, _)| !path.starts_with("docs/decisions/"));
    let complaints = pages.flat_map(|(page, text)| {
        blocks(text).into_iter().filter_map(move |(line, code)| {
            let message = match included(code).map(|file| resolve(page, file)) {
                None => "a block of Rust that is no file, so nothing compiles it".to_owned(),
                Some(file) if repository.text(&file).is_none() => format!("a block from `{file}`, which is not there"),
                Some(_) => return None,
            };
            Some(Complaint::new(page, line, message))
        })
    });
    complaints.collect()
}

/// The blocks of Rust on a page: the line of the fence, counted from 1, and what it encloses.
fn blocks(page: &str) -> Vec<(usize, &str)> {
    let (mut found, mut at, mut open) = (Vec::new(), 0, None);
    for (number, line) in (1..).zip(page.split_inclusive('\n')) {
        let end = at + line.len();
        open = match (open, line.trim_end()) {
            (None, fence) if fence.starts_with("```") => Some((number, fence, end)),
            (Some((number, fence, start)), "```") => {
                if fence == "```rust" {
                    found.push((number, &page[start..at]));
                }
                None
            }
            (open, _) => open,
        };
        at = end;
    }
    found
}

/// The file that a block of one line includes.
fn included(code: &str) -> Option<&str> {
    let file = code.trim_end().strip_prefix("{{#include ")?.strip_suffix("}}")?;
    (!file.contains(['\n', ':'])).then_some(file)
}

#[cfg(test)]
mod tests {
    use super::{super::check, *};

    #[test]
    fn blocks_include_files() {
        const CODE: (&str, &str) = ("docs_src/src/a.rs", "fn a() {}\n");
        let good = "# A\n\n```rust\n{{#include ../../docs_src/src/a.rs}}\n```\n\n```text\n```rust\nfn b() {}\n```\n```sh\n```\n";
        check(blocks_are_files, &[("docs/tutorial/a.md", good), CODE], &[]);
        for (page, expected) in [
            ("```rust\nfn a() {}\n```", "docs/a.md:1: a block of Rust that is no file, so nothing compiles it"),
            ("\n```rust\n```", "docs/a.md:2: a block of Rust that is no file, so nothing compiles it"),
            (
                "```rust\n{{#include ../docs_src/src/a.rs:2:3}}\n```",
                "docs/a.md:1: a block of Rust that is no file, so nothing compiles it",
            ),
            ("```rust\n{{#include ../b.rs}}\n```", "docs/a.md:1: a block from `b.rs`, which is not there"),
        ] {
            check(blocks_are_files, &[("docs/a.md", page), CODE], &[expected]);
            check(blocks_are_files, &[("docs/decisions/a.md", page), CODE], &[]);
        }
    }
}
