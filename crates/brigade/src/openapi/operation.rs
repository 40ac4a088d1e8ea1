//! Describes one operation: what it takes and what it answers.

use http::StatusCode;

use crate::{
    depends::Documented,
    error_format::ErrorFormat,
    extract::form_model,
    openapi::{
        array, components, errors, merge, object, parameters,
        schema::{Described, Schemas, visible},
        title,
    },
    operation::Webhook,
    operation_id::OperationInfo,
    router::Route,
    spec::{
        Constraints, Content, Direction, DocumentedResponse, Injected, Meta, OperationSpec, Parameter, Presence,
        Schema, SchemeSpec, Source,
    },
    value::{Object, Value},
};

/// The methods whose bodies the document shows.
const METHODS_WITH_BODY: [&str; 6] = ["GET", "HEAD", "POST", "PUT", "DELETE", "PATCH"];

const JSON: &str = "application/json";
const LINES: &str = "application/jsonl";
const EVENTS: &str = "text/event-stream";

/// Returns the template as the document shows it: without convertors.
pub(super) fn path(template: &str) -> String {
    let mut path = String::with_capacity(template.len());
    let mut rest = template;
    while let Some((before, inside)) = rest.split_once('{') {
        let Some((name, after)) = inside.split_once('}') else { break };
        path.extend([before, "{", name.split(':').next().unwrap_or_default(), "}"]);
        rest = after;
    }
    path.push_str(rest);
    path
}

/// Is an operation as the document shows it: at its place, or sent by the application.
pub(super) struct Shown<'o> {
    spec: &'static OperationSpec,
    id: String,
    tags: Vec<&'o str>,
    responses: &'o [DocumentedResponse],
    parameters: &'o [Parameter],
    security: &'o [(SchemeSpec, Vec<&'static str>)],
    callbacks: &'o [Webhook],
    deprecated: bool,
}

impl<'o> Shown<'o> {
    /// Shows what clients call, at the place `path` of the document.
    pub(super) fn served(route: &'o Route, path: &str) -> Self {
        let OperationSpec { name, method, operation_id, .. } = *route.spec();
        let tags: Vec<&str> = route.tags.iter().map(String::as_str).collect();
        let id = match (operation_id, &route.make_id) {
            (Some(id), _) => id.to_owned(),
            (None, Some(make)) => make.id(&OperationInfo { name, method, path, tags: &tags }),
            (None, None) => default_id(route.spec(), path),
        };
        Self {
            spec: route.spec(),
            id,
            tags,
            responses: &route.responses,
            parameters: &route.documented.parameters,
            security: &route.documented.security,
            callbacks: &route.callbacks,
            deprecated: route.deprecated,
        }
    }

    /// Shows what the application sends; `documented` is what its [`depends`](Webhook::depends) say.
    pub(super) fn sent(spec: &'static OperationSpec, documented: &'o Documented) -> Self {
        let id = spec.operation_id.map_or_else(|| default_id(spec, spec.path), str::to_owned);
        Self {
            spec,
            id,
            tags: spec.tags.to_vec(),
            responses: spec.responses,
            parameters: &documented.parameters,
            security: &documented.security,
            callbacks: &[],
            deprecated: spec.deprecated,
        }
    }

    /// Writes the operation.
    pub(super) fn write(&self, format: ErrorFormat, schemas: &mut Schemas) -> Value {
        let Self { spec, id, tags, parameters: taken, security, callbacks: later, deprecated, .. } = self;
        let mut operation = Object::new();
        if !tags.is_empty() {
            operation.insert("tags".to_owned(), array(tags.iter().map(|&tag| tag.into())));
        }
        let summary = spec.summary.map_or_else(|| title::from_name(spec.name), str::to_owned);
        operation.insert("summary".to_owned(), summary.into());
        let description = visible(spec.description.unwrap_or(spec.doc)).trim();
        if !description.is_empty() {
            operation.insert("description".to_owned(), description.into());
        }
        operation.insert("operationId".to_owned(), id.as_str().into());
        if *deprecated {
            operation.insert("deprecated".to_owned(), true.into());
        }
        if !security.is_empty() {
            operation.insert("security".to_owned(), requirements(security));
        }
        let parameters = parameters::write(taken, schemas);
        if !parameters.is_empty() {
            operation.insert("parameters".to_owned(), parameters.into());
        }
        let mut bodies: Vec<&Parameter> = Vec::new();
        let is_body = |parameter: &&Parameter| matches!(parameter.source, Source::Body | Source::Form | Source::File);
        for body in taken.iter().filter(is_body).filter(|parameter| !parameter.meta.hidden) {
            if !bodies.iter().any(|other| other.alias == body.alias) {
                bodies.push(body);
            }
        }
        if !bodies.is_empty() && METHODS_WITH_BODY.contains(&spec.method) {
            operation.insert("requestBody".to_owned(), request_body(&bodies, id, schemas));
        }
        if !later.is_empty() {
            operation.insert("callbacks".to_owned(), callbacks(later, format, schemas));
        }
        let mut responses = self.responses(format, schemas);
        let takes_something = !bodies.is_empty() || parameters::any(taken);
        if takes_something && !["422", "4XX", "default"].iter().any(|status| responses.contains_key(status)) {
            responses.insert("422".to_owned(), errors::invalid(format, schemas));
        }
        operation.insert("responses".to_owned(), responses.into());
        if let Some(extra) = spec.openapi_extra
            && let Value::Object(extra) = extra()
        {
            merge(&mut operation, extra);
        }
        operation.into()
    }

    fn responses(&self, format: ErrorFormat, schemas: &mut Schemas) -> Object {
        let Self { spec, id, responses: documented, .. } = self;
        let mut answers = (spec.answers)();
        if let Some(sent) = self.parameters.iter().find(|parameter| parameter.injected == Some(Injected::Items)) {
            answers.content = Content::Items(sent.schema);
        }
        let status = spec.status.or(answers.status).unwrap_or(200);
        let mut success = object([("description", spec.response_description.unwrap_or("Successful Response").into())]);
        let media_type = match answers.content {
            Content::Media(name) | Content::JsonAs(name, _) => name,
            Content::Events(_) => EVENTS,
            _ => JSON,
        };
        let mut item =
            |schema: Option<Schema>| schema.map(|schema| answer(schema, &format!("StreamItem_{id}"), schemas));
        let content = match answers.content {
            Content::Empty => None,
            Content::Untyped | Content::JsonAs(_, None) => Some(content(media_type, Object::new().into())),
            Content::Media(name) => Some(content(name, object([("type", "string".into())]).into())),
            Content::JsonLines(schema) => Some(items(LINES, item(schema).unwrap_or_else(|| Object::new().into()))),
            Content::Events(schema) => Some(items(EVENTS, event(item(schema)))),
            Content::Items(schema) => {
                let item = answer(schema, &format!("StreamItem_{id}"), schemas);
                Some(object([(LINES, of_items(item.clone())), (EVENTS, of_items(event(Some(item))))]).into())
            }
            Content::Json(schema) | Content::JsonAs(_, Some(schema)) => {
                Some(content(media_type, answer(schema, &format!("Response_{id}"), schemas)))
            }
        };
        if let Some(content) = content
            && !matches!(status, 100..=199 | 204 | 205 | 304)
        {
            success.insert("content".to_owned(), content);
        }
        let mut responses = object([(status.to_string().as_str(), success.into())]);
        for documented in distinct(documented) {
            add(documented, id, media_type, &mut responses, schemas);
        }
        errors::add(&answers.errors, format, &mut responses, schemas);
        responses
    }
}

/// Says which credentials an operation asks for: each scheme once, with all scopes that are asked for anywhere.
fn requirements(security: &[(SchemeSpec, Vec<&'static str>)]) -> Value {
    let mut schemes: Vec<(&str, Vec<&str>)> = Vec::new();
    for (scheme, scopes) in security {
        let merged = match schemes.iter_mut().find(|(name, _)| *name == scheme.name) {
            Some((_, merged)) => merged,
            None => &mut schemes.push_mut((scheme.name, Vec::new())).1,
        };
        for scope in scopes {
            if !merged.contains(scope) {
                merged.push(scope);
            }
        }
    }
    let scopes = |scopes: Vec<&str>| array(scopes.into_iter().map(Value::from));
    array(schemes.into_iter().map(|(name, merged)| object([(name, scopes(merged))]).into()))
}

/// Describes what an operation sends to its clients: by name, by where to, and by method.
fn callbacks(callbacks: &[Webhook], format: ErrorFormat, schemas: &mut Schemas) -> Value {
    let written = callbacks.iter().map(|callback| {
        let spec = callback.spec;
        let operation = Shown::sent(spec, &callback.document()).write(format, schemas);
        let path = object([(spec.method.to_ascii_lowercase().as_str(), operation)]);
        (spec.name.to_owned(), object([(spec.path, path.into())]).into())
    });
    written.collect::<Object>().into()
}

fn default_id(spec: &OperationSpec, path: &str) -> String {
    let mut id =
        format!("{}{path}", spec.name).replace(|character: char| !character.is_alphanumeric() && character != '_', "_");
    id.push('_');
    id.push_str(&spec.method.to_ascii_lowercase());
    id
}

fn request_body(bodies: &[&Parameter], id: &str, schemas: &mut Schemas) -> Value {
    let required = bodies.iter().any(|body| matches!(body.presence, Presence::Required));
    let mut media = Object::new();
    // One file makes a form what browsers send with `enctype="multipart/form-data"`.
    let form = bodies.iter().find(|body| body.source == Source::File).unwrap_or(&bodies[0]);
    let agree = bodies.iter().all(|body| body.media_type == form.media_type);
    let media_type = if form.source == Source::Body && !agree { JSON } else { form.media_type };
    match bodies {
        [only] if is_whole(only) => {
            let schema = if only.raw { bytes(only) } else { schemas.top((*only).into(), only.alias, Direction::Input) };
            media.insert("schema".to_owned(), schema);
            if let Some(examples) = only.meta.openapi_examples {
                media.insert("examples".to_owned(), examples());
            }
        }
        several => {
            media.insert("schema".to_owned(), joined(several, id, schemas));
        }
    }
    let mut body = Object::new();
    if required {
        body.insert("required".to_owned(), true.into());
    }
    body.insert("content".to_owned(), object([(media_type, media.into())]).into());
    body.into()
}

/// Returns whether a single argument is the whole body; one from a form is that only as a model.
fn is_whole(only: &Parameter) -> bool {
    !only.embed && (only.source == Source::Body || form_model(only.schema).is_some())
}

/// Describes a body that is taken as it is.
fn bytes(body: &Parameter) -> Value {
    let title = body.meta.title.map_or_else(|| title::from_name(body.alias), str::to_owned);
    let mut schema = object([
        ("title", title.into()),
        ("type", "string".into()),
        ("contentMediaType", "application/octet-stream".into()),
    ]);
    if let Some(description) = body.meta.description {
        schema.insert("description".to_owned(), description.into());
    }
    schema.into()
}

/// Defines the object whose members are the body's arguments.
fn joined(bodies: &[&Parameter], id: &str, schemas: &mut Schemas) -> Value {
    let mut properties = Object::new();
    let mut required = Vec::new();
    let mut add = |described: Described<'_>, name: &'static str| {
        properties.insert(name.to_owned(), schemas.member(described, name, Direction::Input).into());
        if matches!(described.presence, Presence::Required) {
            required.push(name);
        }
    };
    for body in bodies {
        match form_model(body.schema).filter(|_| body.source == Source::Form) {
            // The fields of a form stand beside each other.
            Some(fields) => {
                for field in fields.iter().filter(|field| !field.flatten && field.only != Some(Direction::Output)) {
                    add(field.into(), field.name);
                }
            }
            None => add((*body).into(), body.alias),
        }
    }
    let name = format!("Body_{id}");
    let schema = components::plain(&name, properties, &required);
    schemas.define(&name, schema)
}

/// Returns one response for each status: the last one's words at the first one's place.
fn distinct(responses: &[DocumentedResponse]) -> impl Iterator<Item = &DocumentedResponse> {
    let same = |one: &DocumentedResponse, other: &DocumentedResponse| one.status == other.status;
    let first = move |index: usize| !responses[..index].iter().any(|other| same(other, &responses[index]));
    let last = move |response| responses.iter().rfind(|other| same(other, response)).unwrap_or(response);
    responses.iter().enumerate().filter(move |(index, _)| first(*index)).map(move |(_, response)| last(response))
}

fn add(documented: &DocumentedResponse, id: &str, media_type: &str, responses: &mut Object, schemas: &mut Schemas) {
    let upper = documented.status.to_ascii_uppercase();
    let key = if upper == "DEFAULT" { "default".to_owned() } else { upper };
    let response = responses.get_or_insert_with(key.clone(), || Object::new().into());
    let Value::Object(response) = response else { return };
    if let Some(extra) = documented.openapi_extra
        && let Value::Object(extra) = extra()
    {
        merge(response, extra);
    }
    let existing = match response.get("description") {
        Some(Value::String(text)) => Some(text.clone().into_owned()),
        _ => None,
    };
    let description = documented.description.map(str::to_owned).or(existing).unwrap_or_else(|| reason(&key).to_owned());
    if documented.description.is_some() {
        response.insert("description".to_owned(), description.as_str().into());
    }
    if let Some(schema) = documented.schema {
        let schema = answer(schema, &format!("Response_{}_{id}", documented.status), schemas);
        merge(response, object([("content", content(media_type, schema))]));
    }
    response.insert("description".to_owned(), description.into());
}

fn reason(status: &str) -> &'static str {
    match status {
        "1XX" => "Information",
        "2XX" => "Success",
        "3XX" => "Redirection",
        "4XX" => "Client Error",
        "5XX" => "Server Error",
        "default" => "Default Response",
        code => code
            .parse()
            .ok()
            .and_then(|code| StatusCode::from_u16(code).ok())
            .and_then(|status| status.canonical_reason())
            .unwrap_or("Additional Response"),
    }
}

fn answer(schema: Schema, name: &str, schemas: &mut Schemas) -> Value {
    let described =
        Described { schema, constraints: &Constraints::NONE, presence: Presence::Required, meta: &Meta::NONE };
    schemas.top(described, name, Direction::Output)
}

fn content(media_type: &str, schema: Value) -> Value {
    let media = object([("schema", schema)]);
    object([(media_type, media.into())]).into()
}

/// Describes an answer that consists of items.
fn items(media_type: &str, item: Value) -> Value {
    object([(media_type, of_items(item))]).into()
}

fn of_items(item: Value) -> Value {
    object([("itemSchema", item)]).into()
}

/// Describes a server-sent event (OpenAPI 3.2, section 4.14.4), and its data if they are of one type.
fn event(data: Option<Value>) -> Value {
    let text = || Value::from(object([("type", "string".into())]));
    let is_typed = data.is_some();
    let data = match data {
        Some(schema) => {
            object([("type", "string".into()), ("contentMediaType", JSON.into()), ("contentSchema", schema)]).into()
        }
        None => text(),
    };
    let retry = object([("type", "integer".into()), ("minimum", 0_usize.into())]);
    let properties = object([("data", data), ("event", text()), ("id", text()), ("retry", retry.into())]);
    let mut event = object([("type", "object".into()), ("properties", properties.into())]);
    if is_typed {
        event.insert("required".to_owned(), array(["data".into()]));
    }
    event.into()
}
