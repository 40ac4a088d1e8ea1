//! Describes types, parameters and operations as static data.
//!
//! The derive and the attribute macros write these values; validation, OpenAPI and start-up checks
//! read them. One description serves all three, so what is documented is enforced. Nothing here is
//! generic and nothing here runs code of the user, but through the function pointers it holds.
//!
//! Types refer to each other through [`Schema`], a function: that lets a model contain itself.

mod name;

use std::{borrow::Cow, time::Duration};

use brigade_scheduler::{Placement, Priority};

use crate::{
    pattern::Pattern,
    value::{Tree, Value},
    violation::Fault,
};

/// Returns the description of a type.
pub type Schema = fn() -> Type;

/// Describes a type: what JSON fits it and how its values are documented.
#[derive(Clone, Copy, Debug)]
pub enum Type {
    /// Any JSON value.
    Any,
    /// `null` alone.
    Null,
    /// A boolean.
    Bool,
    /// An integer within a range.
    Int(IntRange),
    /// A number; `single` rounds to 32 bits.
    Float,
    /// A string.
    String,
    /// A type that JSON carries as a string or a number and that reads itself.
    Scalar(&'static Scalar),
    /// The type or `null`.
    Optional(Schema),
    /// An array.
    List(Schema),
    /// An array whose order and repetitions do not count.
    Set(Schema),
    /// An array of fixed length.
    Tuple(&'static [Schema]),
    /// An object whose keys (first) and values (second) have one type each.
    Map(Schema, Schema),
    /// One of a list of constants.
    Enumeration(&'static Enumeration),
    /// An object with named fields.
    Struct(&'static Struct),
    /// One of several types.
    Union(&'static Union),
    /// Another type under more constraints.
    Alias(&'static Alias),
}

/// Bounds the integers that a Rust type can hold, both ends included.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct IntRange {
    /// The smallest.
    pub min: i128,
    /// The largest.
    pub max: u128,
}

/// Describes a type that reads itself from a JSON string or number: a date, an identifier, a URL.
#[derive(Debug)]
pub struct Scalar {
    /// What Python calls the type: `datetime`, `UUID`, `HttpUrl`.
    pub name: &'static str,
    /// What errors of unions call it, in pydantic's words: `datetime`, `uuid`, `function-wrap[wrap_val()]`.
    pub label: &'static str,
    /// Reads `value` leniently and returns it in the one form that the type's `Deserialize` takes.
    pub coerce: fn(value: &Tree<'_>) -> Result<Coerced, Fault>,
    /// Says which of the constraints the canonical value violates, if any.
    pub check: fn(value: &Tree<'_>, constraints: &Constraints) -> Option<Fault>,
    /// Returns the JSON Schema, without `title`.
    pub json_schema: fn(Direction) -> Value,
}

/// Holds a value after lenient reading, and how far it was from what was asked for.
#[derive(Debug, Clone, PartialEq)]
pub struct Coerced {
    /// The canonical value.
    pub value: Value,
    /// How exact the input was; a union prefers the most exact branch.
    pub exactness: Exactness,
}

/// Says how far an input was from its type; later is better.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Exactness {
    /// It took a conversion: `"1"` for an integer.
    Lax,
    /// It would pass without conversions, in another JSON type: `1` for a float.
    Strict,
    /// It is of the type.
    Exact,
}

/// Says which way a value goes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Direction {
    /// From the client.
    Input,
    /// To the client.
    Output,
}

/// Describes an enum without data.
#[derive(Debug)]
pub struct Enumeration {
    /// The type's name: the component's key.
    pub name: &'static str,
    /// The module that defines it; tells two of one name apart.
    pub module: &'static str,
    /// The doc comment, or an empty string.
    pub doc: &'static str,
    /// The values on the wire, in order of declaration.
    pub values: &'static [Literal],
    /// True for Python's `Literal[…]`: documented in place, not as a component.
    pub inline: bool,
}

/// Holds one constant of an enumeration.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Literal {
    /// A string.
    Str(&'static str),
    /// An integer.
    Int(i64),
}

/// Describes a struct with named fields, or one variant of a union.
#[derive(Debug)]
pub struct Struct {
    /// Returns the type's name as pydantic writes it: `Burger`, `Page[int]`.
    pub name: fn() -> String,
    /// The module that defines it; tells two of one name apart.
    pub module: &'static str,
    /// The `title` if it is not the name.
    pub title: Option<&'static str>,
    /// The doc comment, or an empty string.
    pub doc: &'static str,
    /// The fields in order of declaration.
    pub fields: &'static [Field],
    /// What happens to keys that no field has.
    pub extra: Extra,
    /// Whole examples, if any.
    pub examples: Option<fn() -> Vec<Value>>,
    /// Members added to the schema last, an object.
    pub json_schema_extra: Option<fn() -> Value>,
    /// Whether answers are said to have every field, those with a default included.
    pub defaults_required: bool,
    /// Checks the whole, once every field is right; `Err` is what a user's validator said.
    pub validator: Option<Validator>,
}

/// Runs a user's validator on a value that fits the type otherwise; `Err` is its message.
pub type Validator = fn(&Tree<'_>) -> Result<(), String>;

/// Says what happens to keys that no field has.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Extra {
    /// They are dropped.
    Ignore,
    /// Each is an error.
    Forbid,
    /// They are kept, by a flattened map.
    Allow,
}

/// Describes a field of a struct.
#[derive(Clone, Copy, Debug)]
pub struct Field {
    /// The key in requests.
    pub name: &'static str,
    /// The key in responses.
    pub name_out: &'static str,
    /// Whether `name` is another than the field's own: a header is called just that then.
    pub renamed: bool,
    /// The type.
    pub schema: Schema,
    /// What a value must satisfy beyond its type.
    pub constraints: Constraints,
    /// What an absent key means.
    pub presence: Presence,
    /// Which directions have it: `#[serde(skip_serializing)]` leaves the input only.
    pub only: Option<Direction>,
    /// Takes the keys of the object that holds it.
    pub flatten: bool,
    /// Checks the value, once it is right otherwise.
    pub validator: Option<Validator>,
    /// What the document says of it.
    pub meta: Meta,
}

impl Field {
    /// Returns what the field of a model of headers is called on the wire, if underscores become hyphens or if they do not. A
    /// name that was given stays as it is.
    pub(crate) fn header(&self, hyphens: bool) -> Cow<'static, str> {
        if hyphens && !self.renamed { self.name.replace('_', "-").into() } else { self.name.into() }
    }
}

/// Says what the absence of a value means.
#[derive(Clone, Copy, Debug)]
pub enum Presence {
    /// An error.
    Required,
    /// `None`; the document shows no default.
    Optional,
    /// The value that the function returns, as JSON.
    Default(fn() -> Value),
}

/// Holds what a value must satisfy beyond its type. `None` everywhere constrains nothing.
#[derive(Clone, Copy, Debug)]
pub struct Constraints {
    /// Greater than.
    pub gt: Option<Number>,
    /// Greater than or equal to.
    pub ge: Option<Number>,
    /// Less than.
    pub lt: Option<Number>,
    /// Less than or equal to.
    pub le: Option<Number>,
    /// A whole multiple of.
    pub multiple_of: Option<Number>,
    /// Fewest characters or items.
    pub min_length: Option<usize>,
    /// Most characters or items.
    pub max_length: Option<usize>,
    /// A regular expression that the string must match somewhere.
    pub pattern: Option<&'static Pattern>,
    /// Most digits of a decimal.
    pub max_digits: Option<usize>,
    /// Most digits after a decimal's point.
    pub decimal_places: Option<usize>,
    /// False refuses NaN and the infinities.
    pub allow_inf_nan: Option<bool>,
    /// True refuses values of another JSON type, however well they convert.
    pub strict: bool,
}

impl Constraints {
    /// Constrains nothing.
    pub const NONE: Constraints = Constraints {
        gt: None,
        ge: None,
        lt: None,
        le: None,
        multiple_of: None,
        min_length: None,
        max_length: None,
        pattern: None,
        max_digits: None,
        decimal_places: None,
        allow_inf_nan: None,
        strict: false,
    };
}

/// Holds a bound as it was written: messages show `0` for `gt = 0` and `0.5` for `gt = 0.5`.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Number {
    /// Written without a fraction.
    Int(i64),
    /// Written with one.
    Float(f64),
}

/// Holds what the document says of a parameter or field beyond its schema.
#[derive(Clone, Copy, Debug)]
pub struct Meta {
    /// The `title`; derived from the name if `None`.
    pub title: Option<&'static str>,
    /// The `description`.
    pub description: Option<&'static str>,
    /// The schema's `examples`.
    pub examples: Option<fn() -> Vec<Value>>,
    /// The parameter's or media type's `examples`, an object by name.
    pub openapi_examples: Option<fn() -> Value>,
    /// The schema, instead of that of the type.
    pub json_schema: Option<fn() -> Value>,
    /// Members added to the schema last, an object.
    pub json_schema_extra: Option<fn() -> Value>,
    /// Marks it deprecated.
    pub deprecated: bool,
    /// Leaves it out of the document.
    pub hidden: bool,
    /// Leaves its default out of the document.
    pub hide_default: bool,
}

impl Meta {
    /// Says nothing.
    pub const NONE: Meta = Meta {
        title: None,
        description: None,
        examples: None,
        openapi_examples: None,
        json_schema: None,
        json_schema_extra: None,
        deprecated: false,
        hidden: false,
        hide_default: false,
    };
}

/// Describes a choice between types.
#[derive(Debug)]
pub struct Union {
    /// The Rust enum's name; the document shows unions in place, so only titles use it.
    pub name: &'static str,
    /// The doc comment, or an empty string.
    pub doc: &'static str,
    /// The key that tells the variants apart; without one the best fit wins.
    pub tag: Option<&'static str>,
    /// The variants in order of declaration.
    pub variants: &'static [Variant],
}

/// Describes one branch of a union.
#[derive(Clone, Copy, Debug)]
pub struct Variant {
    /// The tag's value; empty in a union without a tag.
    pub tag: &'static str,
    /// The type. In a tagged union it is a struct whose first field is the tag.
    pub schema: Schema,
}

/// Describes a newtype: another type under more constraints, with no name on the wire.
#[derive(Debug)]
pub struct Alias {
    /// The wrapped type.
    pub schema: Schema,
    /// What a value must satisfy beyond it.
    pub constraints: Constraints,
    /// Checks the value, once it is right otherwise.
    pub validator: Option<Validator>,
    /// What the document says of it.
    pub meta: Meta,
}

/// Says where an argument comes from.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Source {
    /// A part of the path.
    Path,
    /// The query string.
    Query,
    /// A header.
    Header,
    /// A cookie.
    Cookie,
    /// The body.
    Body,
    /// A field of the body, which is a form, or all its fields.
    Form,
    /// A file of the body, which is a form, or several.
    File,
    /// The application's state.
    State,
    /// The request itself, with its body.
    Request,
    /// Something that is made for the request; no client names it.
    Injected,
}

/// Describes an argument of an operation.
#[derive(Clone, Copy, Debug)]
pub struct Parameter {
    /// The argument's name in Rust.
    pub name: &'static str,
    /// The name on the wire: the alias, or the name (with hyphens for a header).
    pub alias: &'static str,
    /// Where it comes from.
    pub source: Source,
    /// Whether its type decided that: then a path that names it wins.
    pub inferred: bool,
    /// The type.
    pub schema: Schema,
    /// What a value must satisfy beyond its type.
    pub constraints: Constraints,
    /// What its absence means.
    pub presence: Presence,
    /// Checks the value, once it is right otherwise.
    pub validator: Option<Validator>,
    /// What the document says of it.
    pub meta: Meta,
    /// Whether it is the body's bytes, whatever they are, rather than a value in JSON.
    pub raw: bool,
    /// The body's media type in the document.
    pub media_type: &'static str,
    /// Whether a single body argument is a member of the body rather than the whole.
    pub embed: bool,
    /// Whether the fields of a header model have hyphens on the wire; true unless switched off.
    pub convert_underscores: bool,
    /// The state's type, for [`Source::State`].
    pub state: Option<StateType>,
    /// What is made for the request, for [`Source::Injected`].
    pub injected: Option<Injected>,
}

/// Names what is made for a request.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Injected {
    /// Tells that nobody waits any more.
    Cancel,
    /// Takes headers, cookies and the status of the answer.
    Parts,
    /// Takes what is to be done after the answer.
    Tasks,
    /// Holds the security scopes that are asked for.
    Scopes,
    /// Gives the body as it arrives.
    Stream,
    /// Takes the items of the answer, whose type is the parameter's.
    Items,
    /// Accepts or denies a WebSocket.
    WebSocket,
}

/// Names a type of the application's state.
#[derive(Clone, Copy, Debug)]
pub struct StateType {
    /// Returns its identity.
    pub id: fn() -> std::any::TypeId,
    /// Returns its name, for messages.
    pub name: fn() -> &'static str,
    /// How it is taken.
    pub access: Access,
}

/// Says how a function takes a part of the application's state.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Access {
    /// With all others: `&T`, or a copy.
    Shared,
    /// Alone: `&mut T`, an instance of an engine.
    Exclusive,
}

/// Describes an operation: everything that its signature, its attribute and its doc comment say.
#[derive(Debug)]
pub struct OperationSpec {
    /// The HTTP method, in capitals, or [`Self::WEBSOCKET`].
    pub method: &'static str,
    /// The path template, without the prefixes of routers.
    pub path: &'static str,
    /// The function's name.
    pub name: &'static str,
    /// Where the function is, `file:line`, for start-up errors.
    pub location: &'static str,
    /// The doc comment, or an empty string.
    pub doc: &'static str,
    /// The summary if it is not made from the name.
    pub summary: Option<&'static str>,
    /// The description if it is not the doc comment.
    pub description: Option<&'static str>,
    /// The description of the successful answer.
    pub response_description: Option<&'static str>,
    /// The operation id if it is not made from name, path and method.
    pub operation_id: Option<&'static str>,
    /// Groups it in the document.
    pub tags: &'static [&'static str],
    /// The status of a successful answer, where the attribute says one.
    pub status: Option<u16>,
    /// Marks it deprecated.
    pub deprecated: bool,
    /// Leaves it out of the document.
    pub hidden: bool,
    /// Further documented answers.
    pub responses: &'static [DocumentedResponse],
    /// Members merged into the document's operation last, an object.
    pub openapi_extra: Option<fn() -> Value>,
    /// Where it runs.
    pub placement: Placement,
    /// How long it may take from the arrival of its request, if not as long as others.
    pub deadline: Option<Duration>,
    /// How many threads of the pool run it at most.
    pub running_max: Option<usize>,
    /// Who is served first when not all can be.
    pub priority: Priority,
    /// Whether it goes on when its client has left.
    pub detach: bool,
    /// The arguments in order of declaration.
    pub parameters: &'static [Parameter],
    /// Returns what the function's return type says of the answers.
    pub answers: fn() -> Answers,
}

impl OperationSpec {
    /// Stands for the method of an operation that speaks on WebSockets.
    pub const WEBSOCKET: &'static str = "WEBSOCKET";

    /// Returns whether the operation speaks on WebSockets.
    pub(crate) fn is_socket(&self) -> bool {
        self.method == Self::WEBSOCKET
    }
}

/// Describes an answer that an attribute or a router documents.
///
/// ```
/// use brigade::{DocumentedResponse, Router};
///
/// let router = Router::new().responses([DocumentedResponse::new("404").description("Not found")]);
/// ```
#[derive(Clone, Copy, Debug)]
pub struct DocumentedResponse {
    /// The status as written: `404`, `4XX`, `default`.
    pub status: &'static str,
    /// The description; the reason phrase if `None`.
    pub description: Option<&'static str>,
    /// The body's type, as JSON.
    pub schema: Option<Schema>,
    /// Members merged into the document's response, an object.
    pub openapi_extra: Option<fn() -> Value>,
}

/// Describes what a return type can answer.
#[derive(Clone, Debug)]
pub struct Answers {
    /// The status of success, where the type says one; the attribute wins.
    pub status: Option<u16>,
    /// The body of success.
    pub content: Content,
    /// The errors that the type documents.
    pub errors: Vec<ErrorAnswer>,
}

/// Describes a body that an operation answers.
#[derive(Clone, Copy, Debug)]
pub enum Content {
    /// No body at all.
    Empty,
    /// JSON of a type.
    Json(Schema),
    /// JSON of no declared type.
    Untyped,
    /// JSON under another media type than `application/json`, of a type if one is declared.
    JsonAs(&'static str, Option<Schema>),
    /// Another media type; the document says `string`.
    Media(&'static str),
    /// Lines of JSON, of a type if one is declared.
    JsonLines(Option<Schema>),
    /// Server-sent events, whose data is JSON of a type if one is declared.
    Events(Option<Schema>),
    /// Items of a type, as lines of JSON or as server-sent events: what the client accepts.
    Items(Schema),
}

/// Describes one error that a return type documents.
#[derive(Clone, Debug)]
pub struct ErrorAnswer {
    /// The status.
    pub status: u16,
    /// The stable code in the body, if it has one.
    pub code: Option<&'static str>,
    /// The sentence for people; also the document's description.
    pub description: &'static str,
    /// Members beside `detail` and `code`.
    pub fields: &'static [Field],
}

/// Describes a security scheme: how clients send credentials.
#[derive(Clone, Debug, PartialEq)]
pub struct SchemeSpec {
    /// Its key in the document's `securitySchemes`.
    pub name: &'static str,
    /// The OpenAPI object: `type`, `description` and what belongs to the type.
    pub definition: Value,
}
