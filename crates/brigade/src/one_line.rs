//! Writes text that clients may have a part in so that it stays on its line of the log.

use std::fmt::{self, Display, Write};

/// Shows what is inside, its control characters as `\n` and `\u{1b}`: nobody but the server begins a line or paints one.
pub(crate) struct OneLine<T>(pub(crate) T);

impl<T: Display> Display for OneLine<T> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(Escaping(formatter), "{}", self.0)
    }
}

struct Escaping<'e, 'f>(&'e mut fmt::Formatter<'f>);

impl Write for Escaping<'_, '_> {
    fn write_str(&mut self, text: &str) -> fmt::Result {
        // Some viewers end a line at Unicode's separators, too.
        let breaks = |character: char| character.is_control() || matches!(character, '\u{2028}' | '\u{2029}');
        for piece in text.split_inclusive(breaks) {
            let plain = piece.trim_end_matches(breaks);
            self.0.write_str(plain)?;
            write!(self.0, "{}", piece[plain.len()..].escape_default())?;
        }
        Ok(())
    }
}
