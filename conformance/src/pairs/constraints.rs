//! Every constraint, on parameters and on fields.

use std::collections::{BTreeMap, BTreeSet};

use brigade::{App, Model, get, post, routes};
use docs_src::Named;
use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};

#[get("/integers")]
async fn read_integers(
    #[query(default = 1, gt = 0, lt = 10)] open: i64,
    #[query(default = 0, ge = -1, le = 1)] closed: i64,
    #[query(default = 0, multiple_of = 3)] multiple: i64,
) -> Vec<i64> {
    vec![open, closed, multiple]
}

#[get("/numbers")]
async fn read_numbers(
    #[query(default = 1.0, gt = 0, lt = 10)] open: f64,
    #[query(default = 0.0, ge = -1.5, le = 1.5)] closed: f64,
    #[query(default = 0.0, multiple_of = 0.1)] multiple: f64,
    #[query(default = 1.0, allow_inf_nan = false)] finite: f64,
    #[query(default = 1.0, ge = 1e-7, le = 1e16)] edge: f64,
) -> Vec<f64> {
    vec![open, closed, multiple, finite, edge]
}

#[get("/texts")]
async fn read_texts(
    #[query(default = "ab", min_length = 2, max_length = 3)] length: String,
    #[query(default = "a", min_length = 1, max_length = 1)] one: String,
    #[query(default = "12-a", pattern = r"^\d{2}-[a-z]+$")] pattern: String,
    #[query(default = "abba", pattern = "b+")] anywhere: String,
    #[query(min_length = 2, pattern = "^a")] optional: Option<String>,
) -> Vec<Option<String>> {
    vec![Some(length), Some(one), Some(pattern), Some(anywhere), optional]
}

#[derive(Serialize, Deserialize, Model)]
#[serde(transparent)]
struct Short(#[field(max_length = 2)] String);

#[get("/lists")]
async fn read_lists(
    #[query(min_length = 1, max_length = 2)] two: Vec<i64>,
    #[query(default = ["a"])] words: Vec<Short>,
    #[query(default = [], max_length = 2)] different: BTreeSet<String>,
) -> Vec<i64> {
    let lengths = [words.len() as i64, different.len() as i64];
    [two, lengths.to_vec()].concat()
}

#[derive(Serialize, Deserialize, Model)]
#[serde(default)]
struct Decimals {
    #[field(max_digits = 4)]
    digits: Decimal,
    #[field(decimal_places = 2)]
    places: Decimal,
    #[field(max_digits = 5, decimal_places = 2)]
    both: Decimal,
    #[field(gt = 0, le = 10)]
    bounded: Decimal,
}

impl Default for Decimals {
    fn default() -> Self {
        Self { digits: Decimal::ONE, places: Decimal::ONE, both: Decimal::ONE, bounded: Decimal::ONE }
    }
}

#[derive(Serialize, Deserialize, Model)]
#[serde(default)]
struct Limits {
    #[field(gt = 0, lt = 10)]
    open: i64,
    #[field(ge = -1.5, le = 1.5)]
    closed: f64,
    #[field(multiple_of = 0.5)]
    multiple: f64,
    #[field(allow_inf_nan = false)]
    finite: f64,
    #[field(min_length = 2, max_length = 3)]
    length: String,
    #[field(pattern = "^[A-Z]{2}$")]
    pattern: Option<String>,
    #[field(min_length = 1, max_length = 2)]
    items: Vec<i64>,
    #[field(min_length = 1, max_length = 2)]
    different: BTreeSet<String>,
    #[field(max_length = 1)]
    names: BTreeMap<String, i64>,
    #[field(strict, ge = 0, le = 9)]
    strict_integer: i64,
    #[field(strict)]
    strict_number: f64,
    #[field(strict)]
    strict_boolean: bool,
    decimals: Decimals,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            open: 1,
            closed: 0.0,
            multiple: 0.0,
            finite: 1.0,
            length: "ab".to_owned(),
            pattern: None,
            items: vec![1],
            different: BTreeSet::from(["a".to_owned()]),
            names: BTreeMap::new(),
            strict_integer: 1,
            strict_number: 1.0,
            strict_boolean: true,
            decimals: Decimals::default(),
        }
    }
}

#[post("/limits")]
async fn write_limits(limits: Limits) -> &'static str {
    let _ = limits;
    "right"
}

#[post("/decimals")]
async fn write_decimals(decimals: Decimals) -> Decimals {
    decimals
}

fn app() -> App {
    App::new("FastAPI").routes(routes![
        read_integers,
        read_numbers,
        read_texts,
        read_lists,
        write_limits,
        write_decimals
    ])
}

pub const APPS: &[Named] = &[("pairs/constraints", app)];
