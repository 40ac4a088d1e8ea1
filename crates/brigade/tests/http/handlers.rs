//! Who answers an error, and what the client gets of it.

use std::{fmt, future::pending, io, time::Duration};

use brigade::{
    ApiError, App, Error, ErrorFormat, HttpError, Invalid, Limits, Model, Next, Request, Response, StatusCode, Text,
    get, post, routes, testing::TestClient,
};
use serde::Serialize;
use serde_json::{Value, json};

use super::{check, check_json};

#[derive(Debug)]
struct Unicorn(&'static str);

impl fmt::Display for Unicorn {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "the secret of {}", self.0)
    }
}

impl std::error::Error for Unicorn {}

#[derive(Debug, ApiError)]
enum ShopError {
    #[api(status = 409, code = "sold_out", detail = "Only {left} left")]
    SoldOut { left: u32 },
    #[api(status = 502, detail = "The kitchen does not answer")]
    Kitchen(#[source] io::Error),
}

#[get("/raise/{what}")]
async fn raise(what: String) -> brigade::Result<String> {
    match &*what {
        "unicorn" => Err(Unicorn("yolo"))?,
        "io" => Err(io::Error::other("lost"))?,
        "404" => Err(HttpError::new(404, "No such thing"))?,
        "403" => Err(HttpError::new(403, "Not for you").header("x-a", "b"))?,
        "500" => Err(HttpError::new(500, "Told"))?,
        "sold-out" => Err(ShopError::SoldOut { left: 2 }.into_error()),
        "kitchen" => Err(ShopError::Kitchen(io::Error::other("lost")).into_error()),
        "panic" => panic!("at noon"),
        fine => Ok(fine.to_owned()),
    }
}

#[post("/numbers")]
async fn number(number: u8, #[body] twice: Vec<u8>) -> usize {
    twice.len() + usize::from(number)
}

fn app() -> App {
    App::new("Handlers").routes(routes![raise, number])
}

/// Names the handler that answered, and the status that would have been.
fn by(handler: &'static str, status: StatusCode) -> Text<String> {
    Text(format!("{handler} of {}", status.as_u16()))
}

#[track_caller]
fn check_handled(app: App, cases: &[(&str, &str)]) {
    let client = TestClient::new(app);
    for (target, expected) in cases {
        check(&client, &format!("GET {target}"), expected);
    }
}

const TEXT: &str = "[content-type: text/plain; charset=utf-8]";

#[test]
fn the_nearest_handler_answers() {
    let app = app()
        .on_error(async |_: Unicorn, _: Request| (StatusCode::IM_A_TEAPOT, Text("rainbow")))
        .on_error(|error: ShopError, _: Request| Text(format!("{error:?}")))
        .on_status(404, |error: Error, request: Request| {
            Text(format!("{}: {}, for {}", error.status(), error.message(), request.uri()))
        })
        .on_error(|error: HttpError, _| by("http", error.status()))
        .on_invalid(|invalid: Invalid, _| Text(invalid.to_string()))
        .on_error(|error: Error, _| by("error", error.status()));
    check_handled(
        app,
        &[
            ("/raise/fine", r#"200 "fine""#),
            ("/raise/unicorn", &format!("418 {TEXT} rainbow")),
            ("/raise/sold-out", &format!("200 {TEXT} SoldOut {{ left: 2 }}")),
            ("/raise/404", &format!("200 {TEXT} 404 Not Found: No such thing, for /raise/404")),
            ("/raise/403", &format!("200 {TEXT} http of 403")),
            ("/raise/500", &format!("200 {TEXT} http of 500")),
            ("/raise/io", &format!("200 {TEXT} error of 500")),
            ("/raise/panic", &format!("200 {TEXT} error of 500")),
            ("/nothing?a=b", &format!("200 {TEXT} 404 Not Found: Not Found, for /nothing?a=b")),
            ("/numbers", &format!("200 {TEXT} http of 405")),
        ],
    );
}

#[test]
fn a_status_is_that_of_every_error() {
    let app = app()
        .on_status(500, |error: Error, _| by("status", error.status()))
        .on_status(422, async |error: Error, _: Request| by("status", error.status()))
        .on_status(409, |_: Error, _| by("status", StatusCode::CONFLICT));
    let client = TestClient::new(app);
    for (target, status) in [("unicorn", 500), ("panic", 500), ("500", 500), ("sold-out", 409)] {
        check(&client, &format!("GET /raise/{target}"), &format!("200 {TEXT} status of {status}"));
    }
    check_json(&client, "POST /numbers", "[]", &format!("200 {TEXT} status of 422"));
    check(&client, "GET /raise/404", r#"404 {"detail":"No such thing"}"#);
}

#[test]
fn the_usual_answers_can_be_given_by_handlers() {
    let app = app()
        .on_error(async |error: HttpError, _: Request| error)
        .on_error(|error: ShopError, _: Request| -> Result<Response, ShopError> { Err(error) })
        .on_invalid(|invalid: Invalid, _: Request| (StatusCode::BAD_REQUEST, invalid))
        .on_error(async |error: Error, _: Request| -> Result<String, Error> { Err(error) });
    let client = TestClient::new(app);
    check(&client, "GET /raise/403", r#"403 [x-a: b] {"detail":"Not for you"}"#);
    check(&client, "GET /raise/sold-out", r#"409 {"detail":"Only 2 left","code":"sold_out","left":2}"#);
    check(&client, "GET /raise/unicorn", &format!("500 {TEXT} Internal Server Error"));
    check(&client, "GET /numbers", r#"405 [allow: POST] {"detail":"Method Not Allowed"}"#);
    let missing = r#"{"type":"missing","loc":["query","number"],"msg":"Field required","input":null}"#;
    check_json(&client, "POST /numbers", "[]", &format!(r#"400 {{"detail":[{missing}]}}"#));
}

#[test]
fn a_handler_of_invalid_requests_sees_the_body() {
    async fn show(invalid: Invalid, request: Request) -> Value {
        let kinds: Vec<_> = invalid.violations().iter().map(|violation| violation.fault.kind).collect();
        json!({"kinds": kinds, "body": invalid.body(), "path": request.uri().path(), "text": invalid.to_string()})
    }
    let client = TestClient::new(app().on_invalid(show));
    let shown = |kind: &str, body: &str, text: &str| {
        format!(r#"200 {{"kinds":["{kind}"],"body":{body},"path":"/numbers","text":"{text}"}}"#)
    };
    let missing = shown("missing", "[1]", "query.number: Field required");
    let unordered = |answer: &str| serde_json::from_str::<Value>(answer.trim_start_matches("200 ")).unwrap();
    for (target, body, expected) in [
        ("/numbers", "[1]", missing),
        (
            "/numbers?number=1",
            r#"["x"]"#,
            shown(
                "int_parsing",
                r#"["x"]"#,
                "body.0: Input should be a valid integer, unable to parse string as an integer",
            ),
        ),
        ("/numbers?number=1", "[1", shown("json_invalid", r#""[1""#, "body.2: JSON decode error")),
        ("/numbers?number=1", "", shown("missing", "null", "body: Field required")),
    ] {
        let answer = client.post(target).header("content-type", "application/json").body(body.to_owned()).send();
        assert_eq!(answer.json::<Value>(), unordered(&expected), "{target} {body}");
    }
    // Without a content type it is no JSON, whatever it looks like.
    let answer = client.post("/numbers?number=1").body("[1]".to_owned()).send();
    let expected = shown("list_type", r#""[1]""#, "body: Input should be a valid list");
    assert_eq!(answer.json::<Value>(), unordered(&expected));
}

#[test]
fn what_goes_wrong_in_a_handler_is_an_error_without_a_handler() {
    let client = TestClient::new(
        app()
            .limits(Limits { operation_time_max: Duration::from_millis(10), ..Limits::default() })
            .on_error(|_: Unicorn, _: Request| -> Text<String> { panic!("the secret") })
            .on_error(async |_: ShopError, _: Request| Err::<String, _>(HttpError::new(403, "Closed")))
            .on_status(403, |_: Error, _: Request| "not reached")
            .on_status(404, |_: Error, _: Request| pending::<String>()),
    );
    check(&client, "GET /raise/unicorn", &format!("500 {TEXT} Internal Server Error"));
    check(&client, "GET /raise/sold-out", r#"403 {"detail":"Closed"}"#);
    check(&client, "GET /raise/404", r#"503 [retry-after: 1] {"detail":"The operation took too long"}"#);
}

#[test]
fn applications_inside_others_have_their_own_handlers() {
    let name = |name: &'static str| move |_: Error, _: Request| (StatusCode::NOT_FOUND, Text(name));
    let inner = app().on_status(404, name("inner"));
    let client = TestClient::new(app().mount("/plain", app()).mount("/sub", inner).on_status(404, name("outer")));
    check(&client, "GET /raise/404", &format!("404 {TEXT} outer"));
    check(&client, "GET /sub/raise/404", &format!("404 {TEXT} inner"));
    check(&client, "GET /sub/nothing", &format!("404 {TEXT} inner"));
    check(&client, "GET /plain/nothing", r#"404 {"detail":"Not Found"}"#);
}

#[test]
fn errors_of_layers_have_handlers_too() {
    async fn guard(request: Request, next: Next) -> Result<Response, HttpError> {
        if request.uri().path() == "/raise/guarded" {
            return Err(HttpError::new(403, "Not for you"));
        }
        Ok(next.run(request).await)
    }
    let client = TestClient::new(app().middleware(guard).on_status(403, |error: Error, request: Request| {
        (error.status(), Text(format!("{} {}", request.method(), error.message())))
    }));
    check(&client, "GET /raise/guarded", &format!("403 {TEXT} GET Not for you"));
    check(&client, "GET /raise/403", &format!("403 {TEXT} GET Not for you"));
    check(&client, "GET /raise/fine", r#"200 "fine""#);
}

#[test]
fn a_second_handler_is_a_mistake() {
    let app = app()
        .on_error(|_: Unicorn, _: Request| "one")
        .on_error(|_: Unicorn, _: Request| "two")
        .on_status(404, |_: Error, _: Request| "one")
        .on_status(404, |_: Error, _: Request| "two")
        .on_status(200, |_: Error, _: Request| "fine");
    let mistakes = TestClient::try_new(app).err().unwrap().to_string();
    let mistakes: Vec<&str> = mistakes.lines().skip(1).collect();
    assert_eq!(
        mistakes,
        [
            "  - two handlers of errors of the type `http::handlers::Unicorn`",
            "  - two handlers of errors of the status 404",
            "  - a handler of errors of the status 200: those of errors begin at 400",
        ]
    );
}

#[test]
fn what_failed_has_an_id() {
    let client = TestClient::new(app().on_status(500, |error: Error, request: Request| {
        let header = request.headers().get("x-request-id").map(|id| id.to_str().unwrap().to_owned());
        assert_eq!(header.as_deref(), error.request_id());
        Text(header.unwrap())
    }));
    let plain = TestClient::new(app());
    for (path, is_failure) in [
        ("/raise/unicorn", true),
        ("/raise/panic", true),
        ("/raise/500", true),
        ("/raise/kitchen", true),
        ("/raise/403", false),
        ("/raise/fine", false),
        ("/nothing", false),
    ] {
        for client in [&client, &plain] {
            let [one, other] = [(); 2].map(|()| client.get(path).send());
            let id = one.header("x-request-id");
            assert_eq!(id.is_some(), is_failure, "{path}");
            assert!(id.is_none_or(|id| id.len() == 32 && Some(id) != other.header("x-request-id")), "{path}");
            let own = client.get(path).header("x-request-id", "a.b-1").send();
            assert_eq!(own.header("x-request-id"), is_failure.then_some("a.b-1"), "{path}");
        }
    }
    let answer = client.get("/raise/unicorn").send();
    assert_eq!(answer.header("x-request-id"), Some(answer.text()));
    // What would break a line of the log is no id.
    for id in ["", "a b", "a\"b", &"a".repeat(129)] {
        let answer = plain.get("/raise/unicorn").header("x-request-id", id).send();
        assert_eq!(answer.header("x-request-id").unwrap().len(), 32, "{id}");
    }
}

#[derive(Serialize, Model)]
struct Failure {
    status: u16,
    message: String,
    code: Option<String>,
    wrong: Vec<String>,
    request_id: Option<String>,
}

impl From<&Error> for Failure {
    fn from(error: &Error) -> Self {
        assert_ne!(error.status(), 403, "the secret");
        Self {
            status: error.status().as_u16(),
            message: error.message().to_owned(),
            code: error
                .members()
                .and_then(|members| serde_json::to_value(members.get("code")?).ok()?.as_str().map(str::to_owned)),
            wrong: error.violations().iter().map(ToString::to_string).collect(),
            request_id: error.request_id().map(str::to_owned),
        }
    }
}

#[test]
fn a_model_is_the_shape_of_every_error() {
    let client = TestClient::new(app().errors(ErrorFormat::model::<Failure>()));
    let shown = |status: u16, message: &str, code: &str, wrong: &str| {
        format!(
            r#"{status} {{"status":{status},"message":"{message}","code":{code},"wrong":[{wrong}],"request_id":"a1"}}"#
        )
    };
    let ask = |target: &str, expected: &str| check(&client, &format!("{target}\nx-request-id: a1"), expected);
    ask("GET /nothing", &shown(404, "Not Found", "null", ""));
    ask("GET /raise/404", &shown(404, "No such thing", "null", ""));
    ask("GET /raise/sold-out", &shown(409, "Only 2 left", "\"sold_out\"", ""));
    ask("GET /raise/unicorn", &shown(500, "Internal Server Error", "null", ""));
    ask(
        "POST /numbers",
        &shown(422, "Unprocessable Entity", "null", r#""query.number: Field required","body: Field required""#),
    );
    // Where the model itself fails there is nothing else to say.
    ask("GET /raise/403", &format!("403 {TEXT} [x-a: b] Internal Server Error"));
}
