//! Has jobs of the pool make the pieces of a body that take work or a disk.

use std::{
    pin::Pin,
    task::{Context, Poll, ready},
};

use brigade_scheduler::{Call, JobError, Operation};
use bytes::Bytes;
use http_body::{Frame, SizeHint};

use super::{BoxError, Placed};
use crate::ambient::{Ambient, current, enter};

/// Is one piece of a body; `None` at the end.
pub(crate) type Piece = Option<Result<Bytes, BoxError>>;

/// Makes the pieces of a body by what may block: it works, or reads a disk.
pub(crate) trait Blocking: Send + 'static {
    /// Returns the next piece if it is there without work or waiting, and otherwise leaves everything as it is.
    fn poll_ready(&mut self) -> Poll<Piece> {
        Poll::Pending
    }

    /// Makes the next piece.
    fn next(&mut self) -> Piece;

    /// Returns how many bytes are left, as far as that is known.
    fn size_hint(&self) -> SizeHint {
        SizeHint::default()
    }
}

/// Has an operation's jobs make the pieces that are not there yet, once it is known which operation's.
pub(super) struct Work {
    operation: Option<Operation>,
    stage: Stage,
}

enum Stage {
    Resting(Box<dyn Blocking>),
    /// What is left is known while the pieces are away.
    Running(Call<(Box<dyn Blocking>, Piece)>, SizeHint),
    Ended,
}

impl Work {
    pub(super) fn new(pieces: impl Blocking) -> Self {
        Self { operation: None, stage: Stage::Resting(Box::new(pieces)) }
    }

    fn poll_piece(&mut self, context: &mut Context<'_>) -> Poll<Piece> {
        loop {
            match std::mem::replace(&mut self.stage, Stage::Ended) {
                Stage::Ended => return Poll::Ready(None),
                Stage::Resting(mut pieces) => {
                    let piece = match (pieces.poll_ready(), &self.operation) {
                        (Poll::Ready(piece), _) => piece,
                        (Poll::Pending, None) => pieces.next(),
                        (Poll::Pending, Some(operation)) => {
                            let left = pieces.size_hint();
                            let job = operation.resume(0, move || {
                                let piece = pieces.next();
                                (pieces, piece)
                            });
                            self.stage = Stage::Running(job, left);
                            continue;
                        }
                    };
                    return Poll::Ready(self.rest(pieces, piece));
                }
                Stage::Running(mut job, left) => match Pin::new(&mut job).poll(context) {
                    Poll::Ready(Ok((pieces, piece))) => return Poll::Ready(self.rest(pieces, piece)),
                    Poll::Ready(Err(error)) => return Poll::Ready(Some(Err(broken(error)))),
                    Poll::Pending => {
                        self.stage = Stage::Running(job, left);
                        return Poll::Pending;
                    }
                },
            }
        }
    }

    /// Keeps `pieces` for the next one, if there is to be one.
    fn rest(&mut self, pieces: Box<dyn Blocking>, piece: Piece) -> Piece {
        if matches!(piece, Some(Ok(_))) {
            self.stage = Stage::Resting(pieces);
        }
        piece
    }
}

impl Placed for Work {
    fn place(&mut self, operation: &Operation) {
        self.operation.get_or_insert_with(|| operation.clone());
    }
}

impl http_body::Body for Work {
    type Data = Bytes;
    type Error = BoxError;

    fn poll_frame(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Result<Frame<Bytes>, BoxError>>> {
        Poll::Ready(ready!(self.poll_piece(context)).map(|piece| piece.map(Frame::data)))
    }

    fn is_end_stream(&self) -> bool {
        matches!(self.stage, Stage::Ended)
    }

    fn size_hint(&self) -> SizeHint {
        match &self.stage {
            Stage::Resting(pieces) => pieces.size_hint(),
            Stage::Running(_, left) => *left,
            Stage::Ended => SizeHint::with_exact(0),
        }
    }
}

/// Is an iterator, whose items are the pieces, and what it works for.
pub(super) struct Iterated<I> {
    items: I,
    ambient: Option<Ambient>,
}

impl<I> Iterated<I> {
    pub(super) fn new(items: I) -> Self {
        Self { items, ambient: current().map(Ambient::later) }
    }
}

impl<I, B, E> Blocking for Iterated<I>
where
    I: Iterator<Item = Result<B, E>> + Send + 'static,
    B: Into<Bytes>,
    E: Into<BoxError>,
{
    fn next(&mut self) -> Piece {
        let _entered = enter(&mut self.ambient);
        Some(self.items.next()?.map(Into::into).map_err(Into::into))
    }
}

fn broken(error: JobError) -> BoxError {
    match error {
        JobError::Panicked(_) => "a panic".into(),
        error => error.to_string().into(),
    }
}
