//! Puts other functions in the place of dependencies, for tests.

use std::{
    any::{Any, TypeId, type_name},
    collections::HashMap,
    fmt,
    sync::Arc,
};

use super::{Dependency, DependencySpec, Handed, Identity, Provide, Providing};
use crate::extract::Extraction;

/// Holds what is called in the place of dependencies.
#[derive(Debug, Default)]
pub(crate) struct Overrides {
    by_function: HashMap<TypeId, (&'static str, Substitute)>,
}

/// Is what is called in the place of a dependency.
#[derive(Clone)]
pub struct Substitute {
    /// What it gives.
    pub(super) value: (TypeId, &'static str),
    pub(super) kind: SubstituteKind,
}

#[derive(Clone)]
pub(super) enum SubstituteKind {
    /// Another dependency, whose arguments and dependencies count.
    Dependency(&'static DependencySpec, Provide),
    /// A function without arguments.
    Function(Arc<dyn Fn() -> Box<dyn Any + Send> + Send + Sync>),
}

impl fmt::Debug for Substitute {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "Substitute({})", self.value.1)
    }
}

/// Can be called in the place of a dependency: a function or closure without arguments, or a `#[dependency]` as a value,
/// `fake_user {}`. `M` tells the two apart.
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot be called in the place of a dependency",
    label = "neither a function without arguments nor a dependency",
    note = "write a closure, `|| User::default()`, or make the function a `#[dependency]` and pass `name {{}}`"
)]
pub trait Replacement<M> {
    /// Erases the types.
    #[doc(hidden)]
    fn substitute(self) -> Substitute;
}

/// Marks replacements that are dependencies.
pub struct AsDependency;

impl<D: Dependency<Given = ()>> Replacement<AsDependency> for D {
    fn substitute(self) -> Substitute {
        let provide: Provide = |extraction| D::provide(extraction, ());
        Substitute { value: (D::SPEC.value)(), kind: SubstituteKind::Dependency(D::SPEC, provide) }
    }
}

/// Marks replacements that are functions which return a `T`.
pub struct AsFunction<T>(std::marker::PhantomData<T>);

impl<T: Handed, F: Fn() -> T + Send + Sync + 'static> Replacement<AsFunction<T>> for F {
    fn substitute(self) -> Substitute {
        let function = Arc::new(move || Box::new(self()) as Box<dyn Any + Send>);
        Substitute { value: (TypeId::of::<T>(), type_name::<T>()), kind: SubstituteKind::Function(function) }
    }
}

impl Overrides {
    /// Has `substitute` called in the place of the function, or of the type that stands for it, with the type `F`.
    pub(crate) fn insert<F: 'static>(&mut self, substitute: Substitute) {
        self.by_function.insert(TypeId::of::<F>(), (type_name::<F>(), substitute));
    }

    pub(super) fn get(&self, identity: Identity) -> Option<&Substitute> {
        let Identity::Function(function, kind) = identity else { return None };
        self.by_function.get(&function).or_else(|| self.by_function.get(&kind)).map(|(_, substitute)| substitute)
    }
}

impl SubstituteKind {
    pub(super) fn provide(&self, extraction: &mut Extraction<'_>) -> Option<Providing> {
        match self {
            Self::Dependency(_, provide) => provide(extraction),
            Self::Function(function) => Some(Providing::Ready(Ok(function()))),
        }
    }
}
