//! Is a body that compresses another one as it is read.

use std::{
    pin::Pin,
    task::{Context, Poll},
};

use bytes::Bytes;
use http_body::{Frame, SizeHint};
use pin_project_lite::pin_project;

use super::encoder::Encoder;
use crate::body::BoxError;

/// What is compressed before others get their turn: that takes one or two milliseconds.
pub(super) const BYTES_AT_ONCE: usize = 64 * 1024;

pin_project! {
    /// Compresses `body`.
    pub(super) struct Compressed<B> {
        #[pin]
        body: B,
        // `None` once it has given everything.
        encoder: Option<Encoder>,
        // Has come, but is not compressed yet.
        waiting: Bytes,
        // Whether the encoder may hold something back that has come.
        holds_back: bool,
        trailers: Option<Frame<Bytes>>,
        // What was compressed since others had their turn.
        bytes_spent: usize,
    }
}

impl<B> Compressed<B> {
    pub(super) fn new(body: B, encoder: Encoder) -> Self {
        let (waiting, trailers) = (Bytes::new(), None);
        Self { body, encoder: Some(encoder), waiting, holds_back: false, trailers, bytes_spent: 0 }
    }
}

impl<B> http_body::Body for Compressed<B>
where
    B: http_body::Body<Data = Bytes, Error: Into<BoxError>>,
{
    type Data = Bytes;
    type Error = BoxError;

    fn poll_frame(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Result<Frame<Bytes>, BoxError>>> {
        let mut this = self.project();
        let Some(encoder) = this.encoder else { return Poll::Ready(this.trailers.take().map(Ok)) };
        loop {
            if *this.bytes_spent >= BYTES_AT_ONCE {
                *this.bytes_spent = 0;
                context.waker().wake_by_ref();
                return Poll::Pending;
            }
            if !this.waiting.is_empty() {
                let piece = this.waiting.split_to(this.waiting.len().min(BYTES_AT_ONCE));
                *this.bytes_spent += piece.len();
                *this.holds_back = true;
                let bytes = encoder.write(&piece)?;
                if !bytes.is_empty() {
                    return Poll::Ready(Some(Ok(Frame::data(bytes))));
                }
                continue;
            }
            let Poll::Ready(frame) = this.body.as_mut().poll_frame(context) else {
                *this.bytes_spent = 0;
                // Somebody waits for what has come, and the next may take its time.
                let bytes = if std::mem::take(this.holds_back) { encoder.flush()? } else { Bytes::new() };
                return if bytes.is_empty() { Poll::Pending } else { Poll::Ready(Some(Ok(Frame::data(bytes)))) };
            };
            match frame.transpose().map_err(Into::into)?.map(Frame::into_data) {
                Some(Ok(bytes)) => *this.waiting = bytes,
                trailers_or_end => {
                    *this.trailers = trailers_or_end.and_then(Result::err);
                    break;
                }
            }
        }
        let bytes = this.encoder.take().expect("it was there above").finish()?;
        Poll::Ready(Some(Ok(Frame::data(bytes))))
    }

    fn is_end_stream(&self) -> bool {
        self.encoder.is_none() && self.trailers.is_none()
    }

    fn size_hint(&self) -> SizeHint {
        SizeHint::default()
    }
}

/// Fails where another body has failed.
pub(super) struct Failed(pub(super) Option<BoxError>);

impl http_body::Body for Failed {
    type Data = Bytes;
    type Error = BoxError;

    fn poll_frame(mut self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<Option<Result<Frame<Bytes>, BoxError>>> {
        Poll::Ready(self.0.take().map(Err))
    }
}
