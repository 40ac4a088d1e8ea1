//! Checks what `#[derive(ApiError)]` makes of error types: what is answered, and what is documented.
#![deny(warnings, missing_docs, clippy::all)]

use std::{fmt::Display, io};

use brigade::{ApiError, Error, HttpError, Model, spec::ErrorAnswer};

#[derive(Debug, ApiError)]
enum ShopError {
    /// No such burger.
    #[api(status = 404, detail = "Burger not found")]
    NotFound,
    #[api(status = 409, code = "sold_out", detail = "Only {left} of {{{type}}} left")]
    SoldOut {
        /// How many there are.
        left: u32,
        r#type: String,
        #[api(skip)]
        _till: std::sync::atomic::AtomicU8,
    },
    #[expect(dead_code, reason = "nobody reads what is left out")]
    #[api(status = 400, detail = "{0:?} is no burger")]
    Named(String, #[api(skip)] io::ErrorKind),
    #[api(status = 502)]
    Kitchen(#[source] io::Error),
    #[api(status = 500, detail = "Not written")]
    Till {
        #[api(source)]
        reason: Box<dyn std::error::Error + Send + Sync>,
        drawer: u8,
    },
}

#[derive(Debug, ApiError)]
#[api(status = 410, detail = "Closed since {since}")]
struct Closed {
    since: String,
}

#[derive(ApiError)]
enum Wrong<T: Display, U> {
    #[api(status = 422, detail = "{value} is wrong")]
    Value { value: T },
    #[api(status = 423)]
    Other {
        #[api(skip)]
        _other: U,
    },
}

/// Has both derives, whose attributes have different names.
#[derive(Debug, thiserror::Error, ApiError)]
enum Both {
    #[error("no disk: {0}")]
    #[api(status = 507, detail = "No room")]
    Disk(#[from] io::Error),
}

fn answered(error: impl ApiError) -> (u16, String, Option<String>) {
    let error: Error = error.into_error();
    (error.status().as_u16(), error.to_string(), error.cause().map(ToString::to_string))
}

/// Returns how an error with members prints itself.
fn extended(status: &str, text: &str, members: &str) -> String {
    format!("{status} Extended {{ text: {text:?}, members: {{{members}}} }}")
}

#[test]
fn each_variant_has_its_answer() {
    let lost = || io::Error::other("lost");
    let text = |text: &str| text.to_owned();
    let cases = [
        (answered(ShopError::NotFound), (404, text("Burger not found"), None)),
        (
            answered(ShopError::SoldOut { left: 2, r#type: text("new"), _till: 0.into() }),
            (
                409,
                extended(
                    "409 Conflict",
                    "Only 2 of {new} left",
                    r#""code": String("sold_out"), "left": Int(2), "type": String("new")"#,
                ),
                None,
            ),
        ),
        (answered(ShopError::Named(text("a"), io::ErrorKind::Other)), (400, text("\"a\" is no burger"), None)),
        (answered(ShopError::Kitchen(lost())), (502, text("lost"), Some(text("lost")))),
        (answered(ShopError::Till { reason: lost().into(), drawer: 1 }), (500, text("lost"), Some(text("lost")))),
        (
            answered(Closed { since: text("noon") }),
            (410, extended("410 Gone", "Closed since noon", r#""since": String("noon")"#), None),
        ),
        (
            answered(Wrong::<u8, ()>::Value { value: 7 }),
            (422, extended("422 Unprocessable Entity", "7 is wrong", r#""value": Int(7)"#), None),
        ),
        (answered(Wrong::<u8, _>::Other { _other: || () }), (423, text("Locked"), None)),
        (answered(Both::from(lost())), (507, text("lost"), Some(text("lost")))),
    ];
    for (answer, expected) in cases {
        assert_eq!(answer, expected);
    }
}

#[test]
fn each_variant_is_documented() {
    fn rows<E: ApiError>() -> Vec<(u16, Option<&'static str>, &'static str, Vec<&'static str>)> {
        let row = |answer: ErrorAnswer| {
            let fields = answer.fields.iter().map(|field| field.name_out).collect();
            (answer.status, answer.code, answer.description, fields)
        };
        E::answers().into_iter().map(row).collect()
    }
    assert_eq!(
        rows::<ShopError>(),
        [
            (404, None, "No such burger.", vec![]),
            (409, Some("sold_out"), "Only {left} of {{type}} left", vec!["left", "type"]),
            (400, None, "{0} is no burger", vec![]),
            (502, None, "Bad Gateway", vec![]),
            (500, None, "Not written", vec!["drawer"]),
        ]
    );
    assert_eq!(rows::<Closed>(), [(410, None, "Closed since {since}", vec!["since"])]);
    assert_eq!(
        rows::<Wrong<u8, ()>>(),
        [(422, None, "{value} is wrong", vec!["value"]), (423, None, "Locked", vec![])]
    );
    assert_eq!(rows::<Both>(), [(507, None, "No room", vec![])]);
}

#[test]
fn a_field_has_its_comment_and_its_type() {
    let answer = &ShopError::answers()[1];
    assert_eq!(answer.fields[0].meta.description, Some("How many there are."));
    assert_eq!(answer.fields[1].meta.description, None);
    assert_eq!(format!("{:?}", (answer.fields[0].schema)()), format!("{:?}", u32::schema()));
}

#[test]
fn what_was_raised_can_be_looked_at_and_taken() {
    let sold_out = || ShopError::SoldOut { left: 2, r#type: "new".to_owned(), _till: 7.into() };
    let error = sold_out().into_error();
    assert!(matches!(error.downcast_ref(), Some(ShopError::SoldOut { left: 2, .. })));
    assert!(error.downcast_ref::<Closed>().is_none());
    let error = error.downcast::<Closed>().expect_err("it is no `Closed`");
    assert!(matches!(error.downcast(), Ok(ShopError::SoldOut { left: 2, .. })));

    // Through a cause there is a second type.
    let error = ShopError::Kitchen(io::Error::other("lost")).into_error();
    assert!(error.cause().is_some_and(|cause| cause.is::<io::Error>()));
    assert!(error.downcast_ref::<ShopError>().is_some());

    let error = Error::from(io::Error::other("lost"));
    assert!(error.downcast_ref::<io::Error>().is_some());
    assert_eq!(error.downcast::<io::Error>().expect("it is one").to_string(), "lost");

    let error = Error::from(HttpError::new(404, "Nothing"));
    assert_eq!(error.downcast_ref::<HttpError>().map(HttpError::message), Some("Nothing"));
    assert_eq!(error.downcast::<HttpError>().expect("it is one"), HttpError::new(404, "Nothing"));

    // What failed is nothing that a client was to be told.
    assert!(Error::internal("lost").downcast::<HttpError>().is_err());
}
