//! Writes the OpenAPI document: equal, as JSON and in the order of keys, to FastAPI's for the same API.
//!
//! [`document`] visits every operation once. Types with a name become definitions, first under
//! names that are long and certain; when all are known, [`components`] finds the short ones.
//! Nothing here serves anything.

mod additions;
mod components;
mod errors;
mod info;
#[cfg(feature = "proxy")]
mod join;
mod operation;
mod order;
mod parameters;
mod schema;
mod title;

pub(crate) use additions::Additions;
pub use info::{Contact, ExternalDocs, Info, License, Server, Tag};
#[cfg(feature = "proxy")]
pub(crate) use join::join;

use self::operation::Shown;
use crate::{
    depends::Documented,
    error_format::ErrorFormat,
    router::{Route, Router},
    spec::OperationSpec,
    value::{Object, Value},
};

/// Says how a document is made, beyond what the API itself says.
#[derive(Debug, Clone, Copy)]
pub struct Options {
    /// The shape of error answers.
    pub errors: ErrorFormat,
    /// Whether a model that looks different in requests and in answers has two schemas.
    pub separate_input_output_schemas: bool,
}

impl Default for Options {
    fn default() -> Self {
        Self { errors: ErrorFormat::default(), separate_input_output_schemas: true }
    }
}

/// Writes the document of what `router` holds, whatever mistakes are in it.
#[doc(hidden)]
#[must_use]
pub fn of_router(info: &Info, router: &Router, options: Options) -> Value {
    document(info, &router.flatten(&mut Vec::new()), options, &Additions::default())
}

/// Writes the document of `routes`, with what the application adds to it.
pub(crate) fn document(info: &Info, routes: &[Route], options: Options, additions: &Additions) -> Value {
    let mut schemas = schema::Schemas::new(options.separate_input_output_schemas);
    let mut paths = Object::new();
    for route in routes.iter().filter(|route| !route.hidden) {
        let path = operation::path(&route.path);
        let operation = Shown::served(route, &path).write(options.errors, &mut schemas);
        put(&mut paths, path, route.spec().method, operation);
    }
    let sent = additions.webhooks.iter().filter(|webhook| !webhook.spec.hidden);
    let sent: Vec<(&OperationSpec, Documented)> = sent.map(|webhook| (webhook.spec, webhook.document())).collect();
    let mut webhooks = Object::new();
    for (spec, documented) in &sent {
        let operation = Shown::sent(spec, documented).write(options.errors, &mut schemas);
        put(&mut webhooks, spec.path.to_owned(), spec.method, operation);
    }
    paths.values_mut().chain(webhooks.values_mut()).for_each(order::path);
    let schemas = schemas.finish([&mut paths, &mut webhooks]);
    let shown = routes.iter().filter(|route| !route.hidden);
    let later: Vec<Documented> =
        shown.clone().flat_map(|route| &route.callbacks).map(|callback| callback.document()).collect();
    let documented = shown.map(|route| &route.documented).chain(&later).chain(sent.iter().map(|(_, sent)| sent));
    let schemes: Object = documented
        .flat_map(|documented| &documented.security)
        .map(|(scheme, _)| (scheme.name.to_owned(), scheme.definition.clone()))
        .collect();
    let components =
        [("schemas", schemas), ("securitySchemes", schemes)].into_iter().filter(|(_, all)| !all.is_empty());
    let components: Object = components.map(|(name, all)| (name.to_owned(), all.into())).collect();

    let mut document = object([("openapi", "3.1.0".into()), ("info", info.write())]);
    if !info.servers.is_empty() {
        document.insert("servers".to_owned(), array(info.servers.iter().map(Server::write)));
    }
    document.insert("paths".to_owned(), paths.into());
    if !webhooks.is_empty() {
        document.insert("webhooks".to_owned(), webhooks.into());
    }
    if !components.is_empty() {
        document.insert("components".to_owned(), components.into());
    }
    if !info.tags.is_empty() {
        document.insert("tags".to_owned(), array(info.tags.iter().map(Tag::write)));
    }
    if let Some(external_docs) = &info.external_docs {
        document.insert("externalDocs".to_owned(), external_docs.write());
    }
    let mut document = Value::Object(document);
    order::drop_nulls(&mut document);
    additions.changes.iter().for_each(|change| change(&mut document));
    document
}

/// Puts an operation beside the others of its path.
fn put(paths: &mut Object, path: String, method: &str, operation: Value) {
    if let Value::Object(path) = paths.get_or_insert_with(path, || Object::new().into()) {
        path.insert(method.to_ascii_lowercase(), operation);
    }
}

/// Makes an object of a few members.
fn object<const N: usize>(members: [(&str, Value); N]) -> Object {
    members.into_iter().map(|(key, value)| (key.to_owned(), value)).collect()
}

fn array(items: impl IntoIterator<Item = Value>) -> Value {
    Value::Array(items.into_iter().collect())
}

/// Puts `update` into `target`: objects are joined at every depth, arrays are appended, the rest is replaced.
fn merge(target: &mut Object, update: Object) {
    for (key, value) in update {
        match (target.get_mut(&key), value) {
            (Some(Value::Object(inner)), Value::Object(value)) => merge(inner, value),
            (Some(Value::Array(items)), Value::Array(more)) => items.extend(more),
            (_, value) => {
                target.insert(key, value);
            }
        }
    }
}
