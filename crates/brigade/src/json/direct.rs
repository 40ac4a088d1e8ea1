//! Decides which types serde may read from the bytes.

use std::collections::HashSet;

use crate::spec::{Direction, Field, Presence, Schema, Type};

/// Returns whether reading a type from the bytes gives what its description would give.
///
/// Not so where serde would keep a part in a buffer of its own, which is lenient again (unions, flattened fields),
/// where numbers of any size must survive (JSON of no declared type), and where serde has a default that the
/// description has not. Asked once per operation.
pub(crate) fn is_direct(schema: Schema) -> bool {
    reaches_only_direct(schema, &mut HashSet::new())
}

/// `seen` holds addresses: functions with one address return one description.
fn reaches_only_direct(schema: Schema, seen: &mut HashSet<usize>) -> bool {
    if !seen.insert(schema as usize) {
        return true;
    }
    let mut is_direct = |schema| reaches_only_direct(schema, seen);
    match schema() {
        Type::Any | Type::Union(_) => false,
        Type::Null
        | Type::Bool
        | Type::Int(_)
        | Type::Float
        | Type::String
        | Type::Scalar(_)
        | Type::Enumeration(_) => true,
        Type::Optional(inner) | Type::List(inner) | Type::Set(inner) => is_direct(inner),
        Type::Tuple(items) => items.iter().all(|item| is_direct(*item)),
        Type::Map(key, value) => is_direct(key) && is_direct(value),
        Type::Struct(model) => model
            .fields
            .iter()
            .filter(|field| field.only != Some(Direction::Output))
            .all(|field| !field.flatten && !defaults_to_none(field) && is_direct(field.schema)),
        Type::Alias(alias) => is_direct(alias.schema),
    }
}

/// An absent `Option` is `None` for serde, even where the description requires a value.
fn defaults_to_none(field: &Field) -> bool {
    matches!(field.presence, Presence::Required) && matches!((field.schema)(), Type::Optional(_))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        model::Model,
        spec::{Alias, Constraints, Extra, Meta, Struct, Union},
    };

    const fn field(schema: Schema) -> Field {
        Field {
            name: "field",
            name_out: "field",
            renamed: false,
            schema,
            constraints: Constraints::NONE,
            presence: Presence::Required,
            only: None,
            flatten: false,
            validator: None,
            meta: Meta::NONE,
        }
    }

    const fn structure(fields: &'static [Field]) -> Struct {
        Struct {
            name: || "Struct".to_owned(),
            module: "",
            title: None,
            doc: "",
            fields,
            extra: Extra::Ignore,
            examples: None,
            json_schema_extra: None,
            defaults_required: false,
            validator: None,
        }
    }

    fn tree() -> Type {
        static TREE: Struct = structure(&[field(|| Type::List(tree)), field(u8::schema)]);
        Type::Struct(&TREE)
    }

    fn nested() -> Type {
        static NESTED: Alias =
            Alias { schema: || Type::List(nested), constraints: Constraints::NONE, validator: None, meta: Meta::NONE };
        Type::Alias(&NESTED)
    }

    fn shape() -> Type {
        static SHAPE: Union = Union { name: "Shape", doc: "", tag: None, variants: &[] };
        Type::Union(&SHAPE)
    }

    fn holder_of_shapes() -> Type {
        static HOLDER: Struct = structure(&[field(tree), field(|| Type::Map(String::schema, shape))]);
        Type::Struct(&HOLDER)
    }

    fn flattening() -> Type {
        static FLATTENING: Struct = structure(&[Field { flatten: true, ..field(tree) }]);
        Type::Struct(&FLATTENING)
    }

    fn requiring() -> Type {
        static REQUIRING: Struct = structure(&[field(Option::<u8>::schema)]);
        Type::Struct(&REQUIRING)
    }

    fn optional() -> Type {
        static OPTIONAL: Struct = structure(&[Field { presence: Presence::Optional, ..field(Option::<u8>::schema) }]);
        Type::Struct(&OPTIONAL)
    }

    fn answering_shapes() -> Type {
        static ANSWERING: Struct = structure(&[Field { only: Some(Direction::Output), ..field(shape) }]);
        Type::Struct(&ANSWERING)
    }

    #[test]
    fn types_that_serde_reads_leniently_are_not_direct() {
        for (name, schema, expected) in [
            ("list of tuples", <Vec<(Option<u8>, String)>>::schema as Schema, true),
            ("model with itself inside", tree, true),
            ("newtype with itself inside", nested, true),
            ("optional", optional, true),
            ("union in the answer only", answering_shapes, true),
            ("union", shape, false),
            ("union deep inside", holder_of_shapes, false),
            ("list of anything", <Vec<crate::Value>>::schema, false),
            ("flattened", flattening, false),
            ("required but nullable", requiring, false),
        ] {
            assert_eq!(is_direct(schema), expected, "{name}");
        }
    }
}
