//! Pages lead somewhere, and what they show is tested.

use std::collections::BTreeMap;

use super::Complaint;
use crate::{
    repository::Repository,
    rust::{blank, modules, without_tests},
};

/// A link from one Markdown file of the repository to another names a file that is there, and a heading that it has.
pub(crate) fn links(repository: &Repository) -> Vec<Complaint> {
    let mut found = Vec::new();
    for (path, text) in repository.texts(".md") {
        for (line, target) in prose(text).flat_map(|(number, line)| targets(line).map(move |target| (number, target))) {
            if target.contains("://") || target.starts_with("mailto:") || target.starts_with('/') {
                continue; // Elsewhere; or a path of a running service, such as `/docs`.
            }
            let (file, anchor) = target.split_once('#').unwrap_or((target, ""));
            let file = if file.is_empty() { path.to_owned() } else { resolve(path, file) };
            if !repository.has(&file) {
                found.push(Complaint::new(path, line, format!("a link to `{target}`, which is not there")));
            } else if !anchor.is_empty()
                && repository.text(&file).is_some_and(|text| !headings(text).contains_key(anchor))
            {
                found.push(Complaint::new(path, line, format!("a link to `{target}`, which has no such heading")));
            }
        }
    }
    found
}

/// The lines of a page outside its code blocks, numbered from 1.
fn prose(text: &str) -> impl Iterator<Item = (usize, &str)> {
    let mut is_code = false;
    (1..).zip(text.lines()).filter(move |(_, line)| {
        let is_fence = line.trim_start().starts_with("```");
        is_code ^= is_fence;
        !is_code && !is_fence
    })
}

/// The targets of the links in a line, code spans left out.
fn targets(line: &str) -> impl Iterator<Item = &str> {
    let is_code = |at: usize| !line[..at].matches('`').count().is_multiple_of(2);
    line.match_indices("](").filter(move |(at, _)| !is_code(*at)).filter_map(|(at, _)| {
        let target = line[at + 2..].split(')').next()?;
        target.split_whitespace().next()
    })
}

/// `target` as seen from the file `from`.
pub(crate) fn resolve(from: &str, target: &str) -> String {
    let mut parts: Vec<&str> = from.split('/').collect();
    parts.pop();
    for part in target.split('/') {
        match part {
            ".." => drop(parts.pop()),
            "." | "" => {}
            part => parts.push(part),
        }
    }
    parts.join("/")
}

/// The anchors of a page's headings, as code hosts make them: lower case, spaces to hyphens, punctuation dropped, the
/// second of a kind numbered.
fn headings(text: &str) -> BTreeMap<String, usize> {
    let mut found = BTreeMap::new();
    for (number, line) in prose(text).filter(|(_, line)| line.starts_with('#')) {
        let title = line.trim_start_matches('#').trim().to_lowercase();
        let anchor: String = title
            .chars()
            .filter(|character| character.is_alphanumeric() || matches!(character, ' ' | '-' | '_'))
            .map(|character| if character == ' ' { '-' } else { character })
            .collect();
        let repeated = (1..).map(|number| format!("{anchor}-{number}"));
        let free = std::iter::once(anchor.clone()).chain(repeated).find(|anchor| !found.contains_key(anchor));
        found.insert(free.expect("numbers do not end"), number);
    }
    found
}

/// The page on which the map is.
const MAP: &str = "ARCHITECTURE.md";

/// Under a heading with a library's folder, ARCHITECTURE.md has a table with its modules, in the order of `lib.rs`.
pub(crate) fn map(repository: &Repository) -> Vec<Complaint> {
    let Some(page) = repository.text(MAP) else { return Vec::new() };
    let libraries = repository.texts("/src/lib.rs").filter(|(path, _)| path.starts_with("crates/"));
    let wrong = libraries.filter_map(|(path, text)| {
        let folder = path.strip_suffix("/src/lib.rs")?;
        let listed = modules(&without_tests(&blank(text)));
        let listed = listed.iter().filter(|module| module.is_file && module.inside.is_empty());
        let listed: Vec<&str> = listed.map(|module| module.name.as_str()).collect();
        let (heading, described) = rows(page, folder);
        let first = (0..listed.len().max(described.len())).find(|&row| listed.get(row) != described.get(row))?;
        let message = match (listed.get(first), described.get(first)) {
            (Some(listed), _) => format!("{path} has `{listed}` as module {} from the top", first + 1),
            (None, Some(described)) => format!("{path} has no module `{described}` there"),
            (None, None) => unreachable!("the row is in one of them"),
        };
        Some(Complaint::new(MAP, heading, message))
    });
    wrong.collect()
}

/// The line of the heading that names `folder`, and the first cells of the rows below it that are `code`.
fn rows<'a>(page: &'a str, folder: &str) -> (usize, Vec<&'a str>) {
    let title = format!("`{folder}`");
    let mut section = prose(page).skip_while(|(_, line)| !(line.starts_with('#') && line.contains(&title)));
    let heading = section.next().map_or(0, |(number, _)| number);
    let cells = section
        .take_while(|(_, line)| !line.starts_with('#'))
        .filter_map(|(_, line)| line.strip_prefix("| `")?.split_once('`').map(|(name, _)| name));
    (heading, cells.collect())
}

/// Every snippet of `docs_src` is shown on a page, which names its file, and is named in a test.
pub(crate) fn snippets(repository: &Repository) -> Vec<Complaint> {
    let mut found = Vec::new();
    let is_snippet = |path: &&str| {
        let name = path.rsplit('/').next().unwrap_or_default();
        path.starts_with("docs_src/src/")
            && path.ends_with(".rs")
            && !["lib.rs", "main.rs", "mod.rs", "host.rs"].contains(&name)
    };
    for path in repository.paths().filter(is_snippet) {
        let stem = path["docs_src/src/".len()..].trim_end_matches(".rs");
        let (folder, name) = stem.rsplit_once('/').unwrap_or(("", stem));
        if repository.has(&format!("docs_src/src/{stem}")) {
            continue; // It only declares the modules in its folder.
        }
        if path.match_indices('/').any(|(at, _)| repository.has(&format!("{}/mod.rs", &path[..at]))) {
            continue; // It is a part of a program of several files.
        }
        if !repository.texts(".md").any(|(page, text)| page.starts_with("docs/") && text.contains(path)) {
            found.push(Complaint::new(path, 0, "a snippet that no page in docs/ shows"));
        }
        let module = folder.rsplit('/').next().unwrap_or_default();
        // The test names both, in its path or in its text: `body.rs` has `tutorial001`, or has `body::tutorial001`.
        let is_named =
            |(test, text): (&str, &str)| text.contains(name) && (test.contains(module) || text.contains(module));
        if !repository.texts(".rs").filter(|(test, _)| test.starts_with("docs_src/tests/")).any(is_named) {
            found.push(Complaint::new(path, 0, "a snippet that no test in docs_src/tests names"));
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::{super::check, *};

    #[test]
    fn links_lead_somewhere() {
        let good: &[(&str, &str)] = &[
            (
                "docs/a.md",
                "[b](b.md) [c](../c.md#it-s-2-nice) [d](deep/) [e](https://host/x.md) [f](#own \"title\") [g](/docs)\n\
                 # Own\n```\n[x](nothing.md)\n```\n`[x](nothing.md)`",
            ),
            ("docs/b.md", ""),
            ("docs/deep/d.md", "[up](../b.md)"),
            ("c.md", "## It-s (2) *nice*!"),
        ];
        check(links, good, &[]);
        let bad = [("docs/a.md", "\n[b](b.md) [own](#there)\n[c](../c.md#two-1)"), ("c.md", "# Two")];
        let expected = [
            "docs/a.md:2: a link to `b.md`, which is not there",
            "docs/a.md:2: a link to `#there`, which has no such heading",
            "docs/a.md:3: a link to `../c.md#two-1`, which has no such heading",
        ];
        check(links, &bad, &expected);
    }

    #[test]
    fn the_map_is_true() {
        let library = ("crates/a/src/lib.rs", "mod top;\npub mod low;\nmod inline { }\n#[cfg(test)]\nmod tests;");
        let page = "# Map\n## The library, `crates/a`\n| module | |\n|---|---|\n| `top` | x |\n| `low` | y |\n## Other\n| `x` |";
        check(map, &[library, (MAP, page)], &[]);
        check(map, &[library], &[]);
        for (page, expected) in [
            ("# Map", "ARCHITECTURE.md: crates/a/src/lib.rs has `top` as module 1 from the top"),
            ("# `crates/a`\n| `top` |", "ARCHITECTURE.md:1: crates/a/src/lib.rs has `low` as module 2 from the top"),
            (
                "# `crates/a`\n| `low` |\n| `top` |",
                "ARCHITECTURE.md:1: crates/a/src/lib.rs has `top` as module 1 from the top",
            ),
            (
                "# `crates/a`\n| `top` |\n| `low` |\n| `x` |",
                "ARCHITECTURE.md:1: crates/a/src/lib.rs has no module `x` there",
            ),
        ] {
            check(map, &[library, (MAP, page)], &[expected]);
        }
    }

    #[test]
    fn snippets_are_shown_and_tested() {
        let good: &[(&str, &str)] = &[
            ("docs/body.md", "docs_src/src/body/tutorial001.rs"),
            ("docs_src/src/lib.rs", ""),
            ("docs_src/src/body.rs", "pub mod tutorial001;"),
            ("docs_src/src/body/tutorial001.rs", ""),
            ("docs_src/tests/it/body.rs", "use docs_src::body::tutorial001;"),
            ("docs_src/src/bigger/app/mod.rs", "mod routers;"),
            ("docs_src/src/bigger/app/routers/items.rs", ""),
        ];
        check(snippets, good, &[]);
        let expected = [
            "docs_src/src/body/tutorial001.rs: a snippet that no page in docs/ shows",
            "docs_src/src/body/tutorial001.rs: a snippet that no test in docs_src/tests names",
        ];
        let bad = [("docs_src/src/body/tutorial001.rs", ""), ("docs_src/tests/it/form.rs", "tutorial001")];
        check(snippets, &bad, &expected);
    }
}
