//! Holds lenient reading to what pydantic does: `data/pydantic-lax.tsv` has pairs of a type and a JSON value with the
//! outcome in pydantic 2.13 as FastAPI 0.141 runs it; `data/pydantic-more.tsv` has further values for the same types.
//!
//! Where a Rust type differs, [`DIFFERENCES`] says how and why; a difference that is none any more fails the test.

use brigade::{
    __private::{
        Constraints, Direction, Enumeration, Extra, Field, IntRange, Literal, Meta, Number, Presence, Schema, Struct,
        Type, Union, Variant, check, from_value, to_value,
    },
    Model, Tree, Value, Violation,
};

const TABLES: [&str; 2] = [include_str!("data/pydantic-lax.tsv"), include_str!("data/pydantic-more.tsv")];

const NONE: Constraints = Constraints::NONE;

const ANY: Schema = || Type::Any;
const BOOL: Schema = || Type::Bool;
/// Python's integers have no bounds; the closest that Rust has is an `i128`.
const INT: Schema = || Type::Int(IntRange { min: i128::MIN, max: i128::MAX as u128 });
const FLOAT: Schema = || Type::Float;
const STRING: Schema = || Type::String;

/// Makes the description of a choice, as the derive would.
macro_rules! union {
    ($($schema:expr),*) => {
        || const {
            Type::Union(&Union {
                name: "Choice",
                doc: "",
                tag: None,
                variants: &[$(Variant { tag: "", schema: $schema }),*],
            })
        }
    };
}

macro_rules! enumeration {
    ($name:literal, $inline:literal, $($value:expr),*) => {
        || const {
            Type::Enumeration(&Enumeration { name: $name, module: "", doc: "", values: &[$($value),*], inline: $inline })
        }
    };
}

macro_rules! model {
    ($name:literal, $schema:expr) => {
        || {
            const {
                Type::Struct(&Struct {
                    name: || "Model".to_owned(),
                    module: "",
                    title: None,
                    doc: "",
                    fields: &[Field {
                        name: $name,
                        name_out: $name,
                        renamed: false,
                        schema: $schema,
                        constraints: Constraints::NONE,
                        presence: Presence::Required,
                        only: None,
                        flatten: false,
                        validator: None,
                        meta: Meta::NONE,
                    }],
                    extra: Extra::Ignore,
                    examples: None,
                    json_schema_extra: None,
                    defaults_required: false,
                    validator: None,
                })
            }
        }
    };
}

/// The Rust counterparts of the types in the tables; the other types have none.
const TYPES: &[(&str, Schema)] = &[
    ("int", INT),
    ("float", FLOAT),
    ("bool", BOOL),
    ("str", STRING),
    ("list", || Type::List(ANY)),
    ("dict", || Type::Map(STRING, ANY)),
    ("list[int]", || Type::List(INT)),
    ("set[int]", || Type::Set(INT)),
    ("tuple[int,str]", || Type::Tuple(&[INT, STRING])),
    ("dict[str,int]", || Type::Map(STRING, INT)),
    ("dict[int,float]", || Type::Map(INT, FLOAT)),
    ("Enum(str a,b)", enumeration!("SE", false, Literal::Str("a"), Literal::Str("b"))),
    ("Enum(int 1,2)", enumeration!("IE", false, Literal::Int(1), Literal::Int(2))),
    ("Literal['a',1]", enumeration!("L", true, Literal::Str("a"), Literal::Int(1))),
    ("int|None", || Type::Optional(INT)),
    ("int|str", union!(INT, STRING)),
    ("float|int", union!(FLOAT, INT)),
    ("bool|int", union!(BOOL, INT)),
    ("Model{x:int}", model!("x", INT)),
    ("bytes", brigade::Utf8Bytes::schema),
    ("Model{d:bytes}base64", model!("d", brigade::Base64UrlBytes::schema)),
    #[cfg(feature = "datetime")]
    ("datetime", brigade::DateTime::schema),
    #[cfg(feature = "datetime")]
    ("date", brigade::Date::schema),
    #[cfg(feature = "datetime")]
    ("time", brigade::Time::schema),
    #[cfg(feature = "datetime")]
    ("timedelta", brigade::TimeDelta::schema),
    #[cfg(feature = "datetime")]
    ("str|datetime", union!(STRING, brigade::DateTime::schema)),
    #[cfg(feature = "uuid")]
    ("UUID", uuid::Uuid::schema),
    #[cfg(feature = "decimal")]
    ("Decimal", rust_decimal::Decimal::schema),
    #[cfg(feature = "url")]
    ("AnyUrl", url::Url::schema),
    #[cfg(feature = "url")]
    ("HttpUrl", brigade::HttpUrl::schema),
    #[cfg(feature = "email")]
    ("EmailStr", brigade::Email::schema),
];

/// Types of the tables that Rust does not have.
const WITHOUT_COUNTERPART: &[&str] = &["frozenset[int]", "tuple[int,...]"];

/// Types of the tables that a feature switches on.
const OPTIONAL: &[(&str, bool)] = &[
    ("datetime", cfg!(feature = "datetime")),
    ("date", cfg!(feature = "datetime")),
    ("time", cfg!(feature = "datetime")),
    ("timedelta", cfg!(feature = "datetime")),
    ("str|datetime", cfg!(feature = "datetime")),
    ("UUID", cfg!(feature = "uuid")),
    ("Decimal", cfg!(feature = "decimal")),
    ("AnyUrl", cfg!(feature = "url")),
    ("HttpUrl", cfg!(feature = "url")),
    ("EmailStr", cfg!(feature = "email")),
];

struct Difference {
    kind: &'static str,
    json: &'static str,
    outcome: &'static str,
    reason: &'static str,
}

const INTEGER: &str = "an i128 has 128 bits";
#[cfg(feature = "decimal")]
const DECIMAL: &str = "a Decimal has 96 bits and at most 28 places, and prints neither an exponent nor a sign of zero";

const DIFFERENCES: &[Difference] = &[
    #[cfg(feature = "decimal")]
    Difference { kind: "Decimal", json: r#""-0""#, outcome: r#"ok "0""#, reason: DECIMAL },
    #[cfg(feature = "decimal")]
    Difference {
        kind: "Decimal",
        json: "123456789012345678901234567890",
        outcome: "err decimal_whole_digits@: Decimal input should have no more than 28 digits before the decimal point",
        reason: DECIMAL,
    },
    Difference {
        kind: "int",
        json: r#""9999999999999999999999999999999999999999""#,
        outcome: "err less_than_equal@: Input should be less than or equal to 170141183460469231731687303715884105727",
        reason: INTEGER,
    },
    Difference {
        kind: "set[int]",
        json: "[true,false]",
        outcome: "ok [1,0]",
        reason: "Python orders sets by hash; here they keep the order of arrival",
    },
    Difference {
        kind: "int|None",
        json: r#""9999999999999999999999999999999999999999""#,
        outcome: "err less_than_equal@: Input should be less than or equal to 170141183460469231731687303715884105727",
        reason: INTEGER,
    },
    Difference {
        kind: "bool|int",
        json: r#""9999999999999999999999999999999999999999""#,
        outcome: "err bool_parsing@bool: Input should be a valid boolean, unable to interpret input; less_than_equal@int: Input should be less than or equal to 170141183460469231731687303715884105727",
        reason: INTEGER,
    },
    #[cfg(feature = "datetime")]
    Difference {
        kind: "timedelta",
        json: "9223372036854775807",
        outcome: "err time_delta_parsing@: Input should be a valid timedelta, durations may not exceed 999,999,999 days",
        reason: "pydantic cuts the number of days to 32 bits before it checks the limit",
    },
    #[cfg(feature = "uuid")]
    Difference {
        kind: "UUID",
        json: r#""URN:UUID:6ba7b810-9dad-11d1-80b4-00c04fd430c8""#,
        outcome: r#"ok "6ba7b810-9dad-11d1-80b4-00c04fd430c8""#,
        reason: "the uuid crate reads the prefix in any case, and so does its Deserialize",
    },
    #[cfg(feature = "decimal")]
    Difference { kind: "Decimal", json: "1e-7", outcome: r#"ok "0.0000001""#, reason: DECIMAL },
    #[cfg(feature = "decimal")]
    Difference { kind: "Decimal", json: "1e16", outcome: r#"ok "10000000000000000""#, reason: DECIMAL },
    #[cfg(feature = "decimal")]
    Difference {
        kind: "Decimal",
        json: "1e300",
        outcome: "err decimal_whole_digits@: Decimal input should have no more than 28 digits before the decimal point",
        reason: DECIMAL,
    },
    #[cfg(feature = "decimal")]
    Difference { kind: "Decimal", json: r#""1e5""#, outcome: r#"ok "100000""#, reason: DECIMAL },
    #[cfg(feature = "decimal")]
    Difference {
        kind: "Decimal",
        json: r#""1e-30""#,
        outcome: r#"ok "0.0000000000000000000000000000""#,
        reason: DECIMAL,
    },
    #[cfg(feature = "decimal")]
    Difference { kind: "Decimal", json: r#""-0.0""#, outcome: r#"ok "0.0""#, reason: DECIMAL },
];

fn outcome(schema: Schema, json: &str) -> String {
    match check(schema, &Constraints::NONE, json.as_bytes()) {
        Ok(value) => format!("ok {}", normal(&serde_json::to_string(&value).expect("trees serialise"))),
        Err(violations) => format!("err {}", violations.iter().map(line).collect::<Vec<_>>().join("; ")),
    }
}

fn line(violation: &Violation) -> String {
    let location: Vec<_> =
        violation.location.iter().map(|step| serde_json::to_value(step).expect("steps serialise")).collect();
    let location: Vec<_> = location.iter().map(|step| step.as_str().map_or(step.to_string(), str::to_owned)).collect();
    format!("{}@{}: {}", violation.fault.kind, location.join("."), violation.fault.message)
}

/// Writes JSON in one spelling of floats.
fn normal(json: &str) -> String {
    serde_json::from_str::<serde_json::Value>(json).map_or_else(|_| json.to_owned(), |value| value.to_string())
}

#[test]
fn values_are_read_as_pydantic_reads_them() {
    let mut failures = Vec::new();
    let mut compared = 0;
    let mut differences = vec![false; DIFFERENCES.len()];
    for row in TABLES.iter().flat_map(|table| table.lines()).filter(|row| !row.starts_with('#')) {
        let columns: Vec<_> = row.split('\t').collect();
        let [kind, json, result, detail, ..] = columns[..] else { panic!("a row without four columns: {row}") };
        let Some((_, schema)) = TYPES.iter().find(|(name, _)| *name == kind) else {
            let switched_off = OPTIONAL.contains(&(kind, false));
            assert!(switched_off || WITHOUT_COUNTERPART.contains(&kind), "{kind} is neither mapped nor left out");
            continue;
        };
        compared += 1;
        let detail = if result == "ok" { normal(detail) } else { detail.to_owned() };
        let expected = format!("{result} {detail}");
        let actual = outcome(*schema, json);
        let known = DIFFERENCES.iter().position(|difference| difference.kind == kind && difference.json == json);
        match known {
            Some(index) if actual == DIFFERENCES[index].outcome && actual != expected => differences[index] = true,
            Some(index) => failures.push(format!(
                "{kind} {json}\n  listed   {}\n  actual   {actual}\n  pydantic {expected}",
                DIFFERENCES[index].outcome
            )),
            None if actual != expected => {
                failures.push(format!("{kind} {json}\n  actual   {actual}\n  pydantic {expected}"))
            }
            None => {}
        }
    }
    assert!(failures.is_empty(), "{} of {compared} rows differ:\n{}", failures.len(), failures.join("\n"));
    for (difference, met) in DIFFERENCES.iter().zip(differences) {
        assert!(met, "{} {} is in no table ({})", difference.kind, difference.json, difference.reason);
    }
}

/// Makes a field of a model; the third argument replaces members.
macro_rules! field {
    ($name:literal, $schema:expr $(, $member:ident: $value:expr)*) => {
        Field {
            $($member: $value,)*
            ..Field {
                name: $name,
                name_out: $name,
                renamed: false,
                schema: $schema,
                constraints: Constraints::NONE,
                presence: Presence::Required,
                only: None,
                flatten: false,
                validator: None,
                meta: Meta::NONE,
            }
        }
    };
}

macro_rules! structure {
    ($name:literal, [$($field:expr),*] $(, $member:ident: $value:expr)*) => {
        || const {
            Type::Struct(&Struct {
                $($member: $value,)*
                ..Struct {
                    name: || $name.to_owned(),
                    module: "",
                    title: None,
                    doc: "",
                    fields: &[$($field),*],
                    extra: Extra::Ignore,
                    examples: None,
                    json_schema_extra: None,
                    defaults_required: false,
                    validator: None,
                }
            })
        }
    };
}

#[track_caller]
fn check_all(schema: Schema, cases: &[(&str, &str)]) {
    for (json, expected) in cases {
        assert_eq!(outcome(schema, json), *expected, "{json}");
    }
}

#[test]
fn integers_stay_within_their_type() {
    check_all(
        || Type::Int(IntRange { min: 0, max: 255 }),
        &[
            ("255", "ok 255"),
            ("256", "err less_than_equal@: Input should be less than or equal to 255"),
            (r#""-1""#, "err greater_than_equal@: Input should be greater than or equal to 0"),
            ("123456789012345678901", "err less_than_equal@: Input should be less than or equal to 255"),
        ],
    );
}

#[test]
fn a_model_names_fields_first_and_unknown_keys_last() {
    const FORBIDDING: Schema = structure!("Strict", [field!("x", INT), field!("y", STRING)], extra: Extra::Forbid);
    check_all(
        FORBIDDING,
        &[
            (r#"{"x": "1", "y": "a"}"#, r#"ok {"x":1,"y":"a"}"#),
            (
                r#"{"z": 1, "x": "q", "w": 2}"#,
                "err int_parsing@x: Input should be a valid integer, unable to parse string as an integer; missing@y: Field \
                 required; extra_forbidden@z: Extra inputs are not permitted; extra_forbidden@w: Extra inputs are not \
                 permitted",
            ),
        ],
    );
    let violations = check(FORBIDDING, &Constraints::NONE, br#"{"y": "a"}"#).expect_err("x is missing");
    assert_eq!(
        serde_json::to_string(&violations).expect("violations serialise"),
        r#"[{"type":"missing","loc":["x"],"msg":"Field required","input":{"y":"a"}}]"#
    );
}

#[test]
fn flattened_parts_take_their_keys_and_a_map_the_rest() {
    const PART: Schema = structure!("Part", [field!("a", INT), field!("b", INT, presence: Presence::Optional)]);
    const WHOLE: Schema = structure!(
        "Whole",
        [
            field!("id", INT),
            field!("part", PART, flatten: true),
            field!("secret", INT, only: Some(Direction::Output)),
            field!("rest", || Type::Map(STRING, INT), flatten: true)
        ],
        extra: Extra::Allow
    );
    check_all(
        WHOLE,
        &[
            (r#"{"id": 1, "a": "2", "c": "3", "secret": "4"}"#, r#"ok {"a":2,"c":3,"id":1,"secret":4}"#),
            (
                r#"{"id": 1, "b": null, "c": "x"}"#,
                "err missing@a: Field required; int_type@b: Input should be a valid integer; int_parsing@c: Input should be \
                 a valid integer, unable to parse string as an integer",
            ),
        ],
    );
}

#[test]
fn validators_run_once_the_rest_is_right() {
    const EVEN: Schema = structure!(
        "Even",
        [field!("x", INT, validator: Some(|value| match value {
            Tree::Int(number) if number % 2 == 0 => Ok(()),
            _ => Err("odd".to_owned()),
        }))],
        validator: Some(|value| match value {
            Tree::Object(members) if members["x"] == Value::Int(0) => Err("zero".to_owned()),
            _ => Ok(()),
        })
    );
    check_all(
        EVEN,
        &[
            (r#"{"x": "2"}"#, r#"ok {"x":2}"#),
            (r#"{"x": "1"}"#, "err value_error@x: Value error, odd"),
            (r#"{"x": 0}"#, "err value_error@: Value error, zero"),
            (r#"{"x": null}"#, "err int_type@x: Input should be a valid integer"),
        ],
    );
    let violations = check(EVEN, &Constraints::NONE, br#"{"x": "1"}"#).expect_err("1 is odd");
    assert_eq!(
        serde_json::to_string(&violations).expect("violations serialise"),
        r#"[{"type":"value_error","loc":["x"],"msg":"Value error, odd","input":"1","ctx":{"error":{}}}]"#
    );
}

#[test]
fn a_tag_chooses_the_branch_and_is_in_the_location() {
    const CAT: Schema =
        structure!("Cat", [field!("kind", enumeration!("T", true, Literal::Str("cat"))), field!("n", INT)]);
    const DOG: Schema = structure!("Dog", [field!("kind", enumeration!("T", true, Literal::Str("dog")))]);
    const PET: Schema = || {
        const {
            Type::Union(&Union {
                name: "Pet",
                doc: "",
                tag: Some("kind"),
                variants: &[Variant { tag: "cat", schema: CAT }, Variant { tag: "dog", schema: DOG }],
            })
        }
    };
    check_all(
        PET,
        &[
            (r#"{"kind": "cat", "n": "3"}"#, r#"ok {"kind":"cat","n":3}"#),
            (r#"{"kind": "cat"}"#, "err missing@cat.n: Field required"),
            ("{}", "err union_tag_not_found@: Unable to extract tag using discriminator 'kind'"),
            (
                r#"{"kind": ["a"]}"#,
                "err union_tag_invalid@: Input tag '['a']' found using 'kind' does not match any of the expected tags: \
                 'cat', 'dog'",
            ),
            ("1", "err model_attributes_type@: Input should be a valid dictionary or object to extract fields from"),
        ],
    );
    check_all(
        union!(INT, PET),
        &[(
            r#"{"kind": "cat"}"#,
            "err int_type@int: Input should be a valid integer; missing@tagged-union[Cat,Dog].cat.n: Field required",
        )],
    );
}

#[test]
fn the_branch_with_most_fields_wins_then_the_most_exact() {
    const SMALL: Schema = structure!("Small", [field!("x", INT)]);
    const LARGE: Schema = structure!("Large", [field!("x", INT), field!("y", INT, presence: Presence::Optional)]);
    check_all(
        union!(SMALL, LARGE),
        &[
            (r#"{"x": 1, "y": "2"}"#, r#"ok {"x":1,"y":2}"#),
            (
                r#"{"x": "q"}"#,
                "err int_parsing@Small.x: Input should be a valid integer, unable to parse string as an integer; \
                 int_parsing@Large.x: Input should be a valid integer, unable to parse string as an integer",
            ),
        ],
    );
    check_all(union!(|| Type::List(FLOAT), || Type::List(INT)), &[("[1]", "ok [1]"), ("[1.5]", "ok [1.5]")]);
    check_all(union!(|| Type::List(INT), || Type::List(STRING)), &[(r#"["1"]"#, r#"ok ["1"]"#)]);
}

#[test]
fn nested_choices_cannot_multiply_the_work_without_bound() {
    const LEFT: Schema = structure!("Left", [field!("of", NODE), field!("left", INT)]);
    const RIGHT: Schema = structure!("Right", [field!("of", NODE), field!("right", INT)]);
    const NODE: Schema = union!(INT, LEFT, RIGHT);
    let depth = 100;
    let json = format!("{}1{}", r#"{"of":"#.repeat(depth), "}".repeat(depth));
    let violations = check(NODE, &Constraints::NONE, json.as_bytes()).expect_err("left and right are missing");
    assert!(violations.iter().any(|violation| violation.fault.kind == "recursion_loop"));
    assert!(violations.len() < 1000, "{}", violations.len());
}

/// What is read leniently arrives as the Rust type, and what serde reads at once is the same.
fn agrees<T: Model + serde::Serialize + serde::de::DeserializeOwned>(kind: &str) -> usize {
    let mut read = 0;
    for row in TABLES.iter().flat_map(|table| table.lines()).filter(|row| !row.starts_with('#')) {
        let columns: Vec<_> = row.split('\t').collect();
        let json = columns[1];
        let fast = serde_json::from_str::<T>(json).ok().map(|value| to_value(&value).expect("values serialise"));
        let slow = check(T::schema, &Constraints::NONE, json.as_bytes()).ok();
        if let Some(canonical) = &slow {
            let value = from_value::<T>(canonical.clone()).unwrap_or_else(|error| panic!("{kind} {json}: {error}"));
            let shown = to_value(&value).expect("values serialise");
            assert_eq!(&shown, canonical, "{kind} {json} is not canonical");
            read += 1;
        }
        if let Some(fast) = fast {
            assert_eq!(Some(fast), slow, "{kind} {json} is read in two ways");
        }
    }
    read
}

#[test]
fn lenient_reading_and_serde_agree() {
    let mut read = vec![("bytes", agrees::<brigade::Utf8Bytes>("bytes"))];
    read.push(("base64url", agrees::<brigade::Base64UrlBytes>("base64url")));
    read.push(("base64", agrees::<brigade::Base64Bytes>("base64")));
    read.push(("ip", agrees::<std::net::IpAddr>("ip")));
    read.push(("ipv4", agrees::<std::net::Ipv4Addr>("ipv4")));
    read.push(("ipv6", agrees::<std::net::Ipv6Addr>("ipv6")));
    #[cfg(feature = "datetime")]
    {
        read.push(("date", agrees::<brigade::Date>("date")));
        read.push(("datetime", agrees::<brigade::DateTime>("datetime")));
        read.push(("time", agrees::<brigade::Time>("time")));
        read.push(("timedelta", agrees::<brigade::TimeDelta>("timedelta")));
    }
    #[cfg(feature = "uuid")]
    read.push(("uuid", agrees::<uuid::Uuid>("uuid")));
    #[cfg(feature = "decimal")]
    read.push(("decimal", agrees::<rust_decimal::Decimal>("decimal")));
    #[cfg(feature = "url")]
    {
        read.push(("url", agrees::<url::Url>("url")));
        read.push(("httpurl", agrees::<brigade::HttpUrl>("httpurl")));
    }
    #[cfg(feature = "email")]
    read.push(("email", agrees::<brigade::Email>("email")));
    for (kind, count) in read {
        assert!(count > 1, "{kind} reads nothing of the tables");
    }
}

#[test]
fn constraints_are_named_with_their_context() {
    const FIVE_TO_ONE: Constraints =
        Constraints { ge: Some(Number::Int(5)), le: Some(Number::Int(1)), multiple_of: Some(Number::Int(3)), ..NONE };
    const FLOAT_ABOVE: Constraints = Constraints { gt: Some(Number::Int(0)), ..NONE };
    const AT_LEAST: Constraints = Constraints { ge: Some(Number::Float(3.0)), ..NONE };
    const FINITE: Constraints = Constraints { allow_inf_nan: Some(false), ..NONE };
    const TWO: Constraints = Constraints { min_length: Some(2), max_length: Some(2), ..NONE };
    const ONE: Constraints = Constraints { max_length: Some(1), ..NONE };
    const STRICT: Constraints = Constraints { strict: true, ..NONE };
    let cases: &[(Schema, &Constraints, &str, &str)] = &[
        (INT, &FIVE_TO_ONE, "4", r#"multiple_of Input should be a multiple of 3 {"multiple_of":3}"#),
        (INT, &FIVE_TO_ONE, "3", r#"less_than_equal Input should be less than or equal to 1 {"le":1}"#),
        (INT, &FIVE_TO_ONE, "0", r#"greater_than_equal Input should be greater than or equal to 5 {"ge":5}"#),
        (FLOAT, &FLOAT_ABOVE, "NaN", r#"greater_than Input should be greater than 0 {"gt":0.0}"#),
        (FLOAT, &AT_LEAST, "0", r#"greater_than_equal Input should be greater than or equal to 3 {"ge":3.0}"#),
        (FLOAT, &FINITE, r#""inf""#, "finite_number Input should be a finite number {}"),
        (STRING, &TWO, r#""é""#, r#"string_too_short String should have at least 2 characters {"min_length":2}"#),
        (STRING, &ONE, r#""ab""#, r#"string_too_long String should have at most 1 character {"max_length":1}"#),
        (
            || Type::List(INT),
            &TWO,
            r#"["x",1,2]"#,
            r#"too_long List should have at most 2 items after validation, not 3 {"field_type":"List","max_length":2,"actual_length":3}"#,
        ),
        (
            || Type::Set(INT),
            &ONE,
            r#"["x",1,2]"#,
            r#"too_long Set should have at most 1 item after validation, not more {"field_type":"Set","max_length":1,"actual_length":null}"#,
        ),
        (
            || Type::Map(STRING, INT),
            &TWO,
            "{}",
            r#"too_short Dictionary should have at least 2 items after validation, not 0 {"field_type":"Dictionary","min_length":2,"actual_length":0}"#,
        ),
        (
            brigade::Utf8Bytes::schema,
            &ONE,
            r#""é""#,
            r#"bytes_too_long Data should have at most 1 byte {"max_length":1}"#,
        ),
        (
            brigade::Secret::schema,
            &TWO,
            r#""a""#,
            r#"too_short Value should have at least 2 items after validation, not 1 {"field_type":"Value","min_length":2,"actual_length":1}"#,
        ),
        (INT, &STRICT, r#""1""#, "int_type Input should be a valid integer {}"),
        (FLOAT, &STRICT, "true", "float_type Input should be a valid number {}"),
        (BOOL, &STRICT, "1", "bool_type Input should be a valid boolean {}"),
    ];
    for (schema, constraints, json, expected) in cases {
        let violations = check(*schema, constraints, json.as_bytes()).expect_err(json);
        let [Violation { fault, .. }] = &violations[..] else { panic!("{json}: {violations:?}") };
        let context: brigade::Object =
            fault.context.iter().map(|(key, value)| ((*key).to_owned(), value.clone())).collect();
        let context = serde_json::to_string(&Value::Object(context)).expect("contexts serialise");
        assert_eq!(format!("{} {} {context}", fault.kind, fault.message), *expected, "{json}");
    }
}

#[cfg(feature = "decimal")]
#[test]
fn decimals_are_held_to_their_digits() {
    const FOUR_AND_TWO: Constraints = Constraints { max_digits: Some(4), decimal_places: Some(2), ..NONE };
    const STEPS: Constraints =
        Constraints { ge: Some(Number::Float(0.5)), multiple_of: Some(Number::Float(0.25)), ..NONE };
    let cases: &[(&Constraints, &str, &str)] = &[
        (&FOUR_AND_TWO, "12.34", r#"ok "12.34""#),
        (
            &FOUR_AND_TWO,
            "123.4",
            "decimal_whole_digits Decimal input should have no more than 2 digits before the decimal point",
        ),
        (&FOUR_AND_TWO, "12345", "decimal_max_digits Decimal input should have no more than 4 digits in total"),
        (&FOUR_AND_TWO, "1.234", "decimal_max_places Decimal input should have no more than 2 decimal places"),
        (&FOUR_AND_TWO, "0.001", "decimal_max_places Decimal input should have no more than 2 decimal places"),
        (&STEPS, "0.75", r#"ok "0.75""#),
        (&STEPS, "0.8", "multiple_of Input should be a multiple of 0.25"),
        (&STEPS, "0.25", "greater_than_equal Input should be greater than or equal to 0.5"),
    ];
    for (constraints, text, expected) in cases {
        let actual = match check(rust_decimal::Decimal::schema, constraints, format!("{text:?}").as_bytes()) {
            Ok(value) => format!("ok {}", serde_json::to_string(&value).expect("trees serialise")),
            Err(violations) => format!("{} {}", violations[0].fault.kind, violations[0].fault.message),
        };
        assert_eq!(actual, *expected, "{text}");
    }
}

#[test]
fn addresses_of_either_family_win_over_numbers_and_of_one_family_do_not() {
    check_all(union!(INT, std::net::IpAddr::schema), &[("5", "ok 5"), (r#""::1""#, r#"ok "::1""#)]);
    check_all(union!(std::net::IpAddr::schema, INT), &[("5", r#"ok "0.0.0.5""#)]);
    check_all(union!(std::net::Ipv4Addr::schema, INT), &[("5", "ok 5")]);
    check_all(union!(std::net::Ipv4Addr::schema, std::net::Ipv6Addr::schema), &[(r#""::1""#, r#"ok "::1""#)]);
}
