//! Turns descriptions of types into JSON Schema.
//!
//! Structs and enumerations become definitions that others refer to; everything else is written in place.
//! The order of keys is that in which pydantic makes them.

use std::collections::BTreeMap;

use crate::{
    openapi::{
        array,
        components::{self, Key},
        merge, object, order, title,
    },
    spec::{
        Constraints, Direction, Enumeration, Extra, Field, Literal, Meta, Number, Presence, Schema, Struct, Type, Union,
    },
    value::{Object, Value},
};

/// Writes schemas, and collects the definitions that they refer to.
pub(super) struct Schemas {
    separate: bool,
    definitions: BTreeMap<Key, Value>,
    plain: Object,
}

/// Holds everything that a field, a parameter or a body says of its value.
#[derive(Clone, Copy)]
pub(super) struct Described<'d> {
    pub(super) schema: Schema,
    pub(super) constraints: &'d Constraints,
    pub(super) presence: Presence,
    pub(super) meta: &'d Meta,
}

impl<'d> From<&'d Field> for Described<'d> {
    fn from(field: &'d Field) -> Self {
        Self { schema: field.schema, constraints: &field.constraints, presence: field.presence, meta: &field.meta }
    }
}

impl<'d> From<&'d crate::spec::Parameter> for Described<'d> {
    fn from(parameter: &'d crate::spec::Parameter) -> Self {
        Self {
            schema: parameter.schema,
            constraints: &parameter.constraints,
            presence: parameter.presence,
            meta: &parameter.meta,
        }
    }
}

impl Schemas {
    pub(super) fn new(separate: bool) -> Self {
        Self { separate, definitions: BTreeMap::new(), plain: Object::new() }
    }

    /// Adds a definition whose name is settled; a later one of the same name replaces it.
    pub(super) fn define(&mut self, name: &str, schema: Value) -> Value {
        self.plain.insert(name.to_owned(), schema);
        object([("$ref", format!("{}{name}", components::PREFIX).into())]).into()
    }

    /// Names all definitions, in them and in `document`, and returns them in order.
    pub(super) fn finish(self, users: [&mut Object; 2]) -> Object {
        let (names, mut named) = components::name(self.definitions);
        users.into_iter().flat_map(Object::values_mut).for_each(|value| names.apply(value));
        for (name, mut schema) in self.plain {
            names.apply(&mut schema);
            named.insert(name.into_owned(), schema);
        }
        for schema in named.values_mut() {
            order::alphabetic(schema);
            order::order(schema);
        }
        named.into_iter().collect()
    }

    /// Writes the schema of a value at the top of a parameter, a body or an answer: titled, unless it is a reference.
    pub(super) fn top(&mut self, described: Described<'_>, name: &str, direction: Direction) -> Value {
        let mut schema = self.described(described, direction);
        if !schema.contains_key("$ref") {
            let title = described.meta.title.map_or_else(|| title::from_name(name), str::to_owned);
            schema.insert("title".to_owned(), title.into());
        }
        schema.into()
    }

    /// Writes the schema of an object's member: titled, unless its type has a title.
    pub(super) fn member(&mut self, described: Described<'_>, name: &str, direction: Direction) -> Object {
        let mut schema = self.described(described, direction);
        if !schema.contains_key("title") && !has_title((described.schema)()) {
            schema.insert("title".to_owned(), title::from_name(name).trim().into());
        }
        schema
    }

    fn described(&mut self, described: Described<'_>, direction: Direction) -> Object {
        let mut schema = match own(described.meta) {
            Some(schema) => schema,
            None => self.write((described.schema)(), described.constraints, direction),
        };
        annotate(&mut schema, described.meta);
        if let Presence::Default(default) = described.presence
            && !described.meta.hide_default
        {
            match default() {
                Value::Null => {}
                default => {
                    schema.insert("default".to_owned(), default);
                }
            }
        }
        schema
    }

    fn write(&mut self, described: Type, constraints: &Constraints, direction: Direction) -> Object {
        match described {
            Type::Any => Object::new(),
            Type::Null => typed("null"),
            Type::Bool => typed("boolean"),
            Type::Int(_) => numeric(typed("integer"), constraints),
            Type::Float => numeric(typed("number"), constraints),
            Type::String => string(typed("string"), constraints),
            Type::Scalar(scalar) => constrained((scalar.json_schema)(self.direction(direction)), constraints),
            Type::Optional(inner) => {
                let inner = self.write(inner(), constraints, direction);
                if inner == typed("null") { inner } else { any_of([inner, typed("null")]) }
            }
            Type::List(item) => {
                let items = self.write(item(), &Constraints::NONE, direction);
                let list = object([("type", "array".into()), ("items", items.into())]);
                sized(list, constraints, "minItems", "maxItems")
            }
            Type::Set(item) => {
                let items = self.write(item(), &Constraints::NONE, direction);
                let set = object([("type", "array".into()), ("uniqueItems", true.into()), ("items", items.into())]);
                sized(set, constraints, "minItems", "maxItems")
            }
            Type::Tuple(items) => {
                let mut tuple = typed("array");
                if !items.is_empty() {
                    let items = items.iter().map(|item| self.write(item(), &Constraints::NONE, direction).into());
                    tuple.insert("prefixItems".to_owned(), array(items));
                }
                tuple.insert("minItems".to_owned(), items.len().into());
                tuple.insert("maxItems".to_owned(), items.len().into());
                tuple
            }
            Type::Map(key, value) => {
                let map = self.map(key(), value(), direction);
                sized(map, constraints, "minProperties", "maxProperties")
            }
            Type::Enumeration(enumeration) if enumeration.inline => literal(enumeration),
            Type::Enumeration(enumeration) => {
                let name = enumeration.name.to_owned();
                let key = Key {
                    module: enumeration.module,
                    name,
                    inside: String::new(),
                    direction: self.direction(direction),
                };
                self.refer(key, |_, _| self::enumeration(enumeration))
            }
            Type::Struct(model) => {
                let name = (model.name)();
                let inside = if name.contains('[') { inside(model) } else { String::new() };
                // What only answers have is in no schema for requests.
                let computes = model.fields.iter().any(|field| field.only == Some(Direction::Output));
                let direction = if computes { direction } else { self.direction(direction) };
                let key = Key { module: model.module, name, inside, direction };
                self.refer(key, |schemas, direction| schemas.model(model, direction))
            }
            Type::Union(union) => self.union(union, constraints, direction),
            Type::Alias(alias) => {
                let mut schema = match own(&alias.meta) {
                    Some(schema) => schema,
                    None => self.write((alias.schema)(), &both(constraints, &alias.constraints), direction),
                };
                annotate(&mut schema, &alias.meta);
                schema
            }
        }
    }

    fn direction(&self, direction: Direction) -> Direction {
        if self.separate { direction } else { Direction::Input }
    }

    /// Refers to a definition, and makes it if it is not there yet.
    fn refer(&mut self, key: Key, make: impl FnOnce(&mut Self, Direction) -> Object) -> Object {
        let reference = key.reference();
        if !self.definitions.contains_key(&key) {
            // The key is taken before its schema is known: a model may contain itself.
            self.definitions.insert(key.clone(), Value::Null);
            let schema = make(self, key.direction);
            self.definitions.insert(key, schema.into());
        }
        object([("$ref", reference.into())])
    }

    fn model(&mut self, model: &Struct, direction: Direction) -> Object {
        let mut members = Members::default();
        self.collect(model, direction, &mut members);
        let mut schema = object([("properties", members.properties.into()), ("type", "object".into())]);
        if !members.required.is_empty() {
            schema.insert("required".to_owned(), array(members.required));
        }
        let name = (model.name)();
        schema.insert("title".to_owned(), model.title.unwrap_or(&name).into());
        document(&mut schema, model.doc);
        let additional = match (members.additional, model.extra) {
            (Some(additional), _) => Some(additional),
            (None, Extra::Allow) => Some(true.into()),
            (None, Extra::Forbid) => Some(false.into()),
            (None, Extra::Ignore) => None,
        };
        if let Some(additional) = additional {
            schema.insert("additionalProperties".to_owned(), additional);
        }
        if !members.unions.is_empty() {
            schema.insert("allOf".to_owned(), array(members.unions));
        }
        if let Some(examples) = model.examples {
            schema.insert("examples".to_owned(), array(examples()));
        }
        extend(&mut schema, model.json_schema_extra);
        schema
    }

    fn collect(&mut self, model: &Struct, direction: Direction, members: &mut Members) {
        for field in model.fields {
            if field.only.is_some_and(|only| only != direction) || field.meta.hidden {
                continue;
            }
            if field.flatten {
                self.flatten((field.schema)(), direction, false, members);
                continue;
            }
            let name = match direction {
                Direction::Input => field.name,
                Direction::Output => field.name_out,
            };
            let mut schema = self.member(field.into(), name, direction);
            // What only answers have is always there, whatever the field's default: it is computed.
            let computed = field.only == Some(Direction::Output);
            if computed {
                schema.insert("readOnly".to_owned(), true.into());
            }
            let always = computed || (model.defaults_required && direction == Direction::Output);
            if always || matches!(field.presence, Presence::Required) {
                members.required.push(name.into());
            }
            members.properties.insert(name.to_owned(), schema.into());
        }
    }

    /// Puts the members of a flattened field among those of the object that holds it.
    fn flatten(&mut self, flattened: Type, direction: Direction, optional: bool, members: &mut Members) {
        match flattened {
            Type::Struct(inner) => {
                let required = members.required.len();
                self.collect(inner, direction, members);
                if optional {
                    members.required.truncate(required);
                }
            }
            Type::Optional(inner) => self.flatten(inner(), direction, true, members),
            Type::Alias(alias) => self.flatten((alias.schema)(), direction, optional, members),
            Type::Map(_, value) => {
                let value = self.write(value(), &Constraints::NONE, direction);
                members.additional = Some(if value.is_empty() { true.into() } else { value.into() });
            }
            other => members.unions.push(self.write(other, &Constraints::NONE, direction).into()),
        }
    }

    fn map(&mut self, key: Type, value: Type, direction: Direction) -> Object {
        let mut names = self.write(key, &Constraints::NONE, direction);
        let mut values = self.write(value, &Constraints::NONE, direction);
        names.remove("title");
        values.remove("title");
        let mut map = typed("object");
        match names.remove("pattern") {
            Some(Value::String(pattern)) => {
                map.insert("patternProperties".to_owned(), object([(&*pattern, values.into())]).into());
            }
            _ if values.is_empty() => {
                map.insert("additionalProperties".to_owned(), true.into());
            }
            _ => {
                map.insert("additionalProperties".to_owned(), values.into());
            }
        }
        let constrained = names.get("type") == Some(&"string".into()) && names.len() > 1;
        if constrained || names.contains_key("$ref") {
            names.remove("type");
            map.insert("propertyNames".to_owned(), names.into());
        }
        map
    }

    fn union(&mut self, union: &Union, constraints: &Constraints, direction: Direction) -> Object {
        let variants: Vec<Object> =
            union.variants.iter().map(|variant| self.write((variant.schema)(), constraints, direction)).collect();
        let Some(tag) = union.tag else { return any_of(variants) };
        let mapping: Object = union
            .variants
            .iter()
            .zip(&variants)
            .map(|(variant, schema)| {
                let target = schema.get("$ref").cloned().unwrap_or_else(|| schema.clone().into());
                (variant.tag.to_owned(), target)
            })
            .collect();
        let discriminator = object([("propertyName", tag.into()), ("mapping", mapping.into())]);
        object([
            ("oneOf", array(distinct(variants).into_iter().map(Value::from))),
            ("discriminator", discriminator.into()),
        ])
    }
}

/// Holds the members of an object while its fields are visited.
#[derive(Default)]
struct Members {
    properties: Object,
    required: Vec<Value>,
    additional: Option<Value>,
    unions: Vec<Value>,
}

/// Returns whether a member of this type goes without a title of its own: its definition has one.
fn has_title(described: Type) -> bool {
    match described {
        Type::Struct(_) => true,
        Type::Enumeration(enumeration) => !enumeration.inline,
        Type::Optional(inner) => has_title(inner()),
        Type::Alias(alias) => has_title((alias.schema)()),
        _ => false,
    }
}

/// Names the types that the fields of a generic model have, with their modules.
fn inside(model: &Struct) -> String {
    let mut names = Vec::new();
    for field in model.fields {
        collect_names((field.schema)(), &mut names);
    }
    names.into_iter().map(|name| format!("::{name}")).collect()
}

fn collect_names(described: Type, names: &mut Vec<String>) {
    let mut add = |module: &str, name: &str| {
        let name = format!("{module}::{name}");
        let is_new = !names.contains(&name);
        if is_new {
            names.push(name);
        }
        is_new
    };
    match described {
        Type::Struct(model) => {
            let name = (model.name)();
            if add(model.module, &name) && name.contains('[') {
                model.fields.iter().for_each(|field| collect_names((field.schema)(), names));
            }
        }
        Type::Enumeration(enumeration) => {
            add(enumeration.module, enumeration.name);
        }
        Type::Optional(inner) | Type::List(inner) | Type::Set(inner) => collect_names(inner(), names),
        Type::Map(key, value) => [key, value].iter().for_each(|inner| collect_names(inner(), names)),
        Type::Tuple(items) => items.iter().for_each(|inner| collect_names(inner(), names)),
        Type::Union(union) => union.variants.iter().for_each(|variant| collect_names((variant.schema)(), names)),
        Type::Alias(alias) => collect_names((alias.schema)(), names),
        _ => {}
    }
}

/// Returns the schema that is said in place of the type's.
fn own(meta: &Meta) -> Option<Object> {
    match meta.json_schema?() {
        Value::Object(schema) => Some(schema),
        _ => None,
    }
}

fn annotate(schema: &mut Object, meta: &Meta) {
    for (key, text) in [("title", meta.title), ("description", meta.description)] {
        if let Some(text) = text {
            schema.insert(key.to_owned(), text.into());
        }
    }
    if meta.deprecated {
        schema.insert("deprecated".to_owned(), true.into());
    }
    if let Some(examples) = meta.examples {
        schema.insert("examples".to_owned(), array(examples()));
    }
    extend(schema, meta.json_schema_extra);
}

fn extend(schema: &mut Object, extra: Option<fn() -> Value>) {
    if let Some(extra) = extra
        && let Value::Object(extra) = extra()
    {
        merge(schema, extra);
    }
}

fn document(schema: &mut Object, doc: &str) {
    let doc = visible(doc);
    if !doc.is_empty() {
        schema.insert("description".to_owned(), doc.into());
    }
}

/// Returns what comes before a form feed: the rest of a doc comment is for its readers in the source.
pub(super) fn visible(doc: &str) -> &str {
    doc.split('\u{c}').next().unwrap_or_default()
}

fn typed(name: &str) -> Object {
    object([("type", name.into())])
}

fn enumeration(enumeration: &Enumeration) -> Object {
    let mut schema = object([("title", enumeration.name.into())]);
    document(&mut schema, enumeration.doc);
    schema.insert("enum".to_owned(), array(enumeration.values.iter().map(constant)));
    add_type_of(&mut schema, enumeration.values);
    schema
}

fn literal(enumeration: &Enumeration) -> Object {
    let mut schema = match enumeration.values {
        [only] => object([("const", constant(only))]),
        several => object([("enum", array(several.iter().map(constant)))]),
    };
    add_type_of(&mut schema, enumeration.values);
    schema
}

fn add_type_of(schema: &mut Object, values: &[Literal]) {
    let name = if values.iter().all(|value| matches!(value, Literal::Str(_))) {
        "string"
    } else if values.iter().all(|value| matches!(value, Literal::Int(_))) {
        "integer"
    } else {
        return;
    };
    schema.insert("type".to_owned(), name.into());
}

fn constant(literal: &Literal) -> Value {
    match *literal {
        Literal::Str(text) => text.into(),
        Literal::Int(int) => int.into(),
    }
}

/// Joins schemas; one that is nothing but a union gives its members instead.
fn any_of(schemas: impl IntoIterator<Item = Object>) -> Object {
    let mut members = Vec::new();
    for mut schema in schemas {
        match (schema.len(), schema.get_mut("anyOf")) {
            (1, Some(Value::Array(inner))) => members.append(inner),
            _ => members.push(schema.into()),
        }
    }
    match distinct(members) {
        members if members.len() == 1 => match members.into_iter().next() {
            Some(Value::Object(only)) => only,
            _ => Object::new(),
        },
        members => object([("anyOf", members.into())]),
    }
}

fn distinct<T: PartialEq>(items: Vec<T>) -> Vec<T> {
    let mut kept: Vec<T> = Vec::with_capacity(items.len());
    for item in items {
        if !kept.contains(&item) {
            kept.push(item);
        }
    }
    kept
}

/// Adds constraints to the schema of a type that reads itself, to whichever part of it they fit.
fn constrained(schema: Value, constraints: &Constraints) -> Object {
    let Value::Object(mut schema) = schema else { return Object::new() };
    if let Some(Value::Array(branches)) = schema.get_mut("anyOf") {
        for branch in branches {
            *branch = constrained(std::mem::take(branch), constraints).into();
        }
        return schema;
    }
    let is = |name: &str| schema.get("type") == Some(&name.into());
    if is("number") {
        // Decimals compare with a bound as they are; only here pydantic writes it as a float.
        let mut schema = numeric(schema, constraints);
        schema.values_mut().for_each(order::float);
        return schema;
    }
    if !is("string") {
        return schema;
    }
    if constraints.max_digits.is_some() || constraints.decimal_places.is_some() {
        schema.insert("pattern".to_owned(), decimal_pattern(constraints).into());
    }
    string(schema, constraints)
}

/// Returns the pattern of decimals with few digits. The unbounded one is in the description of `Decimal`.
fn decimal_pattern(constraints: &Constraints) -> String {
    let start = r"^(?!^[-+.]*$)[+-]?0*";
    match (constraints.max_digits, constraints.decimal_places) {
        (Some(digits), Some(places)) => {
            let whole = digits.saturating_sub(places);
            let all = digits + 1;
            format!(r"{start}(?:\d{{0,{whole}}}|(?=[\d.]{{1,{all}}}0*$)\d{{0,{whole}}}\.\d{{0,{places}}}0*$)")
        }
        (Some(digits), None) => {
            let all = digits + 1;
            format!(r"{start}(?:\d{{0,{digits}}}|(?=[\d.]{{1,{all}}}0*$)\d*\.\d*0*$)")
        }
        (None, Some(places)) => format!(r"{start}\d*\.?\d{{0,{places}}}0*$"),
        (None, None) => format!(r"{start}\d*\.?\d*$"),
    }
}

fn numeric(mut schema: Object, constraints: &Constraints) -> Object {
    for (key, bound) in [
        ("multipleOf", constraints.multiple_of),
        ("maximum", constraints.le),
        ("minimum", constraints.ge),
        ("exclusiveMaximum", constraints.lt),
        ("exclusiveMinimum", constraints.gt),
    ] {
        match bound {
            Some(Number::Int(bound)) => schema.insert(key.to_owned(), bound.into()),
            Some(Number::Float(bound)) => schema.insert(key.to_owned(), bound.into()),
            None => None,
        };
    }
    schema
}

fn string(schema: Object, constraints: &Constraints) -> Object {
    let mut schema = sized(schema, constraints, "minLength", "maxLength");
    if let Some(pattern) = constraints.pattern {
        schema.insert("pattern".to_owned(), pattern.as_str().into());
    }
    schema
}

fn sized(mut schema: Object, constraints: &Constraints, min: &str, max: &str) -> Object {
    for (key, bound) in [(min, constraints.min_length), (max, constraints.max_length)] {
        if let Some(bound) = bound {
            schema.insert(key.to_owned(), bound.into());
        }
    }
    schema
}

/// Joins the constraints of a field with those of its type; where both bound the same, the field's are shown.
fn both(outer: &Constraints, inner: &Constraints) -> Constraints {
    Constraints {
        gt: outer.gt.or(inner.gt),
        ge: outer.ge.or(inner.ge),
        lt: outer.lt.or(inner.lt),
        le: outer.le.or(inner.le),
        multiple_of: outer.multiple_of.or(inner.multiple_of),
        min_length: outer.min_length.or(inner.min_length),
        max_length: outer.max_length.or(inner.max_length),
        pattern: outer.pattern.or(inner.pattern),
        max_digits: outer.max_digits.or(inner.max_digits),
        decimal_places: outer.decimal_places.or(inner.decimal_places),
        allow_inf_nan: outer.allow_inf_nan.or(inner.allow_inf_nan),
        strict: outer.strict || inner.strict,
    }
}
