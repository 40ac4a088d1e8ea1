//! Calls an application without a network: no port, no socket, no waiting for a server.

mod form;

#[cfg(feature = "websockets")]
mod websocket;

use std::{
    future::{Future, IntoFuture},
    pin::Pin,
    sync::{Arc, Mutex, OnceLock, PoisonError, mpsc},
    time::SystemTime,
};

use brigade_scheduler::{Runtime, Task};
use bytes::Bytes;
use http::{HeaderMap, HeaderName, HeaderValue, Method, StatusCode, Uri, header, uri::Scheme};
use http_body::Frame;
use http_body_util::BodyExt;
use serde::{Serialize, de::DeserializeOwned};
use tokio::{runtime::Handle, sync::watch, time::timeout};

pub use self::form::Form;
#[cfg(feature = "websockets")]
pub use self::websocket::{TestHandshake, TestSocket};
use crate::{
    app::App,
    body::{Body, BoxError},
    client_address::ClientAddress,
    dispatch::dispatch,
    error::Result,
    json,
    lifespan::Lifespans,
    request::{ClientScheme, Request},
    respond::Response,
    site::Site,
};

/// Redirects that are followed before a test fails: a loop otherwise.
const REDIRECTS_MAX: usize = 20;

/// Sends requests to an application in the same process.
///
/// Redirects are followed and cookies kept, as browsers do. What a request leaves to be done, clean-ups and background tasks,
/// is done when its answer is here. A request is sent with
/// [`send`](TestRequest::send) from a plain test and with `.await` from an async one.
///
/// ```
/// use brigade::{App, get, routes, testing::TestClient};
///
/// #[get("/items/{item_id}")]
/// async fn read_item(item_id: u64) -> u64 { item_id }
///
/// let client = TestClient::new(App::new("Items").routes(routes![read_item]));
/// let answer = client.get("/items/7").send();
/// assert_eq!(answer.status(), 200);
/// assert_eq!(answer.text(), "7");
/// assert_eq!(client.get("/items/seven").send().status(), 422);
/// ```
///
/// The application's lifespans begin in [`new`](Self::new) and end when the client is dropped; they run on a thread of the
/// client. In an async test, [`close`](Self::close) ends them without holding up the test's own tasks.
pub struct TestClient {
    site: Arc<Site>,
    /// Those that have begun, and not ended.
    lifespans: Lifespans,
    runtime: OnceLock<Runtime>,
    cookies: Mutex<Vec<(String, String)>>,
    headers: HeaderMap,
    follow_redirects: bool,
    scheme: ClientScheme,
    /// Says to WebSockets that the application ends.
    ending: watch::Sender<bool>,
}

impl TestClient {
    /// Prepares `app` as a server would.
    ///
    /// # Panics
    ///
    /// If the application cannot start, with the list of its mistakes or the error of a lifespan.
    #[must_use]
    #[track_caller]
    pub fn new(app: App) -> Self {
        match Self::try_new(app) {
            Ok(client) => client,
            Err(error) => panic!("{error}"),
        }
    }

    /// Prepares `app` as a server would.
    ///
    /// # Errors
    ///
    /// What keeps the application from starting: the list of its mistakes, or the error of a lifespan.
    pub fn try_new(app: App) -> Result<Self> {
        let (site, start_up) = app.build()?;
        let mut client = Self {
            site,
            lifespans: Lifespans::default(),
            runtime: OnceLock::new(),
            cookies: Mutex::default(),
            headers: HeaderMap::new(),
            follow_redirects: true,
            scheme: ClientScheme::Http,
            ending: watch::Sender::new(false),
        };
        if start_up.len() == 0 {
            return Ok(client);
        }
        let started;
        let site = client.site.clone();
        (client.lifespans, started) = client.run(async move {
            let mut lifespans = Lifespans::default();
            let started = start_up.begin(&mut lifespans, site.shared.loading(), &site.shared.readiness).await;
            (lifespans, started)
        });
        // A client that is not returned ends the lifespans that have begun.
        started.map(|()| client)
    }

    /// Ends the application as a server would: waits for what goes on without its client, then ends the lifespans.
    ///
    /// An async test that only drops the client waits for the lifespans alone, and all its own tasks wait with it.
    pub async fn close(mut self) {
        let (site, lifespans) = (self.site.clone(), std::mem::take(&mut self.lifespans));
        let ending = self.ending.clone();
        let ended = self.spawn(async move {
            at_rest(&site, &ending).await;
            end(&site, lifespans).await;
        });
        ended.await.expect("lifespans that panic are contained");
    }

    /// Starts `future` on the client's own thread.
    fn spawn<F>(&self, future: F) -> Task<F::Output>
    where
        F: Future + Send + 'static,
        F::Output: Send + 'static,
    {
        let _inside = self.runtime().enter();
        brigade_scheduler::spawn(future)
    }

    /// Runs `future` on the client's own thread, and waits for it even inside an async function.
    fn run<F>(&self, future: F) -> F::Output
    where
        F: Future + Send + 'static,
        F::Output: Send + 'static,
    {
        let (sender, receiver) = mpsc::channel();
        drop(self.spawn(async move { sender.send(future.await) }));
        receiver.recv().expect("the client's runtime runs, and lifespans that panic are contained")
    }

    /// Answers redirects to the test instead of following them.
    #[must_use]
    pub fn without_redirects(mut self) -> Self {
        self.follow_redirects = false;
        self
    }

    /// Sends requests as if they came by HTTPS.
    #[must_use]
    pub fn https(mut self) -> Self {
        self.scheme = ClientScheme::Https;
        self
    }

    /// Sends `name: value` with every request.
    ///
    /// # Panics
    ///
    /// If no header may have that name or value.
    #[must_use]
    #[track_caller]
    pub fn header(mut self, name: &str, value: &str) -> Self {
        let (name, value) = header_line(name, value);
        self.headers.append(name, value);
        self
    }

    /// Sets a cookie that every later request sends.
    pub fn set_cookie(&self, name: &str, value: &str) {
        let mut cookies = self.cookies.lock().unwrap_or_else(PoisonError::into_inner);
        cookies.retain(|(other, _)| other != name);
        cookies.push((name.to_owned(), value.to_owned()));
    }

    /// Prepares a request with any method.
    ///
    /// # Panics
    ///
    /// If `method` is no token or `target` is no path with an optional query.
    #[track_caller]
    pub fn request(&self, method: &str, target: &str) -> TestRequest<'_> {
        let method = Method::from_bytes(method.as_bytes()).expect("a method is a token");
        let target: Uri = encode(target).parse().expect("a target is a path with an optional query");
        TestRequest { client: self, method, target, headers: self.headers.clone(), body: Bytes::new() }
    }

    fn runtime(&self) -> &Runtime {
        self.runtime.get_or_init(|| brigade_scheduler::runtime(Some(1)).expect("a test can start one more thread"))
    }

    async fn send(&self, request: TestRequest<'_>) -> TestResponse {
        let response = TestResponse::read(self.answer(request).await).await;
        self.site.shared.aftermaths.closed().await;
        response
    }

    /// Returns the answer as it comes, after all redirects.
    async fn answer(&self, mut request: TestRequest<'_>) -> Response {
        for _ in 0..=REDIRECTS_MAX {
            let response = dispatch(&self.site, self.prepare(&request), ClientAddress::default()).await;
            self.keep_cookies(response.headers());
            match self.redirected(&request, &response) {
                Some(next) => request = next,
                None => return response,
            }
        }
        panic!("more than {REDIRECTS_MAX} redirects");
    }

    fn prepare(&self, request: &TestRequest<'_>) -> Request {
        let mut prepared = Request::new(Body::from(request.body.clone()));
        *prepared.method_mut() = request.method.clone();
        *prepared.uri_mut() = request.target.clone();
        let is_https = request.target.scheme() == Some(&Scheme::HTTPS);
        prepared.extensions_mut().insert(if is_https { ClientScheme::Https } else { self.scheme });
        let headers = prepared.headers_mut();
        headers.insert(header::HOST, HeaderValue::from_static("testserver"));
        headers.insert(header::USER_AGENT, HeaderValue::from_static("testclient"));
        headers.insert(header::ACCEPT, HeaderValue::from_static("*/*"));
        if !request.body.is_empty() {
            headers.insert(header::CONTENT_LENGTH, HeaderValue::from(request.body.len()));
        }
        headers.extend(request.headers.clone());
        let cookies = self.cookies.lock().unwrap_or_else(PoisonError::into_inner);
        if !cookies.is_empty() {
            let line = cookies.iter().map(|(name, value)| format!("{name}={value}")).collect::<Vec<_>>().join("; ");
            headers.append(header::COOKIE, HeaderValue::from_str(&line).expect("cookies came in headers"));
        }
        prepared
    }

    fn keep_cookies(&self, headers: &HeaderMap) {
        for line in headers.get_all(header::SET_COOKIE) {
            let Ok(line) = line.to_str() else { continue };
            let mut attributes = line.split(';').map(str::trim);
            let Some((name, value)) = attributes.next().and_then(|pair| pair.split_once('=')) else { continue };
            if attributes.any(ends_cookie) {
                let mut cookies = self.cookies.lock().unwrap_or_else(PoisonError::into_inner);
                cookies.retain(|(other, _)| other != name);
            } else {
                self.set_cookie(name, value);
            }
        }
    }

    fn redirected<'c>(&'c self, request: &TestRequest<'c>, response: &Response) -> Option<TestRequest<'c>> {
        let status = response.status();
        if !self.follow_redirects || !matches!(status.as_u16(), 301 | 302 | 303 | 307 | 308) {
            return None;
        }
        let location: Uri = response.headers().get(header::LOCATION)?.to_str().ok()?.parse().ok()?;
        let mut next = TestRequest { target: location.path_and_query()?.as_str().parse().ok()?, ..request.clone() };
        let rewrites = match status {
            StatusCode::SEE_OTHER => request.method != Method::HEAD,
            StatusCode::MOVED_PERMANENTLY | StatusCode::FOUND => request.method == Method::POST,
            _ => false,
        };
        if rewrites {
            next.method = Method::GET;
            next.body = Bytes::new();
            next.headers.remove(header::CONTENT_TYPE);
        }
        Some(next)
    }
}

/// Waits for operations that go on without their clients and for WebSockets, as long as a server would.
async fn at_rest(site: &Site, ending: &watch::Sender<bool>) {
    ending.send_replace(true);
    let rest = async {
        site.shared.detached.closed().await;
        ending.closed().await;
    };
    let _ = timeout(site.settings.limits.drain_time_max, rest).await;
}

async fn end(site: &Site, mut lifespans: Lifespans) {
    lifespans.end(site.settings.limits.drain_time_max).await;
}

impl Drop for TestClient {
    fn drop(&mut self) {
        let is_async = Handle::try_current().is_ok();
        if !self.lifespans.is_empty() {
            let (site, lifespans) = (self.site.clone(), std::mem::take(&mut self.lifespans));
            let ending = self.ending.clone();
            self.run(async move {
                // Inside an async function, what goes on may need the very thread that waits here.
                if !is_async {
                    at_rest(&site, &ending).await;
                }
                end(&site, lifespans).await;
            });
        }
        if let Some(runtime) = self.runtime.take().filter(|_| is_async) {
            // No runtime may be dropped there, since that waits for its threads.
            runtime.shutdown_background();
        }
    }
}

macro_rules! methods {
    ($($name:ident $method:literal;)*) => {
        impl TestClient {$(
            #[doc = concat!("Prepares a `", $method, "` request. `target` is a path with an optional query.")]
            ///
            /// # Panics
            ///
            /// If `target` is no such thing.
            #[track_caller]
            pub fn $name(&self, target: &str) -> TestRequest<'_> {
                self.request($method, target)
            }
        )*}
    };
}

methods! {
    get "GET";
    post "POST";
    put "PUT";
    patch "PATCH";
    delete "DELETE";
    head "HEAD";
    options "OPTIONS";
}

/// Is a request that has not been sent yet.
#[derive(Clone)]
#[must_use = "a request does nothing until `.send()` or `.await`"]
pub struct TestRequest<'c> {
    client: &'c TestClient,
    method: Method,
    target: Uri,
    headers: HeaderMap,
    body: Bytes,
}

impl<'c> TestRequest<'c> {
    /// Adds a header.
    ///
    /// # Panics
    ///
    /// If no header may have that name or value.
    #[track_caller]
    pub fn header(mut self, name: &str, value: &str) -> Self {
        let (name, value) = header_line(name, value);
        self.headers.append(name, value);
        self
    }

    /// Adds a parameter to the query string, encoded.
    pub fn query(mut self, name: &str, value: &str) -> Self {
        let mut query = form_urlencoded::Serializer::new(self.target.query().unwrap_or_default().to_owned());
        query.append_pair(name, value);
        let target = format!("{}?{}", self.target.path(), query.finish());
        self.target = target.parse().expect("an encoded query fits any path");
        self
    }

    /// Sends `value` as JSON.
    ///
    /// # Panics
    ///
    /// If `value` cannot be written as JSON.
    #[track_caller]
    pub fn json<T: Serialize + ?Sized>(mut self, value: &T) -> Self {
        self.body = json::to_bytes(value).expect("the test's value serialises to JSON");
        self.header("content-type", "application/json")
    }

    /// Sends a form of these names and values, encoded.
    pub fn form(mut self, fields: &[(&str, &str)]) -> Self {
        let form = form_urlencoded::Serializer::new(String::new()).extend_pairs(fields).finish();
        self.body = form.into();
        self.header("content-type", "application/x-www-form-urlencoded")
    }

    /// Sends a form that may have files.
    ///
    /// ```
    /// use brigade::{App, UploadFile, post, routes, testing::{Form, TestClient}};
    ///
    /// #[post("/photos")]
    /// async fn add_photo(photo: UploadFile) -> u64 { photo.size() }
    ///
    /// let client = TestClient::new(App::new("Photos").routes(routes![add_photo]));
    /// let form = Form::new().file("photo", "beach.jpg", "image/jpeg", &b"\xFF\xD8\xFF"[..]);
    /// assert_eq!(client.post("/photos").multipart(form).send().text(), "3");
    /// ```
    pub fn multipart(mut self, form: Form) -> Self {
        let (content_type, body) = form.write();
        self.headers.append(header::CONTENT_TYPE, content_type);
        self.body = body;
        self
    }

    /// Sends these bytes. Say what they are with [`header`](Self::header).
    pub fn body(mut self, body: impl Into<Bytes>) -> Self {
        self.body = body.into();
        self
    }

    /// Sends the request and waits for the answer.
    ///
    /// # Panics
    ///
    /// In an async function: `.await` the request there.
    pub fn send(self) -> TestResponse {
        self.client.runtime().block_on(self.client.send(self))
    }

    /// Sends the request and waits for the head of the answer; its body is read piece by piece.
    ///
    /// ```
    /// use brigade::{App, EventStream, get, routes, testing::TestClient};
    ///
    /// #[get("/numbers")]
    /// fn numbers() -> EventStream<u64> { EventStream::from_iter(0..) }
    ///
    /// let client = TestClient::new(App::new("Numbers").routes(routes![numbers]));
    /// let mut answer = client.get("/numbers").send_streaming();
    /// assert_eq!(answer.header("cache-control"), Some("no-cache"));
    /// assert!(answer.next_chunk().unwrap().unwrap().starts_with(b"data: 0\n\n"));
    /// // Dropping the answer is leaving.
    /// ```
    ///
    /// # Panics
    ///
    /// In an async function: see [`streaming`](Self::streaming).
    pub fn send_streaming(self) -> StreamingResponse<'c> {
        self.client.runtime().block_on(self.streaming())
    }

    /// Sends the request as [`send_streaming`](Self::send_streaming) does, from an async test.
    pub async fn streaming(self) -> StreamingResponse<'c> {
        let client = self.client;
        let (head, body) = client.answer(self).await.into_parts();
        StreamingResponse { client, status: head.status, headers: head.headers, body }
    }
}

impl<'c> IntoFuture for TestRequest<'c> {
    type Output = TestResponse;
    type IntoFuture = Pin<Box<dyn Future<Output = TestResponse> + Send + 'c>>;

    fn into_future(self) -> Self::IntoFuture {
        Box::pin(self.client.send(self))
    }
}

/// Is an answer whose body is read piece by piece. Dropping it is what a client does that leaves.
pub struct StreamingResponse<'c> {
    client: &'c TestClient,
    status: StatusCode,
    headers: HeaderMap,
    body: Body,
}

impl StreamingResponse<'_> {
    /// Returns the status; it compares with a number.
    #[must_use]
    pub fn status(&self) -> StatusCode {
        self.status
    }

    /// Returns all headers.
    #[must_use]
    pub fn headers(&self) -> &HeaderMap {
        &self.headers
    }

    /// Returns the first header of that name, if it is text.
    #[must_use]
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.get(name)?.to_str().ok()
    }

    /// Waits for the next piece of the body; `None` at its end.
    ///
    /// # Errors
    ///
    /// What breaks the body off.
    ///
    /// # Panics
    ///
    /// In an async function: see [`chunk`](Self::chunk).
    pub fn next_chunk(&mut self) -> std::result::Result<Option<Bytes>, BoxError> {
        self.client.runtime().block_on(self.chunk())
    }

    /// Waits for the next piece of the body as [`next_chunk`](Self::next_chunk) does, in an async test.
    ///
    /// # Errors
    ///
    /// What breaks the body off.
    pub async fn chunk(&mut self) -> std::result::Result<Option<Bytes>, BoxError> {
        loop {
            match self.body.frame().await.transpose()?.map(Frame::into_data) {
                None => return Ok(None),
                Some(Ok(chunk)) => return Ok(Some(chunk)),
                // Trailers.
                Some(Err(_)) => {}
            }
        }
    }
}

impl std::fmt::Debug for StreamingResponse<'_> {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let Self { status, headers, body, .. } = self;
        formatter
            .debug_struct("StreamingResponse")
            .field("status", status)
            .field("headers", headers)
            .field("body", body)
            .finish()
    }
}

/// Is an answer, read to its end.
#[derive(Debug, Clone)]
pub struct TestResponse {
    status: StatusCode,
    headers: HeaderMap,
    body: Bytes,
}

impl TestResponse {
    async fn read(response: Response) -> Self {
        let (head, body) = response.into_parts();
        let body = body.collect().await.expect("the body of an answer can be read to its end").to_bytes();
        Self { status: head.status, headers: head.headers, body }
    }

    /// Returns the status; it compares with a number.
    #[must_use]
    pub fn status(&self) -> StatusCode {
        self.status
    }

    /// Returns all headers.
    #[must_use]
    pub fn headers(&self) -> &HeaderMap {
        &self.headers
    }

    /// Returns the first header of that name, if it is text.
    #[must_use]
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.get(name)?.to_str().ok()
    }

    /// Returns the body.
    #[must_use]
    pub fn bytes(&self) -> &Bytes {
        &self.body
    }

    /// Returns the body as text.
    ///
    /// # Panics
    ///
    /// If it is not UTF-8.
    #[must_use]
    #[track_caller]
    pub fn text(&self) -> &str {
        std::str::from_utf8(&self.body).expect("the body is UTF-8")
    }

    /// Reads the body as JSON.
    ///
    /// # Panics
    ///
    /// If it is not JSON of the type `T`; the message shows it.
    #[must_use]
    #[track_caller]
    pub fn json<T: DeserializeOwned>(&self) -> T {
        match serde_json::from_slice(&self.body) {
            Ok(value) => value,
            Err(error) => panic!("{error} in {} {}", self.status, String::from_utf8_lossy(&self.body)),
        }
    }
}

/// Returns whether an attribute of a cookie says that its time is over.
fn ends_cookie(attribute: &str) -> bool {
    let Some((name, value)) = attribute.split_once('=') else { return false };
    match name.to_ascii_lowercase().as_str() {
        "max-age" => value.parse::<i64>().is_ok_and(|seconds| seconds <= 0),
        "expires" => httpdate::parse_http_date(value).is_ok_and(|end| end <= SystemTime::now()),
        _ => false,
    }
}

#[track_caller]
fn header_line(name: &str, value: &str) -> (HeaderName, HeaderValue) {
    let name = HeaderName::from_bytes(name.as_bytes()).expect("a header's name is a token");
    // UTF-8 beyond ASCII is allowed, as in other clients.
    let value = HeaderValue::from_bytes(value.as_bytes()).expect("a header's value has no control characters");
    (name, value)
}

/// Encodes what no target may have; a `%` stays, so that tests can send their own encoding.
fn encode(target: &str) -> String {
    const UNSAFE: &percent_encoding::AsciiSet = &percent_encoding::CONTROLS
        .add(b' ')
        .add(b'"')
        .add(b'<')
        .add(b'>')
        .add(b'`')
        .add(b'{')
        .add(b'}')
        .add(b'\\')
        .add(b'^')
        .add(b'|');
    percent_encoding::utf8_percent_encode(target, UNSAFE).to_string()
}
