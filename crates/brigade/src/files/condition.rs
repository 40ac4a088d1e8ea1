//! Decides by what a client has already whether to send something again (RFC 9110, section 13).

use std::time::{Duration, SystemTime};

use http::{HeaderMap, HeaderName, HeaderValue, header};

/// Identifies the content of a file at a moment.
#[derive(Debug, Clone)]
pub(super) struct Validators {
    /// Strong, quotes included.
    pub(super) etag: String,
    /// In whole seconds, as headers say it.
    pub(super) modified: SystemTime,
}

/// Says what becomes of a request.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Verdict {
    /// Answer it.
    Proceed,
    /// The client has it already: 304.
    NotModified,
    /// It is not what the client wants to go on with: 412.
    Changed,
}

impl Validators {
    /// Makes the validators of a file of `size` bytes that was last written at `modified`.
    pub(super) fn new(modified: SystemTime, size: u64) -> Self {
        let since = modified.duration_since(SystemTime::UNIX_EPOCH).unwrap_or_default();
        Self {
            etag: format!("\"{:x}-{size:x}\"", since.as_nanos()),
            modified: SystemTime::UNIX_EPOCH + Duration::from_secs(since.as_secs()),
        }
    }

    /// Decides on a GET or HEAD request with these headers.
    pub(super) fn verdict(&self, headers: &HeaderMap) -> Verdict {
        let unchanged_since = |name| date(headers, name).map(|date| self.modified <= date);
        let is_same = match headers.contains_key(header::IF_MATCH) {
            true => self.is_listed(headers, header::IF_MATCH, Comparison::Strong),
            false => unchanged_since(header::IF_UNMODIFIED_SINCE).unwrap_or(true),
        };
        if !is_same {
            return Verdict::Changed;
        }
        let is_known = match headers.contains_key(header::IF_NONE_MATCH) {
            true => self.is_listed(headers, header::IF_NONE_MATCH, Comparison::Weak),
            false => unchanged_since(header::IF_MODIFIED_SINCE).unwrap_or(false),
        };
        if is_known { Verdict::NotModified } else { Verdict::Proceed }
    }

    /// Returns whether the parts that a client asks for belong to what it has: it may have said so with `If-Range`.
    pub(super) fn allow_ranges(&self, headers: &HeaderMap) -> bool {
        let Some(condition) = headers.get(header::IF_RANGE) else { return true };
        condition == self.etag.as_str() || date(headers, header::IF_RANGE) == Some(self.modified)
    }

    fn is_listed(&self, headers: &HeaderMap, name: HeaderName, comparison: Comparison) -> bool {
        let lines = headers.get_all(name).into_iter().filter_map(|line| line.to_str().ok());
        let mut tags = lines.flat_map(|line| line.split(',')).map(str::trim);
        tags.any(|tag| tag == "*" || comparison.opaque(tag) == self.etag)
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Comparison {
    Strong,
    /// A proxy that compresses makes an entity tag weak.
    Weak,
}

impl Comparison {
    /// Returns what of `tag` is compared.
    fn opaque(self, tag: &str) -> &str {
        match self {
            Self::Strong => tag,
            Self::Weak => tag.strip_prefix("W/").unwrap_or(tag),
        }
    }
}

/// Reads a date; one that is none is ignored.
fn date(headers: &HeaderMap, name: HeaderName) -> Option<SystemTime> {
    let text = headers.get(name).map(HeaderValue::to_str)?.ok()?;
    httpdate::parse_http_date(text).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    const BEFORE: &str = "Sun, 06 Nov 1994 08:49:36 GMT";
    const EXACTLY: &str = "Sun, 06 Nov 1994 08:49:37 GMT";
    const AFTER: &str = "Sun, 06 Nov 1994 08:49:38 GMT";
    const TAG: &str = "\"a94-64\"";

    fn validators() -> Validators {
        let modified = httpdate::parse_http_date(EXACTLY).expect("a date");
        Validators { etag: TAG.to_owned(), modified }
    }

    fn headers(lines: &[(&'static str, &str)]) -> HeaderMap {
        let lines = lines.iter();
        lines.map(|(name, value)| (HeaderName::from_static(name), value.parse().expect("a value"))).collect()
    }

    #[test]
    fn what_a_client_has_already_is_not_sent_again() {
        use Verdict::{Changed, NotModified, Proceed};
        let cases: &[(&[(&str, &str)], Verdict)] = &[
            (&[], Proceed),
            (&[("if-none-match", TAG)], NotModified),
            (&[("if-none-match", "W/\"a94-64\"")], NotModified),
            (&[("if-none-match", "\"x\", \"a94-64\"")], NotModified),
            (&[("if-none-match", "\"x\""), ("if-none-match", TAG)], NotModified),
            (&[("if-none-match", "*")], NotModified),
            (&[("if-none-match", "a94-64")], Proceed),
            (&[("if-none-match", "\"x\"")], Proceed),
            (&[("if-modified-since", BEFORE)], Proceed),
            (&[("if-modified-since", EXACTLY)], NotModified),
            (&[("if-modified-since", AFTER)], NotModified),
            (&[("if-modified-since", "Sunday, 06-Nov-94 08:49:37 GMT")], NotModified),
            (&[("if-modified-since", "yesterday")], Proceed),
            // The tag says more than the date.
            (&[("if-none-match", "\"x\""), ("if-modified-since", AFTER)], Proceed),
            (&[("if-match", TAG)], Proceed),
            (&[("if-match", "*")], Proceed),
            (&[("if-match", "\"x\"")], Changed),
            (&[("if-match", "W/\"a94-64\"")], Changed),
            (&[("if-unmodified-since", BEFORE)], Changed),
            (&[("if-unmodified-since", EXACTLY)], Proceed),
            (&[("if-unmodified-since", "tomorrow")], Proceed),
            (&[("if-match", TAG), ("if-unmodified-since", BEFORE)], Proceed),
            (&[("if-match", TAG), ("if-none-match", TAG)], NotModified),
            (&[("if-match", "\"x\""), ("if-none-match", TAG)], Changed),
        ];
        for (lines, expected) in cases {
            assert_eq!(validators().verdict(&headers(lines)), *expected, "{lines:?}");
        }
    }

    #[test]
    fn a_part_is_sent_only_of_what_the_client_has_the_rest_of() {
        let cases = [
            (TAG, true),
            (EXACTLY, true),
            ("\"x\"", false),
            ("W/\"a94-64\"", false),
            (BEFORE, false),
            (AFTER, false),
            ("yesterday", false),
        ];
        for (condition, expected) in cases {
            assert_eq!(validators().allow_ranges(&headers(&[("if-range", condition)])), expected, "{condition}");
        }
        assert!(validators().allow_ranges(&HeaderMap::new()));
    }

    #[test]
    fn an_entity_tag_changes_with_the_time_and_with_the_size() {
        let time = SystemTime::UNIX_EPOCH + Duration::from_nanos(1);
        let tags = [(SystemTime::UNIX_EPOCH, 1), (SystemTime::UNIX_EPOCH, 2), (time, 1)];
        let tags = tags.map(|(modified, size)| Validators::new(modified, size).etag);
        assert_eq!(tags, ["\"0-1\"", "\"0-2\"", "\"1-1\""]);
    }
}
