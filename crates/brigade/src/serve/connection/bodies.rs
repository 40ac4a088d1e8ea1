//! Wraps bodies on their way between hyper and the service.

use std::{
    future::poll_fn,
    pin::Pin,
    sync::{Arc, Mutex, PoisonError},
    task::{Context, Poll, ready},
};

use bytes::Bytes;
use http_body::{Body as _, Frame, SizeHint};
use hyper::body::Incoming;

use crate::{
    body::{Body, BoxError},
    serve::watch::Vitals,
};

/// Bytes of a request body that nobody has read for which a connection may be kept.
const SKIPPED_BYTES_MAX: u64 = 8 * 1024;
/// How often hyper gets a turn to hand over what it has read: it does when it is asked, but not at once.
const TURNS: u8 = 2;

/// Bytes of a response body that are copied next to the head, to be sent with it in one system call.
const PIECE_BYTES_MAX: usize = 128 * 1024;

/// Is the body of a request, and notes how much of it nobody has read.
pub(super) struct Arriving {
    incoming: Option<Incoming>,
    vitals: Arc<Vitals>,
    unread: Unread,
}

/// Is where a short body is left that nobody has read to its end.
#[derive(Clone, Default)]
pub(super) struct Unread(Arc<Mutex<Option<Incoming>>>);

impl Arriving {
    /// Passes `incoming` on, and leaves the rest of it in `unread` if it is at most [`SKIPPED_BYTES_MAX`] long.
    pub(super) fn new(incoming: Incoming, vitals: Arc<Vitals>, unread: Unread) -> Self {
        vitals.set_unread(incoming.size_hint().exact().unwrap_or(u64::MAX));
        Self { incoming: Some(incoming), vitals, unread }
    }

    fn incoming(&self) -> &Incoming {
        self.incoming.as_ref().expect("it is there until it is dropped")
    }
}

impl Unread {
    /// Forgets what is left of the body if it has come; false if it has not.
    ///
    /// Of a body that nobody reads hyper skips what came with the head. If the client sends the body after the head, hyper
    /// closes the connection under its next request, and cannot say so in an answer that has been sent.
    pub(super) async fn skip(self) -> bool {
        let left = self.0.lock().unwrap_or_else(PoisonError::into_inner).take();
        let Some(mut incoming) = left else { return false };
        let mut turns = TURNS;
        poll_fn(|context| {
            loop {
                match Pin::new(&mut incoming).poll_frame(context) {
                    Poll::Ready(Some(Ok(_))) if !incoming.is_end_stream() => {}
                    Poll::Ready(end) => return Poll::Ready(matches!(end, None | Some(Ok(_)))),
                    Poll::Pending if turns == 0 => return Poll::Ready(false),
                    Poll::Pending => {
                        turns -= 1;
                        context.waker().wake_by_ref();
                        return Poll::Pending;
                    }
                }
            }
        })
        .await
    }
}

impl http_body::Body for Arriving {
    type Data = Bytes;
    type Error = hyper::Error;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, hyper::Error>>> {
        let incoming = self.incoming.as_mut().expect("it is there until it is dropped");
        let frame = ready!(Pin::new(incoming).poll_frame(context));
        if frame.is_none() || self.incoming().is_end_stream() {
            self.vitals.set_unread(0);
        }
        Poll::Ready(frame)
    }

    fn is_end_stream(&self) -> bool {
        self.incoming().is_end_stream()
    }

    fn size_hint(&self) -> SizeHint {
        self.incoming().size_hint()
    }
}

impl Drop for Arriving {
    fn drop(&mut self) {
        if self.vitals.unread() != 0
            && let Some(incoming) = self.incoming.take()
            && let Some(rest) = incoming.size_hint().exact()
        {
            self.vitals.set_unread(rest);
            if rest <= SKIPPED_BYTES_MAX {
                *self.unread.0.lock().unwrap_or_else(PoisonError::into_inner) = Some(incoming);
            }
        }
    }
}

/// Is the body of a response, in pieces that are cheap to copy and that a buffer of bounded size can hold.
pub(super) struct Outgoing {
    body: Body,
    rest: Bytes,
}

impl Outgoing {
    pub(super) fn new(body: Body) -> Self {
        Self { body, rest: Bytes::new() }
    }
}

impl http_body::Body for Outgoing {
    type Data = Bytes;
    type Error = BoxError;

    fn poll_frame(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Result<Frame<Bytes>, BoxError>>> {
        let mut data = if self.rest.is_empty() {
            let frame = match ready!(Pin::new(&mut self.body).poll_frame(context)) {
                Some(Ok(frame)) => frame,
                end => return Poll::Ready(end),
            };
            match frame.into_data() {
                Ok(data) => data,
                Err(trailers) => return Poll::Ready(Some(Ok(trailers))),
            }
        } else {
            std::mem::take(&mut self.rest)
        };
        if data.len() > PIECE_BYTES_MAX {
            self.rest = data.split_off(PIECE_BYTES_MAX);
        }
        Poll::Ready(Some(Ok(Frame::data(data))))
    }

    fn is_end_stream(&self) -> bool {
        self.rest.is_empty() && self.body.is_end_stream()
    }

    /// Is asked for before the first piece only.
    fn size_hint(&self) -> SizeHint {
        self.body.size_hint()
    }
}
