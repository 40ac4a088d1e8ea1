//! Takes a request from its head to its answer: route, body, operation, errors.
//!
//! This is the way of a request inside the application, on one screen. What each step means is in the
//! module that it calls; where bytes come from and go to is in `serve`.

use std::{
    future::Future,
    mem,
    sync::{Arc, atomic::Ordering::Relaxed},
};

use brigade_scheduler::Lane;
use bytes::Bytes;
use http::{HeaderValue, Method, StatusCode, Uri, header, request::Parts};
use http_body::Body as _;

#[cfg(feature = "websockets")]
use crate::websocket::is_asked;
use crate::{
    access_log::AccessLine,
    body::Body,
    client_address::ClientAddress,
    collect::{collect, collect_form},
    error::Error,
    extract::{BodyStream, Call, Context, Handover},
    files::Question,
    foreign::Foreign,
    frontend::Visit,
    health::{self, is_probe},
    incident::{Manner, Witness},
    job_error::{contained, refused},
    layer::{Answer, Destination, Onward},
    multipart,
    request::{ClientScheme, Request, RequestHead, RootPath},
    respond::{Response, allows_body},
    route::{Asked, Captures, ESCAPED, Match},
    running::run,
    site::{Files, FrontendTarget, Leaf, Mounted, Settings, Site, Target, other_slash},
    status,
};
#[cfg(feature = "proxy")]
use crate::{joined_document::JoinedDocument, proxy::keep_between};

/// Answers a request. Whatever goes wrong is an answer too.
///
/// Without layers it is routed before the first poll: the future, for which a connection keeps room, then holds no request.
pub(crate) fn dispatch(
    site: &Arc<Site>,
    request: Request,
    client: ClientAddress,
) -> impl Future<Output = Response> + Send {
    let health = health::answer(site, &request);
    let is_logged = site.settings.access_log && !(health.is_some() && is_probe(&request));
    let line = AccessLine::begin(&request, &client, is_logged);
    let is_head = request.method() == Method::HEAD;
    let way = match health {
        None => begin(site, request, client),
        Some(answer) => Way { site, routed: answered(answer), witness: Witness::default() },
    };
    async move {
        let mut response = answer(way, &line).await;
        forbid_body(&mut response);
        frame(&mut response, is_head);
        line.end(&response);
        response
    }
}

/// Sends a request through the layers of `site`, or routes it if there are none.
fn begin(site: &Arc<Site>, mut request: Request, client: ClientAddress) -> Way<'_> {
    if site.layers.is_empty() {
        return route(site, request, client);
    }
    if let Err(error) = write_plainly(request.uri_mut()) {
        let witness = Witness::of(&request, &client, &site.settings.handlers);
        return Way { site, routed: answered(Err(error)), witness };
    }
    #[cfg(feature = "proxy")]
    if site.fallback.is_some() {
        keep_between(request.headers_mut());
    }
    let request = introduce(request, &site.context, client);
    let layered = Onward::new(Arc::new(Inside(site.clone())), site.layers.clone()).pass(request);
    Way { site, routed: Routed::Layered(None, layered), witness: Witness::default() }
}

/// Is what a request leads to, in the application that it belongs to.
struct Way<'s> {
    site: &'s Arc<Site>,
    routed: Routed<'s>,
    witness: Witness,
}

/// Is what the target and the method of a request lead to.
enum Routed<'s> {
    Operation(&'s Leaf, Box<Call>, Body),
    /// To layers around an operation, or around a whole application.
    Layered(Option<&'s Leaf>, Answer),
    Foreign(&'s Foreign, Box<Request>),
    Files(&'s Files, Box<RequestHead>),
    #[cfg(feature = "proxy")]
    Document(&'s JoinedDocument, Box<RequestHead>),
    /// Behind a pointer: every connection has room for all of this, and what is most often here is an operation.
    Answered(Box<Result<Response, Error>>),
}

fn answered<'s>(answer: Result<Response, Error>) -> Routed<'s> {
    Routed::Answered(Box::new(answer))
}

/// Finds what answers, and the application that it belongs to: `site` or one that is mounted in it.
fn route(site: &Arc<Site>, request: Request, client: ClientAddress) -> Way<'_> {
    let witness = Witness::of(&request, &client, &site.settings.handlers);
    let (head, body) = request.into_parts();
    let (decoded, outside_bytes) = decode(head.uri.path(), &site.outside);
    let path = decoded.as_deref().unwrap_or_else(|| head.uri.path());
    let asked = asked(site, &head);
    let routed = match site.find(path, asked) {
        Match::Found(Target::Operation(leaf), captures) => {
            to_operation(site, leaf, Request::from_parts(head, body), decoded, captures, client)
        }
        Match::Found(Target::Mount(mount), _) => {
            let request = below_mount(Request::from_parts(head, body), outside_bytes + mount.path.len());
            match &mount.mounted {
                Mounted::Site(site) => return begin(site, request, client),
                Mounted::Foreign(foreign) => {
                    let mut request = introduce(request, &site.context, client);
                    request.extensions_mut().insert(RootPath(mount.root_path.clone()));
                    Routed::Foreign(foreign, Box::new(request))
                }
                Mounted::Files(files) => Routed::Files(files, Box::new(request.into_parts().0)),
            }
        }
        Match::Found(Target::Page(page), _) => answered(Ok(page.answer(&head))),
        Match::Found(Target::View(view), _) => answered(Ok(status::answer(site, *view, &head))),
        #[cfg(feature = "proxy")]
        Match::Found(Target::Document(document), _) => Routed::Document(document, Box::new(head)),
        Match::NotFound if site.redirects(path, asked) => answered(Ok(slash_redirect(&head, site, path))),
        missing => match (site.frontend(path), &site.fallback, missing) {
            (Some(FrontendTarget { path: prefix, leaf, frontend }), _, Match::NotFound)
                if asked != Asked::WebSocket =>
            {
                let before = if outside_bytes > 0 { "" } else { &site.settings.root_path };
                let question = Question::at(path[prefix.len()..].to_owned(), &head, before);
                let mut request = Request::from_parts(head, body);
                request.extensions_mut().insert(Visit { frontend: frontend.clone(), question });
                to_operation(site, leaf, request, decoded, Captures::default(), client)
            }
            (_, Some(fallback), _) => {
                let request = below_mount(Request::from_parts(head, body), outside_bytes);
                Routed::Foreign(fallback, Box::new(introduce(request, &site.context, client)))
            }
            (_, None, missing) => {
                site.shared.unserved.fetch_add(1, Relaxed);
                answered(Err(match missing {
                    _ if asked == Asked::WebSocket => Error::reason(StatusCode::FORBIDDEN),
                    Match::MethodNotAllowed(methods) => method_not_allowed(methods),
                    _ => Error::reason(StatusCode::NOT_FOUND),
                }))
            }
        },
    };
    Way { site, routed, witness }
}

/// Returns what a request asks of its path. Where nobody speaks on WebSockets, one that would open one asks as any other.
#[cfg_attr(not(feature = "websockets"), expect(unused_variables, reason = "a method is all that can be asked"))]
fn asked<'r>(site: &Site, head: &'r Parts) -> Asked<'r> {
    #[cfg(feature = "websockets")]
    if site.has_sockets && is_asked(head) {
        return Asked::WebSocket;
    }
    Asked::Method(head.method.as_str())
}

/// Goes to an operation, or to the layers around it.
fn to_operation<'s>(
    site: &'s Arc<Site>,
    leaf: &'s Arc<Leaf>,
    request: Request,
    decoded: Option<Box<str>>,
    captures: Captures,
    client: ClientAddress,
) -> Routed<'s> {
    if leaf.layers.is_empty() {
        let (head, body) = request.into_parts();
        return Routed::Operation(leaf, call(site, leaf, head, decoded, captures, client), body);
    }
    let path = decoded.unwrap_or_else(|| request.uri().path().into());
    let inside = InsideOperation { site: site.clone(), leaf: leaf.clone(), path, captures };
    let mut request = introduce(request, &site.context, client);
    request.extensions_mut().insert(leaf.plan.route_path.clone());
    Routed::Layered(Some(leaf), Onward::new(Arc::new(inside), leaf.layers.clone()).pass(request))
}

fn call(
    site: &Site,
    leaf: &Leaf,
    head: Parts,
    path: Option<Box<str>>,
    captures: Captures,
    client: ClientAddress,
) -> Box<Call> {
    let (plan, context) = (leaf.plan.clone(), site.context.clone());
    Box::new(Call {
        head,
        body: Bytes::new(),
        form: None,
        stream: Handover::default(),
        path,
        captures,
        client,
        cancel: None,
        parts: None,
        writer: None,
        scope: None,
        violations: Vec::new(),
        plan,
        context,
    })
}

async fn answer(Way { site, routed, witness }: Way<'_>, line: &AccessLine) -> Response {
    let (exchange, answer) = match routed {
        Routed::Operation(leaf, call, body) => {
            let exchange = site.shared.is_seen.then(|| leaf.traffic.begin());
            (exchange, collect_and_run(site, leaf, call, body).await)
        }
        Routed::Layered(leaf, answer) => {
            let exchange = leaf.filter(|_| site.shared.is_seen).map(|leaf| leaf.traffic.begin());
            (exchange, Ok(answer.await))
        }
        Routed::Files(files, head) => {
            let exchange = site.shared.is_seen.then(|| files.traffic.begin());
            (exchange, Box::pin(files.served.answer(&head)).await)
        }
        Routed::Foreign(foreign, request) => (None, contained(foreign.answer(*request)).await),
        #[cfg(feature = "proxy")]
        Routed::Document(document, head) => {
            (None, Ok(Box::pin(document.answer(&head, |path, method| site.serves(path, method))).await))
        }
        Routed::Answered(answer) => (None, *answer),
    };
    let response = match answer {
        Ok(response) => response,
        Err(error) => fail(site, error, line, witness).await,
    };
    if let Some(exchange) = exchange {
        exchange.end(response.status());
    }
    response
}

/// Logs what failed, and says to the client what it may know.
async fn fail(site: &Site, error: Error, line: &AccessLine, witness: Witness) -> Response {
    let Settings { handlers, errors, limits, .. } = &site.settings;
    let Context { root_path, directory, .. } = &*site.context;
    // Boxed, so that requests without errors do not carry the room for handlers.
    Box::pin(witness.answer(error, line, Manner { handlers, format: *errors, limits, root_path, directory })).await
}

/// Is everything within an application's layers.
struct Inside(Arc<Site>);

impl Destination for Inside {
    fn arrive(self: Arc<Self>, request: Request) -> Answer {
        let line = AccessLine::begin(&request, &ClientAddress::default(), false);
        Box::pin(async move {
            let client = ClientAddress::of(&request);
            answer(route(&self.0, request, client), &line).await
        })
    }

    fn witness(&self, request: &Request) -> Witness {
        Witness::of(request, &ClientAddress::of(request), &self.0.settings.handlers)
    }

    fn fail(self: Arc<Self>, error: Error, line: AccessLine, witness: Witness) -> Answer {
        Box::pin(async move { fail(&self.0, error, &line, witness).await })
    }

    fn context(&self) -> &Context {
        &self.0.context
    }
}

/// Is an operation within its layers, and the place of its parameters in the path that was routed.
struct InsideOperation {
    site: Arc<Site>,
    leaf: Arc<Leaf>,
    path: Box<str>,
    captures: Captures,
}

impl Destination for InsideOperation {
    fn arrive(self: Arc<Self>, request: Request) -> Answer {
        let (line, witness) = (AccessLine::begin(&request, &ClientAddress::default(), false), self.witness(&request));
        Box::pin(async move {
            let (site, leaf) = (&self.site, &self.leaf);
            let client = ClientAddress::of(&request);
            let (head, body) = request.into_parts();
            let call = call(site, leaf, head, Some(self.path.clone()), self.captures.clone(), client);
            let answer = collect_and_run(site, leaf, call, body).await;
            match answer {
                Ok(response) => response,
                Err(error) => fail(site, error, &line, witness).await,
            }
        })
    }

    fn witness(&self, request: &Request) -> Witness {
        Witness::of(request, &ClientAddress::of(request), &self.site.settings.handlers)
    }

    fn fail(self: Arc<Self>, error: Error, line: AccessLine, witness: Witness) -> Answer {
        Box::pin(async move { fail(&self.site, error, &line, witness).await })
    }

    fn context(&self) -> &Context {
        &self.site.context
    }
}

/// Writes the path of `uri` with no more escapes than it needs: what layers see is then what is routed, and a layer that
/// guards `/admin` is not passed by as `/%61dmin`.
fn write_plainly(uri: &mut Uri) -> Result<(), Error> {
    if !uri.path().contains('%') {
        return Ok(());
    }
    let path = percent_encoding::percent_decode_str(uri.path()).decode_utf8_lossy();
    let path = percent_encoding::utf8_percent_encode(&path, ESCAPED);
    let target = match uri.query() {
        Some(query) => format!("{path}?{query}"),
        None => path.to_string(),
    };
    let mut parts = mem::take(uri).into_parts();
    // A byte that is no text becomes a character of three, so a target may get too long.
    parts.path_and_query = Some(target.parse().map_err(|_| Error::reason(StatusCode::URI_TOO_LONG))?);
    *uri = Uri::from_parts(parts).expect("a target with another path is a target");
    Ok(())
}

/// Says to a service what it cannot see of `request` itself.
fn introduce(mut request: Request, context: &Context, client: ClientAddress) -> Request {
    let extensions = request.extensions_mut();
    extensions.insert(context.root_path.clone());
    extensions.insert(context.directory.clone());
    extensions.insert(client);
    request
}

async fn collect_and_run(site: &Site, leaf: &Leaf, mut call: Box<Call>, body: Body) -> Result<Response, Error> {
    let limits = &site.settings.limits;
    let is_multipart = leaf.plan.is_form && multipart::is_multipart(&call.head.headers);
    // What would be refused anyway is refused before the client has sent it.
    let bytes_parsed = if leaf.plan.raw_body || is_multipart { 0 } else { body.size_hint().lower() };
    if leaf.operation.lane(usize::try_from(bytes_parsed).unwrap_or(usize::MAX)) == Lane::Pool {
        leaf.operation.admit().map_err(|refusal| refused(&refusal))?;
    }
    let _visit = leaf.place.visit(leaf.time_max).map_err(|refusal| refused(&refusal))?;
    if is_multipart {
        let (headers, whole) = (&call.head.headers, &leaf.plan.in_memory);
        call.form = Some(Box::pin(collect_form(body, headers, whole, limits, site.shared.files())).await?);
    } else if leaf.plan.streams_body {
        call.stream.put(BodyStream::new(body, limits)?);
    } else if leaf.plan.reads_body {
        let bytes_max = leaf.plan.body_bytes_max(limits);
        // Boxed, so that requests without a body do not carry the room for reading one.
        call.body = Box::pin(collect(body, bytes_max, limits)).await?;
    }
    let mut answer = run(site, leaf, call).await;
    if let Ok(response) = &mut answer {
        response.body_mut().place(&leaf.operation);
        response.body_mut().heed(&site.shared.stopping);
    }
    answer
}

/// Decodes the path and takes the root path off, so many bytes of the decoded path; `None` if that changes nothing.
fn decode(path: &str, root_path: &str) -> (Option<Box<str>>, usize) {
    let decoded =
        path.as_bytes().contains(&b'%').then(|| percent_encoding::percent_decode_str(path).decode_utf8_lossy());
    let whole = decoded.as_deref().unwrap_or(path);
    let outside_bytes = below(whole, root_path).map_or(0, |_| root_path.len());
    let inner = &whole[outside_bytes..];
    ((inner != path).then(|| inner.into()), outside_bytes)
}

/// Takes so many bytes of the decoded path off the target of `request`.
fn below_mount(mut request: Request, bytes: usize) -> Request {
    if bytes == 0 {
        return request;
    }
    let mut parts = mem::take(request.uri_mut()).into_parts();
    let target = parts.path_and_query.take().expect("a request whose path was matched has one");
    let encoded = target.path().as_bytes();
    let mut at = 0;
    for _ in 0..bytes {
        let is_escape =
            matches!(encoded.get(at..), Some([b'%', a, b, ..]) if a.is_ascii_hexdigit() && b.is_ascii_hexdigit());
        at += if is_escape { 3 } else { 1 };
    }
    // A path that is no text decodes to more bytes than it has escapes.
    let rest = target.path().get(at..).unwrap_or_default();
    // What is left begins with a slash, which may be encoded, unless nothing is left.
    let rest = rest.strip_prefix('/').or_else(|| rest.get(3..)).unwrap_or_default();
    let query = target.query().map(|query| format!("?{query}")).unwrap_or_default();
    parts.path_and_query = Some(format!("/{rest}{query}").parse().expect("a part of a target is a target"));
    *request.uri_mut() = Uri::from_parts(parts).expect("a target with another path is a target");
    request
}

/// Takes `root_path` off `path`, if that is where it is.
fn below<'p>(path: &'p str, root_path: &str) -> Option<&'p str> {
    path.strip_prefix(root_path).filter(|rest| rest.is_empty() || rest.starts_with('/'))
}

fn method_not_allowed(methods: &[&str]) -> Error {
    let allow = HeaderValue::from_str(&methods.join(", ")).expect("methods are tokens");
    Error::reason(StatusCode::METHOD_NOT_ALLOWED).header(header::ALLOW, allow)
}

/// Sends the client to the same target with or without the last slash, in the absolute form that Starlette writes. `path` is
/// decoded: a slash may have come as `%2F`, and what is compared with the routes is what has to change.
fn slash_redirect(head: &Parts, site: &Site, path: &str) -> Response {
    let other = other_slash(path);
    let other = percent_encoding::utf8_percent_encode(&other, ESCAPED);
    // A target that begins with two slashes would name another host.
    let other = format!("/{}", other.to_string().trim_start_matches('/'));
    let root_path = &site.settings.root_path;
    let query = head.uri.query().filter(|query| !query.is_empty());
    let query = query.map(|query| format!("?{query}")).unwrap_or_default();
    let scheme = head.extensions.get::<ClientScheme>().copied().unwrap_or_default().as_str();
    let host = head
        .headers
        .get(header::HOST)
        .and_then(|host| host.to_str().ok())
        .or(head.uri.authority().map(|host| host.as_str()));
    let origin = host.map(|host| format!("{scheme}://{host}")).unwrap_or_default();
    let mut response = Response::new(Body::empty());
    *response.status_mut() = StatusCode::TEMPORARY_REDIRECT;
    if let Ok(location) = HeaderValue::from_str(&format!("{origin}{root_path}{other}{query}")) {
        response.headers_mut().insert(header::LOCATION, location);
    }
    response
}

/// Empties the body where HTTP allows none, whatever the function returned.
fn forbid_body(response: &mut Response) {
    if !allows_body(response.status()) {
        response.body_mut().clear();
        response.headers_mut().remove(header::CONTENT_LENGTH);
    }
}

/// Lets the headers say how long the body is, whatever the function said: by a wrong length, clients would take a part
/// of this answer for the next one.
fn frame(response: &mut Response, is_head: bool) {
    let length = response.body().size_hint().exact();
    let headers = response.headers_mut();
    headers.remove(header::TRANSFER_ENCODING);
    // The answer to HEAD has the length of a body that is not there.
    if let Some(length) = length.filter(|length| !is_head || *length > 0)
        && headers.contains_key(header::CONTENT_LENGTH)
    {
        headers.insert(header::CONTENT_LENGTH, HeaderValue::from(length));
    }
}
