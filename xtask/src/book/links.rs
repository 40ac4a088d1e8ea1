//! What was built leads somewhere, is complete, and loads nothing from elsewhere.

use std::collections::BTreeMap;

use super::html::{self, Kind, Page, Reference};
use crate::{
    rust::line,
    tidy::{Complaint, resolve},
};

/// Checks the files of a book, each with its text if it has one.
pub(super) fn complaints(files: &BTreeMap<String, Option<String>>) -> Vec<Complaint> {
    let texts = |end| {
        files
            .iter()
            .filter_map(move |(path, text)| Some((path.as_str(), text.as_deref()?)).filter(|_| path.ends_with(end)))
    };
    let pages: BTreeMap<&str, Page> = texts(".html").map(|(path, text)| (path, html::page(text))).collect();
    let styles: Vec<(&str, Vec<Reference>)> = texts(".css").map(|(path, text)| (path, html::style(text))).collect();
    let of_pages = pages.iter().map(|(path, page)| (*path, &page.references));
    let of_styles = styles.iter().map(|(path, references)| (*path, references));

    let mut found = Vec::new();
    for (path, references) in of_pages.chain(of_styles) {
        for reference in references {
            if let Some(message) = fault(path, reference, files, &pages) {
                found.push(Complaint::new(path, reference.line, message));
            }
        }
    }
    for (path, text) in texts(".html") {
        // The book's script asks play.rust-lang.org wherever there is one.
        for (at, _) in text.match_indices("class=\"playground") {
            found.push(Complaint::new(path, line(text, at), "a playground, which is elsewhere"));
        }
        for (at, _) in text.match_indices("{{#") {
            let directive = text[at..].split_inclusive("}}").next().unwrap_or_default();
            found.push(Complaint::new(path, line(text, at), format!("`{directive}` was not followed")));
        }
    }
    found.sort();
    found
}

/// What is wrong with a reference on the page `path`.
fn fault(
    path: &str,
    reference: &Reference,
    files: &BTreeMap<String, Option<String>>,
    pages: &BTreeMap<&str, Page>,
) -> Option<String> {
    let target = reference.target.as_str();
    if target.starts_with("data:") || target.starts_with("mailto:") {
        return None;
    }
    if target.contains("://") || target.starts_with("//") {
        return (reference.kind == Kind::Load).then(|| format!("`{target}` is loaded from elsewhere"));
    }
    if target.starts_with('/') {
        return Some(format!("`{target}` is not there wherever the book is not at the root of its host"));
    }
    let (file, anchor) = target.split_once('#').unwrap_or((target, ""));
    let file = file.split('?').next().unwrap_or_default();
    let file = if file.is_empty() { path.to_owned() } else { resolve(path, file) };
    if !files.contains_key(&file) {
        return Some(format!("`{target}` is not there"));
    }
    let is_lost = !anchor.is_empty() && pages.get(file.as_str()).is_some_and(|page| !page.anchors.contains(anchor));
    is_lost.then(|| format!("`{target}` has no such heading"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(files: &[(&str, &str)], expected: &[&str]) {
        let files = files.iter().map(|(path, text)| ((*path).to_owned(), Some((*text).to_owned()))).collect();
        let found: Vec<_> = complaints(&files).iter().map(ToString::to_string).collect();
        assert_eq!(found, expected, "{files:#?}");
    }

    #[test]
    fn links_lead_somewhere() {
        let page = "<h1 id=\"top\"><a href=\"#top\"></a></h1><a href=\"../b.html#x\"></a><a href=\"https://host/\"></a><img src=\"data:a\">";
        check(&[("deep/a.html", page), ("b.html", "<p id=\"x\"></p><a href=\"deep/a.html\"></a>")], &[]);
        check(
            &[("deep/a.html", page), ("b.html", "<a href=\"/deep/a.html\"></a>")],
            &[
                "b.html:1: `/deep/a.html` is not there wherever the book is not at the root of its host",
                "deep/a.html:1: `../b.html#x` has no such heading",
            ],
        );
        check(&[("deep/a.html", page)], &["deep/a.html:1: `../b.html#x` is not there"]);
    }

    #[test]
    fn everything_is_loaded_from_the_book() {
        let files = [
            ("a.html", "\n<script src=\"https://cdn/a.js\"></script><link href=\"//cdn/a.css\"><img src=\"a.png\">"),
            ("b.html", "<pre class=\"playground\">"),
            ("css/a.css", "p { background: url(../a.png) } q { background: url(http://cdn/b.png) }"),
            ("a.png", ""),
        ];
        let expected = [
            "a.html:2: `//cdn/a.css` is loaded from elsewhere",
            "a.html:2: `https://cdn/a.js` is loaded from elsewhere",
            "b.html:1: a playground, which is elsewhere",
            "css/a.css:1: `http://cdn/b.png` is loaded from elsewhere",
        ];
        check(&files, &expected);
    }

    #[test]
    fn includes_are_followed() {
        check(
            &[("a.html", "{{ item }}\n{{#include ../x.rs}}")],
            &["a.html:2: `{{#include ../x.rs}}` was not followed"],
        );
    }
}
