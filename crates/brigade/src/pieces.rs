//! Gathers bytes that arrive in pieces, without copying those that are worth keeping as they are.

use bytes::{Bytes, BytesMut};

/// Shorter pieces are copied together: kept as they are, each would cost more than its bytes, and may hold on to a buffer of
/// many times its length.
const SHORT: usize = 4 * 1024;

/// Holds bytes in the order in which they came.
#[derive(Debug, Default)]
pub(crate) struct Pieces {
    before: Vec<Bytes>,
    /// The short pieces since the last long one.
    last: BytesMut,
    bytes: usize,
}

impl Pieces {
    pub(crate) fn push(&mut self, piece: Bytes) {
        self.bytes += piece.len();
        if piece.len() < SHORT {
            self.last.extend_from_slice(&piece);
            return;
        }
        if !self.last.is_empty() {
            self.before.push(std::mem::take(&mut self.last).freeze());
        }
        self.before.push(piece);
    }

    /// Returns how many bytes there are.
    pub(crate) fn len(&self) -> usize {
        self.bytes
    }

    /// Returns the bytes as they were gathered.
    pub(crate) fn into_list(self) -> Vec<Bytes> {
        let Self { mut before, last, .. } = self;
        if !last.is_empty() {
            before.push(last.freeze());
        }
        before
    }

    /// Returns all bytes as one, with a copy if they came in several pieces.
    pub(crate) fn into_bytes(self) -> Bytes {
        let bytes = self.bytes;
        let mut list = self.into_list();
        if list.len() < 2 {
            return list.pop().unwrap_or_default();
        }
        let mut all = BytesMut::with_capacity(bytes);
        for piece in list {
            all.extend_from_slice(&piece);
        }
        all.freeze()
    }
}
