//! Calls what an operation depends on, before the operation and in its place: same lane, same slot of the pool.
//!
//! At start-up everything below an operation is laid out in a row ([`Layout`]): each dependency after those that it
//! depends on itself, and once for all that ask for it. A request goes along the row.

mod layout;
mod provide;
mod replace;

use std::{
    any::{Any, TypeId},
    future::Future,
    pin::Pin,
    sync::Arc,
};

use self::provide::lent;
pub(crate) use self::{
    layout::{Documented, Layout, Node, document},
    replace::Overrides,
};
pub use self::{
    provide::{
        Fallible, Handed, authenticate, clean_up, handed, identity, pass, provide_later, provide_now, scheme_identity,
    },
    replace::Replacement,
};
use crate::{
    error::Error,
    extract::{Answering, Call, Extraction},
    job_error::contained,
    scope::{Cleanup, Lent, Scope, Stage, Unfinished, fail, finish},
    spec::{Parameter, SchemeSpec},
};

/// Is what operations and other dependencies depend on. `#[dependency]` implements it for a struct named like the function.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not a dependency",
    label = "no `#[dependency]` made it one",
    note = "`#[depends(…)]` and `depends![…]` take functions with `#[dependency]`; for a security scheme write `#[security(…)]`"
)]
pub trait Dependency: 'static {
    /// What it gives.
    type Value: Send + 'static;
    /// What whoever depends on it says in parentheses.
    type Given;
    /// Everything that signature and attribute say.
    #[doc(hidden)]
    const SPEC: &'static DependencySpec;

    /// Takes the arguments and calls the function; `None` if an argument is wrong.
    #[doc(hidden)]
    fn provide(extraction: &mut Extraction<'_>, given: Self::Given) -> Option<Providing>;

    /// Takes what it gave as the dependency number `ordinal` of a function.
    #[doc(hidden)]
    fn take<T: Handed>(extraction: &mut Extraction<'_>, ordinal: usize) -> Option<T>
    where
        Self: Dependency<Value = T> + Sized,
    {
        handed(extraction, ordinal)
    }

    /// Borrows what it gave as the dependency number `ordinal` of a function.
    #[doc(hidden)]
    fn lend<T: Send + 'static>(extraction: &mut Extraction<'_>, ordinal: usize) -> Option<Lent<T>>
    where
        Self: Dependency<Value = T> + Sized,
    {
        lent(extraction, ordinal)
    }
}

/// Describes a dependency.
#[derive(Debug)]
pub struct DependencySpec {
    /// The function's name, or the scheme's.
    pub name: &'static str,
    /// Where it is, `file:line`.
    pub location: &'static str,
    /// Tells it from all others.
    pub identity: fn() -> Identity,
    /// What it gives: a type, and its name for messages.
    pub value: fn() -> (TypeId, &'static str),
    /// Its arguments in order of declaration.
    pub parameters: &'static [Parameter],
    /// What it depends on, in order of declaration.
    pub depends: &'static [DependencyUse],
    /// What runs when the request is over.
    pub cleanup: Option<Cleanup>,
    /// What the document says, for a security scheme.
    pub scheme: Option<fn() -> SchemeSpec>,
}

/// Says that something depends on a dependency, and how.
#[derive(Debug, Clone, Copy)]
pub struct DependencyUse {
    /// Returns whom.
    pub spec: fn() -> &'static DependencySpec,
    /// Calls it.
    pub provide: Provide,
    /// The security scopes that are asked of it and of all below it.
    pub scopes: &'static [&'static str],
    /// Whether one call is enough for all of a request that ask for it.
    pub cached: bool,
    /// When its clean-up runs, if not as it says itself.
    pub stage: Option<Stage>,
}

/// Takes the arguments of a dependency and calls it; `None` if an argument is wrong.
pub type Provide = fn(&mut Extraction<'_>) -> Option<Providing>;

/// Tells a dependency from all others.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Identity {
    /// A function, and the type that stands for it.
    Function(TypeId, TypeId),
    /// A security scheme by its place in memory, its type, and what is taken from it.
    Scheme(usize, TypeId),
}

/// Is what a dependency gave, or why it did not.
pub type Provided = Result<Box<dyn Any + Send>, Error>;

/// Is a dependency that was called.
pub enum Providing {
    /// It gave its value.
    Ready(Provided),
    /// It waits.
    Pending(Pin<Box<dyn Future<Output = Provided> + Send>>),
}

/// Answers `call`: along `nodes` and by `function`, and then runs what comes before the answer.
pub(crate) fn answer(
    mut call: Box<Call>,
    nodes: Arc<[Node]>,
    function: fn(Box<Call>) -> Answering,
    scope: Arc<Scope>,
) -> Answering {
    call.scope = Some(scope.clone());
    if !scope.has_aftermath() {
        return Box::pin(async move {
            resolve(&mut call, &nodes, &scope).await?;
            function(call).await
        });
    }
    Box::pin(async move {
        let mut unfinished = Unfinished(Some(scope.clone()));
        let answer = contained(async {
            resolve(&mut call, &nodes, &scope).await?;
            function(call).await
        })
        .await;
        let answer = match answer {
            Ok(response) => finish(&scope, response).await,
            Err(error) => Err(fail(&scope, error).await),
        };
        unfinished.0 = None;
        answer
    })
}

/// Calls all dependencies. What is wrong with their arguments is for the operation to say, with what is wrong with its own.
async fn resolve(call: &mut Call, nodes: &[Node], scope: &Scope) -> Result<(), Error> {
    let violations = {
        let mut extraction = Extraction::new(call, 0);
        for (index, node) in nodes.iter().enumerate() {
            if index > 0 {
                extraction.enter(index);
            }
            let value = match node.provide(&mut extraction) {
                None => continue,
                Some(Providing::Ready(value)) => value,
                Some(Providing::Pending(value)) => value.await,
            };
            scope.put(index, value?, node.cleanup());
        }
        extraction.finish()?
    };
    call.violations = violations;
    Ok(())
}
