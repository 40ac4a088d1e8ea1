//! Carries the bytes of requests and responses.

use std::{
    any::Any,
    pin::Pin,
    task::{Context, Poll},
};

use bytes::Bytes;
use http_body::{Frame, SizeHint};

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
pub(crate) struct After(Option<Box<dyn FnOnce() + Send>>);

impl After {
    pub(crate) fn new(function: impl FnOnce() + Send + 'static) -> Self {
        Self(Some(Box::new(function)))
    }
}

impl Drop for After {
    fn drop(&mut self) {
        if let Some(function) = self.0.take() {
            function();
        }
    }
}

#[derive(Default)]
enum Kind {
    #[default]
    Empty,
    Full(Bytes),
    Stream(BoxBody),
}

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
            Kind::Stream(_) => None,
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
        match &mut self.kind {
            Kind::Empty => Poll::Ready(None),
            Kind::Full(bytes) => {
                let bytes = std::mem::take(bytes);
                self.kind = Kind::Empty;
                Poll::Ready(Some(Ok(Frame::data(bytes))))
            }
            Kind::Stream(body) => body.as_mut().poll_frame(context),
        }
    }

    fn is_end_stream(&self) -> bool {
        match &self.kind {
            Kind::Empty => true,
            Kind::Full(_) => false,
            Kind::Stream(body) => body.is_end_stream(),
        }
    }

    fn size_hint(&self) -> SizeHint {
        match &self.kind {
            Kind::Empty => SizeHint::with_exact(0),
            Kind::Full(bytes) => SizeHint::with_exact(bytes.len() as u64),
            Kind::Stream(body) => body.size_hint(),
        }
    }
}

impl std::fmt::Debug for Body {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.write_str(match self.kind {
            Kind::Empty => "Body(empty)",
            Kind::Full(_) => "Body(full)",
            Kind::Stream(_) => "Body(stream)",
        })
    }
}
