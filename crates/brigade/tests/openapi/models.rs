//! Models: what their fields can be, and how they are named.

use std::collections::{BTreeMap, BTreeSet};

use brigade::{
    __private::{Enumeration, Literal, Source, Type},
    Model, Object, Response, Value, get, post, routes,
};
use serde::{Deserialize, Serialize};

use crate::{check, never};

/// How big.
#[derive(Serialize, Deserialize, Model, PartialEq, Eq, PartialOrd, Ord)]
#[serde(rename_all = "lowercase")]
enum Size {
    Small,
    Large,
}

#[derive(Model, Default, Clone, Copy)]
#[model(integers)]
enum Level {
    #[default]
    Mild = 1,
    Hot = 2,
}

impl Serialize for Level {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_i64(*self as i64)
    }
}

impl<'de> Deserialize<'de> for Level {
    fn deserialize<D: serde::Deserializer<'de>>(_: D) -> Result<Self, D::Error> {
        never()
    }
}

/// Writes a type of the kind that is Python's `Literal`: documented in place.
macro_rules! literal {
    ($name:ident: $($variant:ident = $text:literal),*) => {
        #[derive(Serialize, Deserialize)]
        enum $name {
            $(#[serde(rename = $text)] $variant,)*
        }

        impl Model for $name {
            const SOURCE: Source = Source::Query;

            fn schema() -> Type {
                const VALUES: Enumeration = Enumeration {
                    name: stringify!($name),
                    module: module_path!(),
                    doc: "",
                    values: &[$(Literal::Str($text)),*],
                    inline: true,
                };
                Type::Enumeration(&VALUES)
            }
        }
    };
}

literal! { One: One = "one" }
literal! { Way: Ascending = "asc", Descending = "desc" }
literal! { Order: Created = "created_at", Updated = "updated_at" }

fn ascending() -> Way {
    Way::Ascending
}

/// A picture.
///
/// With a second paragraph.
#[derive(Serialize, Deserialize, Model)]
struct Image {
    url: String,
    #[serde(default = "unnamed")]
    name: String,
}

fn unnamed() -> String {
    "unnamed".to_owned()
}

#[derive(Serialize, Deserialize, Model)]
#[serde(untagged)]
enum IntOrText {
    Int(i64),
    Text(String),
}

#[derive(Serialize, Deserialize, Model)]
struct Everything {
    text: String,
    #[field(
        title = "Told",
        description = "With words.",
        min_length = 1,
        max_length = 9,
        pattern = "^a",
        examples = ["abc"],
        deprecated
    )]
    described: String,
    #[field(ge = 1, le = 9)]
    number: i32,
    #[field(gt = 0, lt = 1.5)]
    ratio: f64,
    #[field(multiple_of = 12)]
    dozen: u64,
    #[serde(default)]
    flag: bool,
    optional: Option<String>,
    #[serde(deserialize_with = "Option::deserialize")]
    required_nullable: Option<i64>,
    #[field(max_length = 5)]
    constrained_optional: Option<String>,
    #[field(min_length = 1, max_length = 3)]
    list_of_numbers: Vec<i64>,
    #[serde(default)]
    default_list: Vec<String>,
    #[serde(default)]
    set_of_text: BTreeSet<String>,
    pair: (i64, String),
    map_of_numbers: BTreeMap<String, i64>,
    map_by_number: BTreeMap<i64, String>,
    map_by_size: BTreeMap<Size, i64>,
    optional_map: Option<BTreeMap<String, f64>>,
    anything: Value,
    size: Size,
    #[serde(default)]
    level: Level,
    optional_size: Option<Size>,
    only: One,
    #[serde(default = "ascending")]
    way: Way,
    image: Image,
    optional_image: Option<Image>,
    #[field(title = "The image", description = "Of the thing.")]
    described_image: Image,
    #[serde(default)]
    images: Vec<Image>,
    #[serde(default)]
    image_by_name: BTreeMap<String, Image>,
    either: IntOrText,
    maybe_either: Option<IntOrText>,
    #[serde(rename = "camelCase")]
    camel_case: i64,
    nested: Vec<Vec<i64>>,
}

mod everything {
    use super::*;

    #[post("/everything")]
    async fn create(everything: Everything) -> Everything {
        never()
    }

    #[test]
    fn that_a_field_can_be() {
        check("models_everything", routes![create]);
    }
}

mod extra_keys {
    use super::*;

    #[derive(Serialize, Deserialize, Model)]
    #[serde(deny_unknown_fields)]
    struct Strict {
        name: String,
    }

    #[derive(Serialize, Deserialize, Model)]
    struct Open {
        name: String,
        #[serde(flatten)]
        others: BTreeMap<String, Value>,
    }

    #[derive(Serialize, Deserialize, Model)]
    struct Typed {
        name: String,
        #[serde(flatten)]
        others: BTreeMap<String, i64>,
    }

    #[derive(Serialize, Deserialize, Model)]
    struct Empty {}

    #[post("/strict")]
    async fn create_strict(strict: Strict) -> Response {
        never()
    }

    #[post("/open")]
    async fn create_open(open: Open) -> Response {
        never()
    }

    #[post("/typed")]
    async fn create_typed(typed: Typed) -> Response {
        never()
    }

    #[post("/empty")]
    async fn create_empty(empty: Empty) -> Response {
        never()
    }

    #[test]
    fn are_additional_properties() {
        check("models_extra_keys", routes![create_strict, create_open, create_typed, create_empty]);
    }
}

mod sorted {
    use super::*;

    #[derive(Serialize)]
    struct Free {
        z: i64,
        a: i64,
    }

    fn free() -> Object {
        let inner: Object = [("y".to_owned(), 1_i64.into()), ("b".to_owned(), 2_i64.into())].into();
        [("z".to_owned(), 1_i64.into()), ("a".to_owned(), inner.into())].into()
    }

    #[derive(Serialize, Deserialize, Model)]
    struct Sorted {
        #[serde(default = "free")]
        #[field(examples = [Free { z: 1, a: 2 }])]
        free: Object,
    }

    #[post("/sorted")]
    async fn create(sorted: Sorted) -> Response {
        never()
    }

    #[post("/body")]
    async fn create_body(#[body(examples = [Free { z: 1, a: 2 }])] free: BTreeMap<String, Value>) -> Response {
        never()
    }

    #[test]
    fn keys_of_examples_are_sorted_in_definitions_only() {
        check("models_sorted", routes![create, create_body]);
    }
}

mod always_answered {
    use super::*;

    #[derive(Serialize, Deserialize, Model)]
    #[model(defaults_required)]
    struct Complete {
        name: String,
        note: Option<String>,
        #[serde(default)]
        amount: i64,
        inner: Option<Inner>,
    }

    #[derive(Default, Serialize, Deserialize, Model)]
    struct Inner {
        #[serde(default)]
        amount: i64,
    }

    #[post("/complete")]
    async fn create(complete: Complete) -> Complete {
        never()
    }

    #[test]
    fn fields_with_defaults_are_required_in_answers() {
        check("models_defaults_required", routes![create]);
    }
}

mod computed {
    use super::*;

    #[derive(Serialize, Deserialize, Model)]
    struct Computed {
        width: i64,
        #[serde(skip_serializing)]
        secret: String,
        #[serde(skip_deserializing)]
        area: i64,
    }

    #[post("/computed")]
    async fn create(computed: Computed) -> Computed {
        never()
    }

    #[test]
    fn fields_are_in_answers_only() {
        check("models_computed", routes![create]);
    }
}

mod recursive {
    use super::*;

    #[derive(Serialize, Deserialize, Model)]
    struct Node {
        value: i64,
        #[serde(default)]
        children: Vec<Node>,
        parent: Option<Box<Node>>,
    }

    #[post("/nodes")]
    async fn create_node(node: Node) -> Node {
        never()
    }

    #[test]
    fn models_refer_to_themselves() {
        check("models_recursive", routes![create_node]);
    }
}

mod generic {
    use brigade::{
        __private::{OpenApiOptions, of_router},
        Info, Router,
    };

    use super::*;
    use crate::pretty;

    #[derive(Serialize, Deserialize, Model)]
    struct Page<T> {
        items: Vec<T>,
        total: i64,
    }

    #[get("/numbers")]
    async fn numbers() -> Page<i64> {
        never()
    }

    #[get("/images")]
    async fn images() -> Page<Image> {
        never()
    }

    #[get("/first")]
    async fn first_items() -> Page<first::Item> {
        never()
    }

    #[get("/second")]
    async fn second_items() -> Page<second::Item> {
        never()
    }

    #[test]
    fn models_differ_if_their_arguments_do() {
        let router = Router::new().routes(routes![first_items, second_items]);
        let document = of_router(&Info::new("Pages", "1"), &router, OpenApiOptions::default());
        let text = pretty::print(&document);
        let pages: Vec<_> =
            text.lines().filter(|line| line.starts_with("   \"") && line.contains("Page_Item_")).collect();
        assert_eq!(pages.len(), 2, "{text}");
        assert!(pages[0].contains("first__Item") && pages[1].contains("second__Item"), "{pages:?}");
    }

    #[get("/pages")]
    async fn pages() -> Page<Page<String>> {
        never()
    }

    #[test]
    fn models_are_named_with_their_arguments() {
        check("models_generic", routes![numbers, images, pages]);
    }
}

mod unions {
    use super::*;

    #[derive(Serialize, Deserialize, Model)]
    #[serde(tag = "pet_type", rename_all = "lowercase")]
    enum Pet {
        Cat { meows: i64 },
        Dog { barks: f64 },
    }

    #[derive(Serialize, Deserialize, Model)]
    #[serde(deny_unknown_fields)]
    struct Strict {
        name: String,
    }

    #[derive(Serialize, Deserialize, Model)]
    #[serde(untagged)]
    enum ImageOrStrict {
        Image(Image),
        Strict(Strict),
    }

    #[derive(Serialize, Deserialize, Model)]
    #[serde(untagged)]
    enum ImageOrInt {
        Image(Image),
        Int(i64),
    }

    #[post("/tagged")]
    async fn tagged(pet: Pet) -> Vec<Pet> {
        never()
    }

    #[post("/untagged")]
    async fn untagged(#[body] pet: ImageOrStrict) -> ImageOrInt {
        never()
    }

    #[test]
    fn with_and_without_a_tag() {
        check("models_unions", routes![tagged, untagged]);
    }
}

mod aliases {
    use super::*;

    #[derive(Serialize, Deserialize, Model)]
    struct Aliased {
        #[serde(rename(deserialize = "in-name", serialize = "out-name"))]
        inner: i64,
        #[serde(rename = "sameName")]
        both: String,
    }

    #[post("/aliased")]
    async fn create(aliased: Aliased) -> Aliased {
        never()
    }

    #[test]
    fn that_differ_split_the_model() {
        check("models_aliases", routes![create]);
    }
}

mod as_parameters {
    use super::*;

    #[derive(Serialize, Deserialize, Model)]
    struct Filter {
        #[serde(default = "hundred")]
        #[field(gt = 0, le = 100)]
        limit: i64,
        #[serde(default)]
        #[field(ge = 0)]
        offset: i64,
        #[serde(default = "created")]
        order_by: Order,
        #[serde(default)]
        tags: Vec<String>,
        size: Option<Size>,
        #[field(description = "Needed.")]
        needed: String,
    }

    fn hundred() -> i64 {
        100
    }

    fn created() -> Order {
        Order::Created
    }

    #[derive(Serialize, Deserialize, Model)]
    struct Headers {
        host: String,
        save_data: bool,
        if_modified_since: Option<String>,
        #[serde(default)]
        x_tag: Vec<String>,
    }

    #[derive(Serialize, Deserialize, Model)]
    struct Cookies {
        session_id: String,
        fatebook_tracker: Option<String>,
    }

    #[get("/burgers/")]
    async fn read_burgers(#[query] filter_query: Filter) -> Response {
        never()
    }

    #[get("/headers/")]
    async fn read_headers(#[header] headers: Headers) -> Response {
        never()
    }

    #[get("/underscores/")]
    async fn read_underscores(#[header(convert_underscores = false)] headers: Headers) -> Response {
        never()
    }

    #[get("/cookies/")]
    async fn read_cookies(#[cookie] cookies: Cookies) -> Response {
        never()
    }

    #[test]
    fn give_one_for_each_field() {
        check("models_as_parameters", routes![read_burgers, read_headers, read_underscores, read_cookies]);
    }
}

mod first {
    #[derive(serde::Serialize, serde::Deserialize, brigade::Model)]
    pub(super) struct Item {
        name: String,
    }
}

mod second {
    #[derive(serde::Serialize, serde::Deserialize, brigade::Model)]
    pub(super) struct Item {
        number: i64,
    }
}

mod same_name {
    use super::*;

    #[post("/first")]
    async fn create_first(item: first::Item) -> first::Item {
        never()
    }

    #[post("/second")]
    async fn create_second(item: second::Item) -> Response {
        never()
    }

    #[test]
    fn models_are_told_apart_by_their_modules() {
        check("models_same_name", routes![create_first, create_second]);
    }
}

#[cfg(all(feature = "datetime", feature = "uuid"))]
mod scalars {
    use brigade::{Date, DateTime, Time, TimeDelta};
    use uuid::Uuid;

    use super::*;

    #[derive(Serialize, Deserialize, Model)]
    struct Scalars {
        moment: DateTime,
        day: Date,
        time: Time,
        span: TimeDelta,
        identifier: Uuid,
        maybe: Option<DateTime>,
        #[serde(default)]
        days: Vec<Date>,
        #[serde(default)]
        by_identifier: BTreeMap<Uuid, i64>,
    }

    #[post("/scalars")]
    async fn create(scalars: Scalars) -> Scalars {
        never()
    }

    #[get("/times/{identifier}")]
    async fn read(identifier: Uuid, moment: DateTime, span: Option<TimeDelta>) -> Response {
        never()
    }

    #[test]
    fn have_formats() {
        check("models_scalars", routes![create, read]);
    }
}

#[cfg(feature = "decimal")]
mod split {
    use brigade::{__private::OpenApiOptions, Info, Router};
    use rust_decimal::Decimal;

    use super::*;
    use crate::check_with;

    #[derive(Serialize, Deserialize, Model)]
    struct Price {
        amount: Decimal,
        #[field(max_digits = 5, decimal_places = 2, ge = 0)]
        small: Decimal,
    }

    #[derive(Serialize, Deserialize, Model)]
    struct Item {
        name: String,
        price: Price,
    }

    #[derive(Serialize, Deserialize, Model)]
    struct Plain {
        name: String,
    }

    #[derive(Serialize, Deserialize, Model)]
    struct Wrapper {
        plain: Plain,
        item: Item,
    }

    #[post("/items")]
    async fn create_item(item: Item) -> Item {
        never()
    }

    #[post("/plain")]
    async fn create_plain(plain: Plain) -> Plain {
        never()
    }

    #[post("/wrapped")]
    async fn create_wrapper(wrapper: Wrapper) -> Vec<Wrapper> {
        never()
    }

    #[post("/prices")]
    async fn create_price(price: Price) -> Response {
        never()
    }

    #[test]
    fn are_the_models_that_differ_and_those_around_them() {
        check("models_split", routes![create_item, create_plain, create_wrapper, create_price]);
    }

    #[derive(Serialize, Deserialize, Model)]
    struct Rectangle {
        width: i64,
        #[serde(skip_deserializing)]
        area: i64,
    }

    #[post("/rectangles")]
    async fn create_rectangle(rectangle: Rectangle) -> Rectangle {
        never()
    }

    #[test]
    fn is_only_of_models_that_compute_something_when_switched_off() {
        let options = OpenApiOptions { separate_input_output_schemas: false, ..OpenApiOptions::default() };
        let router = Router::new().routes(routes![create_item, create_rectangle]);
        check_with("models_not_separate", &Info::new("FastAPI", "0.1.0"), &router, options);
    }
}

#[cfg(all(feature = "decimal", feature = "email", feature = "url"))]
mod encoded {
    use std::net::Ipv4Addr;

    use brigade::{Base64Bytes, Email, HttpUrl, Secret, Utf8Bytes};
    use rust_decimal::Decimal;
    use url::Url;

    use super::*;

    #[derive(Serialize, Deserialize, Model)]
    struct Encoded {
        blob: Utf8Bytes,
        coded: Base64Bytes,
        secret: Secret,
        email: Email,
        address: Ipv4Addr,
    }

    #[derive(Serialize, Deserialize, Model)]
    struct Link {
        http: HttpUrl,
        any: Url,
    }

    #[post("/links")]
    async fn create_link(link: Link) -> Response {
        never()
    }

    #[post("/encoded")]
    async fn create(encoded: Encoded) -> Encoded {
        never()
    }

    #[get("/in-the-query")]
    #[allow(clippy::too_many_arguments, reason = "one of each")]
    async fn read(
        #[query] blob: Utf8Bytes,
        #[query] secret: Secret,
        #[query] email: Email,
        #[query] address: Ipv4Addr,
        #[query] http: HttpUrl,
        #[query] any: Url,
        #[query] price: Decimal,
        #[query(max_digits = 5, decimal_places = 2, ge = 0, lt = 10.5)] small: Decimal,
    ) -> Response {
        never()
    }

    #[test]
    fn texts_have_formats() {
        check("models_encoded", routes![create, read]);
        check("models_urls", routes![create_link]);
    }
}
