//! Takes the arguments of a function from a request: all of them, or everything that is wrong.

use std::sync::Arc;

use bytes::Bytes;
use serde::de::DeserializeOwned;

use crate::{
    error::Error,
    model::Model,
    spec::{Constraints, Meta, OperationSpec, Parameter, Presence, Schema, Source, StateType, Type},
    violation::Violation,
};

/// Can be an argument of a path operation.
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot be an argument of a path operation",
    label = "nothing says where it comes from",
    note = "derive `Model` and `serde::Deserialize` for a body or a parameter; say `#[state]` for the application's state"
)]
pub trait Argument: Sized {
    /// Where it comes from when its attribute does not say.
    const SOURCE: Source;
    /// What its absence means when its attribute does not say.
    const PRESENCE: Presence;
    /// Describes it.
    const SCHEMA: Schema;

    /// Takes it from the request; `None` if it is wrong, with the reason in `extraction`.
    fn extract(extraction: &mut Extraction<'_>, parameter: &'static Parameter) -> Option<Self>;
}

impl<T: Model + DeserializeOwned> Argument for T {
    const SOURCE: Source = T::SOURCE;
    const PRESENCE: Presence = T::PRESENCE;
    const SCHEMA: Schema = T::schema;

    fn extract(extraction: &mut Extraction<'_>, parameter: &'static Parameter) -> Option<Self> {
        let _ = (extraction, parameter);
        todo!()
    }
}

/// Holds a request whose operation is known and whose body has arrived.
pub struct Call {
    pub(crate) body: Bytes,
}

/// Is one attempt to take all arguments from a request.
pub struct Extraction<'c> {
    call: &'c Call,
    spec: &'static OperationSpec,
    violations: Vec<Violation>,
}

impl<'c> Extraction<'c> {
    pub(crate) fn new(call: &'c Call, spec: &'static OperationSpec) -> Self {
        Self { call, spec, violations: Vec::new() }
    }

    /// Takes the argument at `index` from the request.
    pub fn argument<T: Argument>(&mut self, index: usize) -> Option<T> {
        T::extract(self, &self.spec.parameters[index])
    }

    /// Returns a copy of the state of type `T`.
    pub fn state<T: Clone + Send + Sync + 'static>(&mut self) -> Option<T> {
        let _ = self.call;
        todo!()
    }

    /// Returns the state of type `T`, shared.
    pub fn shared<T: Send + Sync + 'static>(&mut self) -> Option<Arc<T>> {
        todo!()
    }

    pub(crate) fn into_error(self) -> Error {
        Error::violations(self.violations)
    }
}

/// Describes an argument whose source its type decides.
#[must_use]
pub const fn inferred<T: Argument>(name: &'static str) -> Parameter {
    describe(T::SOURCE, name, T::SCHEMA, T::PRESENCE)
}

/// Describes an argument whose source an attribute or the path template decides.
#[must_use]
pub const fn sourced<T: Model + DeserializeOwned>(source: Source, name: &'static str) -> Parameter {
    describe(source, name, T::schema, T::PRESENCE)
}

/// Describes an argument from the application's state.
#[must_use]
pub const fn state<T: Send + Sync + 'static>(name: &'static str) -> Parameter {
    Parameter {
        state: Some(StateType { id: std::any::TypeId::of::<T>, name: std::any::type_name::<T> }),
        ..describe(Source::State, name, || Type::Any, Presence::Required)
    }
}

const fn describe(source: Source, name: &'static str, schema: Schema, presence: Presence) -> Parameter {
    Parameter {
        name,
        alias: name,
        source,
        schema,
        constraints: Constraints::NONE,
        presence,
        validator: None,
        meta: Meta::NONE,
        embed: false,
        convert_underscores: true,
        state: None,
    }
}
