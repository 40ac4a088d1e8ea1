//! Cuts a text into passages that are long enough to say something and short enough for the model to read whole.

/// The model reads about 1,000 bytes of English.
const BYTES_MAX: usize = 700;
/// Shorter ones, such as headings, go with what follows.
const BYTES_MIN: usize = 120;

/// Returns the passages of `text`: paragraphs, of which long ones are cut between sentences and short ones put together.
pub(crate) fn passages(text: &str) -> Vec<String> {
    let mut passages: Vec<String> = Vec::new();
    for paragraph in paragraphs(text) {
        for piece in pieces(&paragraph) {
            match passages.last_mut() {
                Some(last) if last.len() < BYTES_MIN && last.len() + piece.len() < BYTES_MAX => {
                    last.push(' ');
                    last.push_str(piece);
                }
                _ => passages.push(piece.to_owned()),
            }
        }
    }
    passages
}

/// What is between empty lines, each on one line.
fn paragraphs(text: &str) -> Vec<String> {
    let mut paragraphs = vec![String::new()];
    for line in text.lines().map(|line| line.split_whitespace().collect::<Vec<_>>().join(" ")) {
        match paragraphs.last_mut() {
            Some(last) if !last.is_empty() && !line.is_empty() => {
                last.push(' ');
                last.push_str(&line);
            }
            Some(last) if last.is_empty() => *last = line,
            _ => paragraphs.push(line),
        }
    }
    paragraphs.retain(|paragraph| !paragraph.is_empty());
    paragraphs
}

/// Cuts before it is too long: after a sentence, or else after a word, or else anywhere.
fn pieces(mut paragraph: &str) -> Vec<&str> {
    let mut pieces = Vec::new();
    while paragraph.len() > BYTES_MAX {
        let start = &paragraph[..paragraph.floor_char_boundary(BYTES_MAX)];
        let sentence = [". ", "? ", "! ", "; "].iter().filter_map(|end| start.rfind(end)).max().map(|at| at + 2);
        let cut = sentence.or_else(|| start.rfind(' ').map(|at| at + 1)).unwrap_or(start.len());
        pieces.push(paragraph[..cut].trim_end());
        // A space at the begin would be where the next is cut, after nothing.
        paragraph = paragraph[cut..].trim_start();
    }
    if !paragraph.is_empty() {
        pieces.push(paragraph);
    }
    pieces
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_is_cut_where_a_reader_would() {
        let sentence = "This sentence is repeated until its paragraph is far too long to be read at once.";
        let long = vec![sentence; 20].join(" ");
        let of = |count| vec![sentence; count].join(" ");
        for (text, expected) in [
            ("", vec![]),
            (" \n\n \n", vec![]),
            ("One line\n  and another", vec!["One line and another".to_owned()]),
            (&format!("{0}\n\n{0} {0}", of(2)), vec![of(2), of(4)]),
            (&format!("Heading\n\n{}\n", of(3)), vec![format!("Heading {}", of(3))]),
            (&long, vec![of(8), of(8), of(4)]),
            (&"a".repeat(1500), vec!["a".repeat(700), "a".repeat(700), "a".repeat(100)]),
            (
                &format!("{} {}", "a".repeat(700), "b".repeat(800)),
                vec!["a".repeat(700), "b".repeat(700), "b".repeat(100)],
            ),
            (&"ä".repeat(400), vec!["ä".repeat(350), "ä".repeat(50)]),
        ] {
            assert_eq!(passages(text), expected);
        }
    }
}
