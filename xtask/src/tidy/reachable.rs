//! Every Rust file is compiled: code that nobody builds is wrong before long.

use std::collections::BTreeSet;

use super::Complaint;
use crate::{
    repository::Repository,
    rust::{blank, modules},
};

/// Every `.rs` file is the root of a Cargo target, or a `mod` line leads to it, or its folder is named in a file that
/// is compiled (the cases of a test that compiles them itself).
pub(crate) fn rust_files(repository: &Repository) -> Vec<Complaint> {
    let mut compiled = BTreeSet::new();
    let mut packages = Vec::new();
    for (manifest, text) in repository.texts("Cargo.toml").filter(|(_, text)| text.contains("[package]")) {
        let package = manifest.strip_suffix("Cargo.toml").expect("the path ends so");
        packages.push(package);
        for path in repository.paths().filter(|path| is_target(package, path, text)) {
            follow(repository, path, true, &mut compiled);
        }
    }
    let missing = repository.texts(".rs").filter(|(path, _)| !compiled.contains(*path)).filter(|(path, _)| {
        let package = packages.iter().filter(|package| path.starts_with(**package)).max_by_key(|package| package.len());
        let Some(package) = package else { return true };
        let case = &path[package.len()..];
        // A folder at the top, such as `tests`, would excuse everything in it.
        let folders = case.match_indices('/').map(|(slash, _)| &case[..slash]).filter(|folder| folder.contains('/'));
        let names: Vec<_> = folders.flat_map(|folder| [format!("\"{folder}/"), format!("\"{folder}\"")]).collect();
        let of_package = compiled.iter().filter(|path| path.starts_with(package));
        let mut texts = of_package.filter_map(|path| repository.text(path));
        !texts.any(|text| names.iter().any(|name| text.contains(name)))
    });
    missing.map(|(path, _)| Complaint::new(path, 0, "no target or `mod` line leads to this file")).collect()
}

/// Whether Cargo makes a target of `path`, by its place or because the manifest names it.
fn is_target(package: &str, path: &str, manifest: &str) -> bool {
    let Some(path) = path.strip_prefix(package).filter(|path| path.ends_with(".rs")) else { return false };
    let by_place = matches!(
        path.split('/').collect::<Vec<_>>()[..],
        ["build.rs"]
            | ["src", "lib.rs" | "main.rs"]
            | ["src", "bin", _]
            | ["src", "bin", _, "main.rs"]
            | ["tests" | "examples" | "benches", _]
            | ["tests" | "examples" | "benches", _, "main.rs"]
    );
    by_place || manifest.contains(&format!("path = \"{path}\""))
}

/// Adds `path` and the files that its `mod` lines name. A root's modules are beside it, as those of `mod.rs` are.
fn follow(repository: &Repository, path: &str, is_root: bool, compiled: &mut BTreeSet<String>) {
    let Some(text) = repository.text(path) else { return };
    if !compiled.insert(path.to_owned()) {
        return;
    }
    let (folder, name) = path.rsplit_once('/').unwrap_or(("", path));
    let stem = name.trim_end_matches(".rs");
    let folder = if is_root || stem == "mod" { folder.to_owned() } else { format!("{folder}/{stem}") };
    for module in modules(&blank(text)).iter().filter(|module| module.is_file) {
        let inside = module.inside.iter().fold(folder.clone(), |folder, name| format!("{folder}/{name}"));
        let named = path_attribute(&text[..module.at]).map(|file| normal(&format!("{inside}/{file}")));
        let by_name = [format!("{inside}/{}.rs", module.name), format!("{inside}/{}/mod.rs", module.name)];
        for file in named.into_iter().chain(by_name) {
            follow(repository, file.trim_start_matches('/'), false, compiled);
        }
    }
}

/// The file that `#[path = "…"]` gives, if `before` ends with it.
fn path_attribute(before: &str) -> Option<&str> {
    let line = before.trim_end().trim_end_matches("pub").trim_end().lines().next_back()?;
    line.trim().strip_prefix("#[path = \"")?.strip_suffix("\"]")
}

/// `a/b/../c` is `a/c`.
fn normal(path: &str) -> String {
    let mut parts: Vec<&str> = Vec::new();
    for part in path.split('/') {
        match part {
            ".." => drop(parts.pop()),
            "." => {}
            part => parts.push(part),
        }
    }
    parts.join("/")
}

#[cfg(test)]
mod tests {
    use super::{super::check, rust_files};

    #[test]
    fn every_file_is_compiled() {
        let manifest = ("a/Cargo.toml", "[package]\nname = \"a\"\n[[bench]]\npath = \"speed/all.rs\"\n");
        let good: &[(&str, &str)] = &[
            ("Cargo.toml", "[workspace]"),
            manifest,
            ("a/build.rs", ""),
            ("a/src/lib.rs", "mod b;\nmod inline { mod c; }\n#[path = \"../other.rs\"]\npub mod d;"),
            ("a/src/b.rs", "mod e;"),
            ("a/src/b/e/mod.rs", "mod f;"),
            ("a/src/inline/c.rs", ""),
            ("a/other.rs", ""),
            ("a/speed/all.rs", ""),
            ("a/src/bin/tool.rs", ""),
            ("a/tests/it/main.rs", "mod cases;\nconst MISTAKES: &str = \"tests/mistakes/*.rs\";"),
            ("a/tests/it/cases.rs", ""),
            ("a/tests/mistakes/deep/one.rs", ""),
            ("a/src/b/e/f.rs", "const FOLDER: &str = \"tests/expansions\";"),
            ("a/tests/expansions/two.rs", ""),
        ];
        check(rust_files, good, &[]);
        let bad: &[(&str, &str)] = &[
            manifest,
            ("a/src/lib.rs", "// mod b; \"tests/other/\" \"tests/\""),
            ("a/src/b.rs", ""),
            ("a/tests/mistakes/one.rs", ""),
            ("loose.rs", ""),
        ];
        let expected = [
            "a/src/b.rs: no target or `mod` line leads to this file",
            "a/tests/mistakes/one.rs: no target or `mod` line leads to this file",
            "loose.rs: no target or `mod` line leads to this file",
        ];
        check(rust_files, bad, &expected);
    }
}
