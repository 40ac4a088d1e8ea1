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
        // The last bytes may belong to the end.
        let (lines, whole) = end.unwrap_or((self.unread.len().saturating_sub(3), 0));
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

#[cfg(test)]
mod tests {
    use std::fmt::Write;

    use super::*;

    /// Reads a form whose boundary is `b` in pieces, and writes what it means, and at the end what is wrong.
    fn read<'p>(pieces: impl IntoIterator<Item = &'p [u8]>) -> String {
        let limits = Limits::default();
        let mut parser = Parser::new(b"b", &limits);
        let mut meaning = String::new();
        let mut data = Vec::new();
        for piece in pieces {
            parser.push(Bytes::copy_from_slice(piece));
            loop {
                match parser.next() {
                    Ok(None) => break,
                    Ok(Some(Event::Begin(Head { name, file_name, .. }))) => {
                        write!(meaning, "{name}{}", file_name.map(|name| format!(" {name:?}")).unwrap_or_default())
                            .unwrap();
                    }
                    Ok(Some(Event::Data(piece))) => data.extend_from_slice(&piece),
                    Ok(Some(Event::End)) => {
                        writeln!(meaning, "={}", std::mem::take(&mut data).escape_ascii()).unwrap();
                    }
                    Err(error) => return meaning + error.message(),
                }
            }
        }
        meaning + parser.finish().err().as_ref().map_or("", |error| error.message())
    }

    /// Makes a form of one field with this content.
    fn field(content: &str) -> String {
        format!("--b\r\nContent-Disposition: form-data; name=a\r\n\r\n{content}\r\n--b--\r\n")
    }

    #[test]
    fn a_form_means_the_same_in_whatever_pieces_it_comes() {
        let form = [
            "\r\n--b\r\nContent-Disposition: form-data; name=\"text\"\r\n\r\n\r\n-\r\n--\r\r\n--bb\r\n--b\r",
            "\r\n--b\r\nContent-Disposition: form-data; name=\"file\"; filename=\"x.txt\"\r\nContent-Type: text/plain\r\n\r\n\r",
            "\r\n--b\r\ncontent-disposition:form-data;name=empty\r\n\r\n",
            "\r\n--b--\r\nand what follows\r\n--b\r\n",
        ]
        .concat();
        let expected = "text=\\r\\n-\\r\\n--\\r\\r\\n--bb\\r\\n--b\\r\nfile \"x.txt\"=\\r\nempty=\n";
        let form = form.as_bytes();
        for bytes in 1..=form.len() {
            assert_eq!(read(form.chunks(bytes)), expected, "pieces of {bytes} bytes");
        }
        for at in 0..form.len() {
            assert_eq!(read([&form[..at], &form[at..]]), expected, "two pieces, the first of {at} bytes");
        }
    }

    #[test]
    fn content_is_a_slice_of_the_piece_that_it_came_in() {
        let limits = Limits::default();
        let mut parser = Parser::new(b"b", &limits);
        let whole = Bytes::from(field("0123456789"));
        parser.push(whole.clone());
        assert!(matches!(parser.next(), Ok(Some(Event::Begin(_)))));
        let Ok(Some(Event::Data(data))) = parser.next() else { panic!("content follows") };
        assert_eq!(data, "0123456789");
        assert!(whole.as_ptr_range().contains(&data.as_ptr()));
    }

    #[test]
    fn what_is_no_delimiter_is_content() {
        for content in [
            "",
            "\r\n",
            "\r\n--",
            "--b",
            "--b--",
            "\n--b",
            "\r\n--c",
            "\r\n--bc",
            "\r\n--b -",
            "\r\n--b-\r",
            "\r\n--b\n",
        ] {
            let expected = format!("a={}\n", content.escape_default());
            for bytes in [1, 3, 1000] {
                assert_eq!(read(field(content).as_bytes().chunks(bytes)), expected);
            }
        }
    }

    #[test]
    fn what_is_no_form_is_an_error() {
        const BROKEN: &str = "There was an error parsing the body";
        const NAMELESS: &str = r#"The Content-Disposition header field "name" must be provided."#;
        let part = |head: &str| format!("--b\r\n{head}\r\n\r\n1\r\n--b--");
        let long = |bytes: usize| {
            let line = "Content-Disposition: form-data; name=a\r\nX: ";
            part(&format!("{line}{}", "x".repeat(bytes - line.len())))
        };
        let lines =
            |count: usize| part(&format!("Content-Disposition: form-data; name=a{}", "\r\nX: 1".repeat(count - 1)));
        for (form, expected) in [
            ("".to_owned(), ""),
            ("--b--".to_owned(), ""),
            ("\r\n\n--b--".to_owned(), ""),
            ("x".to_owned(), BROKEN),
            ("\r\n".to_owned(), ""),
            ("x\r\n--b--".to_owned(), BROKEN),
            ("-b--".to_owned(), BROKEN),
            ("--".to_owned(), BROKEN),
            ("--b".to_owned(), BROKEN),
            ("--b-".to_owned(), BROKEN),
            ("--bc".to_owned(), BROKEN),
            ("--b-x".to_owned(), BROKEN),
            ("--b\nContent-Disposition: form-data; name=a\n\n1\n--b--".to_owned(), BROKEN),
            ("--b\r\n\r\n1\r\n--b--".to_owned(), NAMELESS),
            (part("X: 1"), NAMELESS),
            (part("Content-Disposition: form-data; filename=a"), NAMELESS),
            (part("Content-Disposition"), BROKEN),
            (part("Content-Disposition : form-data; name=a"), BROKEN),
            (part("Content-Disposition: form-data;\r\n name=a"), BROKEN),
            (part("Content-Disposition: form-data; name=a\r\nContent-Disposition: form-data; name=b"), BROKEN),
            (part("Content-Disposition: form-data; name=a\r\nX: \0"), BROKEN),
            (part("Content-Disposition: form-data; name=a\r\nX: 1\n2"), BROKEN),
            (part("Content-Disposition: form-data; name=a\r\n: 1"), BROKEN),
            (lines(16), "a=1\n"),
            (lines(17), "Too many part headers. Maximum number of headers is 16."),
            (long(8192), "a=1\n"),
            (long(8193), "Part head exceeded maximum size of 8192 bytes."),
            (format!("--b\r\n{}", "x".repeat(9000)), "Part head exceeded maximum size of 8192 bytes."),
            ("--b\r\nContent-Disposition: form-data; name=a\r\n\r\n1".to_owned(), &format!("a{BROKEN}")),
            ("--b\r\nContent-Disposition: form-data; name=a\r\n\r\n1\r\n--b\r\n".to_owned(), &format!("a=1\n{BROKEN}")),
        ] {
            for bytes in [1, 7, 100_000] {
                let meaning = read(form.as_bytes().chunks(bytes));
                assert_eq!(meaning, expected, "{:.80?} in pieces of {bytes} bytes", form);
            }
        }
    }
}
