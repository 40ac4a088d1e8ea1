//! Passes requests on to another server, and its answers back.
//!
//! Both sides are read and written by whole messages, so neither can smuggle in a second one; bodies pass piece by piece.
//! After a 101 the connections of both sides are joined. Which requests are passed on is not decided here.

mod bodies;
mod connection;
mod headers;
mod origin;
mod tunnel;

use std::{
    hash::{BuildHasher, RandomState},
    sync::Arc,
    time::Duration,
};

use bytes::Bytes;
use http::{HeaderMap, HeaderValue, StatusCode, Uri, Version, header, uri::PathAndQuery};
use http_body::Body as _;
use http_body_util::{BodyExt, Limited};
use tokio::sync::Semaphore;

pub(crate) use self::headers::keep_between;
use self::{
    bodies::{Permission, Progress, Sending},
    connection::{OnSwitch, on_continue},
    headers::{Circumstances, Length, asks_for_websocket, is_websocket, to_client, to_server, went_round},
    origin::{Held, Idle, Origin, Reply, unreachable_server},
};
use crate::{
    body::{Body, BoxError},
    error::Error,
    request::{ClientScheme, Request},
    respond::Response,
    switch::{Switch, Upgraded},
};

/// How long a server may take to say that it wants the body of a request whose client waits for that.
const CONTINUE_TIME_MAX: Duration = Duration::from_secs(1);
/// How long nothing is said on a WebSocket before it is closed, once this server is to end.
const LAST_PAUSE: Duration = Duration::from_secs(1);

/// Says which server answers what an application has no operation for.
///
/// ```
/// use std::time::Duration;
///
/// use brigade::{App, Proxy};
///
/// let old = Proxy::to("http://127.0.0.1:8001").response_time_max(Duration::from_secs(120));
/// let app = App::new("Shop").fallback_proxy(old);
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Proxy {
    url: String,
    connect_time_max: Duration,
    response_time_max: Duration,
    requests_max: usize,
    openapi_path: Option<String>,
}

impl Proxy {
    /// Names the other server: `http://`, its name or address, and perhaps a port. It gets the targets that clients ask for.
    #[must_use]
    pub fn to(url: impl Into<String>) -> Self {
        Self {
            url: url.into(),
            connect_time_max: Duration::from_secs(5),
            response_time_max: Duration::from_secs(60),
            requests_max: 1000,
            openapi_path: Some("/openapi.json".to_owned()),
        }
    }

    /// Sets how long connecting may take; five seconds otherwise. Longer is 504.
    #[must_use]
    pub fn connect_time_max(mut self, time: Duration) -> Self {
        self.connect_time_max = time;
        self
    }

    /// Sets how long the other server may take none of a request and not begin its answer; a minute otherwise. Longer is 504.
    /// An answer that has begun may take any time.
    #[must_use]
    pub fn response_time_max(mut self, time: Duration) -> Self {
        self.response_time_max = time;
        self
    }

    /// Sets how many requests and WebSockets may be with the other server at a time; 1,000 otherwise. The next one waits as
    /// long as connecting may take, and then is 503.
    #[must_use]
    pub fn requests_max(mut self, requests: usize) -> Self {
        self.requests_max = requests;
        self
    }

    /// Sets the path of the other server's OpenAPI document, `/openapi.json` otherwise, which is joined to the application's.
    /// With `None` the document shows the application alone.
    #[must_use]
    pub fn openapi_path<'p>(mut self, path: impl Into<Option<&'p str>>) -> Self {
        self.openapi_path = path.into().map(str::to_owned);
        self
    }

    /// Prepares to pass requests on. Between two pieces of a client's body may be `body_gap_max`.
    ///
    /// # Errors
    ///
    /// What is wrong with the settings, as a sentence.
    pub(crate) fn prepare(self, body_gap_max: Duration) -> Result<Forwarder, String> {
        let Self { url, connect_time_max, response_time_max, requests_max, openapi_path } = self;
        let (host, port, authority) = parse(&url)?;
        let openapi_path = match openapi_path.map(PathAndQuery::try_from).transpose() {
            Ok(path) if path.as_ref().is_none_or(|path| path.as_str().starts_with('/')) => path,
            _ => return Err(format!("the path of the OpenAPI document of {url} does not start with `/`")),
        };
        if !(1..=Semaphore::MAX_PERMITS).contains(&requests_max) {
            return Err(format!("{requests_max} requests may be passed on to {url}, which refuses all"));
        }
        let (permits, idle) = (Arc::new(Semaphore::new(requests_max)), Arc::new(Idle::default()));
        let origin = Origin { host, port, connect_time_max, response_time_max, permits, idle };
        // Another instance in front of or behind this one must not be taken for it.
        let pseudonym = format!("brigade-{:x}", RandomState::new().hash_one(&url));
        let inner = Inner { origin, authority, pseudonym, openapi_path, body_gap_max, url };
        Ok(Forwarder(Arc::new(inner)))
    }
}

impl<U: Into<String>> From<U> for Proxy {
    fn from(url: U) -> Self {
        Self::to(url)
    }
}

/// Reads `http://host:port`.
fn parse(url: &str) -> Result<(String, u16, HeaderValue), String> {
    let wrong = || format!("the server to which requests are passed on is `http://host:port`, not {url:?}");
    let uri: Uri = url.parse().map_err(|_| wrong())?;
    let authority = uri.authority().ok_or_else(wrong)?;
    let is_bare = matches!(uri.path(), "" | "/") && uri.query().is_none() && !authority.as_str().contains('@');
    if uri.scheme_str() != Some("http") || !is_bare {
        return Err(wrong());
    }
    let host = authority.host().trim_start_matches('[').trim_end_matches(']').to_owned();
    let header = HeaderValue::from_str(authority.as_str()).map_err(|_| wrong())?;
    Ok((host, authority.port_u16().unwrap_or(80), header))
}

/// Passes requests on to one server. Clones share its connections.
#[derive(Clone)]
pub(crate) struct Forwarder(Arc<Inner>);

struct Inner {
    origin: Origin,
    authority: HeaderValue,
    pseudonym: String,
    openapi_path: Option<PathAndQuery>,
    body_gap_max: Duration,
    url: String,
}

impl Forwarder {
    /// Returns what the other server answers to `request`.
    ///
    /// # Errors
    ///
    /// 502, 503 and 504 if there is no answer; 400 and 408 for a body that breaks off or stalls; 508 if the request has been
    /// here before.
    pub(crate) async fn forward(self, request: Request) -> Result<Response, Error> {
        let inner = &*self.0;
        let (mut head, body) = request.into_parts();
        if went_round(&head.headers, &inner.pseudonym) {
            let cause = format!("{} passes requests on to this server", inner.url);
            return Err(Error::reason(StatusCode::LOOP_DETECTED).because(cause));
        }
        let length = match body.size_hint().exact() {
            _ if body.is_end_stream() => Length::Nothing,
            Some(bytes) => Length::Exactly(bytes),
            None => Length::Unknown,
        };
        let switches = asks_for_websocket(&head, length);
        let circumstances = Circumstances {
            client: head.extensions.get().cloned().unwrap_or_default(),
            scheme: head.extensions.get::<ClientScheme>().copied().unwrap_or_default().as_str(),
            authority: &inner.authority,
            pseudonym: &inner.pseudonym,
            length,
        };
        to_server(&mut head, &circumstances);
        head.version = Version::HTTP_11;
        head.uri = target(&head.uri);
        // Of this server's own matters, such as its connection.
        head.extensions.clear();

        let progress = Progress::new(length == Length::Nothing);
        let mut request = Request::from_parts(head, Body::empty());
        let permission = request.headers().contains_key(header::EXPECT).then(|| permission(&mut request));
        if length != Length::Nothing {
            let sending = Sending::new(body, progress.clone(), inner.body_gap_max, permission);
            *request.body_mut() = Body::new(sending);
        }
        match inner.origin.send(request, &progress).await? {
            Reply::Answer(response) => {
                let (head, body) = response.into_parts();
                Ok(answer(head.status, head.headers, body, false))
            }
            Reply::Switch(response, on_switch, held) => {
                let (head, ()) = response.into_parts();
                if !switches || !is_websocket(&head.headers) {
                    return Err(unreachable_server("the server switched to a protocol that nobody asked for"));
                }
                let mut response = answer(head.status, head.headers, Body::empty(), true);
                let switch = Switch::new(move |client| converse(client, on_switch, held));
                response.extensions_mut().insert(switch);
                Ok(response)
            }
        }
    }

    /// Returns where the other server is, for people.
    pub(crate) fn url(&self) -> &str {
        &self.0.url
    }

    /// Returns whether the other server has an OpenAPI document.
    pub(crate) fn has_document(&self) -> bool {
        self.0.openapi_path.is_some()
    }

    /// Fetches the other server's OpenAPI document, of at most `bytes_max`, within `time_max`.
    pub(crate) async fn document(&self, bytes_max: usize, time_max: Duration) -> Result<Bytes, BoxError> {
        let inner = &*self.0;
        let path = inner.openapi_path.clone().ok_or("it has none")?;
        let mut request = Request::new(Body::empty());
        *request.uri_mut() = Uri::from(path);
        request.headers_mut().insert(header::HOST, inner.authority.clone());
        request.headers_mut().insert(header::ACCEPT, HeaderValue::from_static("application/json"));
        let progress = Progress::new(true);
        let fetching = async {
            let response = match inner.origin.send(request, &progress).await {
                Ok(Reply::Answer(response)) => response,
                Ok(Reply::Switch(..)) => return Err("it answered 101".into()),
                Err(error) => return Err(error.to_string().into()),
            };
            if response.status() != StatusCode::OK {
                return Err(format!("it answered {}", response.status()).into());
            }
            Ok(Limited::new(response.into_body(), bytes_max).collect().await?.to_bytes())
        };
        tokio::time::timeout(time_max, fetching).await.map_err(|_| "it does not answer")?
    }
}

/// Returns the path and the query as they came.
fn target(uri: &Uri) -> Uri {
    uri.path_and_query().cloned().map(Uri::from).unwrap_or_default()
}

fn answer(status: StatusCode, mut headers: HeaderMap, body: Body, switches: bool) -> Response {
    to_client(&mut headers, switches);
    let mut response = Response::new(body);
    *response.status_mut() = status;
    *response.headers_mut() = headers;
    response
}

/// Returns what waits until the server wants the body of `request`. The client is told when the body is asked for.
fn permission(request: &mut Request) -> Permission {
    let (tell, mut told) = tokio::sync::watch::channel(false);
    on_continue(request, move || _ = tell.send_replace(true));
    Box::pin(async move {
        let told = tokio::time::timeout(CONTINUE_TIME_MAX, told.wait_for(|told| *told)).await;
        // Nobody will tell any more once the answer is here. The body is not wanted then.
        let is_unwanted = matches!(told, Ok(Err(_)));
        drop(told);
        if is_unwanted {
            std::future::pending().await
        }
    })
}

/// Joins the client to the other server, until both have ended or this server is to end.
async fn converse(client: Upgraded, on_switch: OnSwitch, held: Held) {
    let joined = async {
        let (server, ahead) = on_switch.switched().await?;
        let ending = client.ending();
        tunnel::join(client, server, ahead, ending, || tokio::time::sleep(LAST_PAUSE)).await?;
        Ok::<_, BoxError>(())
    };
    if let Err(error) = joined.await {
        tracing::debug!(%error, "a WebSocket broke off");
    }
    drop(held);
}
