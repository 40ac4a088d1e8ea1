//! Applications in applications, and services that are no applications.

use std::{
    convert::Infallible,
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering::SeqCst},
    },
};

use brigade::{
    App, Body, ClientScheme, ErrorFormat, HttpError, Lifespan, Next, Request, Response, RootPath, Router, StatusCode,
    Text, get, post, routes, testing::TestClient,
};
use tower::service_fn;

use super::check;

struct Greeting(&'static str);

#[get("/hello/{name}")]
async fn hello(name: String, #[state] greeting: &Greeting) -> String {
    format!("{} {name}", greeting.0)
}

#[get("/where")]
async fn place(request: Request) -> (String, String) {
    let root_path = request.extensions().get::<RootPath>().expect("every request has one");
    (root_path.0.to_string(), request.uri().to_string())
}

#[get("/fails")]
async fn fails() -> Result<(), HttpError> {
    Err(HttpError::new(418, "no"))
}

#[get("/slash/")]
async fn with_slash() -> &'static str {
    "with"
}

#[get("/inner/first")]
async fn outer_first() -> &'static str {
    "outer"
}

#[get("/inner/hello/late")]
async fn outer_late() -> &'static str {
    "never"
}

fn inner() -> App {
    App::new("Inner")
        .state(Greeting("Hi"))
        .errors(ErrorFormat::ProblemJson)
        .routes(routes![hello, place, fails, with_slash])
}

fn outer() -> TestClient {
    let app = App::new("Outer").state(Greeting("Hello")).routes(routes![hello, place, outer_first]);
    TestClient::new(app.mount("/inner", inner()).routes(routes![outer_late])).without_redirects()
}

#[test]
fn a_mounted_application_has_its_own_state_errors_and_documents() {
    let client = outer();
    for (request, expected) in [
        ("GET /hello/Ann", r#"200 "Hello Ann""#),
        ("GET /inner/hello/Ann", r#"200 "Hi Ann""#),
        ("GET /inner/hello/A%6En", r#"200 "Hi Ann""#),
        ("GET /%69nner%2Fhello/Ann", r#"200 "Hi Ann""#),
        ("GET /where", r#"200 ["","/where"]"#),
        ("GET /inner/where?a=%20b", r#"200 ["/inner","/where?a=%20b"]"#),
        (
            "GET /inner/nothing",
            r#"404 [content-type: application/problem+json] {"type":"about:blank","title":"Not Found","status":404}"#,
        ),
        (
            "POST /inner/where",
            r#"405 [content-type: application/problem+json] [allow: GET] {"type":"about:blank","title":"Method Not Allowed","status":405}"#,
        ),
        (
            "GET /inner/fails",
            r#"418 [content-type: application/problem+json] {"type":"about:blank","title":"I'm a teapot","status":418,"detail":"no"}"#,
        ),
        ("GET /innermost", r#"404 {"detail":"Not Found"}"#),
    ] {
        check(&client, request, expected);
    }
    let document = client.get("/inner/openapi.json").send().text().to_owned();
    assert!(document.contains(r#""servers":[{"url":"/inner"}]"#) && document.contains(r#""/fails""#), "{document}");
    let document = client.get("/openapi.json").send().text().to_owned();
    assert!(!document.contains("servers") && !document.contains("/fails"), "{document}");
}

#[cfg(feature = "docs")]
#[test]
fn the_pages_of_a_mounted_application_ask_for_its_own_document() {
    let page = outer().get("/inner/docs").send().text().to_owned();
    assert!(page.contains("'/inner/openapi.json'") || page.contains("\"/inner/openapi.json\""), "{page}");
}

#[test]
fn operations_and_mounts_are_tried_in_the_order_in_which_they_were_added() {
    let client = outer();
    check(&client, "GET /inner/first", r#"200 "outer""#);
    check(&client, "GET /inner/hello/late", r#"200 "Hi late""#);
    // The mount takes all methods, so the operation before it does not make this a 405.
    let not_found = r#"{"type":"about:blank","title":"Not Found","status":404}"#;
    check(&client, "POST /inner/first", &format!("404 [content-type: application/problem+json] {not_found}"));
}

/// Writes into the answer which path it was asked for, where.
async fn note(request: Request, next: Next) -> Response {
    let root_path = request.extensions().get::<RootPath>().expect("layers are told").clone();
    let line = format!("{}|{}", root_path.0, request.uri().path());
    let mut response = next.run(request).await;
    response.headers_mut().append("x-note", line.parse().unwrap());
    response
}

#[test]
fn layers_and_handlers_of_errors_are_of_the_application_that_has_them() {
    let inner = App::new("Inner").routes(routes![fails, place]).middleware(note);
    let inner = inner.on_status(404, async |_, _| (StatusCode::NOT_FOUND, Text("nothing inside")));
    let app = App::new("Outer").routes(routes![echo]).mount("/inner", inner).mount_service("/old", service_fn(seen));
    let client = TestClient::new(app.on_status(418, async |_, _| Text("outside")).middleware(note));
    for (request, status, notes, body) in [
        ("/inner/fails", 418, &["/inner|/fails", "|/inner/fails"][..], r#"{"detail":"no"}"#),
        ("/inner/where", 200, &["/inner|/where", "|/inner/where"], r#"["/inner","/where"]"#),
        ("/inner/nothing", 404, &["/inner|/nothing", "|/inner/nothing"], "nothing inside"),
        ("/nothing", 404, &["|/nothing"], r#"{"detail":"Not Found"}"#),
        ("/old/a", 200, &["|/old/a"], "GET /old /a Http"),
    ] {
        let answer = client.get(request).send();
        let written: Vec<_> = answer.headers().get_all("x-note").iter().map(|note| note.to_str().unwrap()).collect();
        assert_eq!((answer.status().as_u16(), written, answer.text()), (status, notes.to_vec(), body), "{request}");
    }
}

#[test]
fn a_path_that_is_no_text_is_no_place_of_a_mount() {
    let app = App::new("Outer").mount_service("/\u{fffd}", service_fn(seen)).mount_service("/\u{fc}", service_fn(seen));
    let client = TestClient::new(app);
    check(&client, "GET /%C3%BC/a", "200 GET /ü /a Http");
    // Nobody knows what is below it, but it is answered.
    for path in ["/%FF/", "/%FF/a", "/%EF%BF%BD/a"] {
        assert_eq!(client.get(path).send().status(), 200, "{path}");
    }
}

#[test]
fn slashes_are_redirected_at_a_mount_and_inside_it() {
    let client = outer();
    for (request, location) in [
        ("GET /inner", "http://testserver/inner/"),
        ("GET /inner?a=b", "http://testserver/inner/?a=b"),
        ("GET /inner/slash", "http://testserver/inner/slash/"),
        ("GET /inner/docs/", "http://testserver/inner/docs"),
    ] {
        check(&client, request, &format!("307 [location: {location}]"));
    }
    check(
        &client,
        "GET /inner/",
        r#"404 [content-type: application/problem+json] {"type":"about:blank","title":"Not Found","status":404}"#,
    );
}

#[test]
fn mounts_below_mounts_and_below_a_root_path_know_where_they_are() {
    let middle = App::new("Middle").mount("/c", App::new("Innermost").routes(routes![place, with_slash]));
    let app = App::new("Outer").root_path("/a").mount("/b", middle);
    let client = TestClient::new(app).without_redirects();
    check(&client, "GET /b/c/where", r#"200 ["/a/b/c","/where"]"#);
    check(&client, "GET /a/b/c/where", r#"200 ["/a/b/c","/where"]"#);
    check(&client, "GET /b/c/slash", "307 [location: http://testserver/a/b/c/slash/]");
    check(&client, "GET /a/b/c/slash", "307 [location: http://testserver/a/b/c/slash/]");
}

#[test]
fn a_path_that_repeats_the_mount_is_not_shortened_twice() {
    let inner = App::new("Inner").include(Router::new().prefix("/sub").routes(routes![place]));
    let client = TestClient::new(App::new("Outer").mount("/sub", inner));
    check(&client, "GET /sub/sub/where", r#"200 ["/sub","/sub/where"]"#);
}

#[test]
fn an_application_at_the_root_takes_what_is_left() {
    let client = TestClient::new(App::new("Outer").routes(routes![outer_first]).mount("/", inner()));
    check(&client, "GET /inner/first", r#"200 "outer""#);
    check(&client, "GET /hello/Ann", r#"200 "Hi Ann""#);
}

#[post("/echo")]
async fn echo(text: String) -> String {
    text
}

#[test]
fn a_router_is_included_as_often_as_one_likes() {
    let router = Router::new().prefix("/v").routes(routes![place]);
    let twice = Router::new().prefix("/b").include(router.clone());
    let client = TestClient::new(
        App::new("Thrice").include(router.clone()).include(twice.include(Router::new().prefix("/c").include(router))),
    );
    for path in ["/v/where", "/b/v/where", "/b/c/v/where"] {
        check(&client, &format!("GET {path}"), &format!(r#"200 ["","{path}"]"#));
    }
}

/// Answers with what a service sees.
async fn seen(request: Request) -> Result<Response, Infallible> {
    let root_path = &request.extensions().get::<RootPath>().expect("every service is told").0;
    let line = format!("{} {root_path} {} {:?}", request.method(), request.uri(), ClientScheme::of(&request));
    Ok(Response::new(Body::from(line)))
}

#[test]
fn a_service_sees_paths_without_its_mount() {
    let app = App::new("Outer").root_path("/api").mount_service("/old", service_fn(seen));
    let client = TestClient::new(app).without_redirects();
    for (request, expected) in [
        ("GET /old/a/b?c=d", "200 GET /api/old /a/b?c=d Http"),
        ("PUT /api/old/a", "200 PUT /api/old /a Http"),
        ("BREW /old/", "200 BREW /api/old / Http"),
        ("GET /o%6Cd/%C3%BC%2Fx", "200 GET /api/old /%C3%BC%2Fx Http"),
        ("GET /old%2Fa", "200 GET /api/old /a Http"),
        ("GET /old", "307 [location: http://testserver/api/old/]"),
        ("GET /older", r#"404 {"detail":"Not Found"}"#),
    ] {
        check(&client, request, expected);
    }
}

#[test]
fn what_goes_wrong_in_a_service_is_answered_as_in_an_operation() {
    let app = App::new("Outer")
        .mount_service("/known", service_fn(async |_: Request| Err::<Response, _>(HttpError::new(409, "twice"))))
        .mount_service(
            "/unknown",
            service_fn(async |_: Request| Err::<Response, _>(std::io::Error::other("the secret cause"))),
        )
        .mount_service(
            "/panics",
            service_fn(async |_: Request| -> Result<Response, Infallible> { panic!("the secret cause") }),
        );
    let client = TestClient::new(app);
    check(&client, "GET /known/", r#"409 {"detail":"twice"}"#);
    for path in ["/unknown/", "/panics/"] {
        check(&client, &format!("GET {path}"), "500 [content-type: text/plain; charset=utf-8] Internal Server Error");
    }
}

#[test]
fn a_router_of_axum_is_mounted_as_it_is() {
    use axum::{Json, extract::Path, routing::post};
    let old = axum::Router::new().route(
        "/double/{factor}",
        post(async |Path(factor): Path<u64>, Json(number): Json<u64>| Json(factor * number)),
    );
    let client = TestClient::new(App::new("New").routes(routes![echo]).mount_service("/old", old));
    let answer = client.post("/old/double/2").json(&21).send();
    assert_eq!((answer.status().as_u16(), answer.text()), (200, "42"));
    assert_eq!(client.get("/old/double/2").send().status(), 405);
    assert_eq!(client.get("/old/nothing").send().status(), 404);
}

#[test]
fn a_fallback_answers_what_no_route_takes() {
    let app = App::new("New").routes(routes![echo, with_slash]).fallback_service(service_fn(seen));
    let client = TestClient::new(app).without_redirects();
    check(&client, "POST /echo?text=a", r#"200 "a""#);
    check(&client, "GET /echo", "200 GET  /echo Http");
    check(&client, "GET /elsewhere?x", "200 GET  /elsewhere?x Http");
    check(&client, "GET /slash", "307 [location: http://testserver/slash/]");
}

#[test]
fn what_is_mounted_fails_at_the_start_with_everything_else() {
    let inner = App::new("Inner").metrics_url("/metrics").routes(routes![hello]);
    let app = App::new("Outer")
        .mount("/inner", inner)
        .mount("/inner/", App::new("Again"))
        .mount("/{name}", App::new("Named"));
    let error = TestClient::try_new(app.mount("none", App::new("None"))).err().expect("it does not start").to_string();
    for part in [
        "5 mistakes",
        "two mounts have the path \"/inner\"",
        "mounted at /inner: the status page and the metrics are the outermost application's",
        "mounted at /inner: no state of the type `http::composition::Greeting`",
        "the path \"/{name}\" of a mount must start with `/`",
        "the path \"none\" of a mount must start with `/`",
    ] {
        assert!(error.contains(part), "{error}\n{part}");
    }
}

#[get("/counted")]
fn counted() -> u8 {
    1
}

#[cfg(feature = "docs")]
#[test]
fn the_status_page_shows_what_mounted_operations_do() {
    let app = App::new("Outer").routes(routes![place]).mount("/inner", App::new("Inner").routes(routes![counted]));
    let client = TestClient::new(app);
    client.get("/inner/counted").send();
    let page = client.get("/brigade").send().text().to_owned();
    assert!(page.contains("GET /inner/counted (counted)\n    "), "{page}");
    assert_eq!(client.get("/inner/brigade").send().status(), 404);
}

#[test]
fn an_application_is_a_service_in_a_router_of_axum() {
    use tower::ServiceExt as _;
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    let app = App::new("New").root_path("/new").routes(routes![place, with_slash, counted, echo]);
    let router = axum::Router::new()
        .route("/old", axum::routing::get(async || "old"))
        .nest_service("/new", app.into_service().expect("it starts"));
    for (method, target, expected) in [
        ("GET", "/old", "200  old"),
        ("GET", "/new/where?a", r#"200  ["/new","/where?a"]"#),
        ("GET", "/new/slash", "307 http://axum/new/slash/ "),
        ("GET", "/new/counted", "200  1"),
        ("POST", "/new/echo?text=a", r#"200  "a""#),
        (
            "POST",
            "/new/echo",
            r#"422  {"detail":[{"type":"missing","loc":["query","text"],"msg":"Field required","input":null}]}"#,
        ),
    ] {
        let request = axum::http::Request::builder().method(method).uri(target).header("host", "axum");
        let answer =
            runtime.block_on(router.clone().oneshot(request.body(axum::body::Body::empty()).unwrap())).unwrap();
        let status = answer.status().as_u16();
        let location = answer.headers().get("location").map_or("", |location| location.to_str().unwrap()).to_owned();
        let body = runtime.block_on(axum::body::to_bytes(answer.into_body(), 1 << 20)).unwrap();
        assert_eq!(format!("{status} {location} {}", String::from_utf8_lossy(&body)), expected, "{method} {target}");
    }
}

struct Words(Vec<&'static str>);

#[get("/words")]
async fn words(#[state] words: &Words) -> usize {
    words.0.len()
}

#[test]
fn an_application_with_lifespans_is_a_service_once_they_have_begun() {
    use tower::ServiceExt as _;
    let ended = Arc::new(AtomicBool::new(false));
    let at_end = ended.clone();
    let lifespan = move |mut lifespan: Lifespan| {
        let at_end = at_end.clone();
        async move {
            lifespan.state(Words(vec!["brigade", "burger"]));
            lifespan.until_shutdown().await;
            at_end.store(true, SeqCst);
            brigade::Result::Ok(())
        }
    };
    let app = || App::new("Dictionary").routes(routes![words]);
    assert!(
        app().lifespan(lifespan.clone()).into_service().is_err_and(|error| error.to_string().contains("App::start"))
    );
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    runtime.block_on(async {
        let service = app().lifespan(lifespan).start().await.expect("it starts");
        let answer = service.clone().oneshot(http::Request::get("/words").body(Body::empty()).unwrap()).await.unwrap();
        let body = axum::body::to_bytes(axum::body::Body::new(answer.into_body()), 100).await.unwrap();
        assert_eq!(body, "2");
        assert!(!ended.load(SeqCst));
        service.close().await;
        assert!(ended.load(SeqCst));
        let failing = app().lifespan(async |_: Lifespan| Err::<(), _>(brigade::Error::internal("no dictionary")));
        assert!(failing.start().await.is_err_and(|error| error.to_string().contains("no dictionary")));
    });
}

#[test]
fn redirects_are_by_the_scheme_of_the_client() {
    let client = TestClient::new(App::new("Secure").routes(routes![with_slash])).without_redirects().https();
    check(&client, "GET /slash", "307 [location: https://testserver/slash/]");
    check(&client, "GET /slash\nhost: example.com", "307 [location: https://example.com/slash/]");
}
