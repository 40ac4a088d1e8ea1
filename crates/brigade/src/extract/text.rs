//! Finds the texts of path, query, header and cookie parameters.

use std::borrow::Cow;

use http::HeaderMap;

use super::{
    file,
    plan::{Shape, shape},
};
use crate::{
    multipart::{Content, Form},
    pairs::{self, text},
    spec::{Field, Presence},
    value::{Members, Tree},
};

/// Is what a request has for one parameter.
#[derive(Debug, PartialEq)]
pub(super) enum Found<'c> {
    Absent,
    Text(Cow<'c, str>),
    Tree(Tree<'c>),
}

/// Holds names and texts in the order in which they came, with repetitions. A file of a form is there as errors show it.
pub(super) struct Pairs<'c> {
    pairs: Vec<(Cow<'c, str>, Tree<'c>)>,
    repeated: Repeated,
}

/// Says which of a repeated scalar counts.
#[derive(Clone, Copy)]
enum Repeated {
    First,
    Last,
}

impl<'c> Pairs<'c> {
    /// Reads a query string or a form.
    pub(super) fn urlencoded(text: &'c [u8]) -> Self {
        let pairs = pairs::urlencoded(text).map(|(name, text)| (name, Tree::String(text))).collect();
        Self { pairs, repeated: Repeated::Last }
    }

    /// Takes the fields of a form that may have files.
    pub(super) fn form(form: &'c Form) -> Self {
        let value = |content: &'c Content| match content {
            Content::Text(text) => Tree::String(text.into()),
            Content::File(file) => file::shown(file),
        };
        let pairs = form.iter().map(|part| (Cow::Borrowed(&*part.name), value(&part.content))).collect();
        Self { pairs, repeated: Repeated::Last }
    }

    pub(super) fn cookies(headers: &HeaderMap) -> Self {
        let pairs = pairs::cookies(headers).into_iter();
        let pairs = pairs.map(|(name, text)| (name.into(), Tree::String(text.into()))).collect();
        Self { pairs, repeated: Repeated::Last }
    }

    /// Reads all headers; names are lower-case.
    fn headers(headers: &'c HeaderMap) -> Self {
        let pairs = headers.iter().map(|(name, value)| (Cow::Borrowed(name.as_str()), Tree::String(text(value))));
        Self { pairs: pairs.collect(), repeated: Repeated::First }
    }

    /// Takes one parameter.
    pub(super) fn find(&self, name: &str, shape: Shape) -> Found<'c> {
        match shape {
            Shape::Scalar => self.one(name).map_or(Found::Absent, found),
            Shape::List => list(self.all(name).cloned()),
            Shape::Model(fields) => Found::Tree(Tree::Object(self.object(fields, |field| Cow::Borrowed(field.name)))),
        }
    }

    /// Builds the object of a parameter model: its `fields` under the names that `wire_name` gives, then whatever else came.
    ///
    /// What came under a field's own name where another is asked for is dropped: it must not pass for the field.
    fn object(&self, fields: &'static [Field], wire_name: impl Fn(&Field) -> Cow<'static, str>) -> Members<'c> {
        let mut object = Members::new();
        let mut known = Vec::with_capacity(2 * fields.len());
        for field in fields.iter().filter(|field| !field.flatten) {
            let name = wire_name(field);
            let found = match shape(field.schema) {
                Shape::List => list(self.all(&name).cloned()),
                Shape::Scalar | Shape::Model(_) => self.one(&name).map_or(Found::Absent, found),
            };
            let value = match (found, field.presence) {
                (Found::Text(text), _) => Some(Tree::String(text)),
                (Found::Tree(value), _) => Some(value),
                (Found::Absent, Presence::Default(default)) => Some(default()),
                (Found::Absent, Presence::Required | Presence::Optional) => None,
            };
            if let Some(value) = value {
                object.insert(field.name, value);
            }
            known.extend([name, Cow::Borrowed(field.name)]);
        }
        for (name, value) in &self.pairs {
            if known.contains(name) {
                continue;
            }
            let value = value.clone();
            match object.get_mut(name) {
                None => {
                    object.insert(name.clone(), value);
                }
                Some(Tree::Array(values)) => values.push(value),
                Some(first) => *first = Tree::Array(vec![std::mem::take(first), value]),
            }
        }
        object
    }

    fn one(&self, name: &str) -> Option<&Tree<'c>> {
        match self.repeated {
            Repeated::First => self.all(name).next(),
            Repeated::Last => self.all(name).next_back(),
        }
    }

    /// Returns what came under a name.
    pub(super) fn all(&self, name: &str) -> impl DoubleEndedIterator<Item = &Tree<'c>> {
        self.pairs.iter().filter(move |(key, _)| key == name).map(|(_, value)| value)
    }
}

/// Takes one header; of a repeated scalar the first counts.
pub(super) fn header<'c>(headers: &'c HeaderMap, name: &str, shape: Shape, hyphens: bool) -> Found<'c> {
    match shape {
        Shape::Scalar => headers.get(name).map_or(Found::Absent, |value| Found::Text(text(value))),
        Shape::List => list(headers.get_all(name).into_iter().map(|value| Tree::String(text(value)))),
        Shape::Model(fields) => {
            let wire_name = |field: &Field| Cow::Owned(field.header(hyphens).to_ascii_lowercase());
            Found::Tree(Tree::Object(Pairs::headers(headers).object(fields, wire_name)))
        }
    }
}

fn found<'c>(value: &Tree<'c>) -> Found<'c> {
    match value {
        Tree::String(text) => Found::Text(text.clone()),
        other => Found::Tree(other.clone()),
    }
}

fn list<'c>(values: impl Iterator<Item = Tree<'c>>) -> Found<'c> {
    let values: Vec<_> = values.collect();
    if values.is_empty() { Found::Absent } else { Found::Tree(Tree::Array(values)) }
}

#[cfg(test)]
mod tests {
    use http::{HeaderValue, header};

    use super::*;

    #[test]
    fn cookies_are_read_as_browsers_send_them() {
        for (line, name, expected) in [
            ("a=1; b=2", "b", Some("2")),
            ("a=1; a=2", "a", Some("2")),
            ("a=\"x y\"", "a", Some("x y")),
            (r#"a="x\"y\054z""#, "a", Some("x\"y,z")),
            ("a = 1 ;b", "a", Some("1")),
            ("a=1=2", "a", Some("1=2")),
            ("b", "", Some("b")),
            ("a=", "a", Some("")),
            ("a=1", "A", None),
            ("", "a", None),
        ] {
            let mut headers = HeaderMap::new();
            headers.insert(header::COOKIE, HeaderValue::from_str(line).expect("the table has valid lines"));
            let found = Pairs::cookies(&headers).find(name, Shape::Scalar);
            let expected = expected.map_or(Found::Absent, |text| Found::Text(text.into()));
            assert_eq!(found, expected, "{line:?}");
        }
    }
}
