//! Reads and writes a connection's bytes, and shows in its [`Vitals`] what that says about the client.

use std::{
    cell::RefCell,
    io,
    pin::Pin,
    sync::Arc,
    task::{Context, Poll, ready},
};

use bytes::{Buf, Bytes};
use http::StatusCode;
use tokio::{
    io::{AsyncRead, AsyncWrite, ReadBuf},
    net::TcpStream,
};

use super::watch::{LOOK, Phase, Vitals};

/// The largest single read. One buffer a thread is shared by all connections, so that none of them holds one, and
/// nothing is zeroed for each read.
const READ_BYTES_MAX: usize = 64 * 1024;

thread_local! {
    static SCRATCH: RefCell<Box<[u8]>> = RefCell::new(vec![0; READ_BYTES_MAX].into_boxed_slice());
}

/// Is a connection as HTTP sees it.
pub(super) struct Io {
    stream: TcpStream,
    /// Bytes that were read before HTTP was asked.
    ahead: Bytes,
    vitals: Arc<Vitals>,
    /// The status of the answer that the protocol wrote by itself, because a head was no head.
    refused: Option<StatusCode>,
    ended: bool,
}

impl Io {
    pub(super) fn new(stream: TcpStream, vitals: Arc<Vitals>) -> Self {
        Self { stream, ahead: Bytes::new(), vitals, refused: None, ended: false }
    }

    /// Puts bytes back that were read too early.
    pub(super) fn put_back(&mut self, bytes: Bytes) {
        self.ahead = if self.ahead.is_empty() { bytes } else { [bytes, self.ahead.split_off(0)].concat().into() };
    }

    pub(super) fn has_ahead(&self) -> bool {
        !self.ahead.is_empty()
    }

    /// Takes the status of an answer that was held back.
    pub(super) fn take_refused(&mut self) -> Option<StatusCode> {
        self.refused.take()
    }

    /// Tells if the client has said that nothing more will come.
    pub(super) fn has_ended(&self) -> bool {
        self.ended
    }

    pub(super) fn is_refused(&self) -> bool {
        self.refused.is_some()
    }

    /// Is ready when there is something to read, be it the end.
    pub(super) fn poll_readable(&self, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        self.stream.poll_read_ready(context)
    }

    /// Reads up to `room` bytes and gives them to `take`; the end is no bytes.
    pub(super) fn poll_receive<T>(
        &mut self,
        context: &mut Context<'_>,
        room: usize,
        take: impl FnOnce(&[u8]) -> T,
    ) -> Poll<io::Result<T>> {
        if !self.ahead.is_empty() {
            let length = room.min(self.ahead.len());
            let taken = take(&self.ahead[..length]);
            self.ahead.advance(length);
            return Poll::Ready(Ok(taken));
        }
        SCRATCH.with_borrow_mut(|scratch| {
            let room = room.min(scratch.len());
            let mut buffer = ReadBuf::new(&mut scratch[..room]);
            match Pin::new(&mut self.stream).poll_read(context, &mut buffer) {
                Poll::Ready(Ok(())) => {
                    if buffer.filled().is_empty() {
                        self.ended = true;
                    } else {
                        self.vitals.received();
                    }
                    Poll::Ready(Ok(take(buffer.filled())))
                }
                Poll::Ready(Err(error)) => Poll::Ready(Err(error)),
                Poll::Pending => {
                    self.vitals.starved();
                    Poll::Pending
                }
            }
        })
    }

    /// Writes some of `bytes`.
    pub(super) fn poll_send(&mut self, context: &mut Context<'_>, bytes: &[u8]) -> Poll<io::Result<usize>> {
        // Nothing was asked yet, so this is the protocol's own answer to a head that it could not read. It is held
        // back, for the service to say the same in its own words.
        if self.vitals.phase() == Phase::Head
            && let Some(status) = bytes.get(9..12).and_then(|digits| StatusCode::from_bytes(digits).ok())
        {
            self.refused = Some(status);
            return Poll::Ready(Ok(bytes.len()));
        }
        match Pin::new(&mut self.stream).poll_write(context, bytes) {
            Poll::Ready(result) => {
                self.vitals.sent(bytes.len());
                Poll::Ready(result)
            }
            Poll::Pending => {
                self.vitals.stalled();
                Poll::Pending
            }
        }
    }

    /// Does nothing, TCP having no buffer here; but fails if the client was to be looked for and has left.
    ///
    /// To look once more costs nothing while the socket has nothing to say, and when it has, it wakes the task. So an answer
    /// that was looked at once, and goes on, is looked at by each poll.
    pub(super) fn poll_flush(&mut self, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        let phase = self.vitals.phase();
        if self.vitals.orders() & LOOK == 0 && phase != Phase::Stream {
            return Poll::Ready(Ok(()));
        }
        self.vitals.discard(LOOK);
        let mut byte = [0];
        match self.stream.poll_peek(context, &mut ReadBuf::new(&mut byte)) {
            Poll::Ready(Ok(0)) => {
                return Poll::Ready(Err(io::Error::new(io::ErrorKind::BrokenPipe, "the client left")));
            }
            Poll::Ready(Err(error)) => return Poll::Ready(Err(error)),
            // The end is behind the next request, where only another order finds it.
            Poll::Ready(Ok(_)) if phase == Phase::Stream => self.vitals.rename(Phase::Answer),
            Poll::Pending if phase == Phase::Answer => self.vitals.rename(Phase::Stream),
            Poll::Ready(Ok(_)) | Poll::Pending => {}
        }
        Poll::Ready(Ok(()))
    }

    /// Says that nothing more will be written; unless an answer is held back, which will be.
    pub(super) fn poll_shutdown(&mut self, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        if self.refused.is_some() {
            return Poll::Ready(Ok(()));
        }
        Pin::new(&mut self.stream).poll_shutdown(context)
    }

    /// Writes `bytes` whole.
    pub(super) fn poll_send_all(&mut self, context: &mut Context<'_>, bytes: &mut Bytes) -> Poll<io::Result<()>> {
        while !bytes.is_empty() {
            match ready!(Pin::new(&mut self.stream).poll_write(context, bytes))? {
                0 => return Poll::Ready(Err(io::ErrorKind::WriteZero.into())),
                written => bytes.advance(written),
            }
        }
        Poll::Ready(Ok(()))
    }

    /// Reads and forgets, at most `bytes_max`; ready at the end.
    pub(super) fn poll_discard(&mut self, context: &mut Context<'_>, bytes_max: &mut usize) -> Poll<io::Result<()>> {
        while *bytes_max > 0 && !self.ended {
            *bytes_max -= ready!(self.poll_receive(context, *bytes_max, <[u8]>::len))?;
        }
        if self.ended { Poll::Ready(Ok(())) } else { Poll::Pending }
    }
}

/// For the protocols that come after HTTP.
impl AsyncRead for Io {
    fn poll_read(self: Pin<&mut Self>, context: &mut Context<'_>, buffer: &mut ReadBuf<'_>) -> Poll<io::Result<()>> {
        let room = buffer.remaining();
        self.get_mut().poll_receive(context, room, |bytes| buffer.put_slice(bytes))
    }
}

impl AsyncWrite for Io {
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
