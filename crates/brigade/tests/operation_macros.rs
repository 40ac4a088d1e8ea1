//! Checks what the attribute macros make of a function, through the public `Operation`.
#![deny(warnings, missing_docs, clippy::all)]

use std::{
    any::TypeId,
    future::Future,
    pin::pin,
    sync::atomic::{AtomicU64, Ordering},
    task::{Context, Poll, Waker},
    time::Duration,
};

use brigade::{
    __private::{Placement, Priority},
    App, HttpError, Model, Operation, Pattern, Value, delete, get, head, options, patch, post, put, routes,
    spec::{Number, OperationSpec, Presence, Source, Type},
    testing::TestClient,
    trace,
};
use serde::{Deserialize, Serialize};

#[derive(Serialize, Deserialize)]
struct Word(String);

impl Model for Word {
    const SOURCE: Source = Source::Query;

    fn schema() -> Type {
        Type::String
    }
}

#[derive(Serialize, Deserialize)]
struct Sheet(String);

impl Model for Sheet {
    const SOURCE: Source = Source::Body;

    fn schema() -> Type {
        Type::String
    }
}

/// Reads one.
///
///   - deeper
#[get(
    "/items/{item_id}/{type}",
    status = 203,
    tags = ["items", "all"],
    summary = "Summary",
    description = "Description",
    response_description = "Response",
    operation_id = "readOne",
    deprecated,
    hidden = true,
    run = "pool",
    deadline = "90s",
    max_running = 8,
    priority = "high",
    detach,
    response(404, model = Word, description = "Gone"),
    response("4XX"),
    response("default", model = Sheet),
    openapi_extra = ["x"],
)]
async fn everything(
    item_id: Word,
    r#type: Word,
    inferred: Word,
    sheet: Sheet,
    #[query(default = "d", alias = "q", title = "T", description = "D", deprecated, hidden)] query: Word,
    #[header] user_agent: Word,
    #[header(convert_underscores = false)] as_it_is: Word,
    #[header(alias = "X-Mine")] mine: Word,
    #[cookie(required)] session_id: Word,
    #[body(embed)] embedded: Sheet,
    #[path] of_the_router: Word,
) -> Result<Word, HttpError> {
    let _ = (item_id, inferred, sheet, query, user_agent, as_it_is, mine, session_id, embedded, of_the_router);
    Ok(r#type)
}

#[get("")]
async fn plain() -> Word {
    Word("plain".to_owned())
}

#[put("/")]
fn works() -> Word {
    Word("works".to_owned())
}

/// Is documented, as everything public here has to be.
#[get("/counts/{shop_id}")]
pub async fn counts(
    #[path(ge = 1, lt = 1000)] shop_id: u32,
    #[query(default = 2, multiple_of = 2)] step: i64,
    #[query(max_length = 3, pattern = "^[a-z]+$")] word: Option<String>,
    #[query(required)] limit: Option<u8>,
    #[state] names: Vec<&'static str>,
    #[state] counter: &AtomicU64,
    r#in: Option<f64>,
) -> Result<u64, HttpError> {
    let _ = (step, word, limit, names, r#in);
    Ok(counter.fetch_add(shop_id.into(), Ordering::Relaxed))
}

#[test]
fn constraints_are_in_the_description() {
    let [shop_id, step, word, limit, .., inferred] = counts::SPEC.parameters else { panic!("there are seven") };
    let bounds = shop_id.constraints;
    assert_eq!((bounds.ge, bounds.lt, bounds.le), (Some(Number::Int(1)), Some(Number::Int(1000)), None));
    assert_eq!(step.constraints.multiple_of, Some(Number::Int(2)));
    let Presence::Default(default) = step.presence else { panic!("it has a default") };
    assert_eq!(default(), Value::Int(2));
    assert_eq!(word.constraints.max_length, Some(3));
    assert_eq!(word.constraints.pattern.map(Pattern::as_str), Some("^[a-z]+$"));
    assert!(matches!((word.presence, limit.presence), (Presence::Optional, Presence::Required)));
    assert!(matches!((inferred.name, inferred.source, inferred.presence), ("in", Source::Query, Presence::Optional)));
}

const STEP: i64 = 3;

#[get("/defaults")]
async fn defaults(
    #[query(default = [], examples = [[], ["a"]])] tags: Vec<String>,
    #[query(default = STEP * 2)] product: i64,
    #[query(default = 97_i64 as u8)] cast: u8,
) {
    let _ = (tags, product, cast);
}

#[test]
fn a_default_is_any_expression() {
    let values: Vec<_> = defaults::SPEC
        .parameters
        .iter()
        .map(|parameter| match parameter.presence {
            Presence::Default(default) => default(),
            _ => panic!("{} has a default", parameter.name),
        })
        .collect();
    assert_eq!(values, [Value::Array(Vec::new()), Value::Int(6), Value::Int(97)]);
}

#[test]
fn state_is_known_by_its_type_copied_or_borrowed() {
    let states: Vec<_> = counts::SPEC
        .parameters
        .iter()
        .filter(|parameter| parameter.source == Source::State)
        .map(|parameter| (parameter.name, parameter.state.map(|state| (state.id)())))
        .collect();
    assert_eq!(
        states,
        [("names", Some(TypeId::of::<Vec<&'static str>>())), ("counter", Some(TypeId::of::<AtomicU64>())),]
    );
}

#[test]
fn the_attribute_is_in_the_description() {
    let spec = everything::SPEC;
    assert_eq!((spec.method, spec.path, spec.name), ("GET", "/items/{item_id}/{type}", "everything"));
    assert!(spec.location.contains("operation_macros.rs:"), "{}", spec.location);
    assert_eq!(spec.doc, "Reads one.\n\n  - deeper");
    assert_eq!(
        (spec.summary, spec.description, spec.response_description, spec.operation_id),
        (Some("Summary"), Some("Description"), Some("Response"), Some("readOne"))
    );
    assert_eq!((spec.tags, spec.status), (["items", "all"].as_slice(), Some(203)));
    assert_eq!((spec.deprecated, spec.hidden, spec.detach), (true, true, true));
    assert_eq!(
        (spec.placement, spec.deadline, spec.running_max, spec.priority),
        (Placement::Pool, Some(Duration::from_secs(90)), Some(8), Priority::High)
    );
    let responses: Vec<_> = spec
        .responses
        .iter()
        .map(|response| (response.status, response.description, response.schema.is_some()))
        .collect();
    assert_eq!(responses, [("404", Some("Gone"), true), ("4XX", None, false), ("default", None, true)]);
    assert!(spec.openapi_extra.is_some());
}

#[test]
fn arguments_are_in_the_description() {
    let rows: Vec<_> = everything::SPEC
        .parameters
        .iter()
        .map(|parameter| {
            let presence = match parameter.presence {
                Presence::Required => "required",
                Presence::Optional => "optional",
                Presence::Default(_) => "default",
            };
            (parameter.name, parameter.alias, parameter.source, presence, parameter.embed)
        })
        .collect();
    assert_eq!(
        rows,
        [
            ("item_id", "item_id", Source::Path, "required", false),
            ("type", "type", Source::Path, "required", false),
            ("inferred", "inferred", Source::Query, "required", false),
            ("sheet", "sheet", Source::Body, "required", false),
            ("query", "q", Source::Query, "default", false),
            ("user_agent", "user-agent", Source::Header, "required", false),
            ("as_it_is", "as_it_is", Source::Header, "required", false),
            ("mine", "X-Mine", Source::Header, "required", false),
            ("session_id", "session_id", Source::Cookie, "required", false),
            ("embedded", "embedded", Source::Body, "required", true),
            ("of_the_router", "of_the_router", Source::Path, "required", false),
        ]
    );
    let query = everything::SPEC.parameters[4];
    assert_eq!((query.meta.title, query.meta.description), (Some("T"), Some("D")));
    assert!(query.meta.deprecated && query.meta.hidden);
}

#[test]
fn without_settings_everything_is_left_open() {
    let spec = plain::SPEC;
    assert_eq!((spec.path, spec.doc, spec.status, spec.summary), ("", "", None, None));
    assert_eq!((spec.tags.len(), spec.responses.len(), spec.parameters.len()), (0, 0, 0));
    assert!(spec.openapi_extra.is_none() && !spec.deprecated && !spec.hidden && !spec.detach);
    assert_eq!((spec.deadline, spec.running_max, spec.priority), (None, None, Priority::Normal));
}

#[test]
fn async_functions_wait_and_plain_ones_work() {
    assert_eq!((plain::SPEC.placement, works::SPEC.placement), (Placement::Learned, Placement::Pool));
}

#[test]
fn each_method_has_its_attribute() {
    macro_rules! methods {
        ($($name:ident)*) => {{
            $(
                #[$name("/")]
                fn $name() -> Word {
                    Word(String::new())
                }
            )*
            [$($name::SPEC),*]
        }};
    }
    let specs: [&OperationSpec; 8] = methods![get post put patch delete head options trace];
    let methods = specs.map(|spec| spec.method);
    assert_eq!(methods, ["GET", "POST", "PUT", "PATCH", "DELETE", "HEAD", "OPTIONS", "TRACE"]);
}

mod elsewhere {
    //! Visibility and conditions are carried over to the type.

    #[brigade::post("/elsewhere")]
    pub(super) fn shown() -> super::Word {
        super::Word("shown".to_owned())
    }

    #[brigade::post("/nowhere")]
    #[cfg(any())]
    pub(super) fn shown(_: NoSuchType) {}
}

#[test]
fn routes_take_paths_and_keep_their_order() {
    let endpoints = routes![plain, elsewhere::shown, self::works,];
    let lines = endpoints.map(|endpoint| format!("{endpoint:?}"));
    assert_eq!(lines, ["GET  (plain)", "POST /elsewhere (shown)", "PUT / (works)"]);
    assert!(routes![].is_empty());
}

#[get("/call")]
async fn call(call: u8) -> u8 {
    call
}

#[get("/a0")]
async fn a0(a0: u8) -> u8 {
    a0
}

#[get("/extraction")]
fn extraction(extraction: u8) -> u8 {
    extraction
}

#[test]
fn functions_and_arguments_may_have_any_name() {
    let client = TestClient::new(App::new("Names").routes(routes![call, a0, extraction]));
    for name in ["call", "a0", "extraction"] {
        assert_eq!(client.get(&format!("/{name}?{name}=7")).send().text(), "7");
    }
}

#[test]
fn the_function_is_still_a_function() {
    let answer = pin!(plain()).poll(&mut Context::from_waker(Waker::noop()));
    assert!(matches!(answer, Poll::Ready(Word(word)) if word == "plain"));
    assert_eq!(works().0, "works");
    assert_eq!(elsewhere::shown().0, "shown");
}
