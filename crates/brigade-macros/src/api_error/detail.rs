//! Reads the placeholders of a sentence: `Only {left} left`.

/// Splits a sentence into text and placeholders; `Err` says what is wrong with it.
pub(crate) fn read(sentence: &str) -> Result<Vec<Piece<'_>>, &'static str> {
    let mut pieces = Vec::new();
    let mut rest = sentence;
    while let Some(start) = rest.find(['{', '}']) {
        pieces.push(Piece::Text(&rest[..start]));
        let (brace, after) = rest[start..].split_at(1);
        if let Some(after) = after.strip_prefix(brace) {
            pieces.push(Piece::Text(brace));
            rest = after;
            continue;
        }
        let inner = match (brace, after.find('}')) {
            ("{", Some(end)) => &after[..end],
            ("{", None) => return Err("this `{` has no `}`; a brace itself is written twice: `{{`"),
            _ => return Err("this `}` has no `{`; a brace itself is written twice: `}}`"),
        };
        let (field, format) = inner.find(':').map_or((inner, ""), |colon| inner.split_at(colon));
        if field.trim().is_empty() {
            return Err("a placeholder names a field: `{left}`, or `{0}` for the first unnamed one");
        }
        pieces.push(Piece::Field { field: field.trim(), format });
        rest = &after[inner.len() + 1..];
    }
    pieces.push(Piece::Text(rest));
    Ok(pieces)
}

/// Is a part of a sentence.
#[derive(Debug, PartialEq)]
pub(crate) enum Piece<'s> {
    /// Text as people read it.
    Text(&'s str),
    /// A field's name or index, and how to format it, with the colon.
    Field { field: &'s str, format: &'s str },
}

#[cfg(test)]
mod tests {
    use super::{Piece, read};

    #[test]
    fn sentences_are_split_at_their_placeholders() {
        let field = |field, format| Piece::Field { field, format };
        assert_eq!(read("None left"), Ok(vec![Piece::Text("None left")]));
        assert_eq!(
            read("{0} of {all:?}{{}}"),
            Ok(vec![
                Piece::Text(""),
                field("0", ""),
                Piece::Text(" of "),
                field("all", ":?"),
                Piece::Text(""),
                Piece::Text("{"),
                Piece::Text(""),
                Piece::Text("}"),
                Piece::Text(""),
            ])
        );
    }

    #[test]
    fn mistakes_are_explained() {
        for (sentence, part) in
            [("{", "has no `}`"), ("}", "has no `{`"), ("{}", "names a field"), ("{:?}", "names a field")]
        {
            assert!(read(sentence).is_err_and(|mistake| mistake.contains(part)), "{sentence}");
        }
    }
}
