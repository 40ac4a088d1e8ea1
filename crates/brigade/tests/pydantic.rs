//! Holds lenient reading to what pydantic does: `data/pydantic-lax.tsv` has pairs of a type and a JSON value with the
//! outcome in pydantic 2.13 as FastAPI 0.141 runs it.
//!
//! Where a Rust type differs, [`DIFFERENCES`] says how and why; a difference that is none any more fails the test.

use brigade::{
    __private::{
        Constraints, Enumeration, Extra, Field, IntRange, Literal, Meta, Presence, Schema, Struct, Type, Union,
        Variant, check,
    },
    Model, Violation,
};

const ANY: Schema = || Type::Any;
const BOOL: Schema = || Type::Bool;
const INT: Schema = || Type::Int(IntRange { min: i64::MIN as i128, max: i64::MAX as u128 });
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

/// Python's integers have no bounds. Here `int` stands for `i64`.
const BOUNDED: &str = "an i64 has 64 bits";

macro_rules! above {
    ($location:literal) => {
        concat!("less_than_equal@", $location, ": Input should be less than or equal to 9223372036854775807")
    };
}

const DIFFERENCES: &[Difference] = &[
    Difference {
        kind: "int",
        json: "123456789012345678901234567890",
        outcome: concat!("err ", above!("")),
        reason: BOUNDED,
    },
    Difference {
        kind: "int",
        json: r#""123456789012345678901234567890""#,
        outcome: concat!("err ", above!("")),
        reason: BOUNDED,
    },
    Difference {
        kind: "int|None",
        json: "123456789012345678901234567890",
        outcome: concat!("err ", above!("")),
        reason: BOUNDED,
    },
    Difference {
        kind: "int|None",
        json: r#""123456789012345678901234567890""#,
        outcome: concat!("err ", above!("")),
        reason: BOUNDED,
    },
    Difference {
        kind: "int|str",
        json: "123456789012345678901234567890",
        outcome: concat!("err ", above!("int"), "; string_type@str: Input should be a valid string"),
        reason: BOUNDED,
    },
    #[cfg(feature = "decimal")]
    Difference {
        kind: "Decimal",
        json: "123456789012345678901234567890",
        outcome: "err decimal_whole_digits@: Decimal input should have no more than 28 digits before the decimal point",
        reason: "a rust_decimal::Decimal has 96 bits",
    },
    #[cfg(feature = "decimal")]
    Difference {
        kind: "Decimal",
        json: r#""-0""#,
        outcome: r#"ok "0""#,
        reason: "a rust_decimal::Decimal prints zero without a sign",
    },
    Difference {
        kind: "bool|int",
        json: r#""123456789012345678901234567890""#,
        outcome: concat!(
            "err bool_parsing@bool: Input should be a valid boolean, unable to interpret input; ",
            above!("int")
        ),
        reason: BOUNDED,
    },
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
    let tables = [include_str!("data/pydantic-lax.tsv")];
    let mut failures = Vec::new();
    let mut compared = 0;
    let mut differences = vec![false; DIFFERENCES.len()];
    for row in tables.iter().flat_map(|table| table.lines()).filter(|row| !row.starts_with('#')) {
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
