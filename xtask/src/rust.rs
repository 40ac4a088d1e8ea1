//! Reads just enough of Rust to check it: what is code and what is not, modules, paths, functions.
//!
//! This is no parser. It looks at text in which comments and literals are blanked, so that braces and words mean what
//! they seem to mean; offsets and lines stay those of the file.

use std::{iter, ops::Range};

/// Returns `text` with comments and the inside of string and character literals replaced by spaces, byte for byte.
pub(crate) fn blank(text: &str) -> String {
    let bytes = text.as_bytes();
    let mut code = bytes.to_vec();
    let mut at = 0;
    while at < bytes.len() {
        let rest = &text[at..];
        let before = text[..at].bytes().next_back().filter(|&byte| is_word(byte));
        let (skip, inside) = if rest.starts_with("//") {
            let length = rest.find('\n').unwrap_or(rest.len());
            (length, 0..length)
        } else if rest.starts_with("/*") {
            let length = block_comment(rest);
            (length, 0..length)
        } else if let Some(quoted) = before.is_none().then(|| raw_string(rest)).flatten() {
            (quoted.end + 1, quoted)
        } else if bytes[at] == b'"' {
            let length = string(rest);
            (length, 1..length - 1)
        } else if let Some(length) = character(rest) {
            (length, 1..length - 1)
        } else {
            (rest.chars().next().map_or(1, char::len_utf8), 0..0)
        };
        for byte in &mut code[at + inside.start..at + inside.end] {
            if *byte != b'\n' {
                *byte = b' ';
            }
        }
        at += skip;
    }
    String::from_utf8(code).expect("whole literals and comments are replaced by ASCII")
}

fn block_comment(text: &str) -> usize {
    let (mut depth, mut at) = (0, 0);
    while at < text.len() {
        match &text.as_bytes()[at..] {
            [b'/', b'*', ..] => (depth, at) = (depth + 1, at + 2),
            [b'*', b'/', ..] => (depth, at) = (depth - 1, at + 2),
            _ => at += 1,
        }
        if depth == 0 {
            break;
        }
    }
    at
}

/// The inside of `r"…"`, `r#"…"#`, `br"…"`, `cr"…"`, if `text` starts with one; one byte after it ends the literal, the
/// hashes are left as code.
fn raw_string(text: &str) -> Option<Range<usize>> {
    let prefix = text.find('r').filter(|&place| place == 0 || matches!(&text[..place], "b" | "c"))?;
    let hashes = text[prefix + 1..].bytes().take_while(|&byte| byte == b'#').count();
    let start = prefix + 1 + hashes + 1;
    if text.as_bytes().get(start - 1) != Some(&b'"') {
        return None;
    }
    let end = text[start..].find(&format!("\"{}", "#".repeat(hashes)))?;
    Some(start..start + end)
}

fn string(text: &str) -> usize {
    let mut escaped = false;
    for (at, byte) in text.bytes().enumerate().skip(1) {
        match byte {
            _ if escaped => escaped = false,
            b'\\' => escaped = true,
            b'"' => return at + 1,
            _ => {}
        }
    }
    text.len()
}

/// The length of a character literal, if `text` starts with one and not with a lifetime.
fn character(text: &str) -> Option<usize> {
    let inside = text.strip_prefix('\'')?;
    if let Some(escape) = inside.strip_prefix('\\') {
        let first = escape.chars().next()?.len_utf8();
        return escape[first..].find('\'').map(|end| 2 + first + end + 1);
    }
    let first = inside.chars().next()?.len_utf8();
    inside[first..].starts_with('\'').then_some(1 + first + 1)
}

/// Returns blanked code with every item behind `#[cfg(test)]` blanked too.
pub(crate) fn without_tests(code: &str) -> String {
    let mut kept = code.to_owned();
    while let Some(start) = kept.find("#[cfg(test)]") {
        let end = start + item_end(&kept[start..]);
        let blanked: String =
            kept[start..end].chars().map(|character| if character == '\n' { '\n' } else { ' ' }).collect();
        kept.replace_range(start..end, &blanked);
    }
    kept
}

/// Where the item that `code` starts with ends: after its `;`, its last `}`, or at the end of the text.
fn item_end(code: &str) -> usize {
    let (mut braces, mut brackets) = (0_usize, 0_usize);
    for (at, byte) in code.bytes().enumerate() {
        match byte {
            b'[' | b'(' => brackets += 1,
            b']' | b')' => brackets = brackets.saturating_sub(1),
            b'{' => braces += 1,
            b'}' if braces <= 1 => return at + 1,
            b'}' => braces -= 1,
            b';' if braces == 0 && brackets == 0 => return at + 1,
            _ => {}
        }
    }
    code.len()
}

/// A `mod name;` line, or the start of `mod name {`.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Module {
    pub(crate) name: String,
    /// The inline modules around it.
    pub(crate) inside: Vec<String>,
    /// Whether its code is in another file.
    pub(crate) is_file: bool,
    /// Where `mod` is.
    pub(crate) at: usize,
}

/// Returns the modules that blanked `code` declares, in order.
pub(crate) fn modules(code: &str) -> Vec<Module> {
    let mut found = Vec::new();
    let mut inside: Vec<(String, usize)> = Vec::new();
    let (mut depth, mut at) = (0_usize, 0);
    while at < code.len() {
        let byte = code.as_bytes()[at];
        match byte {
            b'{' => depth += 1,
            b'}' => {
                depth = depth.saturating_sub(1);
                inside.retain(|(_, opened)| *opened < depth + 1);
            }
            _ => {}
        }
        if starts_word(code, at)
            && let Some(rest) = code[at..].strip_prefix("mod ")
        {
            let name: String = rest.chars().take_while(|character| is_word(*character as u8)).collect();
            let after = rest[name.len()..].trim_start();
            let (is_file, is_inline) = (after.starts_with(';'), after.starts_with('{'));
            if is_file || is_inline {
                let around = inside.iter().map(|(name, _)| name.clone()).collect();
                found.push(Module { name: name.clone(), inside: around, is_file, at });
            }
            if is_inline {
                inside.push((name, depth + 1));
            }
        }
        at += code[at..].chars().next().map_or(1, char::len_utf8);
    }
    found
}

/// A path such as `crate::spec::Type`, as far as its second segment, and where it is.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Use {
    pub(crate) name: String,
    pub(crate) at: usize,
    /// Whether it names a macro: `crate::name!`.
    pub(crate) is_macro: bool,
}

/// Returns what blanked `code` names below `crate`: `crate::a::b` gives `a`, `crate::{a::b, c}` gives `a` and `c`.
pub(crate) fn crate_uses(code: &str) -> Vec<Use> {
    words(code, "crate::").flat_map(|at| segments(code, at + "crate::".len())).collect()
}

/// The first segments at `at`, which may be a group.
fn segments(code: &str, at: usize) -> Vec<Use> {
    if code.as_bytes().get(at) != Some(&b'{') {
        let name: String = code[at..].chars().take_while(|character| is_word(*character as u8)).collect();
        let is_macro = code[at + name.len()..].starts_with('!');
        return if name.is_empty() { Vec::new() } else { vec![Use { name, at, is_macro }] };
    }
    let (mut depth, mut found, mut is_first) = (0_usize, Vec::new(), false);
    for (place, byte) in code.bytes().enumerate().skip(at) {
        match byte {
            b'{' => (depth, is_first) = (depth + 1, depth == 0),
            b'}' if depth == 1 => break,
            b'}' => depth -= 1,
            b',' => is_first = depth == 1,
            _ if byte.is_ascii_whitespace() => {}
            _ if is_first => {
                found.extend(segments(code, place));
                is_first = false;
            }
            _ => {}
        }
    }
    found
}

/// A function: its name, and where it starts and ends.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Function {
    pub(crate) name: String,
    pub(crate) body: Range<usize>,
}

/// Returns the functions with a body in blanked `code`.
pub(crate) fn functions(code: &str) -> Vec<Function> {
    let named = words(code, "fn ").filter_map(|at| {
        let name: String = code[at + 3..].chars().take_while(|character| is_word(*character as u8)).collect();
        let end = at + item_end(&code[at..]);
        (!name.is_empty() && code[..end].ends_with('}')).then_some(Function { name, body: at..end })
    });
    named.collect()
}

/// Returns where `text`, which starts with a word, is in `code` as a word of its own.
pub(crate) fn words<'a>(code: &'a str, text: &'a str) -> impl Iterator<Item = usize> + 'a {
    code.match_indices(text).map(|(at, _)| at).filter(|&at| starts_word(code, at))
}

/// Returns the line, counted from 1, on which the byte `at` of `text` is.
pub(crate) fn line(text: &str, at: usize) -> usize {
    text[..at].matches('\n').count() + 1
}

/// Returns how many lines of blanked `code` hold anything.
pub(crate) fn code_lines(code: &str) -> usize {
    code.lines().filter(|line| !line.trim().is_empty()).count()
}

/// Returns the lines of documentation in `text` with their numbers, without `///` or `//!`.
pub(crate) fn documentation(text: &str) -> impl Iterator<Item = (usize, &str)> {
    iter::zip(1.., text.lines()).filter_map(|(number, line)| {
        let line = line.trim_start();
        Some((number, line.strip_prefix("///").or_else(|| line.strip_prefix("//!"))?))
    })
}

fn starts_word(code: &str, at: usize) -> bool {
    code[..at].bytes().next_back().is_none_or(|byte| !is_word(byte))
}

fn is_word(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || byte == b'_'
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn comments_and_literals_are_blank() {
        let cases = [
            // What is blanked is written as dots here.
            ("let a = 1; // mod b;", "let a = 1; ........."),
            ("/* { /* } */ */ {", "............... {"),
            (r#"f("a \" {", 'x')"#, r#"f("......", '.')"#),
            (r##"r#"a"{"# }"##, r##"r#"..."# }"##),
            (r#"br"{" b"}" }"#, r#"br"." b"." }"#),
            (r"'\'' '\u{1F600}' '{'", r"'..' '.........' '.'"),
            ("fn f<'a>(x: &'a str) {}", "fn f<'a>(x: &'a str) {}"),
            ("\"é\n{\"", "\"..\n.\""),
            ("for r in rows {}", "for r in rows {}"),
        ];
        for (text, expected) in cases {
            assert_eq!(blank(text), expected.replace('.', " "), "{text}");
        }
    }

    #[test]
    fn tests_are_left_out() {
        let code =
            "fn a() {}\n#[cfg(test)]\nmod tests {\n fn b() { { } }\n}\nfn c() {}\n#[cfg(test)]\nmod more;\nfn d() {}";
        let kept = without_tests(code);
        let names: Vec<_> = functions(&kept).into_iter().map(|function| function.name).collect();
        assert_eq!(names, ["a", "c", "d"]);
        assert_eq!(kept.lines().count(), code.lines().count());
    }

    #[test]
    fn modules_know_where_they_are() {
        let found = modules("pub mod a;\nmod b { mod c; mod d { pub(crate) mod e; } }\nmod f;\nlet model = 1;");
        let short: Vec<_> = found
            .iter()
            .map(|module| format!("{}::{} {}", module.inside.join("::"), module.name, module.is_file))
            .collect();
        assert_eq!(short, ["::a true", "::b false", "b::c true", "b::d false", "b::d::e true", "::f true"]);
    }

    #[test]
    fn paths_below_the_crate_are_found() {
        let cases = [
            ("use crate::a;", "a"),
            ("use crate::a::{b, c};", "a"),
            ("use crate::{\n    a::{b, c::{d}},\n    e,\n};", "a e"),
            ("crate::a::f(crate::b!())", "a b!"),
            ("use other_crate::a;", ""),
            ("pub(crate) fn f() {}", ""),
        ];
        for (code, expected) in cases {
            let found: Vec<_> =
                crate_uses(code).into_iter().map(|it| it.name + if it.is_macro { "!" } else { "" }).collect();
            assert_eq!(found.join(" "), expected, "{code}");
        }
    }

    #[test]
    fn functions_have_bodies() {
        let code = "trait T { fn a(&self); fn b(x: [u8; 2]) -> u8 {\n if x { }\n 1\n} }\nlet f: fn(u8) = g;";
        let found: Vec<_> =
            functions(code).into_iter().map(|function| (function.name, line(code, function.body.end - 1))).collect();
        assert_eq!(found, [("b".to_owned(), 4)]);
    }
}
