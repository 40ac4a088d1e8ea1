//! Tells a function which security scopes are asked for.

use super::{Argument, Extraction};
use crate::{
    security::SecurityScopes,
    spec::{Injected, Presence, Schema, Source, Type},
};

impl Argument for SecurityScopes {
    const SOURCE: Source = Source::Injected;
    const PRESENCE: Presence = Presence::Required;
    const SCHEMA: Schema = || Type::Any;
    const INJECTED: Option<Injected> = Some(Injected::Scopes);

    fn extract(extraction: &mut Extraction<'_>, _index: usize) -> Option<Self> {
        Some(Self::new(extraction.function.scopes.iter().copied()))
    }
}
