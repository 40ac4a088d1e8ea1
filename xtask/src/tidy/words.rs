//! Words that have no place in this repository, or only one.

use std::env;

use super::Complaint;
use crate::{
    repository::{Repository, root},
    rust::{blank, documentation, line, words},
};

/// Only `connection`, of what serves and of what asks other servers, names hyper in a library's sources: everything else
/// would survive another HTTP engine.
pub(crate) fn hyper_is_named_in_one_place(repository: &Repository) -> Vec<Complaint> {
    let sources = repository.texts(".rs").filter(|(path, _)| path.starts_with("crates/") && path.contains("/src/"));
    let elsewhere =
        sources.filter(|(path, _)| !path.contains("/serve/connection") && !path.contains("/proxy/connection"));
    elsewhere
        .flat_map(|(path, text)| {
            let code = blank(text);
            let found: Vec<_> = ["hyper::", "hyper;"].iter().flat_map(|name| words(&code, name)).collect();
            found.into_iter().map(move |at| {
                Complaint::new(path, line(text, at), "only serve/connection and proxy/connection name hyper")
            })
        })
        .collect()
}

/// No `todo!` and no `unimplemented!`.
pub(crate) fn no_unfinished_code(repository: &Repository) -> Vec<Complaint> {
    in_code(repository, &["todo!", "unimplemented!"], "unfinished code")
}

/// No `#[ignore]`: a test that does not run says nothing.
pub(crate) fn no_skipped_tests(repository: &Repository) -> Vec<Complaint> {
    in_code(repository, &["#[ignore"], "a test that never runs")
}

fn in_code(repository: &Repository, forbidden: &[&str], message: &str) -> Vec<Complaint> {
    let found = repository.texts(".rs").flat_map(|(path, text)| {
        let code = blank(text);
        let places: Vec<_> = forbidden.iter().flat_map(|word| words(&code, word).map(|at| line(text, at))).collect();
        places.into_iter().map(move |line| Complaint::new(path, line, message))
    });
    found.collect()
}

/// No example in documentation is marked `ignore`: what is not compiled goes stale.
pub(crate) fn no_unchecked_examples(repository: &Repository) -> Vec<Complaint> {
    let found = repository.texts(".rs").flat_map(|(path, text)| {
        let fences = documentation(text).filter_map(|(line, text)| Some((line, text.trim().strip_prefix("```")?)));
        let unchecked = fences.filter(|(_, tags)| tags.split(',').any(|tag| tag.trim().starts_with("ignore")));
        unchecked.map(move |(line, _)| Complaint::new(path, line, "an example that is not compiled"))
    });
    found.collect()
}

/// No file names a folder of the machine it was written on, or where that machine gets its packages.
pub(crate) fn nothing_of_this_machine(repository: &Repository) -> Vec<Complaint> {
    let folders = [env::var("HOME").ok(), env::var("CARGO_HOME").ok(), Some(root().to_string_lossy().into_owned())];
    nothing_of(repository, &folders.into_iter().flatten().collect::<Vec<_>>())
}

/// Settings by which a package manager is pointed at another registry.
const REGISTRIES: [&str; 5] =
    ["replace-with", "index-url", "registry-index", "npm_config_registry", "registry+http://"];

fn nothing_of(repository: &Repository, folders: &[String]) -> Vec<Complaint> {
    let mut found = Vec::new();
    for (path, text) in repository.texts("").filter(|(path, _)| *path != "xtask/src/tidy/words.rs") {
        for folder in folders.iter().filter(|folder| folder.len() > 1) {
            let below = format!("{}/", folder.trim_end_matches('/'));
            // `/root/` is a folder of this machine, `https://host/root/` is not.
            let absolute = text.match_indices(&below).filter(|(at, _)| {
                text[..*at].bytes().next_back().is_none_or(|byte| !byte.is_ascii_alphanumeric() && byte != b'.')
            });
            found.extend(absolute.map(|(at, _)| Complaint::new(path, line(text, at), "a folder of this machine")));
        }
        for setting in REGISTRIES {
            let named = text.match_indices(setting);
            found.extend(named.map(|(at, _)| Complaint::new(path, line(text, at), "a registry of this machine")));
        }
        if path.ends_with("Cargo.lock") {
            let others = text.lines().enumerate().filter(|(_, line)| {
                line.starts_with("source = ")
                    && !line.contains("\"registry+https://github.com/rust-lang/crates.io-index")
            });
            found.extend(others.map(|(number, _)| Complaint::new(path, number + 1, "a package from another registry")));
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::{super::check, *};

    #[test]
    fn hyper_has_one_place() {
        let good: &[(&str, &str)] = &[
            ("crates/a/src/serve/connection.rs", "use hyper::body;"),
            ("crates/a/src/proxy/connection.rs", "use hyper::body;"),
            ("crates/a/src/serve/listener.rs", "// hyper::body\nuse hyper_util::rt;"),
            ("crates/a/tests/it.rs", "use hyper::body;"),
        ];
        check(hyper_is_named_in_one_place, good, &[]);
        check(
            hyper_is_named_in_one_place,
            &[("crates/a/src/app.rs", "\nuse hyper::body;")],
            &["crates/a/src/app.rs:2: only serve/connection and proxy/connection name hyper"],
        );
    }

    #[test]
    fn code_is_finished() {
        check(no_unfinished_code, &[("a.rs", "// todo!()\nlet s = \"todo!()\"; my_todo!()")], &[]);
        let bad = [("a.rs", "\nfn f() { todo!() }\nfn g() { unimplemented!() }")];
        check(no_unfinished_code, &bad, &["a.rs:2: unfinished code", "a.rs:3: unfinished code"]);
    }

    #[test]
    fn tests_run() {
        check(no_skipped_tests, &[("a.rs", "// #[ignore]\nfn ignore() {}")], &[]);
        let bad = [("a.rs", "#[ignore]\nfn a() {}\n#[ignore = \"slow\"]\nfn b() {}")];
        check(no_skipped_tests, &bad, &["a.rs:1: a test that never runs", "a.rs:3: a test that never runs"]);
    }

    #[test]
    fn examples_are_compiled() {
        let good = "/// ```\n/// ```compile_fail\n/// ```text\n/// ```no_run\n// ```ignore\n";
        check(no_unchecked_examples, &[("a.rs", good)], &[]);
        let bad = "//! ```ignore\nfn f() {\n    /// ```rust,ignore\n";
        let expected = ["a.rs:1: an example that is not compiled", "a.rs:3: an example that is not compiled"];
        check(no_unchecked_examples, &[("a.rs", bad)], &expected);
    }

    #[test]
    fn this_machine_is_not_named() {
        let complaints = |path, text| -> Vec<_> {
            let found = nothing_of(&Repository::of(&[(path, text)]), &["/home/cook".to_owned(), "/".to_owned()]);
            found.iter().map(ToString::to_string).collect()
        };
        let source = "source = \"registry+https://github.com/rust-lang/crates.io-index\"";
        for (path, text) in [
            ("a.md", "GET /files/home/cook/recipe.txt, https://host/home/cook/"),
            ("a.md", "/home/cooking/"),
            ("Cargo.lock", source),
        ] {
            assert_eq!(complaints(path, text), [""; 0], "{text}");
        }
        for (path, text, expected) in [
            ("a.md", "\nsee /home/cook/x", "a.md:2: a folder of this machine"),
            ("a.toml", "replace-with = \"x\"", "a.toml:1: a registry of this machine"),
            ("Cargo.lock", "source = \"git+https://host/x\"", "Cargo.lock:1: a package from another registry"),
        ] {
            assert_eq!(complaints(path, text), [expected]);
        }
    }
}
