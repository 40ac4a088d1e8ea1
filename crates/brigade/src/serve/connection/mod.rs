//! Speaks HTTP on one connection. Nothing else names hyper.
//!
//! Until its first byte, and again when it has been idle for a while, a connection holds no buffers: hyper's
//! connection is made for the first byte and taken apart when idle.

mod bodies;
#[cfg(feature = "http2")]
mod extended_connect;
#[cfg(feature = "http2")]
mod http2;

use std::{
    convert::Infallible,
    future::{Future, poll_fn},
    io,
    pin::Pin,
    sync::{Arc, Mutex, PoisonError},
    task::{Context, Poll, ready},
    time::SystemTime,
};

use bytes::Bytes;
use http::{HeaderValue, Request, Response, StatusCode, header};
use http_body::Body as _;
use hyper::{
    body::Incoming,
    rt::{Read, ReadBufCursor, Write},
    server::conn::http1,
    service::service_fn,
    upgrade::OnUpgrade,
};
use tokio::{net::TcpStream, sync::watch};

use self::bodies::{Arriving, Outgoing, Unread};
use super::{
    Peer, Service, guard,
    io::Io,
    watch::{CLOSE, END, EXPIRE, LOOK, PARK, Phase, Vitals},
};
use crate::{
    body::Body,
    limits::Limits,
    switch::{Switch, Upgraded},
};

/// The most that is buffered of what a client sends, and the largest piece of a body.
const BUFFER_BYTES_MAX: usize = 64 * 1024;
/// Bytes that are read and forgotten before closing, so that the client gets to read its response.
const DISCARDED_BYTES_MAX: usize = 64 * 1024;

/// Holds what all connections of a server share.
pub(super) struct Protocols<S> {
    service: S,
    http1: http1::Builder,
    #[cfg(feature = "http2")]
    http2: http2::Builder,
}

impl<S: Service> Protocols<S> {
    pub(super) fn new(service: S) -> Self {
        let limits = service.limits();
        Self {
            http1: http1_builder(limits),
            #[cfg(feature = "http2")]
            http2: http2::builder(limits),
            service,
        }
    }

    /// Serves a connection until its end.
    pub(super) async fn serve(self: Arc<Self>, stream: TcpStream, peer: Peer, vitals: Arc<Vitals>) {
        let mut io = Io::new(stream, vitals.clone());
        let session = Arc::new(Session { protocols: self, peer, vitals, switch: Mutex::new(None) });
        if !readable(&io, &session.vitals).await {
            return;
        }
        #[cfg(feature = "http2")]
        match http2::start(&mut io, &session.vitals).await {
            http2::Start::Http1 => {}
            http2::Start::Http2 => return http2::serve(io, &session).await,
            http2::Start::Late => return linger(io, &session, Some(StatusCode::REQUEST_TIMEOUT)).await,
            http2::Start::Closed => return,
        }
        loop {
            match serve_http1(io, &session).await {
                Ended::Done(io) => return linger(io, &session, None).await,
                Ended::Late(io) => return linger(io, &session, Some(StatusCode::REQUEST_TIMEOUT)).await,
                Ended::Switched(io, switch) => return Box::pin(converse(io, &session, switch)).await,
                Ended::Closed => return,
                Ended::Parked(parked) => {
                    io = parked;
                    if !io.has_ahead() && !readable(&io, &session.vitals).await {
                        return;
                    }
                }
            }
        }
    }
}

fn http1_builder(limits: &Limits) -> http1::Builder {
    let mut builder = http1::Builder::new();
    // hyper's own header timer costs 1,300 instructions a request; `watch` does its work. With `half_close`, hyper does
    // not look for the end of the client's bytes while the service works: a client that has said all it will say still
    // gets its answer, and `watch` finds the ones that left. Without `writev`, small bodies are sent with their head in
    // one piece, which saves 400 instructions. (`pipeline_flush` would save as much, but then hyper buffers bodies
    // without bound, and drops its answers to bad heads.)
    builder.header_read_timeout(None).half_close(true).writev(false);
    builder.max_header_size(limits.head_bytes_max).max_buf_size(BUFFER_BYTES_MAX.max(limits.head_bytes_max));
    // hyper's own maximum is 100 too, and costs an allocation per request if it is set.
    if limits.headers_max != 100 {
        builder.max_headers(limits.headers_max);
    }
    builder
}

/// Is what a connection's requests share.
struct Session<S> {
    protocols: Arc<Protocols<S>>,
    peer: Peer,
    vitals: Arc<Vitals>,
    /// What the response that is being sent switches to.
    switch: Mutex<Option<Switch>>,
}

impl<S> Session<S> {
    fn switch(&self) -> std::sync::MutexGuard<'_, Option<Switch>> {
        self.switch.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Waits for the first byte; false if the connection shall be closed instead.
async fn readable(io: &Io, vitals: &Vitals) -> bool {
    poll_fn(|context| {
        vitals.attach(context);
        match io.poll_readable(context) {
            Poll::Ready(result) => Poll::Ready(result.is_ok()),
            Poll::Pending if vitals.orders() & (END | EXPIRE | CLOSE) != 0 => Poll::Ready(false),
            Poll::Pending => Poll::Pending,
        }
    })
    .await
}

/// How HTTP/1 on a connection ended.
enum Ended {
    /// Everything was said, or the head was no head.
    Done(Io),
    /// The head did not come in time.
    Late(Io),
    /// Nothing is left to say, or nobody to say it to.
    Closed,
    /// Nothing happened for a while.
    Parked(Io),
    /// Another protocol goes on.
    Switched(Io, Switch),
}

async fn serve_http1<S: Service>(io: Io, session: &Arc<Session<S>>) -> Ended {
    let vitals = &session.vitals;
    let service = {
        let session = session.clone();
        service_fn(move |request| answer(session.clone(), request))
    };
    let mut connection = Box::new(session.protocols.http1.serve_connection(io, service));
    let mut ends = false;
    let stop = poll_fn(|context| {
        vitals.attach(context);
        if vitals.orders() & END != 0 && !ends && !matches!(vitals.phase(), Phase::Head | Phase::Idle) {
            ends = true;
            Pin::new(&mut *connection).graceful_shutdown();
        }
        if let Poll::Ready(result) = Pin::new(&mut *connection).poll(context) {
            return Poll::Ready(Stop::Finished(result));
        }
        // Orders are for what is so after all that has come was read: a request that came meanwhile makes some void.
        let (orders, phase) = (vitals.orders(), vitals.phase());
        if orders == 0 {
            return Poll::Pending;
        }
        if orders & CLOSE != 0 {
            return Poll::Ready(Stop::Close);
        }
        if orders & END != 0 && !ends {
            if matches!(phase, Phase::Head | Phase::Idle) {
                return Poll::Ready(Stop::Close);
            }
            ends = true;
            Pin::new(&mut *connection).graceful_shutdown();
        }
        if orders & EXPIRE != 0 {
            match phase {
                Phase::Head => return Poll::Ready(Stop::Late),
                Phase::Idle => return Poll::Ready(Stop::Close),
                _ => vitals.discard(EXPIRE),
            }
        }
        if orders & PARK != 0 {
            vitals.discard(PARK);
            if phase == Phase::Idle {
                return Poll::Ready(Stop::Park);
            }
        }
        Poll::Pending
    })
    .await;
    let is_whole = match &stop {
        Stop::Close => return Ended::Closed,
        Stop::Finished(Err(error)) => {
            tracing::debug!(peer = %session.peer.address, %error, "connection failed");
            false
        }
        _ => true,
    };
    let parts = connection.into_parts();
    let mut io = parts.io;
    io.put_back(parts.read_buf);
    match stop {
        Stop::Park => {
            if !io.has_ahead() {
                vitals.rename(Phase::Parked);
            }
            Ended::Parked(io)
        }
        Stop::Late => Ended::Late(io),
        _ if is_whole || io.is_refused() => match session.switch().take() {
            Some(switch) => Ended::Switched(io, switch),
            None => Ended::Done(io),
        },
        _ => Ended::Closed,
    }
}

enum Stop {
    Finished(hyper::Result<()>),
    Park,
    Late,
    Close,
}

/// Lets another protocol have the connection.
async fn converse<S: Service>(io: Io, session: &Session<S>, switch: Switch) {
    let vitals = &session.vitals;
    vitals.enter(Phase::Switched);
    // It was meant for the request: a protocol may go on when the client has said all it will say.
    vitals.discard(LOOK);
    let (end, ending) = watch::channel(false);
    let Some(mut conversation) = switch.begin(Upgraded::new(io, ending)) else { return };
    poll_fn(|context| {
        vitals.attach(context);
        let orders = vitals.orders();
        if orders & CLOSE != 0 {
            return Poll::Ready(());
        }
        if orders & END != 0 && !*end.borrow() {
            end.send_replace(true);
        }
        conversation.as_mut().poll(context)
    })
    .await;
}

/// Says what is left to say, and lets the client read it.
///
/// A socket that is closed with unread bytes in it, or before more come, resets the connection, and the reset overtakes
/// the response.
async fn linger<S: Service>(mut io: Io, session: &Session<S>, status: Option<StatusCode>) {
    let vitals = &session.vitals;
    let refused = io.take_refused().or(status);
    // Whoever stops the server is not to wait for clients that have their answer.
    let is_over = io.has_ended() || vitals.orders() & END != 0;
    if is_over && refused.is_none() && vitals.unread() == 0 {
        return;
    }
    vitals.enter(Phase::Linger);
    let mut last_words = match refused {
        Some(status) => {
            tracing::debug!(peer = %session.peer.address, %status, "request head refused");
            head_and_body(&session.protocols.service.refuse(status, reason(status).into()))
        }
        None => Bytes::new(),
    };
    let mut discarded = DISCARDED_BYTES_MAX;
    // Whatever goes wrong here, there is nobody to tell.
    let _ = poll_fn(|context| {
        vitals.attach(context);
        if vitals.orders() & CLOSE != 0 {
            return Poll::Ready(Ok(()));
        }
        ready!(io.poll_send_all(context, &mut last_words))?;
        ready!(io.poll_shutdown(context))?;
        io.poll_discard(context, &mut discarded)
    })
    .await;
}

fn reason(status: StatusCode) -> &'static str {
    match status {
        // hyper knows only that it could not read it.
        StatusCode::BAD_REQUEST => "Invalid HTTP request received.",
        _ => status.canonical_reason().unwrap_or("Bad Request"),
    }
}

/// Writes a response whose body is there.
fn head_and_body(response: &Response<Body>) -> Bytes {
    let body = response.body().ready().unwrap_or_default();
    let status = response.status();
    let mut text = format!("HTTP/1.1 {} {}\r\n", status.as_str(), status.canonical_reason().unwrap_or("")).into_bytes();
    let date = httpdate::fmt_http_date(SystemTime::now());
    let length = body.len().to_string();
    let ours = [("content-length", length.as_str()), ("connection", "close"), ("date", date.as_str())];
    let theirs = response.headers().iter().filter(|(name, _)| !ours.iter().any(|(ours, _)| *ours == name.as_str()));
    let theirs = theirs.map(|(name, value)| (name.as_str(), value.as_bytes()));
    for (name, value) in theirs.chain(ours.iter().map(|(name, value)| (*name, value.as_bytes()))) {
        text.extend([name.as_bytes(), b": ", value, b"\r\n"].concat());
    }
    text.extend(b"\r\n");
    text.extend(&body);
    text.into()
}

async fn answer<S: Service>(
    session: Arc<Session<S>>,
    request: Request<Incoming>,
) -> Result<Response<Outgoing>, Infallible> {
    let vitals = &session.vitals;
    vitals.enter(Phase::Request);
    let refusal = guard::refusal(&request, session.protocols.service.limits().target_bytes_max);
    let upgradable = request.extensions().get::<OnUpgrade>().is_some();
    // Who waits for a word before the body may never send it.
    let sends_body = !request.headers().contains_key(header::EXPECT);
    let mut unread = None;
    let request = request.map(|incoming| {
        if incoming.is_end_stream() {
            return Body::empty();
        }
        let unread = unread.get_or_insert_with(Unread::default).clone();
        Body::new(Arriving::new(incoming, vitals.clone(), unread))
    });
    let mut response = match refusal {
        None => session.protocols.service.call(request, session.peer).await,
        Some((status, text)) => {
            let mut response = session.protocols.service.refuse(status, text.into());
            close(&mut response);
            response
        }
    };
    if response.status() == StatusCode::SWITCHING_PROTOCOLS {
        match response.extensions_mut().remove::<Switch>() {
            Some(switch) if upgradable && vitals.unread() == 0 => *session.switch() = Some(switch),
            _ => response = switches_to_nothing(&session.protocols.service),
        }
    }
    if vitals.unread() != 0 {
        let is_skipped = match unread {
            Some(unread) if sends_body && response.status() != StatusCode::REQUEST_TIMEOUT => unread.skip().await,
            _ => false,
        };
        if is_skipped {
            vitals.set_unread(0);
        } else {
            close(&mut response);
        }
    }
    vitals.enter(Phase::Answer);
    Ok(response.map(Outgoing::new))
}

/// Is the answer in place of a 101 for which the client did not ask, or after which nobody would speak: what is sent on such
/// a connection would be taken for requests.
fn switches_to_nothing<S: Service>(service: &S) -> Response<Body> {
    tracing::error!("a function answered 101 Switching Protocols to a request that cannot switch");
    let mut response = service.refuse(StatusCode::INTERNAL_SERVER_ERROR, "Internal Server Error".into());
    close(&mut response);
    response
}

fn close(response: &mut Response<Body>) {
    response.headers_mut().insert(header::CONNECTION, HeaderValue::from_static("close"));
}

impl Read for Io {
    fn poll_read(
        self: Pin<&mut Self>,
        context: &mut Context<'_>,
        mut buffer: ReadBufCursor<'_>,
    ) -> Poll<io::Result<()>> {
        let room = buffer.remaining();
        self.get_mut().poll_receive(context, room, |bytes| buffer.put_slice(bytes))
    }
}

impl Write for Io {
    fn poll_write(self: Pin<&mut Self>, context: &mut Context<'_>, bytes: &[u8]) -> Poll<io::Result<usize>> {
        self.get_mut().poll_send(context, bytes)
    }

    fn poll_flush(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        Io::poll_flush(self.get_mut(), context)
    }

    fn poll_shutdown(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        Io::poll_shutdown(self.get_mut(), context)
    }
}
