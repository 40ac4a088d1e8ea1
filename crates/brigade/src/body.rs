//! Carries the bytes of requests and responses.

mod work;

use std::{
    any::Any,
    pin::Pin,
    task::{Context, Poll},
};

use brigade_scheduler::Operation;
use bytes::Bytes;
use http_body::{Frame, SizeHint};
use tokio::{sync::watch, time::Instant};

pub(crate) use self::work::{Blocking, Piece};
use self::work::{Iterated, Work};

/// Stands for any error of a body: a lost connection, a limit, a failing stream of the user's.
pub type BoxError = Box<dyn std::error::Error + Send + Sync>;

type BoxBody = Pin<Box<dyn http_body::Body<Data = Bytes, Error = BoxError> + Send>>;

/// Carries the bytes of a request or a response: none, all at once, or as they come.
#[derive(Default)]
pub struct Body {
    kind: Kind,
    after: Option<After>,
}

/// Does something once, when it is dropped.
pub(crate) struct After {
    function: Option<Box<dyn FnOnce(Option<String>) + Send>>,
    failure: Option<String>,
}

impl After {
    /// Has `function` called, with what broke the body off if something did.
    pub(crate) fn new(function: impl FnOnce(Option<String>) + Send + 'static) -> Self {
        Self { function: Some(Box::new(function)), failure: None }
    }
}

impl Drop for After {
    fn drop(&mut self) {
        if let Some(function) = self.function.take() {
            function(self.failure.take());
        }
    }
}

#[derive(Default)]
enum Kind {
    #[default]
    Empty,
    Full(Bytes),
    Stream(BoxBody),
    Placed(Box<dyn Placed>),
}

/// Is a body that goes on once its operation has answered.
pub(crate) trait Placed: http_body::Body<Data = Bytes, Error = BoxError> + Send + Unpin {
    /// Says which operation's jobs do the work that is left; whoever says it first counts.
    fn place(&mut self, operation: &Operation);

    /// Says where to hear that the server is about to stop, and until when the body may go on then.
    fn heed(&mut self, stopping: &Stopping) {
        let _ = stopping;
    }
}

/// Tells bodies that have no end of their own when the server is about to stop, and until when they may go on.
pub(crate) type Stopping = watch::Sender<Option<Instant>>;

impl Body {
    /// Makes a body without bytes.
    #[must_use]
    pub const fn empty() -> Self {
        Self { kind: Kind::Empty, after: None }
    }

    /// Wraps another crate's body.
    pub fn new<B>(body: B) -> Self
    where
        B: http_body::Body<Data = Bytes> + Send + 'static,
        B::Error: Into<BoxError>,
    {
        let mut body = Some(body);
        // A layer that leaves the body as it was shall not make a stream of it.
        match (&mut body as &mut dyn Any).downcast_mut::<Option<Self>>().and_then(Option::take) {
            Some(body) => body,
            None => {
                let body = body.expect("nobody has taken it");
                Kind::Stream(Box::pin(http_body_util::BodyExt::map_err(body, Into::into))).into()
            }
        }
    }

    /// Makes a body of pieces that take work or the disk.
    pub(crate) fn of_blocking(pieces: impl Blocking) -> Self {
        Self::placed(Work::new(pieces))
    }

    /// Makes a body of one that is told where it belongs.
    pub(crate) fn placed(body: impl Placed + 'static) -> Self {
        Kind::Placed(Box::new(body)).into()
    }

    /// Makes a body of what an iterator gives, which may work or wait: in the answer of an operation it is called on the pool,
    /// for each piece when the client has taken the one before.
    ///
    /// An error or a panic breaks the body off, and the client sees that it is not whole.
    ///
    /// ```
    /// use brigade::{Body, Response, get};
    ///
    /// #[get("/primes.txt")]
    /// async fn primes() -> Response {
    ///     let primes = (2_u64..10_000).filter(|n| (2..*n).all(|divisor| n % divisor != 0));
    ///     Response::new(Body::of_iterator(primes.map(|prime| Ok::<_, brigade::BoxError>(format!("{prime}\n")))))
    /// }
    /// ```
    pub fn of_iterator<I, B, E>(pieces: I) -> Self
    where
        I: IntoIterator<Item = Result<B, E>, IntoIter: Send + 'static>,
        B: Into<Bytes>,
        E: Into<BoxError>,
    {
        Self::of_blocking(Iterated::new(pieces.into_iter()))
    }

    /// Has the jobs of `operation` make what takes work or the disk. Before that, whoever asks for a piece makes it.
    pub(crate) fn place(&mut self, operation: &Operation) {
        if let Kind::Placed(body) = &mut self.kind {
            body.place(operation);
        }
    }

    /// Lets it end early, and properly, when the server is about to stop; but only if it would have no end of its own.
    pub(crate) fn heed(&mut self, stopping: &Stopping) {
        if let Kind::Placed(body) = &mut self.kind {
            body.heed(stopping);
        }
    }

    /// Has `after` dropped with the body: once it was sent, or will not be.
    pub(crate) fn follow(&mut self, after: After) {
        self.after = Some(after);
    }

    /// Takes the bytes away, and nothing else.
    pub(crate) fn clear(&mut self) {
        self.kind = Kind::Empty;
    }

    /// Returns the bytes if all of them are here.
    pub(crate) fn ready(&self) -> Option<Bytes> {
        match &self.kind {
            Kind::Empty => Some(Bytes::new()),
            Kind::Full(bytes) => Some(bytes.clone()),
            Kind::Stream(_) | Kind::Placed(_) => None,
        }
    }
}

impl From<Kind> for Body {
    fn from(kind: Kind) -> Self {
        Self { kind, after: None }
    }
}

impl<T: Into<Bytes>> From<T> for Body {
    fn from(bytes: T) -> Self {
        let bytes = bytes.into();
        if bytes.is_empty() { Self::empty() } else { Kind::Full(bytes).into() }
    }
}

impl http_body::Body for Body {
    type Data = Bytes;
    type Error = BoxError;

    fn poll_frame(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Result<Frame<Bytes>, BoxError>>> {
        let this = &mut *self;
        let polled = match &mut this.kind {
            Kind::Empty => Poll::Ready(None),
            Kind::Full(bytes) => {
                let bytes = std::mem::take(bytes);
                this.kind = Kind::Empty;
                Poll::Ready(Some(Ok(Frame::data(bytes))))
            }
            Kind::Stream(body) => body.as_mut().poll_frame(context),
            Kind::Placed(body) => Pin::new(body).poll_frame(context),
        };
        if let (Poll::Ready(Some(Err(error))), Some(after)) = (&polled, &mut this.after) {
            after.failure = Some(error.to_string());
        }
        polled
    }

    fn is_end_stream(&self) -> bool {
        match &self.kind {
            Kind::Empty => true,
            Kind::Full(_) => false,
            Kind::Stream(body) => body.is_end_stream(),
            Kind::Placed(body) => body.is_end_stream(),
        }
    }

    fn size_hint(&self) -> SizeHint {
        match &self.kind {
            Kind::Empty => SizeHint::with_exact(0),
            Kind::Full(bytes) => SizeHint::with_exact(bytes.len() as u64),
            Kind::Stream(body) => body.size_hint(),
            Kind::Placed(body) => body.size_hint(),
        }
    }
}

impl std::fmt::Debug for Body {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.write_str(match self.kind {
            Kind::Empty => "Body(empty)",
            Kind::Full(_) => "Body(full)",
            Kind::Stream(_) | Kind::Placed(_) => "Body(stream)",
        })
    }
}
