//! Holds a model together with which of its fields were set.

use std::ops::Deref;

use serde::{Deserialize, Deserializer, Serialize, Serializer, de, de::DeserializeOwned};

use crate::{
    error::Result,
    model::Model,
    spec::{Constraints, Source, Type},
    value::{Object, Value, from_value, to_value},
};

/// Is a `T` that knows which of its fields were set.
///
/// As an argument it is read, checked and documented as a `T`: what the client left out has its default. What it did send is
/// applied to another `T` by [`apply_to`](Self::apply_to), which is what a `PATCH` does. As an answer it leaves out what was not set, as
/// FastAPI does with `exclude_unset`.
///
/// ```
/// use brigade::{App, Model, Partial, Result, json, patch, routes, testing::TestClient};
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
/// fn update_burger(burger: Partial<Burger>) -> Result<Burger> {
///     let mut stored = Burger { name: "Veggie".into(), price: 8.5 };
///     burger.apply_to(&mut stored)?;
///     Ok(stored)
/// }
///
/// let client = TestClient::new(App::new("Shop").routes(routes![update_burger]));
/// let answer = client.patch("/burger").json(&json!({"price": 9})).send();
/// assert_eq!(answer.text(), r#"{"name":"Veggie","price":9.0}"#);
/// ```
///
/// An answer of some fields alone is made by [`of`](Self::of).
///
/// Fields are known by their names in JSON, so those that have another name in answers than in requests count as not set.
#[derive(Debug, Clone, PartialEq)]
pub struct Partial<T> {
    value: T,
    /// What the value was read from.
    set: Object,
}

impl<T> Partial<T> {
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
    pub fn of<const N: usize>(value: T, names: [&str; N]) -> Self {
        Self { value, set: names.map(|name| (name.to_owned(), Value::Null)).into_iter().collect() }
    }

    /// Returns whether the field that JSON calls `name` was set.
    #[must_use]
    pub fn is_set(&self, name: &str) -> bool {
        self.set.contains_key(name)
    }

    /// Returns the whole value, defaults included.
    #[must_use]
    pub fn into_inner(self) -> T {
        self.value
    }
}

impl<T: Serialize + DeserializeOwned> Partial<T> {
    /// Gives the fields of `stored` that were set their values; a nested model is replaced as a whole.
    ///
    /// # Errors
    ///
    /// Whatever `T` says when it is written as JSON or read again.
    pub fn apply_to(&self, stored: &mut T) -> Result<()> {
        let mut updated = to_value(stored)?;
        if let (Value::Object(updated), Value::Object(new)) = (&mut updated, to_value(&self.value)?) {
            updated.extend(new.into_iter().filter(|(name, _)| self.is_set(name)));
        }
        *stored = from_value(updated)?;
        Ok(())
    }
}

impl<T> Deref for Partial<T> {
    type Target = T;

    fn deref(&self) -> &T {
        &self.value
    }
}

impl<'de, T: DeserializeOwned> Deserialize<'de> for Partial<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> std::result::Result<Self, D::Error> {
        match Value::deserialize(deserializer)? {
            Value::Object(set) => {
                let value = from_value(Value::Object(set.clone())).map_err(de::Error::custom)?;
                Ok(Self { value, set })
            }
            _ => Err(de::Error::custom("only an object has fields that may be set")),
        }
    }
}

impl<T: Serialize> Serialize for Partial<T> {
    fn serialize<S: Serializer>(&self, serializer: S) -> std::result::Result<S::Ok, S::Error> {
        let mut value = to_value(&self.value).map_err(serde::ser::Error::custom)?;
        if let Value::Object(members) = &mut value {
            keep(members, &self.set);
        }
        value.serialize(serializer)
    }
}

/// Leaves of an object what `set` has, at every depth.
fn keep(members: &mut Object, set: &Object) {
    let kept = std::mem::take(members).into_iter().filter_map(|(name, mut value)| {
        match (&mut value, set.get(&name)?) {
            (Value::Object(members), Value::Object(set)) => keep(members, set),
            (Value::Array(items), Value::Array(sets)) => {
                for (item, set) in items.iter_mut().zip(sets) {
                    if let (Value::Object(members), Value::Object(set)) = (item, set) {
                        keep(members, set);
                    }
                }
            }
            _ => {}
        }
        Some((name, value))
    });
    *members = kept.collect();
}

impl<T: Model> Model for Partial<T> {
    const SOURCE: Source = T::SOURCE;

    fn schema() -> Type {
        T::schema()
    }

    fn holds(&self, constraints: &Constraints) -> bool {
        self.value.holds(constraints)
    }
}
