//! Holds what is wrong with a request, and finds it out where a function reads the request itself.

use std::fmt;

use bytes::Bytes;
use http::StatusCode;
use serde::de::DeserializeOwned;

use crate::{
    error::{ApiError, Error},
    model::Model,
    respond::{Respond, Response},
    spec::{Answers, Constraints, ErrorAnswer},
    validate::{Target, coerce},
    value::{Tree, Value, from_value},
    violation::{Violation, Violations},
};

/// Reads a model from a value as from a body: leniently, or else with everything that is wrong. For bodies in other formats than
/// JSON, which a function reads itself.
///
/// ```
/// use brigade::{Model, validate};
/// # use serde::Deserialize;
///
/// #[derive(Deserialize, Model)]
/// struct Item {
///     name: String,
///     #[field(gt = 0)]
///     price: f64,
/// }
///
/// let item: Item = validate(&serde_json::from_str(r#"{"name": "Royal", "price": "4.5"}"#)?)?;
/// assert_eq!(item.price, 4.5);
///
/// let invalid = validate::<Item>(&serde_json::from_str(r#"{"price": 0}"#)?).err();
/// let mistakes = invalid.map(|invalid| invalid.to_string());
/// assert_eq!(mistakes.as_deref(), Some("name: Field required; price: Input should be greater than 0"));
/// # Ok::<(), brigade::Error>(())
/// ```
///
/// # Errors
///
/// [`Invalid`] says what is wrong, and where in `value`. With `?` it is answered as usual: 422.
pub fn validate<T: Model + DeserializeOwned>(value: &Value) -> Result<T, Invalid> {
    let mut violations = Violations::default();
    let target = Target { schema: T::schema, constraints: &Constraints::NONE, validator: None };
    match coerce(target, value, &[], &mut violations) {
        Some(fitting) => from_value(fitting.into_owned()).map_err(|error| Invalid(Error::internal(error))),
        None => Err(Invalid(Error::invalid(violations.into_vec(), Bytes::new(), false))),
    }
}

/// Holds everything that is wrong with a request, and its body: what [`App::on_invalid`](crate::App::on_invalid) takes and [`validate`]
/// returns.
///
/// As an answer it is the usual 422, or another status: `(StatusCode::BAD_REQUEST, invalid)`.
#[derive(Debug)]
pub struct Invalid(pub(crate) Error);

impl Invalid {
    /// Returns what is wrong, and where.
    #[must_use]
    pub fn violations(&self) -> &[Violation] {
        self.0.violations()
    }

    /// Returns the body that came, if it was read.
    #[must_use]
    pub fn bytes(&self) -> &Bytes {
        self.0.body()
    }

    /// Returns the body that came: what its JSON says, `null` if there was none, a string of anything else, such as JSON whose
    /// `Content-Type` says nothing of the kind.
    #[must_use]
    pub fn body(&self) -> Value {
        let bytes = self.bytes();
        if bytes.is_empty() {
            return Value::Null;
        }
        let json = self.0.body_is_json().then(|| Tree::parse(bytes, DEPTH_MAX).ok()).flatten();
        json.map_or_else(|| Value::String(String::from_utf8_lossy(bytes).into_owned().into()), Tree::into_static)
    }
}

/// What is written and dropped by recursion must not be deeper.
const DEPTH_MAX: usize = 128;

impl fmt::Display for Invalid {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (index, violation) in self.violations().iter().enumerate() {
            let separator = if index == 0 { "" } else { "; " };
            write!(formatter, "{separator}{violation}")?;
        }
        Ok(())
    }
}

impl From<Invalid> for Error {
    fn from(invalid: Invalid) -> Self {
        invalid.0
    }
}

impl Respond for Invalid {
    fn respond(self, status: Option<StatusCode>) -> Result<Response, Error> {
        self.0.respond(status)
    }

    fn answers() -> Answers {
        <Error as Respond>::answers()
    }
}

impl ApiError for Invalid {
    fn into_error(self) -> Error {
        self.0
    }

    fn answers() -> Vec<ErrorAnswer> {
        Vec::new()
    }
}
