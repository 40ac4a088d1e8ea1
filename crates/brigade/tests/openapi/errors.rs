//! Errors that return types name. FastAPI has nothing like them, so what is expected stands here.

use brigade::{
    __private::{OpenApiOptions, of_router},
    ApiError, DocumentedResponse, Error, ErrorFormat, Info, Model, Router, Value, get, routes,
};

use serde::Serialize;

use crate::{never, pretty};

#[derive(Debug, ApiError)]
#[expect(dead_code, reason = "it is only described")]
enum ShopError {
    /// No such burger.
    #[api(status = 404, detail = "Burger not found")]
    NotFound,
    /// All gone.
    #[api(status = 409, code = "sold_out", detail = "Only {left} left")]
    SoldOut { left: u32 },
    /// Not now.
    #[api(status = 409, detail = "Closed")]
    Closed,
}

#[get("/burgers/{burger_id}")]
async fn read_burger(burger_id: i64) -> Result<String, ShopError> {
    never()
}

fn document(router: Router, errors: ErrorFormat) -> Value {
    of_router(&Info::new("Shop", "1"), &router, OpenApiOptions { errors, ..OpenApiOptions::default() })
}

fn at<'v>(mut value: &'v Value, path: &str) -> &'v Value {
    for step in path.split(' ') {
        let Value::Object(members) = value else { panic!("{step} is in no object, but in {value:?}") };
        value = members.get(step).unwrap_or_else(|| panic!("no {step} in {}", pretty::print(value)));
    }
    value
}

#[track_caller]
fn check(errors: ErrorFormat, path: &str, expected: &str) {
    let document = document(Router::new().routes(routes![read_burger]), errors);
    let found = serde_json::to_string(at(&document, path)).expect("a document serialises");
    assert_eq!(found, expected);
}

#[test]
fn a_plain_error_has_the_shared_schema() {
    check(
        ErrorFormat::Fastapi,
        "paths /burgers/{burger_id} get responses 404",
        r##"{"description":"No such burger.","content":{"application/json":{"schema":{"$ref":"#/components/schemas/HTTPError"}}}}"##,
    );
    check(
        ErrorFormat::Fastapi,
        "components schemas HTTPError",
        r#"{"properties":{"detail":{"type":"string","title":"Detail"}},"type":"object","required":["detail"],"title":"HTTPError"}"#,
    );
}

#[test]
fn errors_of_one_status_are_alternatives_with_their_codes_and_fields() {
    check(
        ErrorFormat::Fastapi,
        "paths /burgers/{burger_id} get responses 409",
        concat!(
            r##"{"description":"All gone. / Not now.","content":{"application/json":{"schema":{"anyOf":["##,
            r##"{"type":"object","properties":{"detail":{"type":"string","title":"Detail"},"##,
            r##""code":{"const":"sold_out","type":"string","title":"Code"},"left":{"type":"integer","title":"Left"}},"##,
            r##""required":["detail","code","left"]},{"$ref":"#/components/schemas/HTTPError"}]}}}}"##,
        ),
    );
}

#[test]
fn problems_are_documented_where_they_are_answered() {
    check(
        ErrorFormat::ProblemJson,
        "paths /burgers/{burger_id} get responses 404 content",
        r##"{"application/problem+json":{"schema":{"$ref":"#/components/schemas/Problem"}}}"##,
    );
    check(
        ErrorFormat::ProblemJson,
        "paths /burgers/{burger_id} get responses 422 content",
        r##"{"application/problem+json":{"schema":{"$ref":"#/components/schemas/ValidationProblem"}}}"##,
    );
    check(
        ErrorFormat::ProblemJson,
        "components schemas ValidationProblem required",
        r#"["type","title","status","errors"]"#,
    );
}

#[derive(Serialize, Model)]
struct Failure {
    message: String,
    code: Option<String>,
}

impl From<&Error> for Failure {
    fn from(_: &Error) -> Self {
        never()
    }
}

#[test]
fn a_model_of_errors_is_documented_wherever_there_are_errors() {
    let format = ErrorFormat::model::<Failure>();
    let content = r##"{"application/json":{"schema":{"$ref":"#/components/schemas/Failure"}}}"##;
    for status in ["404", "409", "422"] {
        check(format, &format!("paths /burgers/{{burger_id}} get responses {status} content"), content);
    }
    check(format, "components schemas Failure required", r#"["message"]"#);
    let document = document(Router::new().routes(routes![read_burger]), format);
    let Value::Object(schemas) = at(&document, "components schemas") else { panic!("schemas are an object") };
    assert_eq!(schemas.keys().collect::<Vec<_>>(), ["Failure"]);
}

#[test]
fn what_a_router_documents_counts_more_than_the_return_type() {
    let gone = DocumentedResponse::new("404").description("Gone");
    let document = document(Router::new().responses([gone]).routes(routes![read_burger]), ErrorFormat::Fastapi);
    let response = at(&document, "paths /burgers/{burger_id} get responses 404");
    assert_eq!(serde_json::to_string(response).expect("a document serialises"), r#"{"description":"Gone"}"#);
}
