//! Parses JSON as CPython 3.12's `json.loads` does: the same texts pass, and the others are refused with the same words
//! at the same place.

use std::borrow::Cow;

use super::{Members, Tree, members};

/// Says why a text is not JSON.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum ParseError {
    /// It breaks the grammar.
    Syntax {
        /// Characters before the place, from 0.
        position: usize,
        /// CPython's sentence.
        message: &'static str,
    },
    /// It has bytes, escapes, numbers or a depth that no value can hold.
    Undecodable,
}

/// Digits of an integer that CPython reads before it suspects an attack.
const INTEGER_DIGITS_MAX: usize = 4300;

/// Digits of an integer that fits 64 bits whatever they are.
const SMALL_DIGITS: usize = 18;

const UNTERMINATED: &str = "Unterminated string starting at";

impl<'t> Tree<'t> {
    /// Parses a text in UTF-8, UTF-16 or UTF-32, with or without a byte order mark.
    ///
    /// Recursion goes as deep as the text, so `depth_max` has to fit the thread's stack.
    ///
    /// # Errors
    ///
    /// [`ParseError::Undecodable`] for broken encodings, half a surrogate pair, integers of over 4300 digits, and more
    /// than `depth_max` arrays and objects in each other; [`ParseError::Syntax`] for the rest.
    pub(crate) fn parse(bytes: &'t [u8], depth_max: usize) -> Result<Tree<'t>, ParseError> {
        match decode(bytes).ok_or(ParseError::Undecodable)? {
            Cow::Borrowed(text) => parse(text, depth_max),
            Cow::Owned(text) => parse(&text, depth_max).map(Tree::into_static),
        }
    }
}

fn parse(text: &str, depth_max: usize) -> Result<Tree<'_>, ParseError> {
    let mut parser = Parser { text, at: 0, depth_left: depth_max, half_a_pair: false, expected: members::EXPECTED };
    match parser.document() {
        Ok(value) if !parser.half_a_pair => Ok(value),
        Ok(_) | Err(Stop::Undecodable) => Err(ParseError::Undecodable),
        Err(Stop::Syntax { offset, message }) => {
            let starts = text.as_bytes()[..offset].iter().filter(|&&byte| byte & 0xC0 != 0x80);
            Err(ParseError::Syntax { position: starts.count(), message })
        }
    }
}

/// Detects the encoding by the first bytes, as RFC 4627 taught: two ASCII characters start every JSON text.
fn decode(bytes: &[u8]) -> Option<Cow<'_, str>> {
    match bytes {
        [0, 0, 0xFE, 0xFF, rest @ ..] => utf32(rest, u32::from_be_bytes),
        [0xFF, 0xFE, 0, 0, rest @ ..] => utf32(rest, u32::from_le_bytes),
        [0xFE, 0xFF, rest @ ..] => utf16(rest, u16::from_be_bytes),
        [0xFF, 0xFE, rest @ ..] => utf16(rest, u16::from_le_bytes),
        [0xEF, 0xBB, 0xBF, rest @ ..] => utf8(rest),
        [0, 0, _, _, ..] => utf32(bytes, u32::from_be_bytes),
        [_, 0, 0, 0, ..] => utf32(bytes, u32::from_le_bytes),
        [0, _, _, _, ..] | [0, _] => utf16(bytes, u16::from_be_bytes),
        [_, 0, _, _, ..] | [_, 0] => utf16(bytes, u16::from_le_bytes),
        _ => utf8(bytes),
    }
}

fn utf8(bytes: &[u8]) -> Option<Cow<'_, str>> {
    std::str::from_utf8(bytes).ok().map(Cow::Borrowed)
}

fn utf16(bytes: &[u8], unit: fn([u8; 2]) -> u16) -> Option<Cow<'_, str>> {
    let (units, rest) = bytes.as_chunks();
    let text = char::decode_utf16(units.iter().map(|&bytes| unit(bytes))).collect::<Result<String, _>>().ok()?;
    rest.is_empty().then_some(Cow::Owned(text))
}

fn utf32(bytes: &[u8], unit: fn([u8; 4]) -> u32) -> Option<Cow<'_, str>> {
    let (units, rest) = bytes.as_chunks();
    let text = units.iter().map(|&bytes| char::from_u32(unit(bytes))).collect::<Option<String>>()?;
    rest.is_empty().then_some(Cow::Owned(text))
}

/// Marks the first quote, backslash or control character of eight bytes by the highest bit of that byte; bytes after it
/// may be marked wrongly. (Mycroft's test for a zero byte.)
#[inline]
fn special(bytes: u64) -> u64 {
    const ONES: u64 = u64::MAX / 0xFF;
    let is_zero = |bytes: u64| bytes.wrapping_sub(ONES) & !bytes;
    let control = bytes.wrapping_sub(ONES * 0x20) & !bytes;
    let quote = is_zero(bytes ^ (ONES * u64::from(b'"')));
    let backslash = is_zero(bytes ^ (ONES * u64::from(b'\\')));
    (control | quote | backslash) & (ONES << 7)
}

struct Parser<'t> {
    text: &'t str,
    /// Bytes that are read.
    at: usize,
    depth_left: usize,
    /// A syntax error after half a surrogate pair is still a syntax error, so that it waits for the end.
    half_a_pair: bool,
    /// Members that the next object is expected to have: as many as the last one.
    expected: usize,
}

enum Stop {
    Syntax { offset: usize, message: &'static str },
    Undecodable,
}

impl<'t> Parser<'t> {
    fn document(&mut self) -> Result<Tree<'t>, Stop> {
        self.skip_whitespace();
        let value = self.value()?;
        self.skip_whitespace();
        if self.at == self.text.len() { Ok(value) } else { Err(self.stop("Extra data")) }
    }

    fn value(&mut self) -> Result<Tree<'t>, Stop> {
        match self.peek() {
            Some(b'"') => self.string().map(Tree::String),
            Some(b'{') => self.nested(Self::object),
            Some(b'[') => self.nested(Self::array),
            Some(b'n') => self.word("null", Tree::Null),
            Some(b't') => self.word("true", Tree::Bool(true)),
            Some(b'f') => self.word("false", Tree::Bool(false)),
            Some(b'N') => self.word("NaN", Tree::Float(f64::NAN)),
            Some(b'I') => self.word("Infinity", Tree::Float(f64::INFINITY)),
            Some(b'-') if self.rest().starts_with(b"-I") => self.word("-Infinity", Tree::Float(f64::NEG_INFINITY)),
            Some(b'-' | b'0'..=b'9') => self.number(),
            _ => Err(self.stop("Expecting value")),
        }
    }

    fn nested(&mut self, inside: fn(&mut Self) -> Result<Tree<'t>, Stop>) -> Result<Tree<'t>, Stop> {
        self.depth_left = self.depth_left.checked_sub(1).ok_or(Stop::Undecodable)?;
        self.at += 1;
        self.skip_whitespace();
        let value = inside(self)?;
        self.depth_left += 1;
        Ok(value)
    }

    fn object(&mut self) -> Result<Tree<'t>, Stop> {
        if self.take(b'}') {
            return Ok(Tree::Object(Members::new()));
        }
        let mut object = Members::with_capacity(self.expected);
        loop {
            if self.peek() != Some(b'"') {
                return Err(self.stop("Expecting property name enclosed in double quotes"));
            }
            let key = self.string()?;
            self.skip_whitespace();
            if !self.take(b':') {
                return Err(self.stop("Expecting ':' delimiter"));
            }
            self.skip_whitespace();
            let value = self.value()?;
            object.insert(key, value);
            if self.is_last(b'}')? {
                // A long one costs its text; one that is expected to be long costs its successor's room.
                self.expected = object.len().min(2 * members::EXPECTED);
                return Ok(Tree::Object(object));
            }
        }
    }

    fn array(&mut self) -> Result<Tree<'t>, Stop> {
        let mut array = Vec::new();
        if self.take(b']') {
            return Ok(Tree::Array(array));
        }
        loop {
            array.push(self.value()?);
            if self.is_last(b']')? {
                return Ok(Tree::Array(array));
            }
        }
    }

    /// Reads what follows a member: the end, or a comma and the space behind it.
    fn is_last(&mut self, end: u8) -> Result<bool, Stop> {
        self.skip_whitespace();
        if self.take(end) {
            return Ok(true);
        }
        if !self.take(b',') {
            return Err(self.stop("Expecting ',' delimiter"));
        }
        self.skip_whitespace();
        Ok(false)
    }

    fn string(&mut self) -> Result<Cow<'t, str>, Stop> {
        let start = self.at;
        self.at += 1;
        let plain = self.plain();
        if self.take(b'"') {
            return Ok(Cow::Borrowed(plain));
        }
        self.escaped(start, plain.to_owned()).map(Cow::Owned)
    }

    /// Reads the rest of a string that is not only plain text.
    fn escaped(&mut self, start: usize, mut string: String) -> Result<String, Stop> {
        let unterminated = Stop::Syntax { offset: start, message: UNTERMINATED };
        loop {
            match *self.rest() {
                [b'"', ..] => {
                    self.at += 1;
                    return Ok(string);
                }
                [] | [b'\\'] => return Err(unterminated),
                [b'\\', b'u', ..] => string.push(self.unicode_escape()?),
                [b'\\', letter, ..] => string.push(self.escape(letter)?),
                _ => return Err(self.stop("Invalid control character at")),
            }
            string.push_str(self.plain());
        }
    }

    /// Reads up to a quote, a backslash, a control character or the end.
    #[inline]
    fn plain(&mut self) -> &'t str {
        let start = self.at;
        while let Some(bytes) = self.rest().first_chunk() {
            let special = special(u64::from_le_bytes(*bytes));
            self.at += (special.trailing_zeros() / 8) as usize;
            if special != 0 {
                return &self.text[start..self.at];
            }
        }
        while self.peek().is_some_and(|byte| byte >= 0x20 && byte != b'"' && byte != b'\\') {
            self.at += 1;
        }
        &self.text[start..self.at]
    }

    fn escape(&mut self, letter: u8) -> Result<char, Stop> {
        let character = match letter {
            b'"' | b'\\' | b'/' => char::from(letter),
            b'b' => '\u{8}',
            b'f' => '\u{c}',
            b'n' => '\n',
            b'r' => '\r',
            b't' => '\t',
            _ => return Err(self.stop("Invalid \\escape")),
        };
        self.at += 2;
        Ok(character)
    }

    fn unicode_escape(&mut self) -> Result<char, Stop> {
        let unit = self.code_unit()?;
        if (0xD800..0xDC00).contains(&unit) && self.rest().starts_with(b"\\u") {
            let first = self.at;
            let low = self.code_unit()?;
            if (0xDC00..0xE000).contains(&low) {
                let joined = 0x1_0000 + ((unit - 0xD800) << 10) + (low - 0xDC00);
                return Ok(char::from_u32(joined).expect("a surrogate pair is a character"));
            }
            self.at = first;
        }
        Ok(char::from_u32(unit).unwrap_or_else(|| {
            self.half_a_pair = true;
            char::REPLACEMENT_CHARACTER
        }))
    }

    /// Reads `\uXXXX`, which something must follow: CPython looks for the quote before the digits.
    fn code_unit(&mut self) -> Result<u32, Stop> {
        let digits = self.rest().get(2..6).filter(|digits| digits.iter().all(u8::is_ascii_hexdigit));
        let (Some(_), Some(_)) = (digits, self.rest().get(6)) else {
            return Err(Stop::Syntax { offset: self.at + 1, message: "Invalid \\uXXXX escape" });
        };
        let digits = &self.text[self.at + 2..self.at + 6];
        self.at += 6;
        Ok(u32::from_str_radix(digits, 16).expect("four hexadecimal digits are a number"))
    }

    fn number(&mut self) -> Result<Tree<'t>, Stop> {
        let rest = self.rest();
        let sign = usize::from(rest[0] == b'-');
        let whole = match rest.get(sign) {
            Some(b'0') => sign + 1,
            Some(b'1'..=b'9') => sign + digits(&rest[sign..]),
            _ => return Err(self.stop("Expecting value")),
        };
        let mut end = whole;
        if rest.get(end) == Some(&b'.') && digits(&rest[end + 1..]) > 0 {
            end += 1 + digits(&rest[end + 1..]);
        }
        if let Some(b'e' | b'E') = rest.get(end) {
            let sign = usize::from(matches!(rest.get(end + 1), Some(b'+' | b'-')));
            let exponent = digits(&rest[end + 1 + sign..]);
            if exponent > 0 {
                end += 1 + sign + exponent;
            }
        }
        let number = &self.text[self.at..self.at + end];
        self.at += end;
        if end == whole && whole - sign <= SMALL_DIGITS {
            let absolute = number.as_bytes()[sign..].iter().fold(0, |sum, digit| sum * 10 + i64::from(digit - b'0'));
            return Ok(Tree::Int(if sign == 1 { -absolute } else { absolute }));
        }
        if end > whole {
            return Ok(Tree::Float(number.parse().expect("JSON's numbers are numbers of Rust")));
        }
        if end - sign > INTEGER_DIGITS_MAX {
            return Err(Stop::Undecodable);
        }
        Ok(number.parse().map_or_else(|_| Tree::BigInt(number.into()), Tree::Int))
    }

    fn word(&mut self, word: &str, value: Tree<'t>) -> Result<Tree<'t>, Stop> {
        if !self.rest().starts_with(word.as_bytes()) {
            return Err(self.stop("Expecting value"));
        }
        self.at += word.len();
        Ok(value)
    }

    #[inline]
    fn skip_whitespace(&mut self) {
        while let Some(b' ' | b'\t' | b'\n' | b'\r') = self.peek() {
            self.at += 1;
        }
    }

    #[inline]
    fn take(&mut self, byte: u8) -> bool {
        let taken = self.peek() == Some(byte);
        self.at += usize::from(taken);
        taken
    }

    #[inline]
    fn peek(&self) -> Option<u8> {
        self.text.as_bytes().get(self.at).copied()
    }

    fn rest(&self) -> &'t [u8] {
        &self.text.as_bytes()[self.at..]
    }

    fn stop(&self, message: &'static str) -> Stop {
        Stop::Syntax { offset: self.at, message }
    }
}

fn digits(bytes: &[u8]) -> usize {
    bytes.iter().take_while(|byte| byte.is_ascii_digit()).count()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Columns: the input, what CPython made of it. Both with bytes as `\xNN` where they are not printable ASCII.
    const TABLE: &str = include_str!("../../tests/data/json-loads.tsv");

    #[test]
    fn texts_are_read_and_refused_as_cpython_does() {
        let rows = TABLE.lines().filter(|line| !line.starts_with('#'));
        let wrong: Vec<String> = rows
            .filter_map(|row| {
                let (input, expected) = row.split_once('\t').expect("two columns");
                let actual = match Tree::parse(&bytes(input), 128) {
                    Ok(value) => show(&value),
                    Err(ParseError::Syntax { position, message }) => format!("{position} {message}"),
                    Err(ParseError::Undecodable) => "undecodable".to_owned(),
                };
                (actual != expected).then(|| format!("{input}: {expected}, but was {actual}"))
            })
            .collect();
        assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    }

    #[test]
    fn strings_end_where_they_end_at_any_distance() {
        for length in 0..20 {
            let plain = "\u{7f}é\u{a0}".chars().cycle().take(length).collect::<String>();
            for (after, expected) in [
                ("", format!("\"{plain}\"")),
                ("\\n", format!("\"{plain}\n\"")),
                ("\n", format!("{} Invalid control character at", length + 1)),
            ] {
                let actual = match Tree::parse(format!("\"{plain}{after}\"").as_bytes(), 1) {
                    Ok(Tree::String(text)) => format!("\"{text}\""),
                    Err(ParseError::Syntax { position, message }) => format!("{position} {message}"),
                    other => panic!("{other:?}"),
                };
                assert_eq!(actual, expected);
            }
        }
    }

    #[test]
    fn depth_is_bounded() {
        let nested = |depth: usize| format!("{}{}", "[".repeat(depth), "]".repeat(depth));
        for (depth, fits) in [(1, true), (128, true), (129, false), (1_000_000, false)] {
            assert_eq!(Tree::parse(nested(depth).as_bytes(), 128).is_ok(), fits, "{depth}");
        }
        assert_eq!(Tree::parse(b"[[],[[]],{}]", 3).map(|value| show(&value)), Ok("[[],[[]],{}]".to_owned()));
        assert_eq!(Tree::parse(b"[[],[[]],{}]", 2), Err(ParseError::Undecodable));
    }

    fn bytes(escaped: &str) -> Vec<u8> {
        let mut rest = escaped.as_bytes();
        let mut bytes = Vec::new();
        while let Some((&first, tail)) = rest.split_first() {
            rest = tail;
            if let (b'\\', [b'x', high, low, tail @ ..]) = (first, tail) {
                let digits = [*high, *low];
                let digits = std::str::from_utf8(&digits).unwrap();
                bytes.push(u8::from_str_radix(digits, 16).unwrap());
                rest = tail;
            } else {
                bytes.push(first);
            }
        }
        bytes
    }

    fn show(value: &Tree<'_>) -> String {
        match value {
            Tree::Null => "null".to_owned(),
            Tree::Bool(value) => value.to_string(),
            Tree::Int(value) => value.to_string(),
            Tree::BigInt(digits) => format!("big {digits}"),
            // Bits, because no two languages write all floats alike.
            Tree::Float(value) if value.is_nan() => "float nan".to_owned(),
            Tree::Float(value) => format!("float {:016x}", value.to_bits()),
            Tree::String(value) => show_text(value),
            Tree::Array(values) => format!("[{}]", values.iter().map(show).collect::<Vec<_>>().join(",")),
            Tree::Object(members) => {
                let members = members.iter().map(|(key, value)| format!("{}:{}", show_text(key), show(value)));
                format!("{{{}}}", members.collect::<Vec<_>>().join(","))
            }
        }
    }

    fn show_text(text: &str) -> String {
        let bytes = text.bytes().map(|byte| match byte {
            b'\\' | 0..0x20 | 0x7F.. => format!("\\x{byte:02x}"),
            _ => char::from(byte).to_string(),
        });
        format!("\"{}\"", bytes.collect::<String>())
    }
}
