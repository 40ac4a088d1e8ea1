//! Remembers things about a client from request to request, in a cookie that only the application can write.
//!
//! [`Sessions`] is the layer, [`Session`] what operations take; how a session becomes a cookie is in `cookie`.

mod cookie;
mod layer;

use std::{
    collections::BTreeMap,
    fmt,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};

use serde::{Serialize, de::DeserializeOwned};
use serde_json::Value;

pub use self::layer::Sessions;
use crate::{
    extract::{Argument, Extraction},
    spec::{Presence, Schema, Source, Type},
};

type Values = BTreeMap<String, Value>;

/// Holds what the application remembers about a client. An argument of this type is found by its type alone; in other
/// frameworks, it is among the request's extensions.
///
/// Clones are the same session. What is changed goes to the client with the head of the answer. The client can read it, and can
/// come back with an older state of it until that expires: a session says who somebody is, not how much they own.
///
/// ```
/// use brigade::middleware::Session;
///
/// // As a test makes one, for functions that take it.
/// let session = Session::default();
/// session.set("user_id", 7)?;
/// assert_eq!(session.get::<u64>("user_id")?, Some(7));
/// assert!(session.remove("user_id"));
/// # Ok::<(), brigade::middleware::SessionError>(())
/// ```
#[derive(Debug, Clone, Default)]
pub struct Session(Arc<Mutex<Contents>>);

#[derive(Debug, Default)]
struct Contents {
    values: Values,
    /// How long the values may be as JSON; `None` for a session that becomes no cookie.
    json_bytes_max: Option<usize>,
    is_read: bool,
    is_changed: bool,
    /// Whether the head of the answer is on its way.
    is_sent: bool,
}

impl Session {
    fn new(values: Values, json_bytes_max: usize) -> Self {
        let json_bytes_max = Some(json_bytes_max);
        Self(Arc::new(Mutex::new(Contents { values, json_bytes_max, ..Contents::default() })))
    }

    /// Returns the value of `key`; `None` if there is none.
    ///
    /// # Errors
    ///
    /// [`SessionError`] if the value is not of the type `T`, perhaps since an older version of the program has set it.
    pub fn get<T: DeserializeOwned>(&self, key: &str) -> Result<Option<T>, SessionError> {
        let mut contents = self.contents();
        contents.is_read = true;
        let value = contents.values.get(key).map(T::deserialize).transpose();
        value.map_err(|error| SessionError(Kind::Json(key.to_owned(), error)))
    }

    /// Sets the value of `key`.
    ///
    /// # Errors
    ///
    /// [`SessionError`], and the session is as before, if the value cannot be serialised, all values together are more than a cookie can
    /// hold (about 2,900 bytes of JSON), or the head of the answer is on its way already.
    pub fn set(&self, key: &str, value: impl Serialize) -> Result<(), SessionError> {
        let value = serde_json::to_value(value).map_err(|error| SessionError(Kind::Json(key.to_owned(), error)))?;
        let mut contents = self.contents();
        if contents.is_sent {
            return Err(SessionError(Kind::Late));
        }
        let before = contents.values.insert(key.to_owned(), value);
        let json_bytes = cookie::json_bytes(&contents.values);
        match contents.json_bytes_max {
            Some(json_bytes_max) if json_bytes > json_bytes_max => {
                match before {
                    Some(before) => contents.values.insert(key.to_owned(), before),
                    None => contents.values.remove(key),
                };
                Err(SessionError(Kind::TooLarge { json_bytes, json_bytes_max }))
            }
            _ => {
                contents.is_changed = true;
                Ok(())
            }
        }
    }

    /// Removes the value of `key`, and returns whether there was one.
    pub fn remove(&self, key: &str) -> bool {
        let mut contents = self.contents();
        let was_there = contents.values.remove(key).is_some();
        contents.is_read = true;
        contents.is_changed |= was_there;
        was_there
    }

    /// Forgets everything, and with it the cookie: at a logout, and before a login.
    pub fn clear(&self) {
        let mut contents = self.contents();
        contents.values.clear();
        contents.is_changed = true;
    }

    /// Returns whether nothing is remembered.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        let mut contents = self.contents();
        contents.is_read = true;
        contents.values.is_empty()
    }

    fn contents(&self) -> MutexGuard<'_, Contents> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Argument for Session {
    const SOURCE: Source = Source::Injected;
    const PRESENCE: Presence = Presence::Required;
    const SCHEMA: Schema = || Type::Any;

    fn extract(extraction: &mut Extraction<'_>, _index: usize) -> Option<Self> {
        extraction.extension("Sessions")
    }
}

/// Says why a session has not given or taken a value. `?` makes a 500 of it.
#[derive(Debug)]
pub struct SessionError(Kind);

#[derive(Debug)]
enum Kind {
    Json(String, serde_json::Error),
    TooLarge { json_bytes: usize, json_bytes_max: usize },
    Late,
}

impl SessionError {
    /// Returns whether the values are more than a cookie can hold.
    #[must_use]
    pub fn is_too_large(&self) -> bool {
        matches!(self.0, Kind::TooLarge { .. })
    }
}

impl fmt::Display for SessionError {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.0 {
            Kind::Json(key, error) => write!(formatter, "the session's value `{key}`: {error}"),
            Kind::TooLarge { json_bytes, json_bytes_max } => {
                write!(formatter, "a session of {json_bytes} bytes of JSON; its cookie holds {json_bytes_max}")
            }
            Kind::Late => formatter.write_str("a session cannot change once the head of the answer is on its way"),
        }
    }
}

impl std::error::Error for SessionError {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        match &self.0 {
            Kind::Json(_, error) => Some(error),
            _ => None,
        }
    }
}
