//! Says which types go over the wire, and how the standard library's do.
//!
//! [`Model`] joins a type to its description. Whether a type can be read or written is serde's
//! business: an input needs `Deserialize` beside `Model`, an output `Serialize`.

pub(crate) mod constrain;
mod collection;
mod number;
mod text;
mod wrapper;

use crate::{
    spec::{Constraints, DocumentedResponse, Extra, Presence, Source, Type},
    value::Value,
};

/// Describes how a type looks on the wire. Derive it.
///
/// ```
/// use brigade::Model;
/// use serde::{Deserialize, Serialize};
///
/// /// A burger, ready to eat.
/// #[derive(Serialize, Deserialize, Model)]
/// struct Burger {
///     name: String,
///     #[field(gt = 0, description = "In dollars")]
///     price: f64,
/// }
/// ```
#[diagnostic::on_unimplemented(
    message = "`{Self}` has no description for requests and answers",
    label = "not a `Model`",
    note = "derive it: `#[derive(serde::Serialize, serde::Deserialize, brigade::Model)]`"
)]
pub trait Model: Sized {
    /// Where an argument of this type comes from when nothing else is said: [`Source::Query`] or [`Source::Body`].
    const SOURCE: Source;

    /// What the absence of a field or argument of this type means.
    const PRESENCE: Presence = Presence::Required;

    /// What a struct that flattens a field of this type does with keys that no field has: maps keep them.
    const EXTRA: Extra = Extra::Ignore;

    /// Returns the description.
    fn schema() -> Type;

    /// Returns whether a value satisfies its own constraints and `constraints`.
    ///
    /// The fast path asks this of a value that serde has read; it must refuse whatever the description refuses.
    #[inline]
    fn holds(&self, constraints: &Constraints) -> bool {
        let _ = constraints;
        true
    }

    /// Gives `to` the values of the fields that are set, by their names in requests. What has no fields replaces it whole.
    #[doc(hidden)]
    fn merge(&mut self, is_set: &dyn Fn(&str) -> bool, to: &mut Self) {
        let _ = is_set;
        std::mem::swap(self, to);
    }

    /// Reads the plainest spelling of a value from a parameter's text.
    ///
    /// `None` is not an error: the text is then read leniently, and complained about, by the description.
    #[inline]
    fn from_text(text: &str) -> Option<Self> {
        let _ = text;
        None
    }
}

impl DocumentedResponse {
    /// Documents an answer of `status`: `"404"`, `"4XX"` or `"default"`.
    #[must_use]
    pub const fn new(status: &'static str) -> Self {
        Self { status, description: None, schema: None, openapi_extra: None }
    }

    /// Says when it is given; the reason phrase otherwise.
    #[must_use]
    pub const fn description(mut self, description: &'static str) -> Self {
        self.description = Some(description);
        self
    }

    /// Says that its body is JSON of the type `T`.
    #[must_use]
    pub const fn model<T: Model>(mut self) -> Self {
        self.schema = Some(T::schema);
        self
    }

    /// Merges an object into what the document says of it: headers, examples, other media types.
    ///
    /// ```
    /// use brigade::{DocumentedResponse, json};
    ///
    /// let or_image = DocumentedResponse::new("200").openapi_extra(|| json!({"content": {"image/png": {}}}));
    /// ```
    #[must_use]
    pub const fn openapi_extra(mut self, extra: fn() -> Value) -> Self {
        self.openapi_extra = Some(extra);
        self
    }
}
