//! Reads settings from the environment: variables of the process, and `.env` files.

mod file;

use std::{
    any::type_name,
    borrow::Cow,
    collections::{BTreeSet, HashMap},
    fs,
    io::ErrorKind,
    path::Path,
};

use serde::de::DeserializeOwned;

use crate::{
    error::{Error, Result},
    model::Model,
    spec::{Constraints, Direction, Field, Schema, Struct, Type},
    validate::{self, Target},
    value::{Object, ParseError, Tree, Value, from_value},
    violation::{Step, Violations},
};

/// Arrays and objects inside each other in one variable.
const JSON_DEPTH_MAX: usize = 128;

/// Separates the names of a setting that is a model and of its fields.
const NESTED: &str = "__";

/// Reads settings from the environment, as a [`Model`] describes them.
///
/// Each field is a variable: its name in capitals, or in any case, after the prefix. Values are read leniently, as those of
/// query parameters; lists, maps and models are JSON. The field `url` of a model `database` may also be a variable of its
/// own, `DATABASE__URL`. What `#[serde(default)]`, `Option` and `#[field(…)]` say holds as it does for requests, and all
/// mistakes are named at once.
///
/// ```
/// use brigade::{Environment, Model};
/// use serde::Deserialize;
///
/// #[derive(Deserialize, Model)]
/// struct Settings {
///     admin_email: String,
///     #[serde(default)]
///     #[field(le = 100)]
///     items_per_user: u32,
/// }
///
/// # fn main() -> brigade::Result<()> {
/// let environment = Environment::of([("SHOP_ADMIN_EMAIL", "ann@example.com"), ("SHOP_ITEMS_PER_USER", "7")]);
/// let settings: Settings = environment.prefix("SHOP_").read()?;
/// assert_eq!(settings.items_per_user, 7);
///
/// let error = Environment::of([("ITEMS_PER_USER", "many")]).read::<Settings>().err().unwrap();
/// assert_eq!(
///     error.to_string(),
///     "the settings cannot be read, 2 mistakes:\n  - ADMIN_EMAIL: Field required\n  - ITEMS_PER_USER: Input should be a \
///      valid integer, unable to parse string as an integer"
/// );
/// # Ok(())
/// # }
/// ```
#[derive(Clone, Default)]
pub struct Environment {
    prefix: String,
    /// As the process has them.
    variables: HashMap<String, String>,
    /// By their names in small letters, those of the files included.
    folded: HashMap<String, String>,
    mistakes: Vec<String>,
}

impl Environment {
    /// Takes the variables of the process; those that are not UTF-8 are left out.
    #[must_use]
    pub fn new() -> Self {
        let text = |(name, value): (std::ffi::OsString, std::ffi::OsString)| {
            Some((name.into_string().ok()?, value.into_string().ok()?))
        };
        Self::of(std::env::vars_os().filter_map(text))
    }

    /// Takes these variables instead of those of the process: for tests.
    #[must_use]
    pub fn of<N: Into<String>, V: Into<String>>(variables: impl IntoIterator<Item = (N, V)>) -> Self {
        let variables: HashMap<String, String> =
            variables.into_iter().map(|(name, value)| (name.into(), value.into())).collect();
        Self { variables, ..Self::default() }
    }

    /// Sets what the names of all variables begin with.
    #[must_use]
    pub fn prefix(mut self, prefix: impl Into<String>) -> Self {
        self.prefix = prefix.into();
        self
    }

    /// Adds the variables of a `.env` file, if there is one at `path`. Those of the process win, then those of later files.
    ///
    /// A line is `NAME=value`, with comments after `#`, quotes, and `${NAME}` for other variables.
    #[must_use]
    pub fn file(mut self, path: impl AsRef<Path>) -> Self {
        let path = path.as_ref();
        let read = match fs::read_to_string(path) {
            Ok(text) => file::parse(&text, |name| self.variables.get(name).cloned()),
            Err(error) if error.kind() == ErrorKind::NotFound => return self,
            Err(error) => Err(vec![error.to_string()]),
        };
        match read {
            Ok(variables) => {
                self.folded.extend(variables.into_iter().map(|(name, value)| (name.to_lowercase(), value)))
            }
            Err(mistakes) => {
                self.mistakes.extend(mistakes.iter().map(|mistake| format!("{}: {mistake}", path.display())));
            }
        }
        self
    }

    /// Reads the settings.
    ///
    /// # Errors
    ///
    /// Everything that is wrong, by the names of the variables. The values are left out: they may be secrets.
    ///
    /// # Panics
    ///
    /// If `T` is no struct with named fields.
    pub fn read<T: Model + DeserializeOwned>(mut self) -> Result<T> {
        let shape = nested(T::schema).unwrap_or_else(|| panic!("{} is no struct with named fields", type_name::<T>()));
        self.folded.extend(self.variables.drain().map(|(name, value)| (name.to_lowercase(), value)));
        let mut unread = BTreeSet::new();
        let tree = Tree::Object(self.members(shape, &self.prefix.to_lowercase(), &mut unread));
        let mut violations = Violations::default();
        let target = Target { schema: T::schema, constraints: &Constraints::NONE, validator: None };
        let value = validate::coerce(target, &tree, &[], &mut violations).map(Cow::into_owned);
        let Self { prefix, mut mistakes, .. } = self;
        for violation in violations.into_vec() {
            let name = variable(&prefix, shape, &violation.location);
            // What is no JSON was left out, and would be missing as well.
            if !unread.iter().any(|(unread, _)| name == *unread) {
                mistakes.push(format!("{name}: {}", violation.fault.message));
            }
        }
        mistakes.extend(unread.into_iter().map(|(name, problem)| format!("{name}: {problem}")));
        match value {
            Some(value) if mistakes.is_empty() => from_value(value).map_err(Error::from),
            _ => Err(Error::mistakes("the settings cannot be read", &mistakes)),
        }
    }

    /// Collects what the variables that begin with `prefix` say of the fields of `shape`.
    fn members(&self, shape: &Struct, prefix: &str, unread: &mut BTreeSet<(String, String)>) -> Object {
        let mut members = Object::new();
        for field in shape.fields.iter().filter(|field| field.only != Some(Direction::Output)) {
            if field.flatten {
                if let Some(inner) = nested(field.schema) {
                    members.extend(self.members(inner, prefix, unread));
                }
                continue;
            }
            let name = format!("{prefix}{}", field.name.to_lowercase());
            let mut value = self.folded.get(&name).and_then(|text| {
                let value = read(field.schema, text);
                value.map_err(|problem| unread.insert((name.to_uppercase(), problem))).ok()
            });
            if let Some(inner) = nested(field.schema) {
                let own = self.members(inner, &format!("{name}{NESTED}"), unread);
                match &mut value {
                    Some(Value::Object(members)) => members.extend(own),
                    None if !own.is_empty() => value = Some(Value::Object(own)),
                    _ => {}
                }
            }
            if let Some(value) = value {
                members.insert(field.name, value);
            }
        }
        members
    }
}

impl std::fmt::Debug for Environment {
    /// Leaves out the variables: they may be secrets.
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.debug_struct("Environment").field("prefix", &self.prefix).finish_non_exhaustive()
    }
}

/// Is how a type is written in a variable.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Notation {
    Text,
    Json,
    /// JSON if it is that, else the text itself.
    Either,
}

fn notation(schema: Schema) -> Notation {
    match schema() {
        Type::Optional(inner) => notation(inner),
        Type::Alias(alias) => notation(alias.schema),
        Type::List(_) | Type::Set(_) | Type::Tuple(_) | Type::Map(..) | Type::Struct(_) => Notation::Json,
        Type::Union(union) if union.variants.iter().any(|variant| notation(variant.schema) != Notation::Text) => {
            Notation::Either
        }
        _ => Notation::Text,
    }
}

/// Reads the text of a variable, as its type is written.
fn read(schema: Schema, text: &str) -> Result<Value, String> {
    let own = || Value::from(text);
    let parsed = match notation(schema) {
        Notation::Text => return Ok(own()),
        Notation::Either => {
            return Ok(Tree::parse(text.as_bytes(), JSON_DEPTH_MAX).map_or_else(|_| own(), Tree::into_static));
        }
        Notation::Json => Tree::parse(text.as_bytes(), JSON_DEPTH_MAX),
    };
    parsed.map(Tree::into_static).map_err(|error| match error {
        ParseError::Syntax { message, .. } => format!("no JSON: {message}"),
        ParseError::Undecodable => "JSON that no value can hold".to_owned(),
    })
}

/// Returns the fields of a type that is a model.
fn nested(schema: Schema) -> Option<&'static Struct> {
    match schema() {
        Type::Struct(shape) => Some(shape),
        Type::Optional(inner) => nested(inner),
        Type::Alias(alias) => nested(alias.schema),
        _ => None,
    }
}

/// Finds the field of `shape`, or of a model that is flattened in it.
fn find(shape: &'static Struct, name: &str) -> Option<&'static Field> {
    let flattened = shape.fields.iter().filter(|field| field.flatten).filter_map(|field| nested(field.schema));
    let own = shape.fields.iter().find(|field| !field.flatten && field.name == name);
    own.or_else(|| flattened.into_iter().find_map(|inner| find(inner, name)))
}

/// Returns the variable that a location leads to, and the way from there on.
fn variable(prefix: &str, shape: &'static Struct, location: &[Step<'_>]) -> String {
    let mut text = String::new();
    let mut inside = Some(shape);
    for step in location {
        match (inside, step) {
            (Some(shape), Step::Name(name)) => {
                text.push_str(if text.is_empty() { prefix } else { NESTED });
                text.push_str(name);
                text = text.to_uppercase();
                inside = find(shape, name).and_then(|field| nested(field.schema));
            }
            (None, Step::Name(name)) => text.extend([".", name]),
            (_, Step::Index(index)) => text.push_str(&format!("[{index}]")),
        }
    }
    text
}
