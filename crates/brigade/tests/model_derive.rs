//! Checks what `#[derive(Model)]` makes of a declaration, through the public `Model`.
#![deny(warnings, missing_docs, rust_2018_idioms, clippy::all)]
#![allow(clippy::unwrap_used, reason = "a failing test may panic")]

use std::{
    borrow::Cow,
    collections::{BTreeMap, HashMap},
};

use brigade::{
    App, Model, Value, post, routes,
    spec::{Constraints, Direction, Extra, Literal, Meta, Number, Presence, Source, Struct, Type},
    testing::TestClient,
};
use serde::{Deserialize, Serialize, de::DeserializeOwned};

/// Says what a description says, in one line per field.
fn describe(described: &Type) -> String {
    match described {
        Type::Struct(model) => object(model),
        Type::Enumeration(enumeration) => {
            let values: Vec<_> = enumeration.values.iter().map(literal).collect();
            format!("{} = {}{}", enumeration.name, values.join(" | "), quoted(enumeration.doc))
        }
        Type::Union(union) => {
            let mut text = format!("{}{}, by {:?}", union.name, quoted(union.doc), union.tag);
            for variant in union.variants {
                let described = describe(&(variant.schema)()).replace('\n', "\n  ");
                text += &format!("\n  {:?}: {described}", variant.tag);
            }
            text
        }
        Type::Alias(alias) => {
            let validator = if alias.validator.is_some() { ", validated" } else { "" };
            let (inner, constraints, meta) = ((alias.schema)(), constraints(&alias.constraints), meta(&alias.meta));
            format!("alias of {}{constraints}{meta}{validator}", describe(&inner))
        }
        Type::Tuple(members) => {
            format!("({})", members.iter().map(|schema| describe(&schema())).collect::<Vec<_>>().join(", "))
        }
        other => other.name(),
    }
}

fn object(model: &Struct) -> String {
    let mut text = format!("{}{}", (model.name)(), quoted(model.doc));
    text += model.title.map(|title| format!(", title {title:?}")).as_deref().unwrap_or_default();
    text += match model.extra {
        Extra::Ignore => "",
        Extra::Forbid => ", no other keys",
        Extra::Allow => ", any other keys",
    };
    text += model.examples.map(|examples| format!(", e.g. {}", json(&examples()))).as_deref().unwrap_or_default();
    text += if model.validator.is_some() { ", validated" } else { "" };
    for field in model.fields {
        text += &format!("\n  {}", field.name);
        if field.name != field.name_out {
            text += &format!("/{}", field.name_out);
        }
        text += if field.flatten { ".." } else { "" };
        text += match field.only {
            None => "",
            Some(Direction::Input) => " (in)",
            Some(Direction::Output) => " (out)",
        };
        let ty = match (field.schema)() {
            Type::Enumeration(tag) if tag.inline => tag.values.iter().map(literal).collect(),
            ty => ty.name(),
        };
        text += &format!(": {ty}{}{}", constraints(&field.constraints), meta(&field.meta));
        text += &match field.presence {
            Presence::Required => String::new(),
            Presence::Optional => ", optional".to_owned(),
            Presence::Default(value) => format!(" = {}", json(&value())),
        };
        text += if field.validator.is_some() { ", validated" } else { "" };
    }
    text
}

fn literal(literal: &Literal) -> String {
    match literal {
        Literal::Str(text) => format!("{text:?}"),
        Literal::Int(int) => int.to_string(),
    }
}

fn quoted(text: &str) -> String {
    if text.is_empty() { String::new() } else { format!(" {text:?}") }
}

fn json(value: &impl Serialize) -> String {
    serde_json::to_string(value).unwrap()
}

fn constraints(constraints: &Constraints) -> String {
    let number = |name: &str, bound: Option<Number>| match bound? {
        Number::Int(int) => Some(format!(" {name}={int}")),
        Number::Float(float) => Some(format!(" {name}={float:?}")),
    };
    let count = |name: &str, bound: Option<usize>| bound.map(|bound| format!(" {name}={bound}"));
    [
        number("gt", constraints.gt),
        number("ge", constraints.ge),
        number("lt", constraints.lt),
        number("le", constraints.le),
        number("multiple_of", constraints.multiple_of),
        count("min_length", constraints.min_length),
        count("max_length", constraints.max_length),
        constraints.pattern.map(|pattern| format!(" pattern={:?}", pattern.as_str())),
        count("max_digits", constraints.max_digits),
        count("decimal_places", constraints.decimal_places),
        constraints.allow_inf_nan.map(|allow| format!(" allow_inf_nan={allow}")),
        constraints.strict.then(|| " strict".to_owned()),
    ]
    .into_iter()
    .flatten()
    .collect()
}

fn meta(meta: &Meta) -> String {
    [
        meta.title.map(|title| format!(" title={title:?}")),
        meta.description.map(|description| format!(" description={description:?}")),
        meta.examples.map(|examples| format!(" examples={}", json(&examples()))),
        meta.json_schema_extra.map(|extra| format!(" extra={}", json(&extra()))),
        meta.deprecated.then(|| " deprecated".to_owned()),
        meta.hidden.then(|| " hidden".to_owned()),
    ]
    .into_iter()
    .flatten()
    .collect()
}

#[track_caller]
fn check<T: Model>(expected: &str) {
    let described = describe(&T::schema());
    let expected: Vec<_> = expected.trim().lines().collect();
    let indent = expected.get(1).map_or(0, |line| line.len() - line.trim_start().len()).saturating_sub(2);
    let expected: Vec<_> =
        expected.iter().map(|line| line.get(indent..).filter(|_| line.starts_with(' ')).unwrap_or(line)).collect();
    assert_eq!(described, expected.join("\n"));
}

/// Asks the compiled check and the walker over the description, which have to agree.
#[track_caller]
fn holds<T: Model + DeserializeOwned>(cases: &[(&str, bool)]) {
    for (text, expected) in cases {
        let value: T = serde_json::from_str(text).unwrap();
        assert_eq!(value.holds(&Constraints::NONE), *expected, "{text}");
        let walked = brigade::__private::check(T::schema, &Constraints::NONE, text.as_bytes());
        assert_eq!(walked.is_ok(), *expected, "{text}: {walked:?}");
    }
}

/// A burger, ready to eat.
///
///   * hot
#[derive(Debug, Clone, Serialize, Deserialize, Model)]
struct Burger {
    name: String,
    #[field(gt = 0, description = "In dollars")]
    price: f64,
    /// In per cent.
    tax: Option<f64>,
    #[serde(default)]
    #[field(max_length = 2)]
    toppings: Vec<String>,
}

#[test]
fn a_struct_is_an_object() {
    check::<Burger>(
        r#"Burger "A burger, ready to eat.\n\n  * hot"
            name: str
            price: float gt=0 description="In dollars"
            tax: Union[float, NoneType] description="In per cent.", optional
            toppings: list[str] max_length=2 = []"#,
    );
    assert_eq!(Burger::SOURCE, Source::Body);
    holds::<Burger>(&[
        (r#"{"name": "a", "price": 1}"#, true),
        (r#"{"name": "a", "price": 0}"#, false),
        (r#"{"name": "a", "price": 1, "toppings": ["a", "b"]}"#, true),
        (r#"{"name": "a", "price": 1, "toppings": ["a", "b", "c"]}"#, false),
    ]);
}

#[derive(Serialize, Deserialize, Model)]
struct Constrained {
    #[field(ge = -1.5, lt = 10, multiple_of = 0.5, allow_inf_nan = false)]
    number: f64,
    #[field(gt = 1, le = 9, strict)]
    integer: i32,
    #[field(min_length = 1, max_length = 3, pattern = "^[a-z]+$")]
    text: Option<String>,
    #[field(title = "T", description = "D", examples = ["x", "y"], deprecated, hidden, json_schema_extra = BTreeMap::from([("a", 1)]))]
    described: String,
}

#[test]
fn constraints_and_metadata_are_described_and_held() {
    check::<Constrained>(
        r#"Constrained
            number: float ge=-1.5 lt=10 multiple_of=0.5 allow_inf_nan=false
            integer: int gt=1 le=9 strict
            text: Union[str, NoneType] min_length=1 max_length=3 pattern="^[a-z]+$", optional
            described: str title="T" description="D" examples=["x","y"] extra={"a":1} deprecated hidden"#,
    );
    holds::<Constrained>(&[
        (r#"{"number": -1.5, "integer": 2, "described": ""}"#, true),
        (r#"{"number": -2, "integer": 2, "described": ""}"#, false),
        (r#"{"number": 0.3, "integer": 2, "described": ""}"#, false),
        (r#"{"number": 0, "integer": 1, "described": ""}"#, false),
        (r#"{"number": 0, "integer": 2, "text": "ab", "described": ""}"#, true),
        (r#"{"number": 0, "integer": 2, "text": "aB", "described": ""}"#, false),
        (r#"{"number": 0, "integer": 2, "text": "abcd", "described": ""}"#, false),
    ]);
}

fn three() -> u8 {
    3
}

#[derive(Serialize, Deserialize, Model)]
#[serde(rename_all(serialize = "camelCase", deserialize = "kebab-case"), deny_unknown_fields)]
struct Renamed {
    first_name: String,
    #[serde(rename = "n")]
    last_name: String,
    #[serde(rename(serialize = "written"), alias = "old")]
    zip_code: String,
    #[serde(default = "three")]
    r#type: u8,
    #[serde(skip_deserializing)]
    computed: bool,
    #[serde(skip_serializing, default)]
    secret: String,
    #[serde(skip)]
    never: std::marker::PhantomData<fn()>,
    #[serde(skip_serializing_if = "Option::is_none", default)]
    maybe: Option<u8>,
}

#[test]
fn names_directions_and_defaults_are_those_of_serde() {
    check::<Renamed>(
        r#"Renamed, no other keys
            first-name/firstName: str
            n: str
            zip-code/written: str
            type: int = 3
            computed (out): bool
            secret (in): str = ""
            maybe: Union[int, NoneType], optional"#,
    );
}

#[derive(Serialize, Deserialize, Model)]
#[serde(default)]
struct Settings {
    size: u8,
    #[serde(default)]
    color: String,
    #[serde(default = "three")]
    depth: u8,
}

impl Default for Settings {
    fn default() -> Self {
        Self { size: 7, color: "red".to_owned(), depth: 1 }
    }
}

#[derive(Serialize, Deserialize, Model)]
#[serde(default = "small")]
struct Small {
    size: u8,
}

fn small() -> Small {
    Small { size: 1 }
}

#[test]
fn defaults_of_a_struct_are_those_of_its_fields() {
    check::<Settings>(
        r#"Settings
            size: int = 7
            color: str = ""
            depth: int = 3"#,
    );
    check::<Small>("Small\n  size: int = 1");
}

#[derive(Serialize, Deserialize, Model)]
struct Flat {
    id: u8,
    #[serde(flatten)]
    burger: Burger,
    #[serde(flatten)]
    rest: HashMap<String, u8>,
}

#[derive(Serialize, Deserialize, Model)]
struct Flatter {
    #[serde(flatten)]
    flat: Flat,
}

#[test]
fn flattened_fields_are_merged_and_maps_take_the_rest() {
    check::<Flat>(
        r#"Flat, any other keys
            id: int
            burger..: Burger
            rest..: dict[str, int]"#,
    );
    check::<Flatter>("Flatter, any other keys\n  flat..: Flat");
    holds::<Flatter>(&[
        (r#"{"id": 1, "name": "a", "price": 1, "more": 5}"#, true),
        (r#"{"id": 1, "name": "a", "price": 0, "more": 5}"#, false),
    ]);
}

/// Grams.
#[derive(Debug, PartialEq, Serialize, Deserialize, Model)]
struct Grams(#[field(ge = 0, le = 1000)] u32);

#[derive(Serialize, Deserialize, Model)]
#[serde(transparent)]
struct Perhaps {
    value: Option<u8>,
    #[serde(skip)]
    #[allow(dead_code, reason = "it is skipped")]
    cache: u8,
}

#[derive(Serialize, Deserialize, Model)]
struct Weighed {
    #[field(validate = is_even)]
    weight: u8,
    #[field(gt = 0)]
    grams: Grams,
    perhaps: Perhaps,
}

fn is_even(value: &u8) -> Result<(), String> {
    if value.is_multiple_of(2) { Ok(()) } else { Err(format!("{value} is odd")) }
}

#[test]
fn a_newtype_is_what_it_wraps() {
    check::<Grams>(r#"alias of int ge=0 le=1000 description="Grams.""#);
    check::<Weighed>(
        r#"Weighed
            weight: int, validated
            grams: int gt=0
            perhaps: Union[int, NoneType], optional"#,
    );
    assert_eq!((Grams::SOURCE, Perhaps::SOURCE), (Source::Query, Source::Query));
    assert_eq!(Grams::from_text("7"), Some(Grams(7)));
    holds::<Grams>(&[("1000", true), ("1001", false)]);
    holds::<Weighed>(&[
        (r#"{"weight": 2, "grams": 3}"#, true),
        (r#"{"weight": 1, "grams": 3}"#, false),
        (r#"{"weight": 2, "grams": 1001}"#, false),
        (r#"{"weight": 2, "grams": 0}"#, false),
    ]);
    static UP_TO_TEN: Constraints = Constraints { le: Some(Number::Int(10)), ..Constraints::NONE };
    assert!(Grams(10).holds(&UP_TO_TEN) && !Grams(11).holds(&UP_TO_TEN));
}

#[derive(Serialize, Deserialize, Model)]
struct Exactly(#[field(strict)] u8);

#[post("/exactly")]
async fn exactly(#[query] count: Exactly) -> Exactly {
    count
}

/// As in FastAPI, where a strict integer cannot be a parameter at all.
#[test]
fn a_strict_newtype_is_not_read_from_a_text() {
    let client = TestClient::new(App::new("Strict").routes(routes![exactly]));
    let answer = client.post("/exactly?count=1").send();
    assert_eq!(answer.status(), 422);
    assert!(answer.text().contains(r#""type":"int_type","loc":["query","count"]"#), "{}", answer.text());
}

#[derive(Serialize, Deserialize, Model)]
#[model(title = "Two dates", validate = in_order, example = Span { from: 1, to: 2 })]
struct Span {
    from: u8,
    to: u8,
}

fn in_order(span: &Span) -> Result<(), &'static str> {
    if span.from <= span.to { Ok(()) } else { Err("the end is before the start") }
}

#[test]
fn a_whole_is_validated_and_has_examples() {
    check::<Span>(
        r#"Span, title "Two dates", e.g. [{"from":1,"to":2}], validated
            from: int
            to: int"#,
    );
    holds::<Span>(&[(r#"{"from": 1, "to": 1}"#, true), (r#"{"from": 2, "to": 1}"#, false)]);
    let Type::Struct(span) = Span::schema() else { panic!("a struct is described as one") };
    let validator = span.validator.unwrap();
    let value =
        |from: i64| Value::Object([("from".to_owned(), Value::Int(from)), ("to".to_owned(), Value::Int(2))].into());
    assert_eq!(validator(&value(1)), Ok(()));
    assert_eq!(validator(&value(3)), Err("the end is before the start".to_owned()));
}

/// A size.
#[derive(Debug, PartialEq, Serialize, Deserialize, Model)]
#[serde(rename_all = "SCREAMING-KEBAB-CASE")]
enum Size {
    VerySmall,
    #[serde(rename = "big")]
    Large,
    #[serde(skip)]
    #[allow(dead_code, reason = "it is skipped")]
    Unknown,
}

#[derive(Model)]
#[model(integers)]
#[repr(u8)]
#[allow(dead_code, reason = "described only")]
enum Level {
    Low = 1,
    Middle,
    High = 10,
}

#[derive(Model)]
#[model(inline)]
#[allow(dead_code, reason = "described only")]
enum Order {
    Up,
    Down,
}

#[test]
fn an_enum_may_be_documented_in_place() {
    let is_inline = |ty| matches!(ty, Type::Enumeration(enumeration) if enumeration.inline);
    assert_eq!((is_inline(Order::schema()), is_inline(Size::schema())), (true, false));
}

#[test]
fn an_enum_without_data_is_a_list_of_constants() {
    check::<Size>(r#"Size = "VERY-SMALL" | "big" "A size.""#);
    check::<Level>("Level = 1 | 2 | 10");
    assert_eq!((Size::SOURCE, Level::SOURCE), (Source::Query, Source::Query));
    assert_eq!((Size::from_text("big"), Size::from_text("Large")), (Some(Size::Large), None));
}

/// A pet.
#[derive(Serialize, Deserialize, Model)]
#[serde(tag = "kind", rename_all = "lowercase", rename_all_fields = "camelCase")]
enum Pet {
    /// It barks.
    Dog {
        #[field(ge = 0)]
        bark_volume: i8,
    },
    Food(Burger),
    Kept(Flat),
    Ghost,
}

#[derive(Serialize, Deserialize, Model)]
#[serde(tag = "t", content = "c")]
enum Event {
    Moved(i8, #[serde(default)] i8),
    Renamed { name: String },
    Grew(#[field(ge = 0)] u8),
    Died,
}

#[derive(Serialize, Deserialize, Model)]
#[serde(untagged)]
enum Id {
    Number(u32),
    Text(#[field(min_length = 3)] String),
    Pair(u8, u8),
    Named { id: u8 },
    None,
}

#[derive(Serialize, Deserialize, Model)]
#[serde(untagged)]
enum Key {
    Number(u32),
    Text(String),
}

#[test]
fn an_enum_with_data_is_a_union() {
    check::<Pet>(
        r#"Pet "A pet.", by Some("kind")
            "dog": Dog "It barks."
              kind: "dog"
              barkVolume: int ge=0
            "food": Burger
              kind: "food"
              0..: Burger
            "kept": Flat, any other keys
              kind: "kept"
              0..: Flat
            "ghost": Ghost
              kind: "ghost""#,
    );
    check::<Event>(
        r#"Event, by Some("t")
            "Moved": Moved
              t: "Moved"
              c: tuple[int, int]
            "Renamed": Renamed
              t: "Renamed"
              c: Renamed
            "Grew": Grew
              t: "Grew"
              c: int
            "Died": Died
              t: "Died""#,
    );
    check::<Id>(
        r#"Id, by None
            "": int
            "": alias of str min_length=3
            "": (int, int)
            "": Named
              id: int
            "": NoneType"#,
    );
    assert_eq!((Pet::SOURCE, Id::SOURCE, Key::SOURCE), (Source::Body, Source::Body, Source::Query));
    holds::<Pet>(&[
        (r#"{"kind": "dog", "barkVolume": 0}"#, true),
        (r#"{"kind": "dog", "barkVolume": -1}"#, false),
        (r#"{"kind": "food", "name": "a", "price": 0}"#, false),
        (r#"{"kind": "ghost"}"#, true),
    ]);
    holds::<Id>(&[("5", true), (r#""abc""#, true), (r#""ab""#, false), ("[1, 2]", true), ("null", true)]);
}

#[derive(Serialize, Deserialize, Model)]
struct Page<T> {
    items: Vec<T>,
    #[serde(default)]
    more: Vec<T>,
    next: Option<Box<Page<T>>>,
}

#[derive(Serialize, Deserialize, Model)]
struct Grid<A, const N: usize> {
    cells: Vec<A>,
}

#[derive(Serialize, Deserialize, Model)]
#[serde(tag = "is")]
enum Found<T> {
    Here { it: T },
    Nowhere,
}

#[test]
fn a_generic_model_is_named_with_its_arguments() {
    check::<Page<Option<u8>>>(
        r#"Page[Union[int, NoneType]]
            items: list[Union[int, NoneType]]
            more: list[Union[int, NoneType]] = []
            next: Union[Page[Union[int, NoneType]], NoneType], optional"#,
    );
    check::<Grid<Burger, 3>>("Grid[Burger, 3]\n  cells: list[Burger]");
    check::<Found<u8>>(
        r#"Found, by Some("is")
            "Here": Here[int]
              is: "Here"
              it: int
            "Nowhere": Nowhere[int]
              is: "Nowhere""#,
    );
}

#[derive(Serialize, Model)]
struct View<'a> {
    name: Cow<'a, str>,
    #[field(max_length = 3)]
    tag: &'a str,
}

#[derive(Deserialize, Model)]
struct Form {
    #[serde(deserialize_with = "lenient")]
    #[allow(dead_code, reason = "only read")]
    flag: Option<bool>,
    #[field(pattern = "x")]
    #[allow(dead_code, reason = "only read")]
    name: String,
}

fn lenient<'de, D: serde::Deserializer<'de>>(deserializer: D) -> Result<Option<bool>, D::Error> {
    Option::deserialize(deserializer)
}

#[derive(Serialize, Deserialize, Model)]
struct Tree {
    value: u8,
    children: Vec<Tree>,
    parent: Option<Box<Tree>>,
}

#[derive(Serialize, Deserialize, Model)]
struct Empty {}

#[derive(Serialize, Deserialize, Model)]
struct Point(f64, f64);

#[test]
fn other_shapes_are_described() {
    check::<View<'_>>("View\n  name: str\n  tag: str max_length=3");
    check::<Form>("Form\n  flag: Union[bool, NoneType]\n  name: str pattern=\"x\"");
    check::<Tree>("Tree\n  value: int\n  children: list[Tree]\n  parent: Union[Tree, NoneType], optional");
    check::<Empty>("Empty");
    check::<Point>("(float, float)");
}

#[test]
fn a_model_may_be_declared_in_a_function() {
    #[derive(Serialize, Deserialize, Model)]
    struct Inner {
        #[field(pattern = "^a")]
        text: String,
    }
    holds::<Inner>(&[(r#"{"text": "ab"}"#, true), (r#"{"text": "ba"}"#, false)]);
}
