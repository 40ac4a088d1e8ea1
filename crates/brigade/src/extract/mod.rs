//! Takes the arguments of a function from a request: all of them, or everything that is wrong.

mod body;
mod cancel;
mod file;
mod form;
mod plan;
mod response_parts;
mod scopes;
mod stream;
mod text;

use std::{
    any::{TypeId, type_name},
    future::Future,
    pin::Pin,
    sync::{Arc, OnceLock},
};

use bytes::Bytes;
use serde::de::DeserializeOwned;

use self::{
    body::Arrived,
    plan::{ArgumentPlan, FunctionPlan, source_name},
    text::{Found, Pairs},
};
pub use self::{
    cancel::{Cancel, Cancelled},
    file::file,
    response_parts::ResponseParts,
    stream::BodyStream,
};
pub(crate) use self::{
    plan::{Function, Input, Plan, form_model},
    stream::{Arrival, Handover},
};
use crate::{
    body::Body,
    client_address::ClientAddress,
    engine::Engine,
    error::Error,
    json,
    model::Model,
    multipart::Form,
    request::{Request, RootPath, RoutePath},
    respond::Response,
    route::Captures,
    scope::Scope,
    spec::{Access, Constraints, Injected, Meta, Parameter, Presence, Schema, Source, StateType, Type},
    state::State,
    urls::{Directory, Urls},
    validate,
    value::{Tree, from_value},
    violation::{Fault, Step, Violation, Violations},
    writing::Writer,
};

/// Can be an argument of a path operation.
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot be an argument of a path operation",
    label = "nothing says where it comes from",
    note = "derive `Model` and `serde::Deserialize` for a body or a parameter; say `#[state]` for the application's state"
)]
pub trait Argument: Sized {
    /// Where it comes from when its attribute does not say.
    const SOURCE: Source;
    /// What its absence means when its attribute does not say.
    const PRESENCE: Presence;
    /// Describes it.
    const SCHEMA: Schema;
    /// Whether it is the body's bytes as they are.
    const RAW: bool = false;
    /// Whether the document shows it, where it is all of the body, as a part of an object.
    const EMBEDDED: bool = false;
    /// What is made for the request, if it is that.
    const INJECTED: Option<Injected> = None;

    /// Takes the argument at `index`; `None` if it is wrong, with the reason in `extraction`.
    fn extract(extraction: &mut Extraction<'_>, index: usize) -> Option<Self>;
}

#[diagnostic::do_not_recommend]
impl<T: Model + DeserializeOwned> Argument for T {
    const SOURCE: Source = T::SOURCE;
    const PRESENCE: Presence = T::PRESENCE;
    const SCHEMA: Schema = T::schema;

    fn extract(extraction: &mut Extraction<'_>, index: usize) -> Option<Self> {
        let parameter = extraction.parameter(index);
        if parameter.source == Source::Body {
            return extraction.body(parameter, index);
        }
        match extraction.find(parameter, index) {
            Found::Absent => extraction.absent(parameter),
            Found::Text(text) => {
                // A strict number is never read from a text, however plain.
                if parameter.validator.is_none()
                    && !parameter.constraints.strict
                    && let Some(value) = T::from_text(&text)
                    && value.holds(&parameter.constraints)
                {
                    return Some(value);
                }
                extraction.coerce(parameter, index, Tree::String(text))
            }
            Found::Tree(tree) => extraction.coerce(parameter, index, tree),
        }
    }
}

/// The whole body, whatever it is: a picture, a document of another format.
impl Argument for Bytes {
    const SOURCE: Source = Source::Body;
    const PRESENCE: Presence = Presence::Required;
    const SCHEMA: Schema = || Type::Any;
    const RAW: bool = true;

    fn extract(extraction: &mut Extraction<'_>, index: usize) -> Option<Self> {
        let body = &extraction.call.body;
        if body.is_empty() {
            let parameter = extraction.parameter(index);
            extraction.missing(parameter);
            return None;
        }
        Some(body.clone())
    }
}

impl Argument for Request {
    const SOURCE: Source = Source::Request;
    const PRESENCE: Presence = Presence::Required;
    const SCHEMA: Schema = || Type::Any;

    fn extract(extraction: &mut Extraction<'_>, _index: usize) -> Option<Self> {
        let call = extraction.call;
        let mut request = Request::from_parts(call.head.clone(), Body::from(call.body.clone()));
        let extensions = request.extensions_mut();
        extensions.insert(call.context.root_path.clone());
        extensions.insert(call.context.directory.clone());
        extensions.insert(call.plan.route_path.clone());
        extensions.insert(call.client.clone());
        Some(request)
    }
}

impl Argument for RoutePath {
    const SOURCE: Source = Source::Injected;
    const PRESENCE: Presence = Presence::Required;
    const SCHEMA: Schema = || Type::Any;

    fn extract(extraction: &mut Extraction<'_>, _index: usize) -> Option<Self> {
        Some(extraction.call.plan.route_path.clone())
    }
}

impl Argument for Urls {
    const SOURCE: Source = Source::Injected;
    const PRESENCE: Presence = Presence::Required;
    const SCHEMA: Schema = || Type::Any;

    fn extract(extraction: &mut Extraction<'_>, _index: usize) -> Option<Self> {
        let Call { head, context, .. } = extraction.call;
        Some(Self::new(&head.uri, &head.headers, &head.extensions, context.directory.clone()))
    }
}

/// Holds what all requests of an application share.
#[derive(Default)]
pub(crate) struct Context {
    /// Is there before the first request; lifespans prepare it.
    pub(crate) state: OnceLock<State>,
    /// Whether a body without a content type is not JSON.
    pub(crate) strict_content_type: bool,
    pub(crate) json_depth_max: usize,
    pub(crate) form_fields_max: usize,
    pub(crate) form_field_bytes_max: usize,
    pub(crate) root_path: RootPath,
    /// What the operations are named.
    pub(crate) directory: Directory,
}

impl Context {
    /// Gives all requests their state, for good.
    pub(crate) fn share(&self, state: State) {
        let is_first = self.state.set(state).is_ok();
        debug_assert!(is_first, "an application starts once");
    }

    /// Returns the value of the type `T` that all requests share.
    pub(crate) fn shared<T: Send + Sync + 'static>(&self) -> Option<Arc<T>> {
        self.state.get()?.get()
    }

    /// Returns the engine of the type `T`.
    pub(crate) fn engine<T: Send + Sync + 'static>(&self) -> Option<Engine<T>> {
        self.state.get()?.engine()
    }
}

/// Resolves to an operation's answer.
pub type Answering = Pin<Box<dyn Future<Output = Result<Response, Error>> + Send>>;

/// Holds a request whose operation is known and whose body has arrived.
pub struct Call {
    pub(crate) head: http::request::Parts,
    pub(crate) body: Bytes,
    /// The body instead, if it is a form that may have files.
    pub(crate) form: Option<Form>,
    /// The body instead, if the function takes it as it arrives.
    pub(crate) stream: Handover,
    /// The path that was matched, if it is not the target's: decoded, without the root path.
    pub(crate) path: Option<Box<str>>,
    pub(crate) captures: Captures,
    pub(crate) client: ClientAddress,
    /// Whom the function may ask, if it takes one.
    pub(crate) cancel: Option<Cancel>,
    /// What its functions say of the answer, if one of them takes it.
    pub(crate) parts: Option<ResponseParts>,
    /// Who writes the answer, unless it is written on the pool anyway.
    pub(crate) writer: Option<Arc<Writer>>,
    /// What the request's dependencies gave, if it has any.
    pub(crate) scope: Option<Arc<Scope>>,
    /// What was wrong with the arguments of its dependencies.
    pub(crate) violations: Vec<Violation>,
    pub(crate) plan: Arc<Plan>,
    pub(crate) context: Arc<Context>,
}

impl Call {
    fn path(&self) -> &str {
        self.path.as_deref().unwrap_or_else(|| self.head.uri.path())
    }
}

/// Is one attempt to take all arguments from a request: those of one function after another.
pub struct Extraction<'c> {
    call: &'c Call,
    /// Whose arguments are taken.
    function: &'c FunctionPlan,
    query: Option<Pairs<'c>>,
    cookies: Option<Pairs<'c>>,
    form: Option<Pairs<'c>>,
    /// The members of the body as texts, found once for all arguments; `None` inside if it is not that plain.
    members: Option<Option<json::RawMembers<'c>>>,
    tree: Option<Arrived<'c>>,
    /// What is wrong with the arguments of the functions before.
    earlier: Vec<Violation>,
    violations: Violations,
    /// Ends the request whatever else is wrong: the body is no JSON, or no form that is read.
    fatal: Option<Error>,
}

impl<'c> Extraction<'c> {
    /// Begins with the function at `index` of the plan.
    pub(crate) fn new(call: &'c Call, index: usize) -> Self {
        Self {
            call,
            function: &call.plan.functions[index],
            query: None,
            cookies: None,
            form: None,
            members: None,
            tree: None,
            earlier: Vec::new(),
            violations: Violations::default(),
            fatal: None,
        }
    }

    /// Goes on to the function at `index` of the plan.
    pub(crate) fn enter(&mut self, index: usize) {
        self.leave();
        self.function = &self.call.plan.functions[index];
    }

    /// Puts what was wrong into FastAPI's order: by source, then by declaration.
    fn leave(&mut self) {
        if self.violations.is_empty() {
            return;
        }
        let sources = ["path", "query", "header", "cookie", "body"];
        let mut violations = std::mem::take(&mut self.violations).into_vec();
        violations.sort_by_key(|violation| match violation.location.first() {
            Some(Step::Name(name)) => sources.iter().position(|source| source == name),
            _ => None,
        });
        self.earlier.append(&mut violations);
    }

    /// Takes the argument at `index` from the request.
    pub fn argument<T: Argument>(&mut self, index: usize) -> Option<T> {
        // What may be absent is not absent because the form that has it cannot be read.
        T::extract(self, index).filter(|_| self.fatal.is_none())
    }

    /// Returns a copy of the state of the type `T`.
    pub fn state<T: Clone + Send + Sync + 'static>(&mut self, index: usize) -> Option<T> {
        self.shared(index).map(|state: Arc<T>| T::clone(&state))
    }

    /// Returns the state of the type `T`, shared.
    pub fn shared<T: Send + Sync + 'static>(&mut self, _index: usize) -> Option<Arc<T>> {
        let state = self.call.context.shared();
        if state.is_none() {
            // An application with a missing state does not start; only a hand-made call can come here.
            self.fail(format!("no state of the type {}", type_name::<T>()));
        }
        state
    }

    /// Returns the engine of the type `T`, of which the function takes an instance.
    pub fn exclusive<T: Send + Sync + 'static>(&mut self, _index: usize) -> Option<Engine<T>> {
        let engine = self.call.context.engine();
        if engine.is_none() {
            // As above.
            self.fail(format!("no engine of the type {}", type_name::<T>()));
        }
        engine
    }

    /// Returns a copy of what one of the layers in `middleware` has put among the request's extensions.
    pub(crate) fn extension<T: Clone + Send + Sync + 'static>(&mut self, layer: &str) -> Option<T> {
        let found = self.call.head.extensions.get().cloned();
        if found.is_none() {
            self.fail(format!("no {}: the layer `brigade::middleware::{layer}` is not around it", type_name::<T>()));
        }
        found
    }

    /// Returns what ended the request, or else everything that was wrong so far.
    pub(crate) fn finish(&mut self) -> Result<Vec<Violation>, Error> {
        self.leave();
        self.fatal.take().map_or_else(|| Ok(std::mem::take(&mut self.earlier)), Err)
    }

    /// Returns everything that was wrong: with the dependencies' arguments first.
    pub(crate) fn into_error(mut self) -> Error {
        let (call, is_json) = (self.call, self.is_json());
        match self.finish() {
            Ok(violations) => {
                let violations = call.violations.iter().cloned().chain(violations).collect();
                Error::invalid(violations, call.body.clone(), is_json)
            }
            Err(fatal) => fatal,
        }
    }

    /// Returns the request's scope, and where in it the function finds what its dependency number `ordinal` gave.
    pub(crate) fn input(&self, ordinal: usize) -> Option<(&'c Arc<Scope>, Input)> {
        Some((self.scope()?, *self.function.inputs.get(ordinal)?))
    }

    /// Returns where what comes after the request is kept.
    pub(crate) fn scope(&self) -> Option<&'c Arc<Scope>> {
        self.call.scope.as_ref()
    }

    /// Returns the head of the request.
    pub(crate) fn head(&self) -> &'c http::request::Parts {
        &self.call.head
    }

    fn parameter(&self, index: usize) -> &'c Parameter {
        &self.function.parameters[index]
    }

    fn plan(&self, index: usize) -> &'c ArgumentPlan {
        &self.function.arguments[index]
    }

    fn find(&mut self, parameter: &Parameter, index: usize) -> Found<'c> {
        let call = self.call;
        let plan = self.plan(index);
        match parameter.source {
            Source::Path => {
                let text = call.captures.get(call.path(), plan.capture);
                text.map_or(Found::Absent, |text| Found::Text(text.into()))
            }
            Source::Query => {
                let query =
                    self.query.get_or_insert_with(|| Pairs::urlencoded(call.head.uri.query().unwrap_or("").as_bytes()));
                query.find(parameter.alias, plan.shape)
            }
            Source::Header => {
                text::header(&call.head.headers, parameter.alias, plan.shape, parameter.convert_underscores)
            }
            Source::Cookie => {
                let cookies = self.cookies.get_or_insert_with(|| Pairs::cookies(&call.head.headers));
                cookies.find(parameter.alias, plan.shape)
            }
            Source::Form => self.form_field(parameter.alias, plan.shape),
            Source::Body | Source::File | Source::State | Source::Request | Source::Injected => Found::Absent,
        }
    }

    /// Returns what an absent parameter means.
    fn absent<T: DeserializeOwned>(&mut self, parameter: &Parameter) -> Option<T> {
        let value = match parameter.presence {
            Presence::Required => {
                self.missing(parameter);
                return None;
            }
            Presence::Optional => Tree::Null,
            Presence::Default(default) => default(),
        };
        self.deserialize(value)
    }

    fn missing(&mut self, parameter: &Parameter) {
        let location = self.location(parameter);
        self.violations.add(Fault::missing(), &location, &Tree::Null);
    }

    /// Reads a tree leniently.
    fn coerce<T: DeserializeOwned>(&mut self, parameter: &Parameter, index: usize, tree: Tree<'_>) -> Option<T> {
        let mut location = self.location(parameter);
        if matches!(self.plan(index).shape, plan::Shape::Model(_)) && parameter.source != Source::Body {
            // The fields of a parameter model are parameters of their own.
            location.truncate(1);
        }
        let Parameter { schema, constraints, validator, .. } = *parameter;
        let target = validate::Target { schema, constraints: &constraints, validator };
        let value = validate::coerce(target, &tree, &location, &mut self.violations)?.into_owned();
        self.deserialize(value)
    }

    fn deserialize<T: DeserializeOwned>(&mut self, value: Tree<'_>) -> Option<T> {
        match from_value(value) {
            Ok(value) => Some(value),
            Err(error) => {
                // The description accepts what `Deserialize` does not: a mistake of the program, not of the client.
                self.fail(format!("{} is not as its description says: {error}", type_name::<T>()));
                None
            }
        }
    }

    pub(crate) fn fail(&mut self, cause: String) {
        self.fatal.get_or_insert_with(|| Error::internal(cause));
    }

    fn location(&self, parameter: &Parameter) -> Vec<Step<'static>> {
        let source = Step::Name(source_name(parameter.source).into());
        if parameter.source == Source::Body && self.call.plan.body == plan::BodyShape::Whole {
            vec![source]
        } else {
            vec![source, Step::Name(parameter.alias.into())]
        }
    }
}

/// Describes an argument whose source its type decides.
#[must_use]
pub const fn inferred<T: Argument>(name: &'static str) -> Parameter {
    let parameter =
        Parameter { embed: T::EMBEDDED, injected: T::INJECTED, ..describe(T::SOURCE, name, T::SCHEMA, T::PRESENCE) };
    if T::RAW { Parameter { raw: true, media_type: "application/octet-stream", ..parameter } } else { parameter }
}

/// Can be read from a named part of a request: everything that is a [`Model`] and deserialises, and the body's bytes.
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot be read from a request",
    label = "not a `Model` that deserialises",
    note = "derive both: `#[derive(serde::Deserialize, brigade::Model)]`; say `#[state]` for the application's state"
)]
pub trait Readable: Argument {}

#[diagnostic::do_not_recommend]
impl<T: Model + DeserializeOwned> Readable for T {}

#[diagnostic::do_not_recommend]
impl Readable for Bytes {}

/// Describes an argument whose source an attribute or the path template decides.
#[must_use]
pub const fn sourced<T: Readable>(source: Source, name: &'static str) -> Parameter {
    let parameter = inferred::<T>(name);
    let media_type = if matches!(source, Source::Form) { FORM } else { parameter.media_type };
    Parameter { source, inferred: false, media_type, ..parameter }
}

/// Names a type of the application's state.
#[must_use]
pub const fn state_type<T: 'static>() -> StateType {
    StateType { id: TypeId::of::<T>, name: type_name::<T>, access: Access::Shared }
}

/// Describes an argument from the application's state.
#[must_use]
pub const fn state<T: Send + Sync + 'static>(name: &'static str) -> Parameter {
    Parameter { state: Some(state_type::<T>()), ..describe(Source::State, name, || Type::Any, Presence::Required) }
}

/// Describes a type of engine of which somebody takes an instance.
#[must_use]
pub const fn exclusive_type<T: Send + Sync + 'static>() -> StateType {
    StateType { access: Access::Exclusive, ..state_type::<T>() }
}

/// Describes an argument that is an instance of an engine.
#[must_use]
pub const fn exclusive<T: Send + Sync + 'static>(name: &'static str) -> Parameter {
    Parameter { state: Some(exclusive_type::<T>()), ..describe(Source::State, name, || Type::Any, Presence::Required) }
}

/// The media type of forms.
const FORM: &str = "application/x-www-form-urlencoded";

/// The media type of forms with files.
const FORM_WITH_FILES: &str = "multipart/form-data";

const fn describe(source: Source, name: &'static str, schema: Schema, presence: Presence) -> Parameter {
    Parameter {
        name,
        alias: name,
        source,
        inferred: true,
        schema,
        constraints: Constraints::NONE,
        presence,
        validator: None,
        meta: Meta::NONE,
        raw: false,
        media_type: match source {
            Source::Form => FORM,
            Source::File => FORM_WITH_FILES,
            _ => "application/json",
        },
        embed: false,
        convert_underscores: true,
        state: None,
        injected: None,
    }
}
