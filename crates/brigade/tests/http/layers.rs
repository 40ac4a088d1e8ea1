//! What users put around operations: tower's layers, and functions.

use std::{
    future::{IntoFuture, poll_fn},
    pin::Pin,
    task::Poll,
    time::Duration,
};

use brigade::{
    App, Body, HttpError, Middleware, Next, Request, Respond, Response, RootPath, RoutePath, Router, StatusCode, get,
    middleware, post, report_mistake, routes, testing::TestClient,
};
use http::HeaderValue;
use tower::{
    Layer, Service, ServiceBuilder, layer::layer_fn, limit::ConcurrencyLimitLayer, load_shed::LoadShedLayer,
    service_fn, timeout::TimeoutLayer,
};
use tower_http::{
    compression::CompressionLayer, decompression::RequestDecompressionLayer, set_header::SetResponseHeaderLayer,
};

use super::check;

#[get("/items/{item_id}")]
async fn read_item(item_id: u64) -> Result<u64, HttpError> {
    match item_id {
        13 => Err(HttpError::new(404, "Unlucky")),
        14 => panic!("worse"),
        id => Ok(id),
    }
}

#[post("/echo")]
async fn echo(#[body] text: String) -> String {
    text
}

/// Waits until it is no longer waited for.
#[get("/never")]
async fn never() {
    std::future::pending().await
}

fn app() -> App {
    App::new("Layers").routes(routes![read_item, echo, never])
}

/// Appends `name` to a header of every answer.
fn mark(name: &'static str) -> impl Middleware<fn(Request, Next) -> Marked> {
    move |request, next: Next| -> Marked {
        Box::pin(async move {
            let mut response = next.run(request).await;
            response.headers_mut().append("x-mark", name.parse().unwrap());
            response
        })
    }
}

type Marked = Pin<Box<dyn Future<Output = Response> + Send>>;

#[test]
fn the_last_layer_is_the_outermost() {
    let inner = Router::new().middleware(mark("inner 1")).middleware(mark("inner 2")).routes(routes![read_item]);
    let outer = Router::new().prefix("/outer").include(inner).middleware(mark("outer")).routes(routes![echo]);
    let app = App::new("Layers").middleware(mark("app 1")).include(outer).middleware(mark("app 2"));
    let client = TestClient::new(app);
    for (target, expected) in [
        ("/outer/items/7", "inner 1, inner 2, outer, app 1, app 2"),
        ("/outer/echo", "app 1, app 2"),
        ("/elsewhere", "app 1, app 2"),
        ("/docs", "app 1, app 2"),
    ] {
        let answer = client.get(target).send();
        let marks: Vec<_> = answer.headers().get_all("x-mark").iter().map(|mark| mark.to_str().unwrap()).collect();
        assert_eq!(marks.join(", "), expected, "{target}");
    }
}

#[test]
fn layers_see_every_answer() {
    async fn tell(request: Request, next: Next) -> (StatusCode, String) {
        let target = request.uri().to_string();
        let response = next.run(request).await;
        (StatusCode::OK, format!("{target} was {}", response.status().as_u16()))
    }
    let client = TestClient::new(app().middleware(tell));
    for (request, expected) in [
        ("GET /items/7", r#"200 "/items/7 was 200""#),
        ("GET /items/x?a=b", r#"200 "/items/x?a=b was 422""#),
        ("GET /items/13", r#"200 "/items/13 was 404""#),
        ("GET /items/14", r#"200 "/items/14 was 500""#),
        ("POST /items/7", r#"200 "/items/7 was 405""#),
        ("GET /items/7/", r#"200 "/items/7/ was 307""#),
        ("GET /nothing", r#"200 "/nothing was 404""#),
        ("GET /openapi.json", r#"200 "/openapi.json was 200""#),
        // What is routed is what is seen.
        ("GET /%69tems%2f7", r#"200 "/items/7 was 200""#),
        ("GET /a%20b%25%3f%c3%a9%ff", r#"200 "/a%20b%25%3F%C3%A9%EF%BF%BD was 404""#),
    ] {
        check(&client, request, expected);
    }
}

#[test]
fn layers_of_tower_see_and_change_bodies() {
    let app = app()
        .layer(CompressionLayer::new())
        .layer(RequestDecompressionLayer::new())
        .layer(SetResponseHeaderLayer::overriding("x-set".parse().unwrap(), "by tower".parse().ok()));
    let client = TestClient::new(app);
    let long = "x".repeat(10_000);
    let answer = client.post("/echo").json(&long).header("accept-encoding", "gzip").send();
    assert_eq!(answer.header("content-encoding"), Some("gzip"));
    assert_eq!(answer.header("x-set"), Some("by tower"));
    assert!(answer.bytes().len() < 1_000);
    let again = client.post("/echo").body(answer.bytes().clone());
    let again = again.header("content-type", "application/json").header("content-encoding", "gzip").send();
    assert_eq!(again.json::<String>(), long);
}

#[get("/marked/{number}", middleware = mark("first"), layer = set("last"), middleware = mark("last"))]
async fn read_marked(number: u64) -> u64 {
    number
}

fn set(value: &'static str) -> SetResponseHeaderLayer<HeaderValue> {
    SetResponseHeaderLayer::overriding("x-mark".parse().unwrap(), HeaderValue::from_static(value))
}

#[test]
fn an_operation_has_layers_of_its_own() {
    let router = Router::new().routes(routes![read_marked, read_item]).middleware(mark("router"));
    let client = TestClient::new(App::new("Layers").include(router));
    check(&client, "GET /marked/7", "200 [x-mark: last] [x-mark: last] [x-mark: router] 7");
    check(&client, "GET /items/7", "200 [x-mark: router] 7");
    check(
        &client,
        "GET /marked/x",
        "422 [x-mark: last] [x-mark: last] [x-mark: router] {\"detail\":[{\"type\":\"int_parsing\",\"loc\":[\"path\",\"number\"],\
         \"msg\":\"Input should be a valid integer, unable to parse string as an integer\",\"input\":\"x\"}]}",
    );
}

/// Answers with an error of its own, or panics.
fn failing<S>(
    fail: impl Fn() -> Result<Response, tower::BoxError> + Clone + Send + Sync + 'static,
) -> impl Layer<
    S,
    Service = impl Service<Request, Response = Response, Error = tower::BoxError, Future: Send>
              + Clone
              + Send
              + Sync
              + 'static,
> {
    layer_fn(move |_: S| {
        let fail = fail.clone();
        service_fn(move |_: Request| std::future::ready(fail()))
    })
}

#[test]
fn errors_of_layers_are_answered_as_those_of_operations() {
    let not_here = || Err(HttpError::new(451, "Not here").into());
    let wrapped = || Err(brigade::Error::from(HttpError::new(418, "Tea")).into());
    let client = TestClient::new(app().layer(failing(not_here)).middleware(mark("outer")));
    check(&client, "GET /items/7", r#"451 [x-mark: outer] {"detail":"Not here"}"#);
    let client = TestClient::new(app().layer(failing(wrapped)).middleware(mark("outer")));
    check(&client, "GET /items/7", r#"418 [x-mark: outer] {"detail":"Tea"}"#);
    let client = TestClient::new(app().layer(failing(|| Err("secret".into()))).middleware(mark("outer")));
    check(
        &client,
        "GET /items/7",
        "500 [content-type: text/plain; charset=utf-8] [x-mark: outer] Internal Server Error",
    );
    let client = TestClient::new(app().layer(failing(|| panic!("secret"))).middleware(mark("outer")));
    check(
        &client,
        "GET /items/7",
        "500 [content-type: text/plain; charset=utf-8] [x-mark: outer] Internal Server Error",
    );
    let router = Router::new().layer(failing(not_here)).middleware(mark("router")).routes(routes![read_item]);
    let client = TestClient::new(App::new("Layers").include(router));
    check(&client, "GET /items/7", r#"451 [x-mark: router] {"detail":"Not here"}"#);
}

#[test]
fn a_layer_ends_what_takes_too_long() {
    let client = TestClient::new(app().layer(TimeoutLayer::new(Duration::from_millis(20))));
    check(&client, "GET /never", "500 [content-type: text/plain; charset=utf-8] Internal Server Error");
    check(&client, "GET /items/7", "200 7");
}

#[test]
fn one_service_of_a_layer_serves_all_operations_of_a_router() {
    let busy = ServiceBuilder::new()
        .map_err(|_: tower::BoxError| HttpError::new(503, "Busy"))
        .layer(LoadShedLayer::new())
        .layer(ConcurrencyLimitLayer::new(1));
    let inner = Router::new().routes(routes![read_item]);
    let router = Router::new().layer(busy).routes(routes![never]).include(inner);
    let client = TestClient::new(App::new("Layers").include(router));
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    runtime.block_on(async {
        let mut waiting = client.get("/never").into_future();
        let polled = poll_fn(|context| Poll::Ready(waiting.as_mut().poll(context))).await;
        assert!(polled.is_pending());
        assert_eq!(client.get("/items/7").await.status(), 503);
        drop(waiting);
        assert_eq!(client.get("/items/7").await.status(), 200);
    });
}

#[test]
fn parameters_are_those_of_the_path_that_was_routed() {
    async fn elsewhere(mut request: Request, next: Next) -> Response {
        *request.uri_mut() = "/another/path".parse().unwrap();
        next.run(request).await
    }
    let router = Router::new().prefix("/v%31").routes(routes![read_item]);
    let client = TestClient::new(App::new("Layers").include(router.middleware(elsewhere)));
    check(&client, "GET /v%2531/items/%37", "200 7");
    // Around everything, a function decides where to go.
    async fn home(mut request: Request, next: Next) -> Response {
        *request.uri_mut() = "/items/8".parse().unwrap();
        next.run(request).await
    }
    check(&TestClient::new(app().middleware(home)), "GET /anywhere", "200 8");
}

#[test]
fn a_function_may_go_on_with_a_request_of_its_own_and_a_service_may_not() {
    async fn forget(_: Request, next: Next) -> Response {
        let mut request = Request::new(Body::empty());
        *request.uri_mut() = "/items/9".parse().unwrap();
        next.run(request).await
    }
    check(&TestClient::new(app().middleware(forget)), "GET /items/7", "200 9");
    let forget = ServiceBuilder::new().map_request(|_: Request| Request::new(Body::empty()));
    let answer = "500 [content-type: text/plain; charset=utf-8] Internal Server Error";
    check(&TestClient::new(app().layer(forget)), "GET /items/7", answer);
}

#[test]
fn a_function_may_answer_itself_and_run_what_is_within_more_than_once() {
    async fn retry(request: Request, next: Next) -> Result<Response, HttpError> {
        if request.headers().contains_key("x-stop") {
            return Err(HttpError::new(403, "Stopped"));
        }
        let (head, _) = request.into_parts();
        let first = next.clone().run(Request::from_parts(head.clone(), Body::empty())).await;
        match first.status().is_success() {
            true => Ok(first),
            false => Ok(next.run(Request::from_parts(head, Body::from("\"again\""))).await),
        }
    }
    let client = TestClient::new(app().middleware(retry));
    check(&client, "GET /items/7", "200 7");
    check(&client, "GET /items/7\nx-stop: yes", r#"403 {"detail":"Stopped"}"#);
    check(&client, "POST /echo\ncontent-type: application/json\n\n\"once\"", r#"200 "again""#);
}

#[test]
fn what_a_layer_reports_keeps_the_application_from_starting() {
    let reporting = |text: &'static str| {
        layer_fn(move |inner: Next| {
            assert!(report_mistake(text));
            inner
        })
    };
    let router = Router::new().layer(ServiceBuilder::new().layer(reporting("two"))).routes(routes![read_item]);
    let error = TestClient::try_new(App::new("Layers").layer(reporting("one")).include(router)).err().unwrap();
    assert_eq!(error.to_string(), "the application cannot start, 2 mistakes:\n  - one\n  - two");
    assert!(!report_mistake("nobody hears this"));
}

#[test]
fn extensions_pass_between_layers_and_operations() {
    #[derive(Clone)]
    struct User(&'static str);

    #[get("/me")]
    async fn me(request: Request) -> String {
        request.extensions().get::<User>().map_or("nobody", |user| user.0).to_owned()
    }
    async fn authenticate(mut request: Request, next: Next) -> impl Respond {
        request.extensions_mut().insert(User("Ann"));
        next.run(request).await
    }
    let client = TestClient::new(App::new("Layers").routes(routes![me]).middleware(authenticate));
    check(&client, "GET /me", r#"200 "Ann""#);
}

struct Word(&'static str);

/// Lets pass who says the word.
#[middleware]
async fn guard(request: Request, next: Next, #[state] word: &Word, #[state] status: StatusCode) -> Response {
    if request.headers().get("x-word").is_some_and(|said| said == word.0) {
        return next.run(request).await;
    }
    let mut refused = Response::default();
    *refused.status_mut() = status;
    refused
}

#[get("/guarded", middleware = guard {})]
async fn guarded() -> u64 {
    7
}

#[test]
fn a_middleware_takes_state() {
    for app in [
        App::new("Layers").routes(routes![read_item]).middleware(guard {}),
        App::new("Layers").include(Router::new().routes(routes![read_item]).middleware(guard {})),
    ] {
        let client = TestClient::new(app.state(Word("please")).state(StatusCode::FORBIDDEN));
        check(&client, "GET /items/7\nx-word: please", "200 7");
        check(&client, "GET /items/7", "403");
    }
    let missing = |app: App| TestClient::try_new(app.state(Word("please"))).err().unwrap().to_string();
    let error = "the application cannot start, 1 mistake:\n  - no state of the type `http::status::StatusCode`: \
                 add `.state(…)` to the application; it is needed by guard";
    assert_eq!(missing(app().middleware(guard {})), error);
    assert_eq!(missing(App::new("Layers").routes(routes![guarded])), error);
}

#[test]
fn a_mounted_application_has_its_layers_and_answers_their_errors() {
    async fn told(request: Request, next: Next) -> Response {
        let path = request.uri().path().parse().unwrap();
        let root_path = request.extensions().get::<RootPath>().unwrap().0.parse().unwrap();
        let mut response = next.run(request).await;
        response.headers_mut().append("x-path", path);
        response.headers_mut().append("x-root-path", root_path);
        response
    }
    async fn broken(_: Request, _: Next) -> brigade::Result<&'static str> {
        Err(std::io::Error::other("lost"))?
    }
    let inner = app().middleware(told);
    let failing = app().middleware(broken).on_error(|_: std::io::Error, _: Request| (StatusCode::BAD_GATEWAY, "inner"));
    let outer = App::new("Outer").mount("/sub", inner).mount("/failing", failing);
    let outer = outer.on_error(|_: std::io::Error, _: Request| "outer");
    let client = TestClient::new(outer);
    check(&client, "GET /sub/items/%37", "200 [x-path: /items/7] [x-root-path: /sub] 7");
    check(&client, "GET /sub/x", r#"404 [x-path: /x] [x-root-path: /sub] {"detail":"Not Found"}"#);
    check(&client, "GET /failing/items/7", r#"502 "inner""#);
    let client = TestClient::new(App::new("Outer").mount("/s%75b", app().middleware(told)).middleware(told));
    let paths = "[x-path: /items/7] [x-path: /s%2575b/items/7] [x-root-path: /s%75b] [x-root-path: ]";
    check(&client, "GET /s%2575b/items/%37", &format!("200 {paths} 7"));
}

/// Writes into the answer which operation serves the request.
async fn name_route(request: Request, next: Next) -> Response {
    let path = request.extensions().get::<RoutePath>().map_or("none".to_owned(), |path| path.0.to_string());
    let mut response = next.run(request).await;
    response.headers_mut().append("x-route", path.parse().unwrap());
    response
}

#[get("/{item_id:int}")]
async fn read_route(item_id: u64, request: Request, path: RoutePath) -> (u64, bool) {
    (item_id, request.extensions().get::<RoutePath>() == Some(&path))
}

#[test]
fn layers_around_operations_know_their_paths() {
    let items = Router::new().prefix("/items").middleware(name_route).routes(routes![read_route]);
    let client = TestClient::new(App::new("Items").include(items).middleware(name_route));
    let answer = client.get("/items/7").send();
    assert_eq!(answer.text(), "[7,true]");
    let routes: Vec<_> = answer.headers().get_all("x-route").iter().collect();
    assert_eq!(routes, ["/items/{item_id:int}", "none"]);
}
