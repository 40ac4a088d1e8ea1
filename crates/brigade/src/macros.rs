//! Documents the macros where users import them.

/// Makes a function the path operation for `GET` on a path.
///
/// The function stays an ordinary function; beside it appears a type of the same name, for [`routes!`]. An
/// `async fn` runs beside the connections once it has been seen to wait only; a plain `fn` works, so it runs on the pool.
///
/// ```
/// use brigade::{HttpError, get, routes};
///
/// /// Finds a word. (This line is the description in the document.)
/// #[get("/words/{word_id}", tags = ["words"], summary = "Find a word")]
/// async fn read_word(
///     word_id: usize,
///     #[query(default = 1, ge = 1, le = 3)] times: usize,
///     #[state] words: &[&'static str; 2],
/// ) -> Result<String, HttpError> {
///     let word = words.get(word_id).ok_or_else(|| HttpError::new(404, "No such word"))?;
///     Ok(word.repeat(times))
/// }
///
/// let endpoints = routes![read_word];
/// ```
///
/// After the path may come
///
/// | setting | meaning |
/// |---|---|
/// | `status = 201` | the status of a successful answer; 200 without it |
/// | `tags = ["items"]` | groups the operation in the document |
/// | `summary = "…"`, `description = "…"` | instead of the function's name and doc comment |
/// | `response_description = "…"` | describes the successful answer |
/// | `operation_id = "…"` | instead of one made from name, path and method |
/// | `deprecated`, `hidden` | marks it in the document, or leaves it out |
/// | `response(404, model = Message, description = "…")` | documents a further answer; also `"4XX"` and `"default"`; may be repeated; `openapi_extra = value` is merged into it |
/// | `run = "inline"`, `run = "pool"` | where the function runs, whatever it is seen to do |
/// | `deadline = "2s"` | how long the answer may take, in `ms`, `s`, `min` or `h`; [`Limits`](crate::Limits) say it without |
/// | `max_running = 8` | how many threads of the pool run it at most |
/// | `priority = "high"` | its share of the cores when there are too few: `"low"`, `"normal"`, `"high"` or `"critical"`, each four times the one before |
/// | `detach` | it goes on when its client has left |
/// | `layer = TimeoutLayer::new(…)`, `middleware = log` | what is around the operation, as [`Router::layer`](crate::Router::layer) and [`Router::middleware`](crate::Router::middleware) put it; may be repeated, the last is the outermost |
/// | `callbacks = [order_ready]` | requests that the application sends to the client later: functions that end with `;`, whose paths are expressions such as `"{$request.body.url}/ready"` |
/// | `openapi_extra = value` | an object, merged into the operation's part of the document last |
///
/// An argument whose name is in the path comes from there. Of any other the type decides: scalars come from the
/// query, types that derive [`Model`](trait@crate::Model) are the body, an [`UploadFile`](crate::UploadFile) is a file of a form.
/// `#[path]`, `#[query]`, `#[header]`, `#[cookie]`, `#[body]`, `#[form]`, `#[file]` and `#[state]` say otherwise, and all but the
/// last take constraints and metadata: `#[query(default = 1, ge = 1, description = "…")]`.
pub use brigade_macros::get;

/// Makes a function the path operation for `POST` on a path. Everything else is as for [`get`](macro@get).
///
/// ```
/// #[brigade::post("/refresh", status = 202)]
/// async fn refresh() -> brigade::Text<&'static str> {
///     brigade::Text("on its way")
/// }
/// ```
pub use brigade_macros::post;

/// Makes a function the path operation for `PUT` on a path. Everything else is as for [`get`](macro@get).
///
/// ```
/// #[brigade::put("/motto")]
/// async fn replace_motto() -> brigade::Text<&'static str> {
///     brigade::Text("replaced")
/// }
/// ```
pub use brigade_macros::put;

/// Makes a function the path operation for `PATCH` on a path. Everything else is as for [`get`](macro@get).
///
/// ```
/// #[brigade::patch("/motto")]
/// async fn change_motto() -> brigade::Text<&'static str> {
///     brigade::Text("changed")
/// }
/// ```
pub use brigade_macros::patch;

/// Makes a function the path operation for `DELETE` on a path. Everything else is as for [`get`](macro@get).
///
/// ```
/// #[brigade::delete("/motto")]
/// async fn remove_motto() -> brigade::Text<&'static str> {
///     brigade::Text("removed")
/// }
/// ```
pub use brigade_macros::delete;

/// Makes a function the path operation for `HEAD` on a path. Everything else is as for [`get`](macro@get).
///
/// ```
/// #[brigade::head("/motto")]
/// async fn check_motto() -> brigade::Text<&'static str> {
///     brigade::Text("")
/// }
/// ```
pub use brigade_macros::head;

/// Makes a function the path operation for `OPTIONS` on a path. Everything else is as for [`get`](macro@get).
///
/// ```
/// #[brigade::options("/motto")]
/// async fn motto_options() -> brigade::Text<&'static str> {
///     brigade::Text("GET, PUT")
/// }
/// ```
pub use brigade_macros::options;

/// Makes a function the path operation for `TRACE` on a path. Everything else is as for [`get`](macro@get).
///
/// ```
/// #[brigade::trace("/motto")]
/// async fn trace_motto() -> brigade::Text<&'static str> {
///     brigade::Text("")
/// }
/// ```
pub use brigade_macros::trace;

/// Makes a function an operation that speaks on WebSockets, on a path.
///
/// It takes a [`WebSocket`](crate::WebSocket), which it accepts or denies, and whatever operations under [`get`](macro@get)
/// take, but no body: parameters, state, dependencies, credentials. What a WebSocket is opened for may have a path of its own,
/// or that of an operation under `GET`. The document does not show it.
///
/// ```
/// use brigade::{App, Result, WebSocket, routes, websocket};
///
/// #[websocket("/rooms/{room}")]
/// async fn chat(socket: WebSocket, room: String, name: Option<String>) -> Result<()> {
///     let mut socket = socket.accept().await?;
///     let name = name.as_deref().unwrap_or("somebody");
///     while let Some(text) = socket.receive_text().await? {
///         socket.send_text(format!("{name} in {room}: {text}")).await?;
///     }
///     Ok(())
/// }
///
/// let app = App::new("Chat").routes(routes![chat]);
/// ```
///
/// Of the settings it has `tags`, `run`, `deadline` (until it has accepted), `max_running`, `priority`, `layer`, `middleware` and
/// `depends`. Layers see the request and the answer that opens the WebSocket, not what is said on it.
#[cfg(feature = "websockets")]
pub use brigade_macros::websocket;

/// Makes an array of [`Endpoint`](crate::Endpoint)s from the names of operations.
///
/// Each name is that of a function under [`get`](macro@get) or its like, with its module's path if it has one.
///
/// ```
/// use brigade::{Text, get, routes};
///
/// mod users {
///     #[brigade::get("/users/me")]
///     pub async fn read_me() -> brigade::Text<&'static str> {
///         brigade::Text("me")
///     }
/// }
///
/// #[get("/")]
/// async fn hello() -> Text<&'static str> {
///     Text("Hello")
/// }
///
/// assert_eq!(routes![hello, users::read_me].len(), 2);
/// ```
pub use brigade_macros::routes;

/// Makes a function a dependency: what operations and other dependencies need before they can begin.
///
/// Its arguments come from the request, as those of an operation do, and are documented with every operation that depends
/// on it. `#[depends(function)]` on an argument takes what it gives; several that ask for it in one request share one call.
/// An error is the answer of the request.
///
/// ```
/// use brigade::{App, HttpError, dependency, get, routes, testing::TestClient};
///
/// #[derive(Clone)]
/// struct User { name: String }
///
/// #[dependency]
/// async fn current_user(#[header] x_token: String) -> Result<User, HttpError> {
///     match x_token.as_str() {
///         "secret" => Ok(User { name: "Ann".into() }),
///         _ => Err(HttpError::new(401, "Unknown token")),
///     }
/// }
///
/// #[dependency]
/// fn named(#[given] name: &'static str, #[depends(current_user)] user: User) -> Result<User, HttpError> {
///     if user.name == name { Ok(user) } else { Err(HttpError::new(403, "Somebody else's")) }
/// }
///
/// #[get("/me")]
/// async fn read_me(#[depends(named("Ann"))] user: User) -> String { user.name }
///
/// let client = TestClient::new(App::new("Users").routes(routes![read_me]));
/// assert_eq!(client.get("/me").header("x-token", "secret").send().json::<String>(), "Ann");
/// assert_eq!(client.get("/me").header("x-token", "guess").send().status(), 401);
/// assert_eq!(client.get("/me").send().status(), 422);
/// ```
///
/// | argument | takes |
/// |---|---|
/// | `#[depends(f)] value: T` | a copy; the value itself if nobody else asks for it |
/// | `#[depends(f)] value: &T`, `&mut T` | a loan, for as long as the function runs |
/// | `#[depends(f, cache = false)]` | the value of a call of its own |
/// | `#[depends(f, scopes = ["me"])]` | as above; `f` and all below it are asked for these security scopes |
/// | `#[depends(f(1, "two"))]` | the value of a call with these for the arguments that are `#[given]` |
/// | `#[security(SCHEME, scopes = ["me"])] token: T` | the credentials that a [scheme](crate::security) finds; an `Option` is `None` without |
///
/// Dependencies run one after another, in the order of declaration, where their operation runs: a plain `fn` under an
/// `async fn` counts as a part of it.
///
/// # Clean-up
///
/// `cleanup = function` is called with the value when the request is over, and with the [`Outcome`](crate::Outcome) if it
/// takes one: after the answer was sent and the background tasks have run, or under `scope = "function"` before it is sent.
/// It is called exactly once, whatever happens: after an error, whose answer it may replace by returning another, after a
/// panic, and when the client has left. The last value is cleaned up first.
///
/// ```
/// use brigade::{App, Outcome, dependency, get, routes, testing::TestClient};
/// use std::sync::Mutex;
///
/// static LOG: Mutex<Vec<&str>> = Mutex::new(Vec::new());
///
/// struct Transaction(Vec<u32>);
///
/// #[dependency(cleanup = finish)]
/// async fn transaction() -> Transaction { Transaction(vec![]) }
///
/// async fn finish(transaction: Transaction, outcome: Outcome) {
///     let words = if outcome.is_answered() { "committed" } else { "rolled back" };
///     LOG.lock().expect("no test panics").push(words);
/// }
///
/// #[get("/add/{number}")]
/// async fn add(number: u32, #[depends(transaction)] transaction: &mut Transaction) -> usize {
///     transaction.0.push(number);
///     transaction.0.len()
/// }
///
/// let client = TestClient::new(App::new("Numbers").routes(routes![add]));
/// assert_eq!(client.get("/add/7").send().json::<usize>(), 1);
/// assert_eq!(*LOG.lock().expect("no test panics"), ["committed"]);
/// ```
pub use brigade_macros::dependency;

/// Makes a function that works on many items at once one that is called with a single item, from anywhere in an
/// application: what is sent while the cores are busy is worked on together.
///
/// ```
/// use brigade::{App, HttpError, batch, get, routes, testing::TestClient};
///
/// struct Factor(u64);
///
/// #[batch(max = 32)]
/// fn scale(numbers: Vec<u64>, #[state] factor: &Factor) -> Vec<u64> {
///     numbers.into_iter().map(|number| number * factor.0).collect()
/// }
///
/// #[get("/scaled/{number}")]
/// async fn scaled(number: u64) -> Result<u64, HttpError> {
///     Ok(scale(number).await?)
/// }
///
/// let client = TestClient::new(App::new("Numbers").state(Factor(6)).routes(routes![scaled]));
/// assert_eq!(client.get("/scaled/7").send().json::<u64>(), 42);
/// assert_eq!(scale::directly(vec![1, 2], &Factor(3)), [3, 6]);
/// ```
///
/// There is no timer: an item that finds a core free is worked on at once, alone. While all are busy, items gather; whoever
/// is free next takes the oldest, and others of about the same cost with it.
///
/// The function is a plain `fn`. Its first argument is the items, `Vec<T>` or `&[T]`; others are `#[state]`. It returns a
/// result for each item, in their order: `Vec<T>`, `Vec<Result<T, E>>`, or `Result<Vec<T>, E>` if all fail together.
///
/// | setting | |
/// |---|---|
/// | `max = 32` | how many items one call gets at most; 32 otherwise |
/// | `cost = \|text\| text.len()` | how much work an item is, in whatever unit: items of about the same cost go together |
/// | `max_cost = 4096` | what the items of one call cost together at most, each counted as the dearest of them |
/// | `retry = false` | a call that fails or panics is not tried again in halves, to find the item that is wrong |
/// | `instances = 1` | how many calls run at once at most; as many as there are cores otherwise |
/// | `wait = "2ms"` | how long a call waits for more items although it could begin: for accelerators |
///
/// Besides the function of one item, `scale(7).await`, there is
///
/// | | |
/// |---|---|
/// | `scale::all(items).await` | the results of all items, or the first error |
/// | `scale::each(items).await` | the result of each |
/// | `scale::wait(item)`, `scale::wait_all(items)` | the same in a plain `fn`, which holds its thread meanwhile |
/// | `scale::directly(items, &factor)` | the function as it is written, for tests |
/// | `scale::report()` | what was done so far |
/// | `scale::is_wanted()` | within the function: whether anybody still waits for what it works on |
///
/// What is sent is queued at once, before anything is awaited, and taken back when the future is dropped. An item that would
/// not be done by the deadline of its operation is refused. [`BatchError`](crate::BatchError) says why there is no result,
/// and `?` makes the right answer of it.
pub use brigade_macros::batch;

/// Lists dependencies that are called for their effect alone, for [`Router::depends`](crate::Router::depends) and
/// [`App::depends`](crate::App::depends). `security(SCHEME)` asks for credentials.
///
/// ```
/// use brigade::{HttpError, Router, dependency, depends};
///
/// #[dependency]
/// async fn verify_token(#[header] x_token: String) -> Result<(), HttpError> {
///     if x_token == "secret" { Ok(()) } else { Err(HttpError::new(400, "X-Token header invalid")) }
/// }
///
/// let router = Router::new().prefix("/items").depends(depends![verify_token]);
/// ```
pub use brigade_macros::depends;

/// Makes an array of [`Webhook`](crate::Webhook)s from the names of requests that the application sends.
///
/// A function that ends with `;` under [`post`](macro@post) or its like describes one: what it takes is sent, what it
/// returns comes back.
///
/// ```
/// use brigade::{post, webhooks};
///
/// #[post("order-ready")]
/// fn order_ready(body: Vec<u64>);
///
/// assert_eq!(webhooks![order_ready].len(), 1);
/// ```
pub use brigade_macros::webhooks;

/// Derives [`ApiError`](trait@crate::ApiError): what each variant of an error answers.
///
/// ```
/// use brigade::ApiError;
///
/// #[derive(Debug, ApiError)]
/// enum ShopError {
///     /// No such burger. (This line is the description in the document.)
///     #[api(status = 404, detail = "Burger not found")]
///     NotFound,
///     #[api(status = 409, code = "sold_out", detail = "Only {left} left")]
///     SoldOut { left: u32 },
///     #[api(status = 502, detail = "The kitchen does not answer")]
///     Kitchen(#[source] std::io::Error),
/// }
///
/// assert_eq!(ShopError::SoldOut { left: 2 }.into_error().status(), 409);
/// ```
///
/// `status`, from 400 to 599, is required. `detail` is a sentence in which `{field}` and `{0}` stand for fields; without
/// it the status's own words are answered. `code` is a stable word for programs. Named fields are members beside
/// `detail`, so their types are [`Model`](trait@crate::Model)s; `#[api(skip)]` leaves one out, and the field with
/// `#[source]` or `#[api(source)]` goes to the log alone, as the cause. A struct has one `#[api(…)]` for itself.
///
/// It goes together with `thiserror` on the same type.
pub use brigade_macros::ApiError;

/// Lets a middleware take the application's state.
///
/// The request comes first, then what comes next, then state with `#[state]`, which is borrowed or, if it is taken by value,
/// cloned. The function stays an ordinary function; beside it appears a type of the same name, which is added with braces. A
/// state that nobody gave to the application is a mistake at the start.
///
/// ```
/// use std::sync::atomic::{AtomicU64, Ordering::Relaxed};
///
/// use brigade::{App, Next, Request, Response, get, middleware, routes, testing::TestClient};
///
/// #[derive(Default)]
/// struct Requests(AtomicU64);
///
/// #[middleware]
/// async fn count(request: Request, next: Next, #[state] requests: &Requests) -> Response {
///     requests.0.fetch_add(1, Relaxed);
///     next.run(request).await
/// }
///
/// #[get("/requests")]
/// async fn read_requests(#[state] requests: &Requests) -> u64 {
///     requests.0.load(Relaxed)
/// }
///
/// let app = App::new("Counter").state(Requests::default()).routes(routes![read_requests]).middleware(count {});
/// assert_eq!(TestClient::new(app).get("/requests").send().text(), "1");
/// ```
pub use brigade_macros::middleware;

/// Derives [`Model`](trait@crate::Model): how a type looks on the wire, and what its values must satisfy.
///
/// What serde does with the type is described, not said again: `rename`, `rename_all`, `default`, `skip`, `flatten`,
/// `tag`, `content`, `untagged`, `transparent` and `deny_unknown_fields` are read where they are. `#[field(…)]` adds
/// what serde does not know; doc comments become descriptions.
///
/// ```
/// use brigade::Model;
/// use serde::{Deserialize, Serialize};
///
/// /// A burger, ready to eat.
/// #[derive(Serialize, Deserialize, Model)]
/// #[model(example = Burger { name: "Royal".into(), price: 4.5, toppings: vec![] })]
/// struct Burger {
///     #[field(min_length = 1, pattern = "^[A-Z]")]
///     name: String,
///     /// In dollars.
///     #[field(gt = 0, validate = is_in_cents)]
///     price: f64,
///     #[serde(default)]
///     #[field(max_length = 8, examples = [["cheese"]])]
///     toppings: Vec<String>,
/// }
///
/// fn is_in_cents(price: &f64) -> Result<(), &'static str> {
///     if (price * 100.0).fract() == 0.0 { Ok(()) } else { Err("a price is in whole cents") }
/// }
/// ```
///
/// | declaration | JSON |
/// |---|---|
/// | a struct with named fields | an object |
/// | a struct with one unnamed field, or `#[serde(transparent)]` | what the field is |
/// | a struct with several unnamed fields | an array |
/// | an enum without data | its variants' names; their numbers with `#[model(integers)]` |
/// | an enum with `#[serde(tag = "…")]` | objects that a key tells apart |
/// | an enum with `#[serde(untagged)]` | whatever fits one of the variants best |
///
/// `#[field]` takes constraints: `gt`, `ge`, `lt`, `le`, `multiple_of`, `min_length`, `max_length`, `pattern`,
/// `max_digits`, `decimal_places`, `allow_inf_nan`, `strict`; and metadata: `title`, `description`, `examples`,
/// `json_schema` (in place of the type's), `json_schema_extra` (beside it), `deprecated`, `hidden`. `validate = function` calls
/// a function from `&T` to `Result<(), impl Display>` once a value is right otherwise; its error is the message.
/// Parameters take `json_schema`, too.
///
/// `#[model]` on the type takes `title`, `description`, `example`, `examples`, `json_schema_extra`, `validate` and `integers`.
/// With `#[model(defaults_required)]` on a struct the document says that answers have every field, those with a default
/// included; requests may leave them out all the same. An enum without data is a component of the document; with
/// `#[model(inline)]` its values are listed where it is used, as Python's `Literal` does.
///
/// Names of serde's `alias` are read but not documented; a value that is wrong elsewhere is complained of as if
/// they were not there.
pub use brigade_macros::Model;

/// Makes a [`Value`](crate::Value) that is written as JSON, whose keys and values may be expressions.
///
/// Members stay in the order in which they are written, so an answer has them in the order that FastAPI's would.
///
/// ```
/// use brigade::{Value, get, json};
///
/// #[get("/burgers/{burger_id}")]
/// async fn read_burger(burger_id: u64, extra: Option<String>) -> Value {
///     json!({"burger_id": burger_id, "extra": extra, "tags": ["hot", null], "price": {"amount": 8.5}})
/// }
///
/// assert_eq!(json!({"b": 1, "a": [2]}).to_string(), r#"{"b":1,"a":[2]}"#);
/// ```
///
/// # Panics
///
/// If an expression does not serialise to JSON, such as a map whose keys are lists.
pub use brigade_macros::json;
