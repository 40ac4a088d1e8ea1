//! Hears what layers report of themselves while they are applied.
//!
//! A tower layer returns a service and has no other way to say that it cannot work. It reports from within
//! `Layer::layer`, in whatever it is wrapped, and the application that applies it does not start.

use std::cell::RefCell;

thread_local! {
    static HEARD: RefCell<Option<Vec<String>>> = const { RefCell::new(None) };
}

/// Reports a mistake from within [`Layer::layer`](tower_layer::Layer::layer): the application then does not start, and shows
/// it beside all others. Returns whether an application hears it; other users of the layer have to find it in a log.
///
/// ```
/// use brigade::{App, report_mistake, testing::TestClient};
///
/// #[derive(Clone)]
/// struct Quota {
///     requests_max: u64,
/// }
///
/// impl<S: Clone> tower::Layer<S> for Quota {
///     type Service = S;
///
///     fn layer(&self, inner: S) -> S {
///         if self.requests_max == 0 {
///             report_mistake("the quota is 0, which refuses every request");
///         }
///         inner
///     }
/// }
///
/// let app = App::new("Shop").layer(Quota { requests_max: 0 });
/// assert!(TestClient::try_new(app).is_err());
/// ```
pub fn report_mistake(mistake: impl Into<String>) -> bool {
    HEARD.with_borrow_mut(|heard| heard.as_mut().map(|heard| heard.push(mistake.into())).is_some())
}

/// Calls `apply`, and returns what is reported meanwhile beside what it returns.
pub(crate) fn hear<T>(apply: impl FnOnce() -> T) -> (T, Vec<String>) {
    let around = HEARD.replace(Some(Vec::new()));
    let applied = apply();
    (applied, HEARD.replace(around).unwrap_or_default())
}
