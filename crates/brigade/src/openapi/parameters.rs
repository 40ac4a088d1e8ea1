//! Describes what an operation takes from path, query, headers and cookies.

use crate::{
    openapi::{
        object,
        schema::{Described, Schemas},
    },
    spec::{Direction, Parameter, Presence, Source, Struct, Type},
    value::{Object, Value},
};

/// The sources whose arguments are parameters, in the document's order.
const SOURCES: [(Source, &str); 4] =
    [(Source::Path, "path"), (Source::Query, "query"), (Source::Header, "header"), (Source::Cookie, "cookie")];

/// Returns the parameters of an operation; of two with one place and name, the required one counts.
pub(super) fn write(parameters: &[Parameter], schemas: &mut Schemas) -> Vec<Value> {
    let mut written: Vec<((&str, String), Object)> = Vec::new();
    for (source, place) in SOURCES {
        let group: Vec<&Parameter> = parameters.iter().filter(|parameter| parameter.source == source).collect();
        let mut add = |parameter: Object, name: String| {
            let is_required = |parameter: &Object| parameter.get("required") == Some(&Value::Bool(true));
            let key = (place, name);
            match written.iter_mut().find(|(other, _)| *other == key) {
                None => written.push((key, parameter)),
                Some((_, other)) if is_required(&parameter) || !is_required(other) => *other = parameter,
                Some(_) => {}
            }
        };
        if let [only] = group[..]
            && let Some(model) = model(only)
        {
            for field in model.fields.iter().filter(|field| field.only != Some(Direction::Output)) {
                if field.flatten || field.meta.hidden {
                    continue;
                }
                let hyphens = source == Source::Header && only.convert_underscores;
                let name = field.header(hyphens).into_owned();
                add(one(field.into(), &name, field.name, place, schemas), name);
            }
        } else {
            for parameter in group.into_iter().filter(|parameter| !parameter.meta.hidden) {
                let name = parameter.alias.to_owned();
                add(one(parameter.into(), &name, &name, place, schemas), name);
            }
        }
    }
    written.into_iter().map(|(_, parameter)| parameter.into()).collect()
}

/// Returns whether an operation has parameters, those that the document hides included.
pub(super) fn any(parameters: &[Parameter]) -> bool {
    parameters.iter().any(|parameter| SOURCES.iter().any(|&(source, _)| source == parameter.source))
}

/// Returns the model whose fields are parameters of their own.
fn model(parameter: &Parameter) -> Option<&'static Struct> {
    fn model(described: Type) -> Option<&'static Struct> {
        match described {
            Type::Struct(model) => Some(model),
            Type::Alias(alias) => model((alias.schema)()),
            _ => None,
        }
    }
    model((parameter.schema)())
}

fn one(described: Described<'_>, name: &str, titled: &str, place: &str, schemas: &mut Schemas) -> Object {
    let schema = schemas.top(described, titled, Direction::Input);
    let mut parameter = object([
        ("name", name.into()),
        ("in", place.into()),
        ("required", matches!(described.presence, Presence::Required).into()),
        ("schema", schema),
    ]);
    if let Some(description) = described.meta.description {
        parameter.insert("description".to_owned(), description.into());
    }
    if let Some(examples) = described.meta.openapi_examples {
        parameter.insert("examples".to_owned(), examples());
    }
    if described.meta.deprecated {
        parameter.insert("deprecated".to_owned(), true.into());
    }
    parameter
}
