//! Finds the parts of a form in its bytes, in whatever pieces they come.
//!
//! It copies nothing of the content of a part: what it gives are slices of the pieces that it was given. Only what may be the
//! begin of a head or a delimiter is put together with the next piece. The time it takes grows with the number of bytes.

use bytes::{Buf, Bytes, BytesMut};
use memchr::memmem::{self, Finder};

use super::{bad, broken, head::Head};
use crate::{error::Error, limits::Limits};

/// Is what a piece of a form means.
#[derive(Debug)]
pub(crate) enum Event {
    /// A part begins.
    Begin(Head),
    /// More of the content of the part.
    Data(Bytes),
    /// The part is complete.
    End,
}

/// Reads a form whose pieces it is given.
pub(crate) struct Parser<'l> {
    /// A line end, two hyphens and the boundary.
    delimiter: Finder<'static>,
    limits: &'l Limits,
    state: State,
    /// What has come and is not read.
    unread: Bytes,
    /// How many bytes of it are known not to begin what is looked for.
    searched: usize,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum State {
    /// Before the first delimiter, of which the line end may be missing.
    Start,
    /// After the first delimiter.
    Opened,
    Head,
    Data,
    /// After the content of a part, and before what follows its delimiter.
    Delimited,
    /// After the last delimiter. What comes then means nothing.
    Complete,
}

impl<'l> Parser<'l> {
    pub(crate) fn new(boundary: &[u8], limits: &'l Limits) -> Self {
        let delimiter = [b"\r\n--", boundary].concat();
        let delimiter = Finder::new(&delimiter).into_owned();
        Self { delimiter, limits, state: State::Start, unread: Bytes::new(), searched: 0 }
    }

    /// Takes the next piece.
    pub(crate) fn push(&mut self, piece: Bytes) {
        if self.unread.is_empty() {
            self.unread = piece;
            return;
        }
        let mut unread = BytesMut::from(std::mem::take(&mut self.unread));
        unread.extend_from_slice(&piece);
        self.unread = unread.freeze();
    }

    /// Returns what comes next; `None` if that takes another piece.
    ///
    /// # Errors
    ///
    /// 400 if it is no form, or the head of a part is beyond the limits.
    pub(crate) fn next(&mut self) -> Result<Option<Event>, Error> {
        loop {
            match self.state {
                State::Start => {
                    let line_ends = self.unread.iter().take_while(|byte| matches!(byte, b'\r' | b'\n')).count();
                    self.unread.advance(line_ends);
                    let opening = &self.delimiter.needle()[2..];
                    let here = self.unread.len().min(opening.len());
                    if self.unread[..here] != opening[..here] {
                        return Err(broken());
                    }
                    if here < opening.len() {
                        return Ok(None);
                    }
                    self.unread.advance(here);
                    self.state = State::Opened;
                }
                State::Opened | State::Delimited => {
                    let Some(next) = after_delimiter(&self.unread) else { return Ok(None) };
                    let ended = self.state == State::Delimited;
                    self.state = next.ok_or_else(broken)?;
                    self.unread.advance(2);
                    if ended {
                        return Ok(Some(Event::End));
                    }
                }
                State::Head => return self.head(),
                State::Data => {
                    let data = self.data();
                    if !data.is_empty() {
                        return Ok(Some(Event::Data(data)));
                    }
                    if self.state == State::Data {
                        return Ok(None);
                    }
                }
                State::Complete => {
                    self.unread.clear();
                    return Ok(None);
                }
            }
        }
    }

    /// Checks that the form is complete, once its last piece was read.
    ///
    /// # Errors
    ///
    /// 400 if it is not.
    pub(crate) fn finish(&self) -> Result<(), Error> {
        // A body without a byte is a form without fields.
        let is_empty = self.state == State::Start && self.unread.is_empty();
        if is_empty || self.state == State::Complete { Ok(()) } else { Err(broken()) }
    }

    fn head(&mut self) -> Result<Option<Event>, Error> {
        // A head without lines has nothing before the empty line that ends it.
        let end = if self.unread.starts_with(b"\r\n") {
            Some((0, 2))
        } else {
            let from = self.searched.saturating_sub(3);
            memmem::find(&self.unread[from..], b"\r\n\r\n").map(|at| (from + at, from + at + 4))
        };
        let (lines, whole) = end.unwrap_or((self.unread.len(), self.unread.len()));
        let bytes_max = self.limits.part_head_bytes_max;
        if lines > bytes_max {
            return Err(bad(format!("Part head exceeded maximum size of {bytes_max} bytes.")));
        }
        if end.is_none() {
            self.searched = self.unread.len();
            return Ok(None);
        }
        self.searched = 0;
        let head = Head::parse(&self.unread[..lines], self.limits)?;
        self.unread.advance(whole);
        self.state = State::Data;
        Ok(Some(Event::Begin(head)))
    }

    /// Takes what is known to be content.
    fn data(&mut self) -> Bytes {
        let length = self.delimiter.needle().len();
        // A delimiter that is followed by something else is content.
        let mut from = 0;
        let end = loop {
            match self.delimiter.find(&self.unread[from..]) {
                None => break from + self.undecided(&self.unread[from..]),
                Some(at) => match after_delimiter(&self.unread[from + at + length..]) {
                    Some(None) => from += at + length,
                    None => break from + at,
                    Some(Some(_)) => {
                        self.state = State::Delimited;
                        break from + at;
                    }
                },
            }
        };
        let data = self.unread.split_to(end);
        if self.state == State::Delimited {
            self.unread.advance(length);
        }
        data
    }

    /// Returns where in `data`, which has no delimiter, one may begin whose rest has not come.
    fn undecided(&self, data: &[u8]) -> usize {
        let delimiter = self.delimiter.needle();
        let from = data.len().saturating_sub(delimiter.len() - 1);
        // A delimiter has its only carriage return at its begin.
        match memchr::memrchr(b'\r', &data[from..]) {
            Some(at) if delimiter.starts_with(&data[from + at..]) => from + at,
            _ => data.len(),
        }
    }
}

/// Returns what two bytes after a delimiter mean: nothing if they are others, and not known if they have not come.
fn after_delimiter(rest: &[u8]) -> Option<Option<State>> {
    match rest {
        [b'\r', b'\n', ..] => Some(Some(State::Head)),
        [b'-', b'-', ..] => Some(Some(State::Complete)),
        [] | [b'\r' | b'-'] => None,
        _ => Some(None),
    }
}
