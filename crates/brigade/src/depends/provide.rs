//! Is what the expansion of `#[dependency]` calls: takes arguments out of the scope, and puts values and clean-ups in.

use std::{
    any::{Any, TypeId},
    future::Future,
};

use super::{Identity, Providing};
use crate::{
    error::Error,
    extract::Extraction,
    scope::{Done, Lent, Outcome, Step},
    security::{self, FromCredentials, Scheme},
};

/// Calls a dependency that works.
pub fn provide_now<A, V: Send + 'static>(
    extraction: &mut Extraction<'_>,
    extract: impl FnOnce(&mut Extraction<'_>) -> Option<A>,
    function: impl FnOnce(A) -> Result<V, Error>,
) -> Option<Providing> {
    let arguments = extract(extraction)?;
    Some(Providing::Ready(function(arguments).map(|value| Box::new(value) as Box<dyn Any + Send>)))
}

/// Calls a dependency that waits.
pub fn provide_later<A, V, F>(
    extraction: &mut Extraction<'_>,
    extract: impl FnOnce(&mut Extraction<'_>) -> Option<A>,
    function: impl FnOnce(A) -> F,
) -> Option<Providing>
where
    V: Send + 'static,
    F: Future<Output = Result<V, Error>> + Send + 'static,
{
    let arguments = extract(extraction)?;
    let value = function(arguments);
    Some(Providing::Pending(Box::pin(async { value.await.map(|value| Box::new(value) as Box<dyn Any + Send>) })))
}

/// Can be handed to everyone who depends on it.
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot be given to everyone who depends on it, since it is not `Clone`",
    label = "a dependency's value is copied for whoever owns it",
    note = "borrow it: `&{Self}` or `&mut {Self}`"
)]
pub trait Handed: Clone + Send + 'static {}

impl<T: Clone + Send + 'static> Handed for T {}

/// Takes what the dependency or the security scheme number `ordinal` of a function gave.
pub fn handed<T: Handed>(extraction: &mut Extraction<'_>, ordinal: usize) -> Option<T> {
    let (scope, input) = extraction.input(ordinal)?;
    if input.is_last { scope.take(input.node).map(|value| *value) } else { scope.copy(input.node) }
}

/// Borrows what the dependency number `ordinal` of a function gave.
pub(super) fn lent<T: Send + 'static>(extraction: &mut Extraction<'_>, ordinal: usize) -> Option<Lent<T>> {
    let (scope, input) = extraction.input(ordinal)?;
    scope.lend(input.node)
}

/// Takes an argument of the type `T` by `scheme`.
pub fn authenticate<S, T>(scheme: &S, extraction: &Extraction<'_>) -> Providing
where
    S: Scheme,
    T: FromCredentials<S::Credentials> + Handed,
{
    let credentials = security::authenticate::<S, T>(scheme, extraction.head());
    Providing::Ready(credentials.map(|credentials| Box::new(credentials) as Box<dyn Any + Send>))
}

/// Lets a request pass by `scheme`, whoever sends it.
pub fn pass<S: Scheme>(scheme: &S, extraction: &Extraction<'_>) -> Providing {
    authenticate::<S, S::Credentials>(scheme, extraction)
}

/// Tells a function from all others; `K` stands for it among types.
pub fn identity<K: 'static, F: 'static>(_function: &F) -> Identity {
    Identity::Function(TypeId::of::<F>(), TypeId::of::<K>())
}

/// Tells a scheme from all others, and by what is taken from it.
pub fn scheme_identity<S: 'static, T: 'static>(scheme: &'static S) -> Identity {
    // A place alone is not enough: schemes without fields may all lie at the same one.
    Identity::Scheme(std::ptr::from_ref(scheme).addr(), TypeId::of::<(S, T)>())
}

/// Is what a function returns that may fail.
pub trait Fallible {
    /// What it returns when it does not.
    type Value;
    /// What it returns when it does.
    type Error;
}

impl<T, E> Fallible for Result<T, E> {
    type Value = T;
    type Error = E;
}

/// Is a function that cleans up after a dependency. `M` tells the kinds of functions apart.
#[diagnostic::on_unimplemented(
    message = "this cannot clean up after a dependency that gives a `{T}`",
    note = "a clean-up is `fn(T)` or `fn(T, Outcome)`, `async` if it waits; it returns nothing or a `Result<(), E>`"
)]
pub trait CleansUp<T, M> {
    /// Prepares the call.
    fn step(self, value: T, outcome: Outcome) -> Step;
}

/// Marks clean-ups of the signature `S` that work.
pub struct Works<S>(std::marker::PhantomData<S>);

/// Marks clean-ups of the signature `S` that wait.
pub struct Waits<S>(std::marker::PhantomData<S>);

impl<F, T, R> CleansUp<T, Works<fn(T) -> R>> for F
where
    F: FnOnce(T) -> R + Send + 'static,
    T: Send + 'static,
    R: Done,
{
    fn step(self, value: T, _outcome: Outcome) -> Step {
        Step::Works(Box::new(move || self(value).done()))
    }
}

impl<F, T, R> CleansUp<T, Works<fn(T, Outcome) -> R>> for F
where
    F: FnOnce(T, Outcome) -> R + Send + 'static,
    T: Send + 'static,
    R: Done,
{
    fn step(self, value: T, outcome: Outcome) -> Step {
        Step::Works(Box::new(move || self(value, outcome).done()))
    }
}

impl<F, T, R> CleansUp<T, Waits<fn(T) -> R>> for F
where
    F: FnOnce(T) -> R + Send + 'static,
    T: Send + 'static,
    R: Future<Output: Done> + Send,
{
    fn step(self, value: T, _outcome: Outcome) -> Step {
        Step::Waits(Box::pin(async move { self(value).await.done() }))
    }
}

impl<F, T, R> CleansUp<T, Waits<fn(T, Outcome) -> R>> for F
where
    F: FnOnce(T, Outcome) -> R + Send + 'static,
    T: Send + 'static,
    R: Future<Output: Done> + Send,
{
    fn step(self, value: T, outcome: Outcome) -> Step {
        Step::Waits(Box::pin(async move { self(value, outcome).await.done() }))
    }
}

/// Prepares the clean-up of `value` by `function`.
pub fn clean_up<T: 'static, M>(
    function: impl CleansUp<T, M>,
    value: Box<dyn Any + Send>,
    outcome: Outcome,
) -> Option<Step> {
    let value = value.downcast::<T>().ok()?;
    Some(function.step(*value, outcome))
}
