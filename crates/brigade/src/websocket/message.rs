//! Puts frames together into messages.

use bytes::Bytes;

use super::{
    close::{Breach, Close},
    frame::{Head, HeadReader, Opcode, Role},
};
use crate::broadcast::Queued;

/// Is what one side of a WebSocket says to the other.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Message {
    /// A text.
    Text(String),
    /// Bytes.
    Binary(Bytes),
}

impl From<&str> for Message {
    fn from(text: &str) -> Self {
        Self::Text(text.to_owned())
    }
}

impl From<String> for Message {
    fn from(text: String) -> Self {
        Self::Text(text)
    }
}

impl From<Bytes> for Message {
    fn from(bytes: Bytes) -> Self {
        Self::Binary(bytes)
    }
}

impl From<Vec<u8>> for Message {
    fn from(bytes: Vec<u8>) -> Self {
        Self::Binary(bytes.into())
    }
}

impl Queued for Message {
    fn bytes(&self) -> usize {
        self.parts().1.len()
    }
}

impl Message {
    pub(super) fn parts(&self) -> (Opcode, &[u8]) {
        match self {
            Self::Text(text) => (Opcode::Text, text.as_bytes()),
            Self::Binary(bytes) => (Opcode::Binary, bytes),
        }
    }
}

/// Bounds what the other side can make this one keep.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Bounds {
    pub(crate) message_bytes_max: usize,
    pub(crate) fragments_max: usize,
}

/// Is what came.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Event {
    Message(Message),
    Ping(Vec<u8>),
    Pong,
    Close(Close),
}

/// Reads what one side says, in pieces of any size.
///
/// Nothing is kept between messages, and nothing is allocated because of a length that is only announced.
#[derive(Debug)]
pub(crate) struct MessageReader {
    sender: Role,
    bounds: Bounds,
    head: HeadReader,
    /// The frame that is coming, and how much of it is here.
    frame: Option<(Head, u64)>,
    control: Vec<u8>,
    /// The message that is coming, and how many frames of it have begun.
    message: Option<(Content, usize)>,
}

impl MessageReader {
    pub(crate) fn new(sender: Role, bounds: Bounds) -> Self {
        Self { sender, bounds, head: HeadReader::default(), frame: None, control: Vec::new(), message: None }
    }

    /// Reads on up to the next event, and returns how many bytes that took. The bytes are unmasked on the way.
    pub(crate) fn read(&mut self, bytes: &mut [u8]) -> Result<(usize, Option<Event>), Breach> {
        let mut taken = 0;
        loop {
            let Some((head, here)) = &mut self.frame else {
                let (some, head) = self.head.read(&bytes[taken..], self.sender)?;
                taken += some;
                let Some(head) = head else { return Ok((taken, None)) };
                self.begin(head)?;
                continue;
            };
            let left = usize::try_from(head.length - *here).unwrap_or(usize::MAX);
            let some = left.min(bytes.len() - taken);
            let piece = &mut bytes[taken..taken + some];
            head.unmask(piece, *here);
            *here += some as u64;
            taken += some;
            let head = *head;
            match &mut self.message {
                _ if head.opcode.is_control() => self.control.extend_from_slice(piece),
                Some((content, _)) => content.push(piece)?,
                None => unreachable!("a frame with data has a message"),
            }
            if some < left {
                return Ok((taken, None));
            }
            self.frame = None;
            if let Some(event) = self.end(head)? {
                return Ok((taken, Some(event)));
            }
        }
    }

    fn begin(&mut self, head: Head) -> Result<(), Breach> {
        let Bounds { message_bytes_max, fragments_max } = self.bounds;
        if !head.opcode.is_control() {
            let (content, fragments) = match (head.opcode, self.message.take()) {
                (Opcode::Continuation, Some((content, fragments))) => (content, fragments + 1),
                (Opcode::Continuation, None) => return Err(Breach::protocol("nothing is there to be continued")),
                (_, Some(_)) => return Err(Breach::protocol("a message begins before the last one has ended")),
                (Opcode::Text, None) => (Content::Text(Text::default()), 1),
                (_, None) => (Content::Binary(Vec::new()), 1),
            };
            let room = message_bytes_max.saturating_sub(content.len());
            if head.length > room as u64 {
                return Err(Breach::too_big("a message is too long"));
            }
            if fragments > fragments_max {
                return Err(Breach::too_big("a message has too many frames"));
            }
            self.message = Some((content, fragments));
        }
        self.frame = Some((head, 0));
        Ok(())
    }

    fn end(&mut self, head: Head) -> Result<Option<Event>, Breach> {
        if !head.opcode.is_control() {
            let whole = if head.is_last { self.message.take() } else { None };
            return whole.map(|(content, _)| content.end().map(Event::Message)).transpose();
        }
        let payload = std::mem::take(&mut self.control);
        Ok(Some(match head.opcode {
            Opcode::Ping => Event::Ping(payload),
            Opcode::Close => Event::Close(Close::read(&payload)?),
            _ => Event::Pong,
        }))
    }
}

#[derive(Debug)]
enum Content {
    Text(Text),
    Binary(Vec<u8>),
}

impl Content {
    fn len(&self) -> usize {
        match self {
            Self::Text(text) => text.whole.len() + usize::from(text.cut_bytes),
            Self::Binary(bytes) => bytes.len(),
        }
    }

    fn push(&mut self, bytes: &[u8]) -> Result<(), Breach> {
        match self {
            Self::Text(text) => text.push(bytes),
            Self::Binary(all) => {
                all.extend_from_slice(bytes);
                Ok(())
            }
        }
    }

    fn end(self) -> Result<Message, Breach> {
        match self {
            Self::Text(text) if text.cut_bytes > 0 => Err(Breach::TEXT),
            Self::Text(text) => Ok(Message::Text(text.whole)),
            Self::Binary(bytes) => Ok(Message::Binary(bytes.into())),
        }
    }
}

/// Is a text that is checked as it comes: pieces may end within a character.
#[derive(Debug, Default)]
struct Text {
    whole: String,
    /// The beginning of a character.
    cut: [u8; 4],
    cut_bytes: u8,
}

impl Text {
    fn push(&mut self, mut bytes: &[u8]) -> Result<(), Breach> {
        while self.cut_bytes > 0
            && let Some((first, rest)) = bytes.split_first()
        {
            self.cut[usize::from(self.cut_bytes)] = *first;
            self.cut_bytes += 1;
            bytes = rest;
            match str::from_utf8(&self.cut[..usize::from(self.cut_bytes)]) {
                Ok(character) => {
                    self.whole.push_str(character);
                    self.cut_bytes = 0;
                }
                Err(error) if error.error_len().is_some() => return Err(Breach::TEXT),
                Err(_) => {}
            }
        }
        let Some(chunk) = bytes.utf8_chunks().next() else { return Ok(()) };
        self.whole.push_str(chunk.valid());
        let rest = chunk.invalid();
        let is_cut = chunk.valid().len() + rest.len() == bytes.len()
            && str::from_utf8(rest).err().is_none_or(|error| error.error_len().is_none());
        if !is_cut {
            return Err(Breach::TEXT);
        }
        self.cut[..rest.len()].copy_from_slice(rest);
        self.cut_bytes = rest.len() as u8;
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use bytes::BytesMut;

    use super::*;
    use crate::websocket::frame;

    const BOUNDS: Bounds = Bounds { message_bytes_max: 16, fragments_max: 4 };

    /// Writes frames as clients do: the first byte of each, and what it carries.
    fn frames(frames: &[(u8, &[u8])]) -> Vec<u8> {
        let mut all = BytesMut::new();
        for (first, payload) in frames {
            let start = all.len();
            frame::write(&mut all, Opcode::Text, payload, Role::Client);
            all[start] = *first;
        }
        all.to_vec()
    }

    /// Reads pieces of `size` bytes, and shows the events or how it ends.
    fn read(bytes: &[u8], size: usize) -> String {
        let mut reader = MessageReader::new(Role::Client, BOUNDS);
        let mut shown = Vec::new();
        for piece in bytes.to_vec().chunks_mut(size) {
            let mut at = 0;
            while at < piece.len() {
                match reader.read(&mut piece[at..]) {
                    Ok((taken, event)) => {
                        at += taken;
                        shown.extend(event.map(|event| match event {
                            Event::Message(Message::Text(text)) => text,
                            Event::Message(Message::Binary(bytes)) => format!("{bytes:?}"),
                            Event::Ping(payload) => format!("ping {payload:?}"),
                            Event::Pong => "pong".to_owned(),
                            Event::Close(close) => format!("close {}", close.code),
                        }));
                    }
                    Err(breach) => {
                        shown.push(breach.code.to_string());
                        return shown.join(", ");
                    }
                }
            }
        }
        shown.join(", ")
    }

    #[test]
    fn frames_become_messages_however_they_are_cut() {
        let euro = "€".as_bytes();
        /// The first byte of each frame and what it carries, and what is read.
        type Case<'c> = (&'c [(u8, &'c [u8])], &'c str);
        let cases: &[Case<'_>] = &[
            (&[(0x81, b"hello"), (0x81, b""), (0x82, b"ab")], "hello, , b\"ab\""),
            (&[(0x01, b"he"), (0x00, b"l"), (0x80, b"lo")], "hello"),
            (&[(0x01, b"he"), (0x89, b"?"), (0x8A, b""), (0x80, b"y")], "ping [63], pong, hey"),
            (&[(0x01, &euro[..1]), (0x00, &euro[1..2]), (0x80, &euro[2..])], "€"),
            (&[(0x81, &euro[..2])], "1007"),
            (&[(0x81, b"a\xFFb")], "1007"),
            (&[(0x81, b"\xED\xA0\x80")], "1007"),
            (&[(0x01, &euro[..2]), (0x80, b"a")], "1007"),
            (&[(0x80, b"a")], "1002"),
            (&[(0x01, b"a"), (0x81, b"b")], "1002"),
            (&[(0x82, b"0123456789abcdef")], "b\"0123456789abcdef\""),
            (&[(0x82, b"0123456789abcdefg")], "1009"),
            (&[(0x02, b"0123456789abcdef"), (0x80, b"g")], "1009"),
            (&[(0x01, b"a"), (0x00, b""), (0x00, b""), (0x80, b"b")], "ab"),
            (&[(0x01, b"a"), (0x00, b""), (0x00, b""), (0x00, b""), (0x80, b"b")], "1009"),
            (&[(0x88, b"\x03\xE8")], "close 1000"),
            (&[(0x88, b"")], "close 1005"),
        ];
        for (given, expected) in cases {
            let bytes = frames(given);
            for size in [1, 2, 3, 7, bytes.len()] {
                assert_eq!(read(&bytes, size), *expected, "{given:?} by {size}");
            }
        }
    }

    #[test]
    fn what_is_announced_is_not_allocated() {
        let mut reader =
            MessageReader::new(Role::Client, Bounds { message_bytes_max: usize::MAX, fragments_max: usize::MAX });
        let mut head = [0x82, 0xFF, 0x7F, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0, 0, 0, 0, b'a'];
        assert_eq!(reader.read(&mut head), Ok((15, None)));
        assert!(matches!(&reader.message, Some((Content::Binary(bytes), 1)) if bytes.capacity() < 64));
    }
}
