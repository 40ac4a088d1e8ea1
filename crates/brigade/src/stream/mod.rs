//! Answers piece by piece: bytes, lines of JSON, server-sent events.
//!
//! What is sent comes from a stream, from an iterator or from a function that sends; [`body`] sends it. A piece is written
//! when the client has room for it, so no more than a few are gathered for one that reads slowly.

mod body;
mod event;
mod iterate;
mod produce;

use std::{
    fmt,
    future::Future,
    io::{self, Read},
    iter,
    marker::PhantomData,
    pin::Pin,
    task::{Context, Poll},
    time::Duration,
};

use bytes::Bytes;
use http::{HeaderValue, StatusCode, header};
use http_body::Frame;
use pin_project_lite::pin_project;
use serde::Serialize;

pub(crate) use self::event::plain;
use self::{
    body::{SILENCE_MAX, Streaming},
    iterate::Iterated,
    produce::Produced,
};
pub use self::{
    event::{Event, EventData},
    produce::StreamSender,
};
use crate::{
    ambient::{Ambient, current, enter},
    body::{Body, BoxError},
    error::{Error, Result},
    json,
    limits::NEVER,
    model::Model,
    respond::{Respond, Response},
    spec::{Answers, Content},
};

/// Is how much of a reader is sent at once, at most.
const PIECE_BYTES: usize = 64 * 1024;

/// Is what is sent at once, or why nothing more is.
pub(crate) type Piece = std::result::Result<Bytes, BoxError>;

/// Stands for items of any type, which the document does not describe: `JsonLines` and `EventStream` without a type.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Untyped {}

/// Is what a stream of the type `A` consists of.
///
/// For [`Stream`] that is text or bytes, for [`JsonLines<T>`] a `T`, and for [`EventStream<T>`] a `T` or an
/// [`Event<T>`]; without a type, any [`Model`] that serialises. And for each of them a `Result`, whose error breaks the
/// stream off.
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot be an item of `{A}`",
    label = "neither an item nor a `Result` of one",
    note = "the items of a `Stream` are `Bytes`, `Vec<u8>`, `String` or `&'static str`",
    note = "the items of `JsonLines<T>` and `EventStream<T>` are of the type `T`, or without one, of any type that is a `Model` and serialises"
)]
pub trait StreamItem<A> {
    /// Writes the item as it is sent.
    #[doc(hidden)]
    fn encode(self) -> std::result::Result<Bytes, BoxError>;
}

impl<A, T: StreamItem<A>, E: Into<BoxError>> StreamItem<A> for std::result::Result<T, E> {
    fn encode(self) -> std::result::Result<Bytes, BoxError> {
        self.map_err(Into::into)?.encode()
    }
}

macro_rules! chunks {
    ($($chunk:ty)*) => {$(
        impl StreamItem<Stream> for $chunk {
            fn encode(self) -> std::result::Result<Bytes, BoxError> {
                Ok(self.into())
            }
        }
    )*};
}

chunks! { Bytes Vec<u8> String &'static str &'static [u8] }

impl<T: Model + Serialize> StreamItem<JsonLines<T>> for T {
    fn encode(self) -> std::result::Result<Bytes, BoxError> {
        Ok(json::to_line(&self)?)
    }
}

impl<T: Model + Serialize> StreamItem<JsonLines<Untyped>> for T {
    fn encode(self) -> std::result::Result<Bytes, BoxError> {
        Ok(json::to_line(&self)?)
    }
}

impl<T: Model + Serialize> StreamItem<EventStream<T>> for T {
    fn encode(self) -> std::result::Result<Bytes, BoxError> {
        event::plain(&self)
    }
}

impl<T: Model + Serialize> StreamItem<EventStream<Untyped>> for T {
    fn encode(self) -> std::result::Result<Bytes, BoxError> {
        event::plain(&self)
    }
}

/// Answers bytes as they come, of any media type; with a type, takes the items that a plain function sends while it works.
///
/// ```
/// use brigade::{Stream, get};
///
/// #[get("/story")]
/// fn story() -> Stream {
///     Stream::from_iter(["Once upon a time", " there was a burger."])
/// }
/// ```
///
/// An item that is an error, and a panic, break the stream off: its client sees that something is missing. A client that
/// leaves ends it where it waits.
///
/// As an argument, `Stream<T>` is where a function sends its answer, item by item: server-sent events if the request's
/// `Accept` asks for `text/event-stream`, and otherwise lines of JSON.
///
/// ```
/// use brigade::{Cancelled, Stream, get};
///
/// #[get("/primes")]
/// fn primes(below: u32, out: Stream<u32>) -> Result<(), Cancelled> {
///     for number in 2..below {
///         if (2..number).all(|divisor| number % divisor != 0) {
///             out.send(number)?;
///         }
///     }
///     Ok(())
/// }
/// ```
///
/// The function is a plain `fn` on the pool that returns nothing or a `Result<(), E>`. [`send`](Stream::send) blocks while
/// 16 items wait for the client, and fails once the client has left, so `?` ends the work. Until the first item is sent,
/// an error is answered as any operation's; later it breaks the stream off. The operation's deadline is for the first item.
pub struct Stream<T: StreamRole = Untyped> {
    pub(crate) held: T::Held,
}

/// Is what a [`Stream`] is of: of bytes, or of the items that a function sends.
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot be an item of a `Stream`",
    label = "not a `Model` that serialises",
    note = "derive both: `#[derive(serde::Serialize, brigade::Model)]`"
)]
#[doc(hidden)]
pub trait StreamRole {
    /// What the stream holds.
    type Held;
}

impl StreamRole for Untyped {
    type Held = Source;
}

/// Is where the bytes of an answer come from.
#[derive(Debug)]
pub struct Source {
    media_type: Option<&'static str>,
    body: Body,
}

impl<T: StreamRole<Held: fmt::Debug>> fmt::Debug for Stream<T> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_tuple("Stream").field(&self.held).finish()
    }
}

impl Stream {
    /// Says what the bytes are: the answer's `content-type`, without which there is none.
    ///
    /// For the document, implement [`Respond`] for a type of your own around the stream, with [`Answers::media`].
    #[must_use]
    pub fn media_type(mut self, media_type: &'static str) -> Self {
        self.held.media_type = Some(media_type);
        self
    }

    /// Sends what `reader` gives until it ends, such as an open file. It is read on the pool, up to 64 KiB at a time, as the
    /// client takes it.
    pub fn from_reader(mut reader: impl Read + Send + 'static) -> Self {
        let mut buffer = vec![0; PIECE_BYTES];
        Self::from_iter(iter::from_fn(move || {
            loop {
                return match reader.read(&mut buffer) {
                    Ok(0) => None,
                    // A copy: what a slow reader gives at a time is far less than the buffer.
                    Ok(length) => Some(Ok(Bytes::copy_from_slice(&buffer[..length]))),
                    Err(error) if error.kind() == io::ErrorKind::Interrupted => continue,
                    Err(error) => Some(Err(error)),
                };
            }
        }))
    }

    fn over(body: Body) -> Self {
        Self { held: Source { media_type: None, body } }
    }
}

/// Answers items as JSON, each on a line of its own: `application/jsonl`.
///
/// ```
/// use brigade::{JsonLines, get};
///
/// #[get("/numbers")]
/// fn numbers(below: u64) -> JsonLines<u64> {
///     JsonLines::from_iter(0..below)
/// }
/// ```
///
/// An item that is an error, and a panic, break the stream off: its client sees that something is missing. A client that
/// leaves ends it where it waits.
#[derive(Debug)]
pub struct JsonLines<T = Untyped> {
    source: Body,
    item: PhantomData<fn() -> T>,
}

impl<T> JsonLines<T> {
    pub(crate) fn over(source: Body) -> Self {
        Self { source, item: PhantomData }
    }
}

/// Answers server-sent events, which browsers take with `EventSource`.
///
/// Each item is an event: a `T` is its data, as JSON; an [`Event<T>`] may have a name, an id and more. While there are none,
/// a comment every 15 s keeps the connection open.
///
/// ```
/// use std::time::Duration;
///
/// use brigade::{EventStream, get};
///
/// #[get("/countdown")]
/// async fn countdown(from: u32) -> EventStream<u32> {
///     EventStream::produce(move |sender| async move {
///         for left in (0..=from).rev() {
///             sender.send(left).await?;
///             tokio::time::sleep(Duration::from_secs(1)).await;
///         }
///         Ok(())
///     })
/// }
/// ```
///
/// An item that is an error, and a panic, break the stream off: browsers connect again then. A client that leaves ends it
/// where it waits.
#[derive(Debug)]
pub struct EventStream<T = Untyped> {
    source: Body,
    silence_max: Duration,
    has_end: bool,
    item: PhantomData<fn() -> T>,
}

impl<T> EventStream<T> {
    /// Sends a comment after so long without an event, instead of 15 s: for proxies that are less patient.
    #[must_use]
    pub fn keep_alive(mut self, silence_max: Duration) -> Self {
        self.silence_max = silence_max.min(NEVER);
        self
    }

    pub(crate) fn over(source: Body) -> Self {
        Self { source, silence_max: SILENCE_MAX, has_end: false, item: PhantomData }
    }

    /// Has it go on to its end when the server is about to stop, as every other answer does.
    pub(crate) fn with_end(mut self) -> Self {
        self.has_end = true;
        self
    }
}

macro_rules! sources {
    ($($answer:ident [$($item:ident)?])*) => {$(
        impl$(<$item: 'static>)? $answer$(<$item>)? {
            /// Sends the items of `stream`, which is polled beside the connections as the client reads.
            pub fn new<S>(stream: S) -> Self
            where
                S: futures_core::Stream<Item: StreamItem<Self>> + Send + 'static,
            {
                Self::over(Body::new(Polled::new(Encoded { stream, answer: PhantomData::<fn() -> Self> })))
            }

            /// Sends the items of `items`, which are taken on the pool: they may be computed, or read from files.
            #[expect(clippy::should_implement_trait, reason = "an item may be several types, and `FromIterator` knows one")]
            pub fn from_iter<I>(items: I) -> Self
            where
                I: IntoIterator<Item: StreamItem<Self> + 'static, IntoIter: Send + 'static>,
            {
                Self::over(Body::placed(Iterated::new(Box::new(items.into_iter().map(StreamItem::<Self>::encode)))))
            }

            /// Sends what `function` sends. It runs beside the connections, as far as the client reads; the stream is over
            /// when it returns and every clone of its sender is gone, and breaks off with its error.
            pub fn produce<F, R>(function: F) -> Self
            where
                F: FnOnce(StreamSender<Self>) -> R + Send + 'static,
                R: Future<Output = Result<()>> + Send + 'static,
            {
                Self::over(Body::new(Polled::new(Produced::new(function))))
            }
        }
    )*};
}

sources! { Stream[] JsonLines[T] EventStream[T] }

pin_project! {
    /// Is a stream whose items are written as those of the answer `A`.
    struct Encoded<S, A> {
        #[pin]
        stream: S,
        answer: PhantomData<fn() -> A>,
    }
}

impl<A, S: futures_core::Stream<Item: StreamItem<A>>> futures_core::Stream for Encoded<S, A> {
    type Item = Piece;

    fn poll_next(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Piece>> {
        self.project().stream.poll_next(context).map(|item| item.map(StreamItem::encode))
    }
}

pin_project! {
    /// Is a body of what is sent.
    pub(crate) struct Polled<S> {
        #[pin]
        stream: S,
        // What the stream is made for.
        ambient: Option<Ambient>,
    }
}

impl<S> Polled<S> {
    pub(crate) fn new(stream: S) -> Self {
        Self { stream, ambient: current().map(Ambient::later) }
    }
}

impl<S: futures_core::Stream<Item = Piece>> http_body::Body for Polled<S> {
    type Data = Bytes;
    type Error = BoxError;

    fn poll_frame(
        self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<std::result::Result<Frame<Bytes>, BoxError>>> {
        let this = self.project();
        let _entered = enter(this.ambient);
        this.stream.poll_next(context).map(|piece| piece.map(|piece| piece.map(Frame::data)))
    }
}

impl Respond for Stream {
    fn respond(self, status: Option<StatusCode>) -> Result<Response> {
        let Source { media_type, body } = self.held;
        let media_type = media_type.map(HeaderValue::from_str).transpose().map_err(Error::internal)?;
        Ok(response(status, media_type, Streaming::new(body)))
    }

    fn answers() -> Answers {
        Answers::undescribed()
    }
}

impl<T: Item> Respond for JsonLines<T> {
    fn respond(self, status: Option<StatusCode>) -> Result<Response> {
        Ok(response(status, Some(HeaderValue::from_static("application/jsonl")), Streaming::new(self.source)))
    }

    fn answers() -> Answers {
        Answers { status: None, content: Content::JsonLines(T::SCHEMA), errors: Vec::new() }
    }
}

impl<T: Item> Respond for EventStream<T> {
    fn respond(self, status: Option<StatusCode>) -> Result<Response> {
        let media_type = HeaderValue::from_static("text/event-stream; charset=utf-8");
        let mut response =
            response(status, Some(media_type), Streaming::of_events(self.source, self.silence_max, self.has_end));
        let headers = response.headers_mut();
        headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-cache"));
        // nginx would gather events before it passes them on.
        headers.insert("x-accel-buffering", HeaderValue::from_static("no"));
        Ok(response)
    }

    fn answers() -> Answers {
        Answers { status: None, content: Content::Events(T::SCHEMA), errors: Vec::new() }
    }
}

/// Is the type that the document says of items, or [`Untyped`].
trait Item {
    const SCHEMA: Option<crate::spec::Schema>;
}

impl<T: Model> Item for T {
    const SCHEMA: Option<crate::spec::Schema> = Some(T::schema);
}

impl Item for Untyped {
    const SCHEMA: Option<crate::spec::Schema> = None;
}

fn response(status: Option<StatusCode>, media_type: Option<HeaderValue>, body: Streaming) -> Response {
    let mut response = Response::new(Body::placed(body));
    if let Some(status) = status {
        *response.status_mut() = status;
    }
    if let Some(media_type) = media_type {
        response.headers_mut().insert(header::CONTENT_TYPE, media_type);
    }
    response
}
