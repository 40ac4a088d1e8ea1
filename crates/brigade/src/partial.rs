//! Holds a model together with which of its fields were set.

use std::ops::Deref;

use serde::{Deserialize, Deserializer, Serialize, Serializer, de, de::DeserializeOwned};

use crate::{
    model::Model,
    spec::{Constraints, Extra, Presence, Schema, Source, Type},
    value::{Object, Value, from_value, to_value},
};

/// Is a `T` that knows which of its fields were set.
///
/// As an argument it is read, checked and documented as a `T`: what the client left out has its default. What it did send is
/// given to another `T` by [`apply_to`](Self::apply_to), which is what a `PATCH` does. As an answer it leaves out what was not
/// set, as FastAPI does with `exclude_unset`.
///
/// ```
/// use brigade::{App, Model, Partial, json, patch, routes, testing::TestClient};
/// use serde::{Deserialize, Serialize};
///
/// #[derive(Serialize, Deserialize, Model)]
/// #[serde(default)]
/// struct Burger {
///     name: String,
///     price: f64,
/// }
///
/// impl Default for Burger {
///     fn default() -> Self {
///         Self { name: "Plain".into(), price: 5.0 }
///     }
/// }
///
/// #[patch("/burger")]
/// fn update_burger(burger: Partial<Burger>) -> Burger {
///     let mut stored = Burger { name: "Veggie".into(), price: 8.5 };
///     burger.apply_to(&mut stored);
///     stored
/// }
///
/// let client = TestClient::new(App::new("Shop").routes(routes![update_burger]));
/// let answer = client.patch("/burger").json(&json!({"price": 9})).send();
/// assert_eq!(answer.text(), r#"{"name":"Veggie","price":9.0}"#);
/// ```
///
/// An answer of some fields alone is made by [`of`](Self::of).
#[derive(Debug, Clone, PartialEq)]
pub struct Partial<T: Fields> {
    value: T,
    /// Has the names that were set at every depth, and `null` in the place of all other values.
    set: Object,
}

/// Is a struct whose fields a request may leave out, one by one: what [`Partial`] holds.
///
/// `#[derive(Model)]` implements it for structs with named fields.
#[diagnostic::on_unimplemented(
    message = "`{Self}` has no fields that could be left out",
    note = "`Partial` holds structs with named fields that derive `Model`"
)]
pub trait Fields: Model {}

impl<T: Fields> Partial<T> {
    /// Makes a `T` of which the fields that JSON calls `names` are set: as an answer it has no others.
    ///
    /// ```
    /// use brigade::{Model, Partial, get};
    /// use serde::Serialize;
    ///
    /// #[derive(Serialize, Model)]
    /// struct Burger {
    ///     name: String,
    ///     cost: f64,
    /// }
    ///
    /// #[get("/burger")]
    /// fn read_burger() -> Partial<Burger> {
    ///     Partial::of(Burger { name: "Veggie".into(), cost: 3.25 }, ["name"])
    /// }
    /// # let client = brigade::testing::TestClient::new(brigade::App::new("Shop").routes(brigade::routes![read_burger]));
    /// # assert_eq!(client.get("/burger").send().text(), r#"{"name":"Veggie"}"#);
    /// ```
    #[must_use]
    pub fn of<N: Into<String>>(value: T, names: impl IntoIterator<Item = N>) -> Self {
        Self { value, set: names.into_iter().map(|name| (name.into(), Value::Null)).collect() }
    }

    /// Returns whether the field that requests call `name` was set. One that came under an alias is set under that.
    #[must_use]
    pub fn is_set(&self, name: &str) -> bool {
        self.set.contains_key(name)
    }

    /// Returns the whole value, defaults included.
    #[must_use]
    pub fn into_inner(self) -> T {
        self.value
    }

    /// Gives `stored` the values of the fields that were set, and leaves the others as they are. A nested model is replaced
    /// as a whole.
    pub fn apply_to(mut self, stored: &mut T) {
        let set = self.set;
        self.value.merge(&|name| set.contains_key(name), stored);
    }
}

impl<T: Fields> Deref for Partial<T> {
    type Target = T;

    fn deref(&self) -> &T {
        &self.value
    }
}

impl<'de, T: Fields + DeserializeOwned> Deserialize<'de> for Partial<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let value = Value::deserialize(deserializer)?;
        let Value::Object(set) = names(&value) else {
            return Err(de::Error::custom("only an object has fields that may be set"));
        };
        Ok(Self { value: from_value(value).map_err(de::Error::custom)?, set })
    }
}

/// Leaves of a value its names and its shape, where it has names.
fn names(value: &Value) -> Value {
    match value {
        Value::Object(members) => members.iter().map(|(name, value)| (name.to_owned(), names(value))).collect(),
        Value::Array(items) if items.iter().any(|item| matches!(item, Value::Object(_) | Value::Array(_))) => {
            items.iter().map(names).collect()
        }
        _ => Value::Null,
    }
}

impl<T: Fields + Serialize> Serialize for Partial<T> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut value = to_value(&self.value).map_err(serde::ser::Error::custom)?;
        if let Value::Object(members) = &mut value {
            keep_members(members, &self.set, T::schema);
        }
        value.serialize(serializer)
    }
}

/// Leaves of `value` what `set` has, at every depth that `schema` describes.
fn keep(value: &mut Value, set: &Value, schema: Schema) {
    match (schema(), value, set) {
        (Type::Optional(schema), value, set) => keep(value, set, schema),
        (Type::Alias(alias), value, set) => keep(value, set, alias.schema),
        (_, Value::Object(members), Value::Object(set)) => keep_members(members, set, schema),
        // The items of a set are in another order than they were sent in.
        (Type::List(schema), Value::Array(items), Value::Array(sets)) => {
            items.iter_mut().zip(sets).for_each(|(item, set)| keep(item, set, schema));
        }
        (Type::Tuple(schemas), Value::Array(items), Value::Array(sets)) => {
            items.iter_mut().zip(sets).zip(schemas).for_each(|((item, set), schema)| keep(item, set, *schema));
        }
        _ => {}
    }
}

fn keep_members(members: &mut Object, set: &Object, schema: Schema) {
    let schema = schema();
    let kept = std::mem::take(members).into_iter().filter_map(|(name, mut value)| {
        let field = match &schema {
            Type::Struct(model) => model.fields.iter().find(|field| field.name_out == name),
            _ => None,
        };
        let name_in = field.map(|field| field.name).filter(|name| set.contains_key(name));
        let set = set.get(name_in.unwrap_or(&name))?;
        keep(&mut value, set, field.map_or(Value::schema, |field| field.schema));
        Some((name, value))
    });
    *members = kept.collect();
}

impl<T: Fields> Model for Partial<T> {
    const SOURCE: Source = T::SOURCE;
    const PRESENCE: Presence = T::PRESENCE;
    const EXTRA: Extra = T::EXTRA;

    fn schema() -> Type {
        T::schema()
    }

    fn holds(&self, constraints: &Constraints) -> bool {
        self.value.holds(constraints)
    }
}
