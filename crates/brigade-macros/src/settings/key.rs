//! Names the keys and says which attribute takes which.

use syn::Ident;

use crate::report::Report;

macro_rules! keys {
    ($($variant:ident $name:literal,)*) => {
        /// Names a setting.
        #[derive(Clone, Copy, PartialEq, Eq)]
        pub(crate) enum Key { $($variant,)* }

        impl Key {
            const ALL: &[Key] = &[$(Key::$variant,)*];

            /// Returns the key as people write it.
            pub(crate) fn name(self) -> &'static str {
                match self { $(Key::$variant => $name,)* }
            }
        }
    };
}

keys! {
    Default "default",
    Required "required",
    Alias "alias",
    Title "title",
    Description "description",
    Gt "gt",
    Ge "ge",
    Lt "lt",
    Le "le",
    MultipleOf "multiple_of",
    MinLength "min_length",
    MaxLength "max_length",
    Pattern "pattern",
    MaxDigits "max_digits",
    DecimalPlaces "decimal_places",
    AllowInfNan "allow_inf_nan",
    Strict "strict",
    Examples "examples",
    OpenapiExamples "openapi_examples",
    JsonSchema "json_schema",
    JsonSchemaExtra "json_schema_extra",
    Deprecated "deprecated",
    Hidden "hidden",
    HideDefault "hide_default",
    Embed "embed",
    MediaType "media_type",
    ConvertUnderscores "convert_underscores",
    Validate "validate",
}

/// Is an attribute that takes settings.
pub(crate) struct Place {
    /// The attribute's name.
    pub(crate) attribute: &'static str,
    /// The keys that it takes.
    takes: fn(Key) -> bool,
    /// What to write instead of a key that it does not take.
    instead: &'static [(Key, &'static str)],
}

impl Place {
    pub(crate) const FIELD: Place = Place {
        attribute: "field",
        takes: |key| {
            !matches!(key, Key::Default | Key::Required | Key::Alias | Key::OpenapiExamples)
                && !of_body(key)
                && !of_header(key)
        },
        instead: &[
            (
                Key::Default,
                "serde has to know a field's default too: write `#[serde(default)]` or `#[serde(default = \"path\")]`",
            ),
            (Key::Alias, "serde has to know a field's name too: write `#[serde(rename = \"…\")]`"),
            (Key::Required, "a field is required unless it is an `Option` or has `#[serde(default)]`"),
        ],
    };
    pub(crate) const PATH: Place = Place {
        attribute: "path",
        takes: |key| {
            !matches!(key, Key::Default | Key::Required | Key::HideDefault) && !of_body(key) && !of_header(key)
        },
        instead: &[
            (Key::Default, "a part of the path is never absent"),
            (Key::Required, "a part of the path is always required"),
        ],
    };
    pub(crate) const QUERY: Place =
        Place { attribute: "query", takes: |key| !of_body(key) && !of_header(key), instead: &[] };
    pub(crate) const HEADER: Place = Place { attribute: "header", takes: |key| !of_body(key), instead: &[] };
    pub(crate) const COOKIE: Place =
        Place { attribute: "cookie", takes: |key| !of_body(key) && !of_header(key), instead: &[] };
    pub(crate) const BODY: Place = Place { attribute: "body", takes: |key| !of_header(key), instead: &[] };
    pub(crate) const FORM: Place = Place {
        attribute: "form",
        takes: |key| !of_body(key) && !of_header(key),
        instead: &[
            (Key::Embed, "the fields of a form stand beside each other"),
            (Key::MediaType, "a form is `application/x-www-form-urlencoded`"),
        ],
    };
    pub(crate) const FILE: Place = Place {
        attribute: "file",
        takes: |key| {
            use Key::{Alias, Deprecated, Description, Examples, Hidden, JsonSchemaExtra, MaxLength, MinLength, Title};
            matches!(
                key,
                Alias | Title | Description | MinLength | MaxLength | Examples | JsonSchemaExtra | Deprecated | Hidden
            )
        },
        instead: &[
            (Key::Default, "a file that may be absent is an `Option`"),
            (Key::Required, "a file is required unless it is an `Option`"),
            (Key::MediaType, "a form with files is `multipart/form-data`"),
        ],
    };

    /// Returns the key that `name` stands for, or reports why there is none.
    pub(super) fn key(&self, name: &Ident, report: &mut Report) -> Option<Key> {
        let written = name.to_string();
        let known = Key::ALL.iter().copied().find(|key| key.name() == written);
        let attribute = self.attribute;
        match known {
            Some(key) if (self.takes)(key) => return known,
            Some(key) => match self.instead.iter().find(|(other, _)| *other == key) {
                Some((_, instead)) => {
                    report.at(name, format_args!("`#[{attribute}]` does not take `{written}`: {instead}"))
                }
                None => report
                    .at(name, format_args!("`#[{attribute}]` does not take `{written}`; it takes {}", self.list())),
            },
            None => {
                report.at(name, unknown(&written, self.names(), &format!("`#[{attribute}]` takes {}", self.list())))
            }
        }
        None
    }

    fn names(&self) -> impl Iterator<Item = &'static str> {
        Key::ALL.iter().filter(|key| (self.takes)(**key)).map(|key| key.name())
    }

    fn list(&self) -> String {
        self.names().map(|name| format!("`{name}`")).collect::<Vec<_>>().join(", ")
    }
}

fn of_body(key: Key) -> bool {
    matches!(key, Key::Embed | Key::MediaType)
}

fn of_header(key: Key) -> bool {
    key == Key::ConvertUnderscores
}

/// Says that `written` is no setting, which one it resembles, and which there are.
pub(crate) fn unknown(written: &str, names: impl Iterator<Item = &'static str>, all: &str) -> String {
    match nearest(written, names) {
        Some(name) => format!("unknown setting `{written}`; did you mean `{name}`? {all}"),
        None => format!("unknown setting `{written}`; {all}"),
    }
}

/// Finds the name that `written` was probably meant to be: at most a third of its letters differ.
fn nearest(written: &str, names: impl Iterator<Item = &'static str>) -> Option<&'static str> {
    let letters_wrong_max = written.chars().count().div_ceil(3).min(3);
    names
        .map(|name| (distance(written, name), name))
        .min()
        .filter(|(wrong, _)| *wrong <= letters_wrong_max)
        .map(|(_, name)| name)
}

/// Counts the letters to insert, remove, replace or swap with their neighbour to get from one word to the other.
fn distance(from: &str, to: &str) -> usize {
    let (from, to): (Vec<char>, Vec<char>) = (from.to_lowercase().chars().collect(), to.chars().collect());
    let mut rows = vec![(0..=to.len()).collect::<Vec<_>>()];
    for (i, letter) in from.iter().enumerate() {
        let mut row = vec![i + 1];
        for (j, other) in to.iter().enumerate() {
            let mut least = (rows[i][j] + usize::from(letter != other)).min(rows[i][j + 1] + 1).min(row[j] + 1);
            if i > 0 && j > 0 && from[i - 1] == *other && *letter == to[j - 1] {
                least = least.min(rows[i - 1][j - 1] + 1);
            }
            row.push(least);
        }
        rows.push(row);
    }
    rows[from.len()][to.len()]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_nearest_name_is_suggested_if_it_is_near() {
        let names = || Key::ALL.iter().map(|key| key.name());
        for (written, wanted) in [
            ("max_lenght", Some("max_length")),
            ("maxlength", Some("max_length")),
            ("example", Some("examples")),
            ("Pattern", Some("pattern")),
            ("deprecate", Some("deprecated")),
            ("qe", Some("ge")),
            ("regex", None),
            ("include_in_schema", None),
        ] {
            assert_eq!(nearest(written, names()), wanted, "{written}");
        }
    }
}
