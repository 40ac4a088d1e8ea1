//! Works out once, at start-up, what every request would otherwise ask the description again.

use brigade_scheduler::Placement;

use crate::{
    json,
    limits::Limits,
    request::RoutePath,
    route::Template,
    spec::{Constraints, Extra, Field, Injected, OperationSpec, Parameter, Presence, Schema, Source, Type},
    validate::{self, Target},
    value::Value,
    violation::Violations,
};

/// Holds what an operation's arguments, and those of its dependencies, need from a request.
#[derive(Debug)]
pub(crate) struct Plan {
    pub(crate) spec: &'static OperationSpec,
    pub(crate) route_path: RoutePath,
    /// Whether a body without a content type is not JSON, if it is otherwise than elsewhere in the application.
    pub(crate) strict_content_type: Option<bool>,
    /// The dependencies in the order of their calls, and last the operation itself.
    pub(super) functions: Vec<FunctionPlan>,
    pub(super) body: BodyShape,
    /// Whether the body is a form.
    pub(crate) is_form: bool,
    /// Whether the body has to be here before the function can be called.
    pub(crate) reads_body: bool,
    /// Whether the function takes the body as it arrives.
    pub(crate) streams_body: bool,
    /// The names of the files that functions take as bytes.
    pub(crate) in_memory: Vec<&'static str>,
    /// Whether the body's bytes are taken as they are.
    pub(crate) raw_body: bool,
    /// Whether a function asks if anybody still waits.
    pub(crate) cancellable: bool,
    /// Whether the function sends its answer item by item.
    pub(crate) sends: bool,
    /// Whether a function may add to the answer.
    pub(crate) has_parts: bool,
    /// Whether a function may add to what is done after the answer.
    pub(crate) has_tasks: bool,
}

/// Is a function that is called for a request: the operation's own, or a dependency.
#[derive(Debug)]
pub(crate) struct Function {
    pub(crate) name: &'static str,
    /// Where it is, `file:line`.
    pub(crate) location: &'static str,
    /// Its arguments, each with its source.
    pub(crate) parameters: Vec<Parameter>,
    /// Where what it depends on is found, in order of declaration.
    pub(crate) inputs: Vec<Input>,
    /// The security scopes that are asked for where it stands, outermost first.
    pub(crate) scopes: Vec<&'static str>,
}

/// Says whose value an argument is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Input {
    /// The number of the dependency in its plan.
    pub(crate) node: usize,
    /// Whether nobody asks for the value after this.
    pub(crate) is_last: bool,
}

#[derive(Debug)]
pub(super) struct FunctionPlan {
    pub(super) parameters: Vec<Parameter>,
    pub(super) arguments: Vec<ArgumentPlan>,
    pub(super) inputs: Vec<Input>,
    pub(super) scopes: Vec<&'static str>,
}

#[derive(Debug)]
pub(super) struct ArgumentPlan {
    /// Which capture of the path it is, for path parameters.
    pub(super) capture: usize,
    pub(super) shape: Shape,
    /// Whether serde alone decides right, see [`json::is_direct`].
    pub(super) direct: bool,
}

/// Says how a parameter's type looks in a query string.
#[derive(Debug, Clone, Copy)]
pub(super) enum Shape {
    Scalar,
    List,
    /// A parameter model: one parameter per field. Of a choice of models, no field is known.
    Model(&'static [Field]),
}

/// Says how the body arguments share the body.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum BodyShape {
    /// The body is the one argument.
    Whole,
    /// The body is an object with one member per argument.
    Members,
}

impl Plan {
    /// Prepares `functions`, the last of which is the operation `spec`, at the place `path`, which reads as `template`. What
    /// does not fit together is added to `mistakes`.
    pub(crate) fn new(
        spec: &'static OperationSpec,
        functions: Vec<Function>,
        path: &str,
        template: &Template,
        mistakes: &mut Vec<String>,
    ) -> Self {
        let parameters = || functions.iter().flat_map(|function| &function.parameters);
        for name in template.names() {
            if !parameters().any(|parameter| parameter.source == Source::Path && parameter.alias == *name) {
                let (function, location) = (spec.name, spec.location);
                mistakes.push(format!("{function} ({location}): the path has `{{{name}}}`, but no argument takes it"));
            }
        }
        let mut mistake = |text: String| mistakes.push(format!("{} ({}): {text}", spec.name, spec.location));
        let mut bodies: Vec<&Parameter> = Vec::new();
        for body in parameters().filter(|parameter| parameter.source == Source::Body) {
            if !bodies.iter().any(|other| other.alias == body.alias) {
                bodies.push(body);
            }
        }
        let raw_body = bodies.iter().any(|parameter| parameter.raw);
        if raw_body && bodies.len() > 1 {
            mistake("an argument takes the whole body as bytes, so no other can be in it".to_owned());
        }
        check_form(parameters, &mut mistake);
        check_socket(spec, parameters, &mut mistake);
        let sends = check_sending(spec, &functions, &mut mistake);
        let streams_body = parameters().any(|parameter| parameter.injected == Some(Injected::Stream));
        if parameters().filter(|parameter| parameter.injected == Some(Injected::Stream)).count() > 1 {
            mistake("two functions take the body as it arrives: one of them has to do".to_owned());
        }
        if streams_body && let Some(request) = parameters().find(|parameter| parameter.source == Source::Request) {
            mistake(format!(
                "`{}` has the body of the request, which another argument takes as it arrives",
                request.name
            ));
        }
        let members = bodies.len() > 1 || bodies.iter().any(|parameter| parameter.embed);
        Self {
            spec,
            route_path: RoutePath(path.into()),
            strict_content_type: None,
            body: if members { BodyShape::Members } else { BodyShape::Whole },
            is_form: parameters().any(of_form),
            reads_body: !streams_body
                && parameters()
                    .any(|parameter| of_form(parameter) || matches!(parameter.source, Source::Body | Source::Request)),
            streams_body,
            in_memory: parameters()
                .filter(|parameter| parameter.source == Source::File && parameter.raw)
                .map(|parameter| parameter.alias)
                .collect(),
            raw_body,
            cancellable: parameters().any(|parameter| parameter.injected == Some(Injected::Cancel)),
            sends,
            has_parts: parameters().any(|parameter| parameter.injected == Some(Injected::Parts)),
            has_tasks: parameters().any(|parameter| parameter.injected == Some(Injected::Tasks)),
            functions: functions.into_iter().map(|function| FunctionPlan::new(function, template, mistakes)).collect(),
        }
    }

    /// Returns how many bytes a body may have.
    pub(crate) fn body_bytes_max(&self, limits: &Limits) -> usize {
        if self.raw_body {
            limits.raw_bytes_max
        } else if self.is_form {
            limits.form_bytes_max
        } else {
            limits.json_bytes_max
        }
    }

    /// Returns which of the functions is the operation's own.
    pub(crate) fn operation(&self) -> usize {
        self.functions.len() - 1
    }
}

impl FunctionPlan {
    fn new(function: Function, template: &Template, mistakes: &mut Vec<String>) -> Self {
        let Function { name, location, parameters, inputs, scopes } = function;
        let mut mistake = |text: String| mistakes.push(format!("{name} ({location}): {text}"));
        let arguments = parameters
            .iter()
            .map(|parameter| {
                let capture = template.names().iter().position(|name| name == parameter.alias);
                if parameter.source == Source::Path && capture.is_none() {
                    mistake(format!("the argument `{}` is not in the path", parameter.alias));
                }
                if parameter.raw && !matches!(parameter.source, Source::Body | Source::File) {
                    mistake(format!("`{}` takes bytes as they are, which only a body has", parameter.alias));
                }
                check_default(parameter, &mut mistake);
                let shape = match parameter.source {
                    Source::Form => form_model(parameter.schema).map_or_else(|| shape(parameter.schema), Shape::Model),
                    _ => shape(parameter.schema),
                };
                check_shape(parameter, shape, &mut mistake);
                ArgumentPlan {
                    capture: capture.unwrap_or(0),
                    shape,
                    direct: parameter.source == Source::Body
                        && parameter.validator.is_none()
                        && json::is_direct(parameter.schema),
                }
            })
            .collect();
        Self { parameters, arguments, inputs, scopes }
    }
}

fn check_default(parameter: &Parameter, mistake: &mut impl FnMut(String)) {
    let Presence::Default(default) = parameter.presence else { return };
    // A default is not held to the constraints, as in FastAPI, but it has to be of the type.
    let target = Target { schema: parameter.schema, constraints: &Constraints::NONE, validator: None };
    let default = default();
    if default != Value::Null && validate::coerce(target, &default, &[], &mut Violations::default()).is_none() {
        mistake(format!("the default of `{}` is not of its type", parameter.alias));
    }
}

fn check_socket<'p, P>(spec: &OperationSpec, parameters: impl Fn() -> P, mistake: &mut impl FnMut(String))
where
    P: Iterator<Item = &'p Parameter>,
{
    let takers = parameters().filter(|parameter| parameter.injected == Some(Injected::WebSocket)).count();
    match takers {
        0 if spec.is_socket() => mistake("no argument is a `WebSocket`, so nobody can accept one".to_owned()),
        0 => {}
        _ if !spec.is_socket() => {
            mistake("a `WebSocket` is there for operations under `#[websocket]` alone".to_owned());
        }
        1 => {}
        _ => mistake("several arguments are a `WebSocket`, and only one can accept it".to_owned()),
    }
    if spec.is_socket() {
        for body in parameters().filter(|parameter| matches!(parameter.source, Source::Body | Source::Form)) {
            mistake(format!("a request for a WebSocket has no body, but `{}` is taken from it", body.alias));
        }
    }
}

/// Returns whether the operation sends its answer item by item. The attribute says most of this with the place of the mistake,
/// but does not see through the name of a type.
fn check_sending(spec: &OperationSpec, functions: &[Function], mistake: &mut impl FnMut(String)) -> bool {
    let takers = |function: &Function| {
        function.parameters.iter().filter(|parameter| parameter.injected == Some(Injected::Items)).count()
    };
    let Some((own, dependencies)) = functions.split_last() else { return false };
    if dependencies.iter().any(|dependency| takers(dependency) > 0) {
        mistake("a dependency has no answer to send: the operation takes `Stream<T>`".to_owned());
    }
    let count = takers(own);
    if count > 1 {
        mistake("several arguments are where the function sends its answer, and it has one".to_owned());
    }
    if count > 0 && spec.placement != Placement::Pool {
        mistake("an `async fn` returns `EventStream::produce(…)`, and a plain `fn` takes `Stream<T>`".to_owned());
    }
    if count > 0 && spec.detach {
        mistake("what is sent ends with its client: leave `detach` out".to_owned());
    }
    count > 0
}

fn check_form<'p, P>(parameters: impl Fn() -> P, mistake: &mut impl FnMut(String))
where
    P: Iterator<Item = &'p Parameter>,
{
    let fields = || parameters().filter(|parameter| of_form(parameter));
    let body = parameters().find(|parameter| parameter.source == Source::Body);
    if let (Some(form), Some(body)) = (fields().next(), body) {
        mistake(format!("a body is a form or JSON, not both: `{}` and `{}`", form.alias, body.alias));
    }
    if fields().count() > 1 {
        for parameter in fields().filter(|parameter| takes_all_fields(parameter.schema)) {
            mistake(format!(
                "`{}` looks at every field of the form, so nothing else can be taken from it",
                parameter.alias
            ));
        }
    }
}

/// Returns whether a parameter is a part of a form.
fn of_form(parameter: &Parameter) -> bool {
    matches!(parameter.source, Source::Form | Source::File)
}

/// Returns whether the type is a choice of models, or a model that names or keeps fields which it does not know.
fn takes_all_fields(schema: Schema) -> bool {
    match schema() {
        Type::Struct(model) => model.extra != Extra::Ignore,
        Type::Optional(inner) => takes_all_fields(inner),
        Type::Alias(alias) => takes_all_fields(alias.schema),
        Type::Union(_) => form_model(schema).is_some(),
        _ => false,
    }
}

/// Returns the fields of the model that an argument from a form is, if it is one; of a choice of models none are known.
pub(crate) fn form_model(schema: Schema) -> Option<&'static [Field]> {
    match schema() {
        Type::Struct(model) => Some(model.fields),
        Type::Union(union) if union.variants.iter().all(|variant| matches!((variant.schema)(), Type::Struct(_))) => {
            Some(&[])
        }
        Type::Optional(inner) => form_model(inner),
        Type::Alias(alias) => form_model(alias.schema),
        _ => None,
    }
}

fn check_shape(parameter: &Parameter, shape: Shape, mistake: &mut impl FnMut(String)) {
    let fits = match parameter.source {
        Source::Path => matches!(shape, Shape::Scalar),
        Source::Query | Source::Header | Source::Cookie | Source::Form => !is_map((parameter.schema)()),
        Source::Body | Source::File | Source::State | Source::Request | Source::Injected => true,
    };
    if !fits {
        mistake(format!("the type of `{}` cannot be written in a {}", parameter.alias, source_name(parameter.source)));
    }
}

fn is_map(schema: Type) -> bool {
    match schema {
        Type::Map(..) => true,
        Type::Optional(inner) => is_map(inner()),
        Type::Alias(alias) => is_map((alias.schema)()),
        _ => false,
    }
}

pub(super) fn shape(schema: Schema) -> Shape {
    match schema() {
        Type::Optional(inner) => shape(inner),
        Type::Alias(alias) => shape(alias.schema),
        Type::List(_) | Type::Set(_) | Type::Tuple(_) => Shape::List,
        Type::Struct(model) => Shape::Model(model.fields),
        _ => Shape::Scalar,
    }
}

/// Returns the first step of a location in `source`.
pub(super) const fn source_name(source: Source) -> &'static str {
    match source {
        Source::Path => "path",
        Source::Query => "query",
        Source::Header => "header",
        Source::Cookie => "cookie",
        Source::Body | Source::Form | Source::File => "body",
        Source::State => "state",
        Source::Request | Source::Injected => "request",
    }
}
