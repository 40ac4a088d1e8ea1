//! Names types as pydantic does.

use super::{Schema, Type};

impl Type {
    /// Returns the type's name as Python writes it: `int`, `list[str]`, `Page[Burger]`.
    ///
    /// Names of generic models are made of it. A newtype goes by the name of what it wraps.
    #[must_use]
    pub fn name(&self) -> String {
        match self {
            Type::Any => "Any".to_owned(),
            Type::Null => "NoneType".to_owned(),
            Type::Bool => "bool".to_owned(),
            Type::Int(_) => "int".to_owned(),
            Type::Float => "float".to_owned(),
            Type::String => "str".to_owned(),
            Type::Scalar(scalar) => scalar.name.to_owned(),
            Type::Optional(inner) => format!("Union[{}, NoneType]", inner().name()),
            Type::List(item) => format!("list[{}]", item().name()),
            Type::Set(item) => format!("set[{}]", item().name()),
            Type::Tuple(items) => format!("tuple[{}]", listed(items)),
            Type::Map(key, value) => format!("dict[{}]", listed(&[*key, *value])),
            Type::Enumeration(enumeration) => enumeration.name.to_owned(),
            Type::Struct(model) => (model.name)(),
            Type::Union(union) => union.name.to_owned(),
            Type::Alias(alias) => (alias.schema)().name(),
        }
    }
}

fn listed(types: &[Schema]) -> String {
    types.iter().map(|schema| schema().name()).collect::<Vec<_>>().join(", ")
}

#[cfg(test)]
mod tests {
    use crate::spec::{IntRange, Schema, Type};

    #[test]
    fn types_have_the_names_that_pydantic_gives_generic_models() {
        const INT: Schema = || Type::Int(IntRange { min: 0, max: 255 });
        let cases: [(Type, &str); 7] = [
            (INT(), "int"),
            (Type::Optional(INT), "Union[int, NoneType]"),
            (Type::List(|| Type::Optional(INT)), "list[Union[int, NoneType]]"),
            (Type::Set(|| Type::String), "set[str]"),
            (Type::Tuple(&[INT, || Type::Float]), "tuple[int, float]"),
            (Type::Map(|| Type::String, || Type::List(INT)), "dict[str, list[int]]"),
            (Type::Null, "NoneType"),
        ];
        for (described, name) in cases {
            assert_eq!(described.name(), name);
        }
    }
}
