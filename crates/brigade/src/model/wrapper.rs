//! `Option`, and the pointers that JSON does not see.

use std::sync::Arc;

use super::{
    Model,
    constrain::{Lengthy, Numeric, Textual},
};
use crate::spec::{Constraints, Extra, Presence, Source, Type};

impl<T: Model> Model for Option<T> {
    const SOURCE: Source = T::SOURCE;
    const PRESENCE: Presence = Presence::Optional;
    const EXTRA: Extra = T::EXTRA;

    fn schema() -> Type {
        Type::Optional(T::schema)
    }

    #[inline]
    fn holds(&self, constraints: &Constraints) -> bool {
        self.as_ref().is_none_or(|value| value.holds(constraints))
    }

    #[inline]
    fn from_text(text: &str) -> Option<Self> {
        T::from_text(text).map(Some)
    }
}

macro_rules! pointers {
    ($($type:ident)*) => {$(
        impl<T: Model> Model for $type<T> {
            const SOURCE: Source = T::SOURCE;
            const PRESENCE: Presence = T::PRESENCE;
            const EXTRA: Extra = T::EXTRA;

            fn schema() -> Type {
                T::schema()
            }

            #[inline]
            fn holds(&self, constraints: &Constraints) -> bool {
                T::holds(self, constraints)
            }

            #[inline]
            fn from_text(text: &str) -> Option<Self> {
                T::from_text(text).map($type::new)
            }
        }
    )*};
}

pointers!(Box Arc);

macro_rules! transparent {
    ($($trait:ident)*) => {$(
        impl<T: $trait> $trait for Option<T> {}
        impl<T: $trait> $trait for Box<T> {}
        impl<T: $trait> $trait for Arc<T> {}
    )*};
}

transparent!(Numeric Lengthy Textual);
