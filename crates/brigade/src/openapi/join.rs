//! Joins the documents of two servers that are one to clients: ours, and the one that serves the rest.
//!
//! Ours stays as it is. Of theirs comes what clients can reach: operations that none of ours takes, and the components that
//! these need. Where a name means something else in ours, theirs gets another name, everywhere.

use std::{
    borrow::Cow,
    collections::{BTreeMap, BTreeSet},
};

use super::array;
use crate::value::{Object, Value};

/// A path's members that are operations.
const METHODS: [&str; 8] = ["get", "put", "post", "delete", "options", "head", "patch", "trace"];

/// Members whose own keys are names, not keywords.
const NAMED: [&str; 19] = [
    "pathItems",
    "callbacks",
    "schemas",
    "responses",
    "parameters",
    "examples",
    "requestBodies",
    "headers",
    "securitySchemes",
    "links",
    "content",
    "encoding",
    "variables",
    "properties",
    "patternProperties",
    "dependentSchemas",
    "$defs",
    "definitions",
    "mapping",
];

/// Members that are a user's data, whatever it looks like.
const DATA: [&str; 5] = ["example", "default", "const", "enum", "value"];

const COMPONENTS: &str = "#/components/";

/// Joins `theirs` to `ours`, and returns how many operations came with it.
///
/// `is_ours` says whether a request for that path with that method (in capitals) never reaches the other server; a template
/// stands for the paths that match it.
pub(crate) fn join(ours: &mut Object, theirs: Object, is_ours: impl Fn(&str, &str) -> bool) -> usize {
    let mut theirs = Theirs::new(theirs);
    theirs.spread_security(ours.contains_key("security"));
    let count = theirs.leave_out(ours, is_ours);
    theirs.drop_unused();
    theirs.rename(ours);
    theirs.add_to(ours);
    count
}

/// Names a component: its section and its name there.
type Component = (String, String);

/// Is what the other document has.
struct Theirs {
    paths: Object,
    webhooks: Object,
    components: Object,
    tags: Vec<Value>,
    security: Option<Value>,
}

impl Theirs {
    fn new(mut document: Object) -> Self {
        let mut take = |key| match document.remove(key) {
            Some(Value::Object(members)) => members,
            _ => Object::new(),
        };
        let (paths, webhooks, components) = (take("paths"), take("webhooks"), take("components"));
        let tags = match document.remove("tags") {
            Some(Value::Array(tags)) => tags,
            _ => Vec::new(),
        };
        Self { paths, webhooks, components, tags, security: document.remove("security") }
    }

    /// Gives every operation the security that its document demands of all, which the joined one does not.
    fn spread_security(&mut self, ours_demand_some: bool) {
        let security = self.security.take().or_else(|| ours_demand_some.then(|| array([])));
        let Some(security) = security else { return };
        for path in objects(&mut self.paths).chain(objects(&mut self.webhooks)) {
            for operation in operations(path).filter(|operation| !operation.contains_key("security")) {
                operation.insert("security", security.clone());
            }
        }
    }

    /// Leaves out what our operations take, and counts the rest.
    ///
    /// What has the same path as one of ours but for the names of parameters gets ours: a document has a path once.
    fn leave_out(&mut self, ours: &Object, is_ours: impl Fn(&str, &str) -> bool) -> usize {
        let ours = match ours.get("paths") {
            Some(Value::Object(paths)) => paths,
            _ => &Object::new(),
        };
        let by_shape: BTreeMap<String, &str> = ours.keys().map(|path| (shape(path), path)).collect();
        let mut count = 0;
        for (path, item) in std::mem::take(&mut self.paths) {
            let Value::Object(mut item) = item else { continue };
            let same = by_shape.get(&shape(&path)).copied();
            let documented = same.and_then(|path| ours.get(path));
            for method in METHODS {
                let documented = matches!(documented, Some(Value::Object(item)) if item.contains_key(method));
                if documented || is_ours(&path, &method.to_ascii_uppercase()) {
                    item.remove(method);
                }
            }
            let left = operations(&mut item).count();
            if left == 0 {
                continue;
            }
            count += left;
            // Requests go through us, wherever the other server thinks that it is.
            item.remove("servers");
            if let Some(same) = same {
                share_parameters(&mut item);
                let names: BTreeMap<&str, &str> = parameters(&path).zip(parameters(same)).collect();
                operations(&mut item).for_each(|operation| rename_parameters(operation, &names));
                item = item.into_iter().filter(|(key, _)| METHODS.contains(&key.as_ref())).collect();
                match self.paths.get_mut(same) {
                    Some(Value::Object(other)) => item.into_iter().for_each(|(method, operation)| {
                        other.insert(method, operation);
                    }),
                    _ => {
                        self.paths.insert(same.to_owned(), item.into());
                    }
                }
            } else {
                self.paths.insert(path, item.into());
            }
        }
        count
    }

    /// Drops the components that nothing needs, directly or through others.
    fn drop_unused(&mut self) {
        let mut used = BTreeSet::new();
        let mut new = BTreeSet::new();
        for path in objects(&mut self.paths).chain(objects(&mut self.webhooks)) {
            mentioned(path, &mut new);
        }
        while let Some(component) = new.pop_first() {
            let Some(definition) = self.component(&component) else { continue };
            let mut mentions = BTreeSet::new();
            mentioned(definition, &mut mentions);
            used.insert(component);
            new.extend(mentions.difference(&used).cloned());
        }
        for (section, members) in std::mem::take(&mut self.components) {
            let Value::Object(members) = members else { continue };
            let members =
                members.into_iter().filter(|(name, _)| used.contains(&(section.to_string(), name.to_string())));
            let members: Object = members.collect();
            if !members.is_empty() {
                self.components.insert(section, members.into());
            }
        }
    }

    fn component(&mut self, (section, name): &Component) -> Option<&mut Object> {
        let Value::Object(members) = self.components.get_mut(section)? else { return None };
        match members.get_mut(name)? {
            Value::Object(definition) => Some(definition),
            _ => None,
        }
    }

    /// Gives other names to what means something else in `ours`.
    fn rename(&mut self, ours: &Object) {
        let taken = |section: &str, name: &str| match ours.get("components") {
            Some(Value::Object(components)) => match components.get(section) {
                Some(Value::Object(members)) => members.get(name),
                _ => None,
            },
            _ => None,
        };
        let mut names: BTreeMap<Component, String> = BTreeMap::new();
        // What is written alike may still mean two things: if what it refers to has to be renamed, so has it.
        loop {
            let before = names.len();
            for (section, members) in &mut self.components {
                let Value::Object(members) = members else { continue };
                let all: BTreeSet<String> = members.keys().map(str::to_owned).collect();
                for (name, definition) in members {
                    let component = (section.to_owned(), name.to_owned());
                    let Some(other) = taken(section, name).filter(|_| !names.contains_key(&component)) else {
                        continue;
                    };
                    let mut mentions = BTreeSet::new();
                    if let Value::Object(definition) = definition {
                        mentioned(definition, &mut mentions);
                    }
                    if other == &*definition && !mentions.iter().any(|mention| names.contains_key(mention)) {
                        continue;
                    }
                    let is_free = |name: &str| {
                        taken(section, name).is_none()
                            && !all.contains(name)
                            && !names.iter().any(|((other, _), new)| other == section && new == name)
                    };
                    let new = other_name(name, "-Old", is_free);
                    names.insert(component, new);
                }
            }
            if names.len() == before {
                break;
            }
        }
        let ids = self.other_ids(ours);
        let places =
            [(&mut self.paths, Keys::Names), (&mut self.webhooks, Keys::Names), (&mut self.components, Keys::Words)];
        for (place, keys) in places {
            visit_all(place, keys, &mut |mention| apply(mention, &names, &ids));
        }
        for (section, members) in &mut self.components {
            let Value::Object(members) = members else { continue };
            *members = std::mem::take(members)
                .into_iter()
                .map(|(name, definition)| match names.get(&(section.to_owned(), name.to_string())) {
                    Some(new) => (Cow::Owned(new.clone()), definition),
                    None => (name, definition),
                })
                .collect();
        }
    }

    /// Returns other identifiers for the operations whose own is one of ours.
    fn other_ids(&mut self, ours: &Object) -> BTreeMap<String, String> {
        let mut taken = BTreeSet::new();
        let mut ours = ours.clone();
        for key in ["paths", "webhooks"] {
            if let Some(Value::Object(paths)) = ours.get_mut(key) {
                taken.extend(operation_ids(paths));
            }
        }
        let mut theirs = operation_ids(&mut self.paths);
        theirs.extend(operation_ids(&mut self.webhooks));
        let colliding = theirs.iter().filter(|id| taken.contains(*id));
        colliding
            .map(|id| (id.clone(), other_name(id, "_old", |new| !taken.contains(new) && !theirs.contains(new))))
            .collect()
    }

    fn add_to(self, ours: &mut Object) {
        for (key, members) in [("paths", self.paths), ("components", self.components), ("webhooks", self.webhooks)] {
            if members.is_empty() {
                continue;
            }
            if let Value::Object(target) = ours.get_or_insert_with(key, || Object::new().into()) {
                add(target, members);
            }
        }
        let tags = match ours.get("tags") {
            Some(Value::Array(tags)) => tags.clone(),
            _ => Vec::new(),
        };
        let is_new = |tag: &Value| name_of(tag).is_some_and(|name| !tags.iter().any(|tag| name_of(tag) == Some(name)));
        let new: Vec<Value> = self.tags.into_iter().filter(is_new).collect();
        if !new.is_empty() {
            ours.insert("tags", tags.into_iter().chain(new).collect::<Vec<_>>().into());
        }
    }
}

/// Adds members, and members of members; what is there stays.
fn add(target: &mut Object, members: Object) {
    for (key, value) in members {
        match (target.get_mut(&key), value) {
            (Some(Value::Object(there)), Value::Object(members)) => {
                for (key, value) in members {
                    there.get_or_insert_with(key, || value);
                }
            }
            (Some(_), _) => {}
            (None, value) => {
                target.insert(key, value);
            }
        }
    }
}

fn name_of(tag: &Value) -> Option<&str> {
    let Value::Object(tag) = tag else { return None };
    match tag.get("name") {
        Some(Value::String(name)) => Some(name),
        _ => None,
    }
}

/// Returns `name` with what makes it another.
fn other_name(name: &str, suffix: &str, is_free: impl Fn(&str) -> bool) -> String {
    let mut names =
        std::iter::once(format!("{name}{suffix}")).chain((2..).map(|count| format!("{name}{suffix}{count}")));
    names.find(|name| is_free(name)).expect("names are finite, and numbers are not")
}

fn objects(members: &mut Object) -> impl Iterator<Item = &mut Object> {
    members.values_mut().filter_map(|value| match value {
        Value::Object(members) => Some(members),
        _ => None,
    })
}

fn operations(path: &mut Object) -> impl Iterator<Item = &mut Object> {
    path.into_iter().filter(|(key, _)| METHODS.contains(key)).filter_map(|(_, value)| match value {
        Value::Object(operation) => Some(operation),
        _ => None,
    })
}

fn operation_ids(paths: &mut Object) -> BTreeSet<String> {
    let ids = objects(paths).flat_map(operations).filter_map(|operation| match operation.get("operationId") {
        Some(Value::String(id)) => Some(id.to_string()),
        _ => None,
    });
    ids.collect()
}

/// Returns a path without the names of its parameters.
fn shape(path: &str) -> String {
    let mut shape = String::new();
    let mut is_name = false;
    for character in path.chars() {
        is_name &= character != '}';
        if !is_name {
            shape.push(character);
        }
        is_name |= character == '{';
    }
    shape
}

fn parameters(path: &str) -> impl Iterator<Item = &str> {
    path.split('{').skip(1).filter_map(|rest| rest.split('}').next())
}

/// Gives each operation the parameters that its path has for all.
fn share_parameters(path: &mut Object) {
    let Some(Value::Array(shared)) = path.remove("parameters") else { return };
    for operation in operations(path) {
        let own = operation.get_or_insert_with("parameters", || array([]));
        let Value::Array(own) = own else { continue };
        let key = |parameter: &Value| match parameter {
            Value::Object(parameter) => Some((parameter.get("in")?.clone(), parameter.get("name")?.clone())),
            _ => None,
        };
        let missing = shared.iter().filter(|one| key(one).is_none() || !own.iter().any(|other| key(other) == key(one)));
        let all = missing.chain(own.iter()).cloned().collect();
        *own = all;
    }
}

fn rename_parameters(operation: &mut Object, names: &BTreeMap<&str, &str>) {
    let Some(Value::Array(parameters)) = operation.get_mut("parameters") else { return };
    for parameter in parameters {
        let Value::Object(parameter) = parameter else { continue };
        if parameter.get("in") != Some(&"path".into()) {
            continue;
        }
        if let Some(Value::String(name)) = parameter.get_mut("name")
            && let Some(&new) = names.get(name.as_ref())
        {
            *name = Cow::Owned(new.to_owned());
        }
    }
}

/// Is a place in a document that names something elsewhere in it.
enum Mention<'v> {
    /// `$ref`, or a discriminator's mapping.
    Reference(&'v mut Cow<'static, str>),
    /// An operation's identifier, its own or a link's.
    OperationId(&'v mut Cow<'static, str>),
    /// What a security requirement demands: schemes by name.
    Security(&'v mut Object),
}

/// Says what the keys of an object are.
#[derive(Clone, Copy)]
enum Keys {
    Words,
    Names,
}

fn visit_all(members: &mut Object, keys: Keys, act: &mut dyn FnMut(Mention<'_>)) {
    for (key, value) in members {
        match keys {
            Keys::Names => match value {
                Value::String(reference) => act(Mention::Reference(reference)),
                value => visit(value, Keys::Words, act),
            },
            Keys::Words => match (key, value) {
                ("$ref", Value::String(reference)) => act(Mention::Reference(reference)),
                ("operationId", Value::String(id)) => act(Mention::OperationId(id)),
                ("security", Value::Array(requirements)) => {
                    for requirement in requirements {
                        if let Value::Object(schemes) = requirement {
                            act(Mention::Security(schemes));
                        }
                    }
                }
                // A list of examples is data; as an object, it has names.
                ("examples", Value::Array(_)) => {}
                (key, _) if DATA.contains(&key) || key.starts_with("x-") => {}
                (key, value @ Value::Object(_)) if NAMED.contains(&key) => visit(value, Keys::Names, act),
                (_, value) => visit(value, Keys::Words, act),
            },
        }
    }
}

fn visit(value: &mut Value, keys: Keys, act: &mut dyn FnMut(Mention<'_>)) {
    match value {
        Value::Object(members) => visit_all(members, keys, act),
        Value::Array(items) => items.iter_mut().for_each(|item| visit(item, keys, act)),
        _ => {}
    }
}

/// Adds the components that `value` mentions.
fn mentioned(members: &mut Object, components: &mut BTreeSet<Component>) {
    visit_all(members, Keys::Words, &mut |mention| match mention {
        Mention::Reference(reference) => components.extend(component(reference)),
        Mention::Security(schemes) => {
            components.extend(schemes.keys().map(|name| ("securitySchemes".to_owned(), name.to_owned())));
        }
        Mention::OperationId(_) => {}
    });
}

/// Returns the component that a reference leads to, or into.
fn component(reference: &str) -> Option<Component> {
    let mut steps = reference.strip_prefix(COMPONENTS)?.split('/');
    Some((steps.next()?.to_owned(), steps.next()?.to_owned()))
}

fn apply(mention: Mention<'_>, names: &BTreeMap<Component, String>, ids: &BTreeMap<String, String>) {
    match mention {
        Mention::Reference(reference) => {
            let Some(new) = component(reference).and_then(|component| Some((names.get(&component)?, component))) else {
                return;
            };
            let (new, (section, name)) = new;
            let rest = &reference[COMPONENTS.len() + section.len() + 1 + name.len()..];
            *reference = Cow::Owned(format!("{COMPONENTS}{section}/{new}{rest}"));
        }
        Mention::OperationId(id) => {
            if let Some(new) = ids.get(id.as_ref()) {
                *id = Cow::Owned(new.clone());
            }
        }
        Mention::Security(schemes) => {
            *schemes = std::mem::take(schemes)
                .into_iter()
                .map(|(name, scopes)| match names.get(&("securitySchemes".to_owned(), name.to_string())) {
                    Some(new) => (Cow::Owned(new.clone()), scopes),
                    None => (name, scopes),
                })
                .collect();
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Joins documents of which only the interesting members are written.
    #[track_caller]
    fn check(ours: &str, theirs: &str, taken: &[(&str, &str)], expected: &str) {
        let parse =
            |text: &str| match crate::value::Tree::parse(text.as_bytes(), 64).map(crate::value::Tree::into_static) {
                Ok(Value::Object(members)) => members,
                other => panic!("{other:?}"),
            };
        let mut joined = parse(ours);
        join(&mut joined, parse(theirs), |path, method| taken.contains(&(method, path)));
        let write = |members: Object| String::from_utf8(crate::json::to_bytes(&members).unwrap().to_vec()).unwrap();
        assert_eq!(write(joined), write(parse(expected)));
    }

    #[test]
    fn an_operation_of_ours_hides_theirs() {
        check(
            r#"{"info": "ours", "paths": {"/a": {"get": {"x": 1}}, "/c/{n}": {"get": {"x": 1}}}}"#,
            r#"{"info": "theirs", "servers": [{"url": "/old"}], "paths": {
                "/a": {"get": {"x": 2}, "post": {"x": 2}, "servers": [{"url": "/old"}]},
                "/b": {"summary": "b", "get": {"x": 2}},
                "/hidden": {"get": {"x": 2}},
                "/c/{m}": {"get": {"x": 2}},
                "/nothing": {"summary": "empty"}}}"#,
            &[("GET", "/hidden")],
            r#"{"info": "ours", "paths": {"/a": {"get": {"x": 1}, "post": {"x": 2}}, "/c/{n}": {"get": {"x": 1}},
                "/b": {"summary": "b", "get": {"x": 2}}}}"#,
        );
    }

    #[test]
    fn a_path_has_the_names_of_our_parameters() {
        check(
            r#"{"paths": {"/a/{one}/{two}": {"get": {}}}}"#,
            r#"{"paths": {"/a/{two}/{three}": {
                "parameters": [{"in": "path", "name": "two"}, {"in": "query", "name": "q", "x": 1}],
                "put": {"parameters": [{"in": "path", "name": "three"}, {"in": "query", "name": "q", "x": 2}]},
                "post": {}}}}"#,
            &[],
            r#"{"paths": {"/a/{one}/{two}": {"get": {},
                "put": {"parameters": [{"in": "path", "name": "one"}, {"in": "path", "name": "two"},
                    {"in": "query", "name": "q", "x": 2}]},
                "post": {"parameters": [{"in": "path", "name": "one"}, {"in": "query", "name": "q", "x": 1}]}}}}"#,
        );
    }

    #[test]
    fn what_means_something_else_has_another_name() {
        check(
            r##"{"paths": {}, "components": {"schemas": {
                "Same": {"type": "object"}, "Item": {"type": "string"}, "Refers": {"$ref": "#/components/schemas/Item"},
                "Item-Old": {}}}}"##,
            r##"{"paths": {"/a": {"get": {"responses": {"200": {"content": {"application/json": {"schema": {
                    "discriminator": {"mapping": {"item": "#/components/schemas/Item"}},
                    "properties": {"default": {"$ref": "#/components/schemas/Item/properties/a"},
                        "same": {"$ref": "#/components/schemas/Same"}, "refers": {"$ref": "#/components/schemas/Refers"}},
                    "default": {"$ref": "#/components/schemas/Item"}}}}}}}}},
                "components": {"schemas": {
                    "Same": {"type": "object"}, "Item": {"type": "integer", "items": {"$ref": "#/components/schemas/New"}},
                    "Refers": {"$ref": "#/components/schemas/Item"}, "New": {}, "Unused": {}}}}"##,
            &[],
            r##"{"paths": {"/a": {"get": {"responses": {"200": {"content": {"application/json": {"schema": {
                    "discriminator": {"mapping": {"item": "#/components/schemas/Item-Old2"}},
                    "properties": {"default": {"$ref": "#/components/schemas/Item-Old2/properties/a"},
                        "same": {"$ref": "#/components/schemas/Same"}, "refers": {"$ref": "#/components/schemas/Refers-Old"}},
                    "default": {"$ref": "#/components/schemas/Item"}}}}}}}}},
                "components": {"schemas": {
                    "Same": {"type": "object"}, "Item": {"type": "string"}, "Refers": {"$ref": "#/components/schemas/Item"},
                    "Item-Old": {}, "Item-Old2": {"type": "integer", "items": {"$ref": "#/components/schemas/New"}},
                    "Refers-Old": {"$ref": "#/components/schemas/Item-Old2"}, "New": {}}}}"##,
        );
    }

    #[test]
    fn security_stays_with_its_operations() {
        check(
            r#"{"paths": {}, "security": [{"Key": []}], "components": {"securitySchemes": {"Key": {"type": "apiKey"}}}}"#,
            r#"{"paths": {"/a": {"get": {"security": [{"Key": ["read"]}, {}]}, "put": {}}},
                "components": {"securitySchemes": {"Key": {"type": "http"}, "Unused": {}}}}"#,
            &[],
            r#"{"paths": {"/a": {"get": {"security": [{"Key-Old": ["read"]}, {}]}, "put": {"security": []}}},
                "security": [{"Key": []}],
                "components": {"securitySchemes": {"Key": {"type": "apiKey"}, "Key-Old": {"type": "http"}}}}"#,
        );
        check(
            r#"{"paths": {}}"#,
            r#"{"security": [{"Key": []}], "paths": {"/a": {"get": {}}}, "components": {"securitySchemes": {"Key": {}}}}"#,
            &[],
            r#"{"paths": {"/a": {"get": {"security": [{"Key": []}]}}}, "components": {"securitySchemes": {"Key": {}}}}"#,
        );
    }

    #[test]
    fn identifiers_of_operations_are_unique_and_tags_are_described_once() {
        check(
            r#"{"paths": {"/a": {"get": {"operationId": "read"}}}, "tags": [{"name": "a", "description": "ours"}]}"#,
            r#"{"paths": {"/b": {"get": {"operationId": "read", "responses": {"200": {"links": {"l": {"operationId": "read"}}}}}}},
                "tags": [{"name": "a", "description": "theirs"}, {"name": "b"}], "webhooks": {"w": {"post": {"x": 1}}}}"#,
            &[],
            r#"{"paths": {"/a": {"get": {"operationId": "read"}},
                "/b": {"get": {"operationId": "read_old", "responses": {"200": {"links": {"l": {"operationId": "read_old"}}}}}}},
                "tags": [{"name": "a", "description": "ours"}, {"name": "b"}], "webhooks": {"w": {"post": {"x": 1}}}}"#,
        );
    }

    #[test]
    fn what_is_no_document_adds_nothing() {
        let ours = r#"{"paths": {"/a": {"get": {}}}}"#;
        for theirs in [
            "{}",
            r#"{"paths": [], "components": 7, "tags": {}, "security": "x", "webhooks": null}"#,
            r#"{"paths": {"/b": 7, "/c": {"get": null}}, "components": {"schemas": 7}, "tags": [7, {}]}"#,
        ] {
            check(ours, theirs, &[], ours);
        }
    }
}
