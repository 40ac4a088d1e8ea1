//! Compares the fast path with the slow one on texts that are nearly right.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};

use super::check;
use crate::{
    json::{from_slice, is_direct},
    model::Model,
    pattern::Pattern,
    spec::{Constraints, Enumeration, Extra, Field, Literal, Meta, Number, Presence, Schema, Source, Struct, Type},
    value::{Tree, Value, from_value, to_value},
};

const NONE: Constraints = Constraints::NONE;

/// Has a field of every kind that constraints or serde treat in a way of their own.
#[derive(Debug, Serialize, Deserialize)]
struct Order {
    id: u64,
    name: String,
    price: f64,
    #[serde(skip_serializing_if = "Option::is_none")]
    note: Option<String>,
    color: Color,
    #[serde(default)]
    tags: Vec<String>,
    at: (i8, bool),
    by_level: BTreeMap<u8, Color>,
    unique: BTreeSet<i64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    inner: Option<Box<Order>>,
    limits: Option<Limits>,
}

#[derive(Debug, Serialize, Deserialize, PartialEq, Eq, PartialOrd, Ord)]
#[serde(rename_all = "lowercase")]
enum Color {
    Red,
    Green,
}

#[derive(Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Limits {
    flag: bool,
    count: i32,
    nothing: (),
}

const ID: Constraints = Constraints { ge: Some(Number::Int(1)), ..NONE };
const NAME: Constraints = Constraints { max_length: Some(3), pattern: Some(&VOWEL), ..NONE };
const PRICE: Constraints = Constraints { gt: Some(Number::Int(0)), multiple_of: Some(Number::Float(0.5)), ..NONE };
const TAGS: Constraints = Constraints { max_length: Some(2), ..NONE };
const UNIQUE: Constraints = Constraints { min_length: Some(2), ..NONE };
const COUNT: Constraints = Constraints { lt: Some(Number::Float(9.5)), strict: true, ..NONE };
static VOWEL: Pattern = Pattern::new("[aeiou]|^$");

impl Model for Order {
    const SOURCE: Source = Source::Body;

    fn schema() -> Type {
        const {
            Type::Struct(&Struct {
                fields: &[
                    Field { constraints: ID, ..field("id", u64::schema) },
                    Field { constraints: NAME, ..field("name", String::schema) },
                    Field { constraints: PRICE, ..field("price", f64::schema) },
                    Field { presence: Presence::Optional, ..field("note", Option::<String>::schema) },
                    field("color", Color::schema),
                    Field {
                        constraints: TAGS,
                        presence: Presence::Default(|| Value::Array(Vec::new())),
                        ..field("tags", Vec::<String>::schema)
                    },
                    field("at", <(i8, bool)>::schema),
                    field("by_level", BTreeMap::<u8, Color>::schema),
                    Field { constraints: UNIQUE, ..field("unique", BTreeSet::<i64>::schema) },
                    Field { presence: Presence::Optional, ..field("inner", Option::<Box<Order>>::schema) },
                    Field { presence: Presence::Optional, ..field("limits", Option::<Limits>::schema) },
                ],
                extra: Extra::Ignore,
                ..STRUCT
            })
        }
    }

    fn holds(&self, _constraints: &Constraints) -> bool {
        self.id.holds(const { &ID })
            && self.name.holds(const { &NAME })
            && self.price.holds(const { &PRICE })
            && self.note.holds(&NONE)
            && self.tags.holds(const { &TAGS })
            && self.unique.holds(const { &UNIQUE })
            && self.inner.holds(&NONE)
            && self.limits.holds(&NONE)
    }
}

impl Model for Color {
    const SOURCE: Source = Source::Query;

    fn schema() -> Type {
        Type::Enumeration(&Enumeration {
            name: "Color",
            module: "",
            doc: "",
            values: &[Literal::Str("red"), Literal::Str("green")],
            inline: false,
        })
    }
}

impl Model for Limits {
    const SOURCE: Source = Source::Body;

    fn schema() -> Type {
        const {
            Type::Struct(&Struct {
                fields: &[
                    field("flag", bool::schema),
                    Field { constraints: COUNT, ..field("count", i32::schema) },
                    field("nothing", <()>::schema),
                ],
                extra: Extra::Forbid,
                ..STRUCT
            })
        }
    }

    fn holds(&self, _constraints: &Constraints) -> bool {
        self.count.holds(const { &COUNT })
    }
}

const STRUCT: Struct = Struct {
    name: || "Struct".to_owned(),
    module: "",
    title: None,
    doc: "",
    fields: &[],
    extra: Extra::Ignore,
    examples: None,
    json_schema_extra: None,
    defaults_required: false,
    validator: None,
};

const fn field(name: &'static str, schema: Schema) -> Field {
    Field {
        name,
        name_out: name,
        renamed: false,
        schema,
        constraints: NONE,
        presence: Presence::Required,
        only: None,
        flatten: false,
        validator: None,
        meta: Meta::NONE,
    }
}

/// A valid order, one token of JSON a word.
const ORDER: &str = r#"{ "id" : 1 , "name" : "Foo" , "price" : 3.5 , "note" : null , "color" : "red" , "tags" : [ "a" , "b" ] ,
    "at" : [ -1 , true ] , "by_level" : { "1" : "red" , "2" : "green" } , "unique" : [ 1 , 2 , 2 ] , "inner" :
    { "id" : 2 , "name" : "éa" , "price" : 1e3 , "color" : "green" , "at" : [ 0 , false ] , "by_level" : { } , "unique" : [ 5 , 6 ] } ,
    "limits" : { "flag" : false , "count" : 9 , "nothing" : null } , "more" : [ { } ] }"#;

/// Values that some field takes and others do not.
const VALUES: &str = r#"null true false 0 1 -1 -0 2 9 10 127 128 255 256 1.0 1.5 0.25 -0.0 1e0 1e2 1e400 1E-7 NaN
    Infinity -Infinity 2147483648 9223372036854775807 9223372036854775808 18446744073709551615 18446744073709551616
    123456789012345678901234567890 340282366920938463463374607431768211456 "" "a" "1" "-1" "+1" "1.0" "01" "true" "red"
    "green" "blue" "Red" "\u0072ed" "\ud83d\ude00" "\ud83d" "Fooo" "日本語" "xyz" {} [] [1,"red"] {"red":null}
    {"green":[]} [null] [1,2] [-1,true] [-1,true,1] [[1,2]] {"1":"red"} {"01":"red"} {"256":"red"} {"a":"red"}
    {"1":"red","1":"green"} [true,1,null] {"flag":true,"count":1,"nothing":null} [true,1,null] {"flag":1,"count":"1","nothing":null}"#;

/// What breaks the grammar in most places, and not in others.
const TOKENS: &str =
    r#"{ } [ ] , : 01 1. .5 '' x "name" "inner" "id":7, "more":1, "more":[{"a":{}}], 1, "a", "9":"red","#;

#[test]
fn the_fast_path_reads_what_the_slow_one_reads() {
    assert!(is_direct(Order::schema));
    let mut random = Random(7);
    let [order, values, tokens] = [ORDER, VALUES, TOKENS].map(|text| text.split_whitespace().collect::<Vec<_>>());
    let is_value = |text: &[&str], place: usize| {
        !matches!(text[place], "{" | "}" | "[" | "]" | "," | ":") && text.get(place + 1) != Some(&":")
    };
    let (mut fast_count, mut slow_count) = (0, 0);
    for case in 0..10_000 {
        let mut text = order.clone();
        for _ in 0..=random.below(2) {
            let place = random.below(text.len());
            match random.below(8) {
                0 => drop(text.remove(place)),
                1 => text.insert(place, tokens[random.below(tokens.len())]),
                _ => {
                    let places: Vec<_> = (0..text.len()).filter(|place| is_value(&text, *place)).collect();
                    text[places[random.below(places.len())]] = values[random.below(values.len())];
                }
            }
        }
        let text = text.join(" ");
        let fast = from_slice::<Order>(text.as_bytes()).ok().filter(|order| order.holds(&NONE));
        let slow =
            Tree::parse(text.as_bytes(), 128).ok().and_then(|_| check(Order::schema, &NONE, text.as_bytes()).ok());
        fast_count += usize::from(fast.is_some());
        slow_count += usize::from(slow.is_some());
        let slow = slow.map(|tree| {
            let order = from_value::<Order>(tree).unwrap_or_else(|error| panic!("{case}: {error}: {text}"));
            assert!(order.holds(&NONE), "{case}: {text}");
            to_value(&order).unwrap()
        });
        if let Some(fast) = fast {
            assert_eq!(Some(to_value(&fast).unwrap()), slow, "{case}: {text}");
        }
    }
    // Both ways have to be walked often, or the comparison says nothing.
    assert!(fast_count > 500 && slow_count > fast_count + 250, "{fast_count} {slow_count}");
}

#[test]
fn the_plain_spelling_of_a_parameter_is_read_as_the_slow_path_reads_it() {
    fn compare<T: Model + Serialize>(text: &str, plain: &mut usize) {
        let Some(value) = T::from_text(text) else { return };
        *plain += 1;
        let json = serde_json::to_vec(text).unwrap();
        let slow = check(T::schema, &NONE, &json).unwrap_or_else(|found| panic!("{text}: {found:?}"));
        // NaN is not equal to itself, but is written like itself.
        assert_eq!(format!("{:?}", to_value(&value).unwrap()), format!("{slow:?}"), "{text}");
    }
    let pieces = [
        "", "0", "1", "7", "00", "-", "+", ".", "e", "E5", "_", " ", "inf", "nan", "INFINITY", "true", "false", "é",
        "128",
    ];
    let mut plain = 0;
    for first in pieces {
        for second in pieces {
            for third in pieces {
                let text = format!("{first}{second}{third}");
                compare::<i8>(&text, &mut plain);
                compare::<u64>(&text, &mut plain);
                compare::<i128>(&text, &mut plain);
                compare::<f64>(&text, &mut plain);
                compare::<bool>(&text, &mut plain);
                compare::<Option<String>>(&text, &mut plain);
            }
        }
    }
    assert!(plain > 8_000, "{plain}");
}

/// SplitMix64: few lines, and every run is the same.
struct Random(u64);

impl Random {
    fn below(&mut self, bound: usize) -> usize {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mixed = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        let mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        ((mixed ^ (mixed >> 31)) % bound as u64) as usize
    }
}
