//! Reads `.env` files: `NAME=value`, one a line.
//!
//! The format is python-dotenv's. Two things differ: what it passes over in silence is a mistake, and `${NAME}` in single
//! quotes stays as it is, as in shells.

/// Reads `text`. `outer` finds what `${NAME}` stands for if no line above says so.
///
/// # Errors
///
/// Everything that is wrong, with the numbers of the lines.
pub(super) fn parse(text: &str, outer: impl Fn(&str) -> Option<String>) -> Result<Vec<(String, String)>, Vec<String>> {
    let text = text.trim_start_matches('\u{feff}');
    let mut variables: Vec<(String, String)> = Vec::new();
    let mut mistakes = Vec::new();
    let mut rest = text;
    while !rest.is_empty() {
        let line = 1 + text[..text.len() - rest.len()].matches('\n').count();
        let find = |name: &str| {
            let above = variables.iter().rev().find(|(known, _)| known == name);
            above.map(|(_, value)| value.clone()).or_else(|| outer(name))
        };
        match statement(rest) {
            Ok((assignment, next)) => {
                rest = next;
                let Some((name, value)) = assignment else { continue };
                match value.expand(find) {
                    Ok(value) => variables.push((name.to_owned(), value)),
                    Err(problem) => mistakes.push(format!("line {line}: {problem}")),
                }
            }
            Err(problem) => {
                mistakes.push(format!("line {line}: {problem}"));
                rest = after_line(rest);
            }
        }
    }
    if mistakes.is_empty() { Ok(variables) } else { Err(mistakes) }
}

/// Is a value as it is written.
#[derive(Clone, Copy)]
enum Written<'t> {
    Plain(&'t str),
    SingleQuoted(&'t str),
    DoubleQuoted(&'t str),
}

/// Is what a line sets, if it sets anything.
type Assignment<'t> = Option<(&'t str, Written<'t>)>;

/// Reads what `text` begins with, and returns what comes after it.
fn statement(text: &str) -> Result<(Assignment<'_>, &str), &'static str> {
    let text = skip_blanks(text);
    if ends_line(text) {
        return Ok((None, after_line(text)));
    }
    let text = text.strip_prefix("export ").map_or(text, skip_blanks);
    let (name, rest) = text.split_at(text.find(['=', '#', ' ', '\t', '\r', '\n']).unwrap_or(text.len()));
    let rest = skip_blanks(rest);
    let Some(value) = rest.strip_prefix('=') else {
        // Shells export a variable that way.
        return if ends_line(rest) { Ok((None, after_line(rest))) } else { Err("there is no `=` after the name") };
    };
    if name.is_empty() {
        return Err("there is no name before `=`");
    }
    let value = skip_blanks(value);
    let (written, rest) = match value.chars().next() {
        Some(quote @ ('\'' | '"')) => {
            let (inner, rest) = quoted(&value[1..], quote).ok_or("a quote is not closed")?;
            if !ends_line(skip_blanks(rest)) {
                return Err("something follows the closing quote");
            }
            (if quote == '"' { Written::DoubleQuoted(inner) } else { Written::SingleQuoted(inner) }, rest)
        }
        _ => {
            let end = value.find('\n').unwrap_or(value.len());
            (Written::Plain(without_comment(&value[..end]).trim_end()), &value[end..])
        }
    };
    Ok((Some((name, written)), after_line(rest)))
}

fn skip_blanks(text: &str) -> &str {
    text.trim_start_matches([' ', '\t'])
}

/// Returns whether nothing that counts follows on the line.
fn ends_line(text: &str) -> bool {
    text.is_empty() || text.starts_with(['#', '\n', '\r'])
}

fn after_line(text: &str) -> &str {
    text.split_once('\n').map_or("", |(_, rest)| rest)
}

/// Returns `value` up to a `#` that begins it or has a blank before it.
fn without_comment(value: &str) -> &str {
    let mut hashes = value.match_indices('#').map(|(at, _)| at);
    let comment = hashes.find(|&at| at == 0 || value[..at].ends_with([' ', '\t']));
    comment.map_or(value, |at| &value[..at])
}

/// Splits `text` at the closing `quote`.
fn quoted(text: &str, quote: char) -> Option<(&str, &str)> {
    let mut characters = text.char_indices();
    while let Some((at, character)) = characters.next() {
        if character == quote {
            return Some((&text[..at], &text[at + 1..]));
        }
        if character == '\\' {
            characters.next();
        }
    }
    None
}

impl Written<'_> {
    /// Returns the value that is meant; `find` finds other variables.
    fn expand(self, find: impl Fn(&str) -> Option<String>) -> Result<String, &'static str> {
        let (mut rest, is_escaped) = match self {
            Self::SingleQuoted(text) => return Ok(text.replace(r"\'", "'").replace(r"\\", r"\")),
            Self::Plain(text) => (text, false),
            Self::DoubleQuoted(text) => (text, true),
        };
        let mut value = String::new();
        while let Some(at) = rest.find(['\\', '$']) {
            value.push_str(&rest[..at]);
            rest = &rest[at..];
            if let Some(reference) = rest.strip_prefix("${") {
                let (reference, after) = reference.split_once('}').ok_or("`${` is not closed")?;
                let (name, default) = reference.split_once(":-").unwrap_or((reference, ""));
                value.push_str(&find(name).unwrap_or_else(|| default.to_owned()));
                rest = after;
                continue;
            }
            let mut characters = rest.chars();
            let special = characters.next().filter(|&special| special == '\\' && is_escaped);
            match special.and_then(|_| characters.next()) {
                Some('n') => value.push('\n'),
                Some('r') => value.push('\r'),
                Some('t') => value.push('\t'),
                Some(itself @ ('\\' | '\'' | '"' | '$')) => value.push(itself),
                Some(other) => value.extend(['\\', other]),
                None => value.push_str(&rest[..1]),
            }
            rest = characters.as_str();
        }
        Ok(value + rest)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_are_read_as_python_dotenv_reads_them() {
        let cases = [
            ("", ""),
            ("\n  \n# comment\n\t# another", ""),
            ("A=1", "A=1"),
            ("\u{feff}A=1\r\nB = 2 \r\n", "A=1|B=2"),
            ("export A=1\nexport B\nC", "A=1"),
            ("A=\nB= # nothing\nC=#nothing", "A=|B=|C="),
            ("A=one two # three\nB=one#two", "A=one two|B=one#two"),
            ("A='one # two' # three\nB=\"x\"#y", "A=one # two|B=x"),
            (r#"A="a\tb\\n\"c\" \d \$B" "#, "A=a\tb\\n\"c\" \\d $B"),
            (r"A='it\'s \\ \n'", r"A=it's \ \n"),
            (r"A=C:\new\table", r"A=C:\new\table"),
            ("A=\"one\ntwo\"\nB=3", "A=one\ntwo|B=3"),
            ("A=x=y", "A=x=y"),
            ("A=1\nB=${A}2\nA=3\nC=\"${A}\"\nD='${A}'\nE=$A", "A=1|B=12|A=3|C=3|D=${A}|E=$A"),
            ("A=${HOME}/x ${NONE}${NONE:-else}${HOME:-else}", "A=/home/x else/home"),
            ("Ä=ö", "Ä=ö"),
        ];
        for (text, expected) in cases {
            let outer = |name: &str| (name == "HOME").then(|| "/home".to_owned());
            let variables = parse(text, outer).unwrap_or_else(|mistakes| panic!("{text:?}: {mistakes:?}"));
            let written: Vec<_> = variables.into_iter().map(|(name, value)| format!("{name}={value}")).collect();
            assert_eq!(written.join("|"), expected, "{text:?}");
        }
    }

    #[test]
    fn every_mistake_is_named_with_its_line() {
        let text = "A=1\n=2\nB 3\nC='4\nD=\"5\" 6\n\nE=${F\n";
        let mistakes = [
            "line 2: there is no name before `=`",
            "line 3: there is no `=` after the name",
            "line 4: a quote is not closed",
            "line 5: something follows the closing quote",
            "line 7: `${` is not closed",
        ];
        assert_eq!(parse(text, |_| None).expect_err("lines are wrong"), mistakes);
    }
}
