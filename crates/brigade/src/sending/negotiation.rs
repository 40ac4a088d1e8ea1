//! Chooses between lines of JSON and events by what the client accepts (RFC 9110, section 12.5.1).

use http::{HeaderMap, header};

const EVENTS: &str = "text/event-stream";
const LINES: &str = "application/jsonl";

/// Returns whether the client would rather have events than lines. Where it likes both equally, it has to name events: what
/// takes anything, such as `curl`, gets lines.
pub(super) fn prefers_events(headers: &HeaderMap) -> bool {
    let lines = headers.get_all(header::ACCEPT).iter().filter_map(|line| line.to_str().ok());
    let ranges: Vec<(&str, f32)> = lines.flat_map(|line| line.split(',')).map(range).collect();
    let weight_of = |media_type: &str| {
        let weight =
            |name: &str| ranges.iter().find(|(range, _)| range.eq_ignore_ascii_case(name)).map(|found| found.1);
        let group = media_type.split_once('/').map(|(group, _)| format!("{group}/*")).unwrap_or_default();
        weight(media_type).or_else(|| weight(&group)).or_else(|| weight("*/*")).unwrap_or(0.0)
    };
    let is_named = ranges.iter().any(|(range, _)| range.eq_ignore_ascii_case(EVENTS));
    let (events, lines) = (weight_of(EVENTS), weight_of(LINES));
    events > lines || is_named && events > 0.0 && events >= lines
}

/// Reads `text/event-stream` or `text/*;q=0.5`: a range of media types, and its weight.
fn range(text: &str) -> (&str, f32) {
    let mut parts = text.split(';').map(str::trim);
    let name = parts.next().unwrap_or_default();
    let weight = parts.find_map(|part| part.strip_prefix("q=").or_else(|| part.strip_prefix("Q=")));
    (name, weight.map_or(1.0, |weight| weight.parse().unwrap_or(0.0)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn events_are_for_clients_that_ask_for_them() {
        let cases = [
            ("", false),
            ("*/*", false),
            ("application/jsonl", false),
            ("text/event-stream", true),
            ("Text/Event-Stream", true),
            ("text/event-stream, */*", true),
            ("*/*, text/event-stream;q=0.9", false),
            ("text/event-stream;q=0", false),
            ("text/*", true),
            ("text/html, application/xhtml+xml, */*;q=0.8", false),
            ("application/jsonl;q=0.5, text/event-stream;q=0.4", false),
            ("application/jsonl; q=0.4, text/event-stream; q=0.5", true),
            ("text/event-stream;q=nonsense", false),
        ];
        for (accept, events) in cases {
            let mut headers = HeaderMap::new();
            headers.insert(header::ACCEPT, accept.parse().expect("it is a header"));
            assert_eq!(prefers_events(&headers), events, "{accept}");
        }
    }
}
