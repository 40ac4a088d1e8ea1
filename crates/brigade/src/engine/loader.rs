//! Says how an engine is loaded, and how many instances there may be.

use std::sync::Arc;

use brigade_scheduler::cores;

use crate::body::BoxError;

/// Loads one instance; it may be called again and again, on several threads at once.
pub(super) type Load<T> = Arc<dyn Fn() -> Result<T, BoxError> + Send + Sync>;

/// Is how an engine is loaded: a function with settings, from [`Engine::loader`](super::Engine::loader).
pub struct Loader<T> {
    pub(super) load: Load<T>,
    pub(super) instances_max: usize,
}

impl<T> Loader<T> {
    pub(super) fn new<E: Into<BoxError>>(load: impl Fn() -> Result<T, E> + Send + Sync + 'static) -> Self {
        Self { load: Arc::new(move || load().map_err(Into::into)), instances_max: (cores().ceil() as usize).max(1) }
    }

    /// Sets how many instances functions have to themselves at once, those that take the engine as `&mut`: one for each
    /// core otherwise. With 1 they use it one after another, as is right for a device or a licence.
    ///
    /// # Panics
    ///
    /// If `instances` is 0.
    #[must_use]
    #[track_caller]
    pub fn instances(mut self, instances: usize) -> Self {
        assert!(instances > 0, "an engine without instances has nothing to work with");
        self.instances_max = instances;
        self
    }
}

impl<T> std::fmt::Debug for Loader<T> {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.debug_struct("Loader").field("instances_max", &self.instances_max).finish_non_exhaustive()
    }
}

/// Can be loaded by [`App::load`](crate::App::load): a function that returns a `Result`, or a [`Loader`]. `M` tells the two
/// apart.
#[diagnostic::on_unimplemented(
    message = "`{Self}` does not load an engine",
    label = "no `Fn() -> Result<T, E>`",
    note = "a loader takes nothing, may be called several times, and returns a `Result` whose error is an `Error`, a `String` or a `&str`"
)]
pub trait IntoLoader<T, M> {
    /// Returns the loader.
    #[doc(hidden)]
    fn into_loader(self) -> Loader<T>;
}

/// Marks loaders that have settings.
pub struct Set;

/// Marks functions that fail with an `E`.
pub struct Fails<E>(std::marker::PhantomData<E>);

impl<T> IntoLoader<T, Set> for Loader<T> {
    fn into_loader(self) -> Loader<T> {
        self
    }
}

impl<T, E, F> IntoLoader<T, Fails<E>> for F
where
    F: Fn() -> Result<T, E> + Send + Sync + 'static,
    E: Into<BoxError>,
{
    fn into_loader(self) -> Loader<T> {
        Loader::new(self)
    }
}
