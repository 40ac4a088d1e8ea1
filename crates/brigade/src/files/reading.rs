//! Reads a file while it is sent.
//!
//! What the kernel has in memory is read on the spot, which takes no longer than any other copy. What has to come from a disk
//! is read on the pool: an I/O thread waits for nothing but its connections.

use std::{collections::VecDeque, fs::File, io, ops::Range, os::unix::fs::FileExt, sync::Arc, task::Poll};

use bytes::Bytes;
use http_body::SizeHint;

use crate::body::{Blocking, Piece};

/// What is read at once on the spot.
const HERE_BYTES: usize = 64 * 1024;

/// What is read at once on the pool: the way there costs as much for a little as for a lot.
const POOL_BYTES: usize = 256 * 1024;

/// Is parts of a file, with or without something between them.
pub(super) struct Reading {
    file: File,
    sections: VecDeque<Section>,
    /// What was read last; whoever sends it shares it.
    #[cfg(target_os = "linux")]
    buffer: Option<Arc<[u8]>>,
}

pub(super) enum Section {
    Text(Bytes),
    /// Bytes of the file, at least one.
    Part(Range<u64>),
}

impl Section {
    fn length(&self) -> u64 {
        match self {
            Self::Text(text) => text.len() as u64,
            Self::Part(range) => range.end - range.start,
        }
    }
}

impl Reading {
    pub(super) fn new(file: File, sections: impl IntoIterator<Item = Section>) -> Self {
        Self {
            file,
            sections: sections.into_iter().collect(),
            #[cfg(target_os = "linux")]
            buffer: None,
        }
    }

    /// Returns how many bytes are left.
    pub(super) fn bytes(&self) -> u64 {
        self.sections.iter().map(Section::length).sum()
    }

    /// Makes the next piece; `read` reads what of a part it gets at once.
    fn piece(&mut self, read: impl FnOnce(&mut Self, &Range<u64>) -> io::Result<Bytes>) -> io::Result<Option<Bytes>> {
        let Some(section) = self.sections.pop_front() else { return Ok(None) };
        let mut range = match section {
            Section::Text(text) => return Ok(Some(text)),
            Section::Part(range) => range,
        };
        let bytes = match read(self, &range) {
            Ok(bytes) => bytes,
            Err(error) => {
                self.sections.push_front(Section::Part(range));
                return Err(error);
            }
        };
        if bytes.is_empty() {
            // The client was promised more. An error ends the connection, so that it knows.
            return Err(io::Error::new(io::ErrorKind::UnexpectedEof, "the file became shorter while it was sent"));
        }
        range.start += bytes.len() as u64;
        if !range.is_empty() {
            self.sections.push_front(Section::Part(range));
        }
        Ok(Some(bytes))
    }

    /// Reads the beginning of `range` if that is in memory; the error is `WouldBlock` if it is not.
    #[cfg(target_os = "linux")]
    fn read_here(&mut self, range: &Range<u64>) -> io::Result<Bytes> {
        use rustix::io::{Errno, ReadWriteFlags, preadv2};

        let left = usize::try_from(range.end - range.start).unwrap_or(usize::MAX);
        // Once the last piece is sent, nobody else has the buffer.
        let buffer = self.buffer.take().filter(|buffer| Arc::strong_count(buffer) == 1);
        let mut buffer = buffer.unwrap_or_else(|| Arc::from(vec![0; left.min(HERE_BYTES)]));
        let space = Arc::get_mut(&mut buffer).expect("nobody else has the buffer");
        let length = left.min(space.len());
        let read =
            preadv2(&self.file, &mut [io::IoSliceMut::new(&mut space[..length])], range.start, ReadWriteFlags::NOWAIT);
        let read = match read {
            // Some file systems cannot tell.
            Err(Errno::AGAIN | Errno::INTR | Errno::OPNOTSUPP | Errno::NOSYS | Errno::INVAL) => {
                Err(io::ErrorKind::WouldBlock.into())
            }
            read => read.map_err(io::Error::from),
        };
        self.buffer = Some(buffer.clone());
        Ok(Bytes::from_owner(buffer).slice(..read?))
    }

    /// Elsewhere no system says what is in memory.
    #[cfg(not(target_os = "linux"))]
    fn read_here(&mut self, _: &Range<u64>) -> io::Result<Bytes> {
        Err(io::ErrorKind::WouldBlock.into())
    }

    /// Reads the beginning of `range`, and waits for the disk.
    fn read_and_wait(&mut self, range: &Range<u64>) -> io::Result<Bytes> {
        let left = usize::try_from(range.end - range.start).unwrap_or(usize::MAX);
        let mut bytes = vec![0; left.min(POOL_BYTES)];
        let read = loop {
            match self.file.read_at(&mut bytes, range.start) {
                Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                read => break read?,
            }
        };
        bytes.truncate(read);
        Ok(bytes.into())
    }
}

impl Blocking for Reading {
    fn poll_ready(&mut self) -> Poll<Piece> {
        match self.piece(Self::read_here) {
            Err(error) if error.kind() == io::ErrorKind::WouldBlock => Poll::Pending,
            piece => Poll::Ready(piece.map_err(Into::into).transpose()),
        }
    }

    fn next(&mut self) -> Piece {
        self.piece(Self::read_and_wait).map_err(Into::into).transpose()
    }

    fn size_hint(&self) -> SizeHint {
        SizeHint::with_exact(self.bytes())
    }
}

#[cfg(test)]
mod tests {
    use std::io::Write;

    use super::*;

    /// Makes a file of as many bytes, and says which sections of it to read.
    fn reading(size: usize, sections: impl IntoIterator<Item = Section>) -> (Reading, Vec<u8>) {
        let mut file = tempfile::tempfile().expect("a test can make a file");
        let content: Vec<u8> = (0..size).map(|at| (at % 251) as u8).collect();
        file.write_all(&content).expect("there is room for it");
        (Reading::new(file, sections), content)
    }

    /// Reads everything: on the spot as far as that goes, or by waiting.
    fn read(mut reading: Reading, waits: bool) -> Result<Vec<u8>, String> {
        let mut bytes = Vec::new();
        loop {
            let left = reading.bytes();
            let piece = match if waits { Poll::Pending } else { reading.poll_ready() } {
                Poll::Ready(piece) => piece,
                Poll::Pending => {
                    assert_eq!(reading.bytes(), left, "what was not read is still to be read");
                    reading.next()
                }
            };
            match piece {
                None => return Ok(bytes),
                Some(Err(error)) => return Err(error.to_string()),
                Some(Ok(piece)) => {
                    assert_eq!(reading.bytes(), left - piece.len() as u64);
                    bytes.extend_from_slice(&piece);
                }
            }
        }
    }

    #[test]
    fn sections_come_in_order_however_they_are_read() {
        const SIZE: usize = POOL_BYTES + HERE_BYTES + 7;
        for waits in [false, true] {
            let sections = [
                Section::Part(0..SIZE as u64),
                Section::Text(Bytes::from_static(b"between")),
                Section::Part(3..4),
                Section::Part(HERE_BYTES as u64 - 1..HERE_BYTES as u64 * 2 + 1),
            ];
            let (reading, content) = reading(SIZE, sections);
            let expected =
                [&content, &b"between"[..], &content[3..4], &content[HERE_BYTES - 1..=HERE_BYTES * 2]].concat();
            assert!(read(reading, waits).expect("nobody touches the file") == expected, "waits: {waits}");
        }
    }

    #[test]
    fn a_piece_that_is_still_being_sent_keeps_its_bytes() {
        let (mut reading, content) = reading(HERE_BYTES * 3, [Section::Part(0..HERE_BYTES as u64 * 3)]);
        let mut sent = Vec::new();
        while let Some(piece) = match reading.poll_ready() {
            Poll::Ready(piece) => piece,
            Poll::Pending => reading.next(),
        } {
            sent.push(piece.expect("nobody touches the file"));
        }
        assert!(sent.concat() == content);
    }

    #[test]
    fn a_file_that_becomes_shorter_is_an_error() {
        for waits in [false, true] {
            let (reading, _) = reading(HERE_BYTES * 2, [Section::Part(0..HERE_BYTES as u64 * 2)]);
            reading.file.set_len(10).expect("a file can be cut");
            let error = read(reading, waits).expect_err("what was promised is not there");
            assert!(error.contains("shorter"), "{error}");
        }
    }
}
