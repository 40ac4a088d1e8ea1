//! What bodies may be: models in models, unions, tuples, maps, one or several of them.

use std::collections::BTreeMap;

use brigade::{App, Date, DateTime, HttpUrl, Model, TimeDelta, get, post, put, routes};
use docs_src::Named;
use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::{Color, Size};

#[derive(Serialize, Deserialize, Model)]
struct Point {
    x: i64,
    #[serde(default = "half")]
    y: f64,
}

fn half() -> f64 {
    0.5
}

#[derive(Serialize, Deserialize, Model)]
struct Node {
    name: String,
    #[serde(default)]
    children: Vec<Node>,
}

#[derive(Serialize, Deserialize, Model)]
struct Everything {
    integer: i64,
    #[serde(default = "one")]
    byte: u8,
    number: Option<f64>,
    #[serde(default = "yes")]
    boolean: bool,
    text: Option<String>,
    decimal: Option<Decimal>,
    moment: Option<DateTime>,
    day: Option<Date>,
    duration: Option<TimeDelta>,
    uuid: Option<Uuid>,
    color: Option<Color>,
    size: Option<Size>,
    url: Option<HttpUrl>,
    point: Option<Point>,
    #[serde(default)]
    points: Vec<Point>,
    #[serde(default)]
    matrix: Vec<Vec<f64>>,
    #[serde(default)]
    different: Vec<String>,
    pair: Option<(i64, String)>,
    #[serde(default)]
    by_name: BTreeMap<String, Point>,
    #[serde(default)]
    by_number: BTreeMap<i64, String>,
    #[serde(rename = "otherName")]
    other: Option<String>,
}

fn one() -> u8 {
    1
}

fn yes() -> bool {
    true
}

#[derive(Serialize, Deserialize, Model)]
#[serde(deny_unknown_fields)]
struct Closed {
    name: String,
    inner: Option<Inner>,
}

#[derive(Serialize, Deserialize, Model)]
#[serde(deny_unknown_fields)]
struct Inner {
    number: i64,
}

#[derive(Serialize, Deserialize, Model)]
#[serde(tag = "kind", rename_all = "lowercase")]
enum Payment {
    Cash(Cash),
    Card(Card),
}

#[derive(Serialize, Deserialize, Model)]
struct Cash {
    #[field(gt = 0)]
    cents: i64,
}

#[derive(Serialize, Deserialize, Model)]
struct Card {
    number: String,
}

#[derive(Serialize, Deserialize, Model)]
#[serde(untagged)]
enum Pet {
    Cat(Cat),
    Dog(Dog),
}

#[derive(Serialize, Deserialize, Model)]
struct Cat {
    meows: bool,
    name: String,
}

#[derive(Serialize, Deserialize, Model)]
struct Dog {
    barks: bool,
    name: String,
}

#[derive(Serialize, Deserialize, Model)]
#[serde(untagged)]
enum NumberOrText {
    Number(i64),
    Text(String),
}

#[derive(Serialize, Deserialize, Model)]
#[serde(untagged)]
enum AnyNumber {
    Integer(i64),
    Float(f64),
    Boolean(bool),
}

#[post("/everything")]
async fn write_everything(value: Everything) -> Everything {
    value
}

#[post("/tree")]
async fn write_tree(value: Node) -> Node {
    value
}

#[post("/closed")]
async fn write_closed(value: Closed) -> Closed {
    value
}

#[post("/tagged")]
async fn write_tagged(value: Payment) -> Payment {
    value
}

#[post("/untagged")]
async fn write_untagged(value: Pet) -> Pet {
    value
}

#[post("/scalars")]
async fn write_scalars(value: Vec<NumberOrText>) -> Vec<NumberOrText> {
    value
}

#[post("/numbers")]
async fn write_numbers(value: Vec<AnyNumber>) -> Vec<AnyNumber> {
    value
}

#[post("/points")]
async fn write_points(value: Vec<Point>) -> Vec<Point> {
    value
}

#[post("/map")]
async fn write_map(value: BTreeMap<String, i64>) -> BTreeMap<String, i64> {
    value
}

#[post("/map-of-numbers")]
async fn write_map_of_numbers(value: BTreeMap<i64, f64>) -> BTreeMap<i64, f64> {
    value
}

#[post("/map-of-bytes")]
async fn write_map_of_bytes(value: BTreeMap<u8, Vec<bool>>) -> BTreeMap<u8, Vec<bool>> {
    value
}

#[post("/tuple")]
async fn write_tuple(value: (i64, String, Point)) -> (i64, String, Point) {
    value
}

#[post("/anything")]
async fn write_anything(value: brigade::Value) -> brigade::Value {
    value
}

#[post("/optional")]
async fn write_optional(value: Option<Point>) -> Option<Point> {
    value
}

#[post("/several")]
async fn write_several(
    point: Point,
    node: Node,
    #[body] importance: i64,
    #[body] note: Option<String>,
) -> (Point, Node, i64, Option<String>) {
    (point, node, importance, note)
}

#[post("/embedded")]
async fn write_embedded(#[body(embed)] point: Point) -> Point {
    point
}

#[post("/one")]
async fn write_one(#[body(ge = 1, le = 10)] number: i64) -> i64 {
    number
}

#[put("/one")]
async fn write_one_embedded(#[body(embed, ge = 1, le = 10)] number: i64) -> i64 {
    number
}

#[post("/optional-members")]
async fn write_optional_members(
    left: Option<Point>,
    #[body(default = [1])] right: Vec<i64>,
) -> (Option<Point>, Vec<i64>) {
    (left, right)
}

#[get("/get")]
async fn read_with_body(point: Point) -> Point {
    point
}

fn app() -> App {
    App::new("FastAPI").routes(routes![
        write_everything,
        write_tree,
        write_closed,
        write_tagged,
        write_untagged,
        write_scalars,
        write_numbers,
        write_points,
        write_map,
        write_map_of_numbers,
        write_map_of_bytes,
        write_tuple,
        write_anything,
        write_optional,
        write_several,
        write_embedded,
        write_one,
        write_one_embedded,
        write_optional_members,
        read_with_body
    ])
}

pub const APPS: &[Named] = &[("pairs/bodies", app)];
