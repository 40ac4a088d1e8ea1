//! Reads what a page of HTML, or a style sheet, refers to.
//!
//! It knows as much of HTML as a generator writes: attributes are quoted, and `<` begins a tag.

use std::{collections::BTreeSet, ops::Range};

use crate::rust::line;

/// What a page refers to, and what of it can be referred to.
#[derive(Debug, Default)]
pub(crate) struct Page {
    pub(crate) anchors: BTreeSet<String>,
    pub(crate) references: Vec<Reference>,
}

#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Reference {
    pub(crate) target: String,
    pub(crate) kind: Kind,
    /// Counted from 1.
    pub(crate) line: usize,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Kind {
    /// A reader follows it.
    Link,
    /// A browser loads it with the page.
    Load,
}

/// Reads a page.
pub(crate) fn page(text: &str) -> Page {
    let mut page = Page::default();
    let mut at = 0;
    while let Some(tag) = next_tag(text, at) {
        at = tag.end;
        let (name, attributes) = read(&text[tag.clone()]);
        for (attribute, value) in attributes {
            let kind = match (name, attribute) {
                (_, "id") | ("a", "name") => {
                    page.anchors.insert(plain(value));
                    continue;
                }
                ("a" | "area", "href") => Kind::Link,
                ("link", "href") | (_, "src") | ("object", "data") => Kind::Load,
                _ => continue,
            };
            page.references.push(Reference { target: plain(value), kind, line: line(text, tag.start) });
        }
        // What a script or a style holds is no HTML.
        if matches!(name, "script" | "style") {
            let end = text[at..].find(&format!("</{name}")).map_or(text.len(), |end| at + end);
            if name == "style" {
                let above = line(text, at) - 1;
                let loads = style(&text[at..end]).into_iter();
                page.references.extend(loads.map(|load| Reference { line: above + load.line, ..load }));
            }
            at = end;
        }
    }
    page
}

/// Reads what a style sheet loads.
pub(crate) fn style(text: &str) -> Vec<Reference> {
    let urls = text.match_indices("url(").filter_map(|(at, opening)| {
        let target = text[at + opening.len()..].split(')').next()?;
        Some((at, target.trim().trim_matches(['"', '\''])))
    });
    let imports = text.match_indices("@import ").filter_map(|(at, opening)| {
        let target = text[at + opening.len()..].split(';').next()?.trim();
        Some((at, target.strip_prefix(['"', '\''])?.trim_end_matches(['"', '\''])))
    });
    let all = urls.chain(imports);
    all.map(|(at, target)| Reference { target: target.to_owned(), kind: Kind::Load, line: line(text, at) }).collect()
}

/// Where the next opening tag is, comments and closing tags left out.
fn next_tag(text: &str, mut at: usize) -> Option<Range<usize>> {
    loop {
        let start = at + text[at..].find('<')?;
        let rest = &text[start..];
        if rest.starts_with("<!--") {
            at = start + rest.find("-->")?;
        } else if rest[1..].starts_with(|first: char| first.is_ascii_alphabetic()) {
            let mut quoted = false;
            let end = rest.find(|character| {
                quoted ^= character == '"';
                character == '>' && !quoted
            })?;
            return Some(start..start + end + 1);
        } else {
            at = start + 1;
        }
    }
}

/// The name of a tag, and its attributes that have values.
fn read(tag: &str) -> (&str, Vec<(&str, &str)>) {
    let inside = tag.trim_start_matches('<').trim_end_matches('>').trim_end_matches('/');
    let (name, mut rest) = inside.split_once(char::is_whitespace).unwrap_or((inside, ""));
    let mut attributes = Vec::new();
    while let Some((before, after)) = rest.split_once("=\"") {
        let Some((value, after)) = after.split_once('"') else { break };
        attributes.push((before.rsplit(char::is_whitespace).next().unwrap_or(before), value));
        rest = after;
    }
    (name, attributes)
}

/// The text that the value of an attribute stands for.
fn plain(value: &str) -> String {
    let entities = [("&quot;", "\""), ("&#39;", "'"), ("&#x27;", "'"), ("&lt;", "<"), ("&gt;", ">"), ("&amp;", "&")];
    entities.iter().fold(value.to_owned(), |value, (entity, character)| value.replace(entity, character))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn references(references: &[Reference]) -> Vec<(&str, Kind, usize)> {
        references.iter().map(|found| (found.target.as_str(), found.kind, found.line)).collect()
    }

    #[test]
    fn a_page_is_read() {
        let page = page(
            "<!-- <a href=\"no\"> --><h1 id=\"one\">1 < 2</h1>\n<a class=\"x\" href=\"b.html#a&amp;b\">b</a>\n\
             <script>let a = '<a href=\"no\">';</script><img alt=\"a > b\" src=\"p.png\"/>\n\
             <style>p { background: url('q.png') }</style><link rel=\"icon\" href=\"f.svg\"><a name=two></a><a name=\"three\">",
        );
        assert_eq!(page.anchors.iter().map(String::as_str).collect::<Vec<_>>(), ["one", "three"]);
        let expected = [
            ("b.html#a&b", Kind::Link, 2),
            ("p.png", Kind::Load, 3),
            ("q.png", Kind::Load, 4),
            ("f.svg", Kind::Load, 4),
        ];
        assert_eq!(references(&page.references), expected);
    }

    #[test]
    fn a_style_sheet_is_read() {
        let found =
            style("@import \"a.css\";\n@font-face { src: url(\"b.woff2\"), url( c.woff2 ); }\n@import url(d.css);");
        let expected = [
            ("b.woff2", Kind::Load, 2),
            ("c.woff2", Kind::Load, 2),
            ("d.css", Kind::Load, 3),
            ("a.css", Kind::Load, 1),
        ];
        assert_eq!(references(&found), expected);
    }
}
