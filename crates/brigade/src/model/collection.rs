//! Lists, sets, maps, tuples, and JSON of no declared type.

use std::{
    collections::{BTreeMap, BTreeSet, HashMap, HashSet, VecDeque},
    hash::{BuildHasher, Hash},
};

use super::{Model, constrain::Lengthy};
use crate::{
    spec::{Constraints, Extra, Schema, Source, Type},
    value::{Object, Value},
};

#[inline]
fn length_holds(length: usize, constraints: &Constraints) -> bool {
    constraints.min_length.is_none_or(|min| length >= min) && constraints.max_length.is_none_or(|max| length <= max)
}

macro_rules! sequences {
    ($($kind:ident $type:ident<T $(, $hasher:ident)?>;)*) => {$(
        impl<T: Model $(, $hasher)?> Lengthy for $type<T $(, $hasher)?> {}

        impl<T: Model $(, $hasher)?> Model for $type<T $(, $hasher)?> {
            const SOURCE: Source = Source::Body;

            fn schema() -> Type {
                Type::$kind(T::schema)
            }

            #[inline]
            fn holds(&self, constraints: &Constraints) -> bool {
                length_holds(self.len(), constraints) && self.iter().all(|item| item.holds(&Constraints::NONE))
            }
        }
    )*};
}

sequences! {
    List Vec<T>;
    List VecDeque<T>;
    Set BTreeSet<T>;
    Set HashSet<T, S>;
}

macro_rules! maps {
    ($($type:ident<K: $($bound:ident)|+, V $(, $hasher:ident)?>;)*) => {$(
        impl<K: Model, V: Model $(, $hasher)?> Lengthy for $type<K, V $(, $hasher)?> {}

        impl<K: Model $(+ $bound)+, V: Model $(, $hasher: BuildHasher + Default)?> Model for $type<K, V $(, $hasher)?> {
            const SOURCE: Source = Source::Body;
            const EXTRA: Extra = Extra::Allow;

            fn schema() -> Type {
                Type::Map(K::schema, V::schema)
            }

            #[inline]
            fn holds(&self, constraints: &Constraints) -> bool {
                length_holds(self.len(), constraints)
                    && self.iter().all(|(key, value)| key.holds(&Constraints::NONE) && value.holds(&Constraints::NONE))
            }

            /// What a struct flattens into itself has the keys that were set, and no others.
            fn merge(&mut self, _: &dyn Fn(&str) -> bool, to: &mut Self) {
                to.extend(std::mem::take(self));
            }
        }
    )*};
}

maps! {
    BTreeMap<K: Ord, V>;
    HashMap<K: Eq | Hash, V, S>;
}

impl Lengthy for Object {}

impl Model for Object {
    const SOURCE: Source = Source::Body;
    const EXTRA: Extra = Extra::Allow;

    fn schema() -> Type {
        Type::Map(String::schema, Value::schema)
    }

    #[inline]
    fn holds(&self, constraints: &Constraints) -> bool {
        length_holds(self.len(), constraints)
    }

    fn merge(&mut self, _: &dyn Fn(&str) -> bool, to: &mut Self) {
        to.extend(std::mem::take(self));
    }
}

macro_rules! tuples {
    ($(($($item:ident $index:tt),*);)*) => {$(
        impl<$($item: Model),*> Model for ($($item,)*) {
            const SOURCE: Source = Source::Body;

            fn schema() -> Type {
                Type::Tuple(const { &[$($item::schema as Schema),*] })
            }

            #[inline]
            fn holds(&self, _constraints: &Constraints) -> bool {
                true $(&& self.$index.holds(&Constraints::NONE))*
            }
        }
    )*};
}

tuples! {
    (A 0);
    (A 0, B 1);
    (A 0, B 1, C 2);
    (A 0, B 1, C 2, D 3);
    (A 0, B 1, C 2, D 3, E 4);
    (A 0, B 1, C 2, D 3, E 4, F 5);
}

impl<T: Model, const N: usize> Model for [T; N] {
    const SOURCE: Source = Source::Body;

    fn schema() -> Type {
        Type::Tuple(const { &[T::schema as Schema; N] })
    }

    #[inline]
    fn holds(&self, _constraints: &Constraints) -> bool {
        self.iter().all(|item| item.holds(&Constraints::NONE))
    }
}

macro_rules! untyped {
    ($($type:ty)*) => {$(
        impl Model for $type {
            const SOURCE: Source = Source::Body;

            fn schema() -> Type {
                Type::Any
            }
        }
    )*};
}

untyped!(Value serde_json::Value);

impl Model for () {
    const SOURCE: Source = Source::Body;

    fn schema() -> Type {
        Type::Null
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::spec::Number;

    struct Positive(i32);

    impl Model for Positive {
        const SOURCE: Source = Source::Query;

        fn schema() -> Type {
            i32::schema()
        }

        fn holds(&self, _constraints: &Constraints) -> bool {
            self.0.holds(const { &Constraints { gt: Some(Number::Int(0)), ..Constraints::NONE } })
        }
    }

    #[test]
    fn lengths_count_items() {
        const TWO: Constraints = Constraints { min_length: Some(2), max_length: Some(2), ..Constraints::NONE };
        assert!(!vec![1].holds(&TWO) && vec![1, 2].holds(&TWO) && !vec![1, 2, 3].holds(&TWO));
        assert!(!HashSet::from([1, 1]).holds(&TWO) && HashMap::from([(1, 1), (2, 2)]).holds(&TWO));
    }

    #[test]
    fn items_are_checked_wherever_they_are() {
        let none = &Constraints::NONE;
        assert!(vec![Positive(1)].holds(none) && !vec![Positive(1), Positive(0)].holds(none));
        assert!(!BTreeMap::from([("a", Positive(0))]).holds(none));
        assert!(!(1, Positive(0)).holds(none) && ![Positive(0)].holds(none));
        assert!(!Some(Box::new(Positive(0))).holds(none));
    }

    #[test]
    fn descriptions_list_the_items() {
        assert!(matches!(<(i32, String)>::schema(), Type::Tuple([_, _])));
        assert!(matches!(<[bool; 3]>::schema(), Type::Tuple([bool, ..]) if matches!(bool(), Type::Bool)));
        assert!(matches!(Vec::<Option<u8>>::schema(), Type::List(item) if matches!(item(), Type::Optional(_))));
    }
}
