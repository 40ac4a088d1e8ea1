//! Cleartext HTTP/2, for clients that know beforehand.

use std::{
    convert::Infallible,
    future::{Future, poll_fn},
    pin::Pin,
    sync::Arc,
    task::{Context, Poll, ready},
    time::{Duration, Instant},
};

use bytes::{Bytes, BytesMut};
use http::{Request, Response};
use http_body::Body as _;
use hyper::{
    body::Incoming,
    rt::{Executor, Sleep, Timer},
    server::conn::http2,
    service::service_fn,
};

use super::{
    Session,
    bodies::Outgoing,
    extended_connect::{Asked, Told},
};
use crate::{
    body::{Body, BoxError},
    limits::Limits,
    serve::{
        Service, guard,
        io::Io,
        watch::{CLOSE, END, EXPIRE, Phase, Vitals},
    },
};

pub(super) type Builder = http2::Builder<Tasks>;

const PREFACE: &[u8] = b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n";

pub(super) fn builder(limits: &Limits) -> Builder {
    let mut builder = http2::Builder::new(Tasks);
    // The windows are what a client may make the server buffer: for each stream, and for all of a connection.
    builder.initial_stream_window_size(64 * 1024).initial_connection_window_size(1024 * 1024);
    builder.max_concurrent_streams(100).max_send_buf_size(256 * 1024);
    // 100 header lines of 32 KiB together is what HTTP/1 gets; a header list counts 32 more bytes for each line.
    builder.max_header_list_size(u32::try_from(limits.head_bytes_max).unwrap_or(u32::MAX));
    // Streams that a client opens and resets (CVE-2023-44487), and those that it makes us reset (CVE-2025-8671).
    builder.max_pending_accept_reset_streams(20).max_local_error_reset_streams(256);
    builder.enable_connect_protocol();
    builder.timer(Clock).keep_alive_interval(Duration::from_secs(30)).keep_alive_timeout(Duration::from_secs(20));
    builder
}

/// How a connection begins.
pub(super) enum Start {
    Http1,
    Http2,
    /// Some of the preface, and then nothing.
    Late,
    Closed,
}

/// Reads until it is clear what the client speaks, and puts back what was read.
pub(super) async fn start(io: &mut Io, vitals: &Vitals) -> Start {
    let mut seen = BytesMut::new();
    poll_fn(|context| {
        loop {
            let before = seen.len();
            match io.poll_receive(context, 8 * 1024, |bytes| seen.extend_from_slice(bytes)) {
                Poll::Ready(Err(_)) => return Poll::Ready(Start::Closed),
                Poll::Ready(Ok(())) => {}
                Poll::Pending if vitals.orders() & (END | CLOSE) != 0 => return Poll::Ready(Start::Closed),
                Poll::Pending if vitals.orders() & EXPIRE != 0 => {
                    return Poll::Ready(if seen.is_empty() { Start::Closed } else { Start::Late });
                }
                Poll::Pending => return Poll::Pending,
            }
            let compared = seen.len().min(PREFACE.len());
            if seen[..compared] == PREFACE[..compared] {
                if compared == PREFACE.len() {
                    io.put_back(seen.split().freeze());
                    return Poll::Ready(Start::Http2);
                }
                if seen.len() > before {
                    continue;
                }
            }
            io.put_back(seen.split().freeze());
            return Poll::Ready(Start::Http1);
        }
    })
    .await
}

pub(super) async fn serve<S: Service>(io: Io, session: &Arc<Session<S>>) {
    let vitals = &session.vitals;
    vitals.enter(Phase::Preface);
    let told = Arc::new(Told::new());
    let service = {
        let (session, told) = (session.clone(), told.clone());
        service_fn(move |request| {
            let stream = Stream::open(&session.vitals);
            let (session, told) = (session.clone(), told.clone());
            async move {
                let response = answer(&session, request, &told).await;
                Ok::<_, Infallible>(response.map(|body| Streaming::new(Outgoing::new(body), stream)))
            }
        })
    };
    let mut connection = Box::pin(session.protocols.http2.serve_connection(io, service));
    let mut ends = false;
    let result = poll_fn(|context| {
        vitals.attach(context);
        if let Poll::Ready(result) = connection.as_mut().poll(context) {
            return Poll::Ready(result);
        }
        let orders = vitals.orders();
        if orders & CLOSE != 0 {
            told.close();
            return Poll::Ready(Ok(()));
        }
        if orders & END != 0 && !ends {
            if vitals.phase() == Phase::Preface {
                return Poll::Ready(Ok(()));
            }
            ends = true;
            told.end();
            connection.as_mut().graceful_shutdown();
            if let Poll::Ready(result) = connection.as_mut().poll(context) {
                return Poll::Ready(result);
            }
            // A client that does not answer the last ping is not waited for.
            if vitals.streams() == 0 {
                vitals.enter(Phase::Linger);
            }
        }
        Poll::Pending
    })
    .await;
    if let Err(error) = result {
        tracing::debug!(peer = %session.peer.address, %error, "connection failed");
    }
}

async fn answer<S: Service>(session: &Session<S>, mut request: Request<Incoming>, told: &Told) -> Response<Body> {
    let service = &session.protocols.service;
    let asked = Asked::by(&mut request);
    match guard::refusal(&request, service.limits().target_bytes_max) {
        None => {
            let has_body = asked.is_none() && !request.body().is_end_stream();
            let request = request.map(|body| if has_body { Body::new(body) } else { Body::empty() });
            let mut response = service.call(request, session.peer).await;
            if let Some(asked) = asked {
                asked.answered(&mut response, Stream::open(&session.vitals), told);
            }
            response
        }
        Some((status, text)) => service.refuse(status, text.into()),
    }
}

/// Counts an open stream for as long as it lives.
pub(super) struct Stream(Arc<Vitals>);

impl Stream {
    fn open(vitals: &Arc<Vitals>) -> Self {
        vitals.stream_opened();
        Self(vitals.clone())
    }
}

impl Drop for Stream {
    fn drop(&mut self) {
        self.0.stream_closed();
    }
}

/// Is a response's body, whose stream is open until its end.
struct Streaming {
    body: Outgoing,
    stream: Stream,
    /// Whether the next piece waits for room in the client's windows: hyper does not ask for it before.
    is_blocked: bool,
}

impl Streaming {
    fn new(body: Outgoing, stream: Stream) -> Self {
        let is_blocked = !body.is_end_stream();
        if is_blocked {
            stream.0.body_blocked();
        }
        Self { body, stream, is_blocked }
    }
}

impl Drop for Streaming {
    fn drop(&mut self) {
        if self.is_blocked {
            self.stream.0.body_asked();
        }
    }
}

impl http_body::Body for Streaming {
    type Data = Bytes;
    type Error = BoxError;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<http_body::Frame<Bytes>, BoxError>>> {
        if std::mem::take(&mut self.is_blocked) {
            self.stream.0.body_asked();
        }
        let frame = ready!(Pin::new(&mut self.body).poll_frame(context));
        if matches!(frame, Some(Ok(_))) {
            self.is_blocked = true;
            self.stream.0.body_blocked();
        }
        Poll::Ready(frame)
    }

    fn is_end_stream(&self) -> bool {
        self.body.is_end_stream()
    }

    fn size_hint(&self) -> http_body::SizeHint {
        self.body.size_hint()
    }
}

/// Runs streams as tasks.
#[derive(Clone)]
pub(super) struct Tasks;

impl<F: Future<Output: Send> + Send + 'static> Executor<F> for Tasks {
    fn execute(&self, future: F) {
        brigade_scheduler::spawn(future);
    }
}

/// Tells hyper the time, for its pings.
struct Clock;

impl Timer for Clock {
    fn sleep(&self, duration: Duration) -> Pin<Box<dyn Sleep>> {
        Box::pin(Sleeping(Box::pin(tokio::time::sleep(duration))))
    }

    fn sleep_until(&self, deadline: Instant) -> Pin<Box<dyn Sleep>> {
        Box::pin(Sleeping(Box::pin(tokio::time::sleep_until(deadline.into()))))
    }
}

struct Sleeping(Pin<Box<tokio::time::Sleep>>);

impl Future for Sleeping {
    type Output = ();

    fn poll(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<()> {
        ready!(self.0.as_mut().poll(context));
        Poll::Ready(())
    }
}

impl Sleep for Sleeping {}
