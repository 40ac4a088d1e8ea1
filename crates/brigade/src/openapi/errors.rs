//! Describes error answers: those of invalid requests and those that return types name.

use crate::{
    error_format::{ErrorFormat, ErrorModel},
    openapi::{
        array,
        components::plain,
        object,
        schema::{Described, Schemas},
    },
    spec::{Constraints, Direction, ErrorAnswer, Meta, Presence},
    value::{Object, Value},
};

/// Describes the answer to a request that does not fit, and defines its schema.
pub(super) fn invalid(format: ErrorFormat, schemas: &mut Schemas) -> Value {
    let schema = match format {
        ErrorFormat::Fastapi => {
            let detail = titled(violations(schemas), "Detail");
            let schema = plain("HTTPValidationError", object([("detail", detail)]), &[]);
            schemas.define("HTTPValidationError", schema)
        }
        ErrorFormat::Model(model) => modelled(model, schemas),
        ErrorFormat::ProblemJson => {
            let mut members = problem_members();
            members.insert("errors".to_owned(), titled(violations(schemas), "Errors"));
            let required = [&PROBLEM_REQUIRED[..], &["errors"]].concat();
            schemas.define("ValidationProblem", plain("ValidationProblem", members, &required))
        }
    };
    response("Validation Error", format, schema)
}

/// Adds the errors that a return type documents, one response for each status that has none yet.
pub(super) fn add(errors: &[ErrorAnswer], format: ErrorFormat, responses: &mut Object, schemas: &mut Schemas) {
    for (index, status) in errors.iter().map(|error| error.status).enumerate() {
        if responses.contains_key(&status.to_string()) {
            continue;
        }
        let errors = errors[index..].iter().filter(|error| error.status == status);
        let mut descriptions: Vec<&str> = Vec::new();
        let mut shapes: Vec<Value> = Vec::new();
        for error in errors {
            if !descriptions.contains(&error.description) {
                descriptions.push(error.description);
            }
            let shape = shape(error, format, schemas);
            if !shapes.contains(&shape) {
                shapes.push(shape);
            }
        }
        let schema = if shapes.len() == 1 { shapes.remove(0) } else { object([("anyOf", shapes.into())]).into() };
        responses.insert(status.to_string(), response(&descriptions.join(" / "), format, schema));
    }
}

fn response(description: &str, format: ErrorFormat, schema: Value) -> Value {
    let media = object([("schema", schema)]);
    let content = object([(format.media_type(), media.into())]);
    object([("description", description.into()), ("content", content.into())]).into()
}

/// Returns the schema of one error: the shared one, unless it has members of its own.
fn shape(error: &ErrorAnswer, format: ErrorFormat, schemas: &mut Schemas) -> Value {
    let (name, mut properties, mut required) = match format {
        ErrorFormat::Fastapi => ("HTTPError", object([("detail", text("Detail"))]), vec!["detail"]),
        ErrorFormat::ProblemJson => ("Problem", problem_members(), PROBLEM_REQUIRED.to_vec()),
        ErrorFormat::Model(model) => return modelled(model, schemas),
    };
    if error.code.is_none() && error.fields.is_empty() {
        return schemas.define(name, plain(name, properties, &required));
    }
    if let Some(code) = error.code {
        let code = object([("const", code.into()), ("type", "string".into()), ("title", "Code".into())]);
        properties.insert("code".to_owned(), code.into());
        required.push("code");
    }
    for field in error.fields {
        let member = schemas.member(field.into(), field.name_out, Direction::Output);
        properties.insert(field.name_out.to_owned(), member.into());
        required.push(field.name_out);
    }
    object([
        ("type", "object".into()),
        ("properties", properties.into()),
        ("required", array(required.into_iter().map(Value::from))),
    ])
    .into()
}

/// Describes the model that all errors are.
fn modelled(model: ErrorModel, schemas: &mut Schemas) -> Value {
    let (constraints, meta) = (&Constraints::NONE, &Meta::NONE);
    let described = Described { schema: model.schema, constraints, presence: Presence::Required, meta };
    schemas.top(described, "Error", Direction::Output)
}

const PROBLEM_REQUIRED: [&str; 3] = ["type", "title", "status"];

/// Returns the members of RFC 9457, section 3.1.
fn problem_members() -> Object {
    object([
        (
            "type",
            object([("type", "string".into()), ("format", "uri-reference".into()), ("title", "Type".into())]).into(),
        ),
        ("title", text("Title")),
        ("status", object([("type", "integer".into()), ("title", "Status".into())]).into()),
        ("detail", text("Detail")),
    ])
}

fn violations(schemas: &mut Schemas) -> Value {
    list(schemas.define("ValidationError", violation()))
}

fn violation() -> Value {
    let step = object([("anyOf", array(["string", "integer"].map(|name| object([("type", name.into())]).into())))]);
    let properties = object([
        ("loc", titled(list(step.into()), "Location")),
        ("msg", text("Message")),
        ("type", text("Error Type")),
        ("input", object([("title", "Input".into())]).into()),
        ("ctx", object([("type", "object".into()), ("title", "Context".into())]).into()),
    ]);
    plain("ValidationError", properties, &["loc", "msg", "type"])
}

fn list(items: Value) -> Value {
    object([("items", items), ("type", "array".into())]).into()
}

fn text(title: &str) -> Value {
    object([("type", "string".into()), ("title", title.into())]).into()
}

fn titled(mut schema: Value, title: &str) -> Value {
    if let Value::Object(members) = &mut schema {
        members.insert("title".to_owned(), title.into());
    }
    schema
}
