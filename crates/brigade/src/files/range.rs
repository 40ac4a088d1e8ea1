//! Reads `Range` headers: which parts of something a client asks for (RFC 9110, section 14).

use std::ops::Range;

/// A header with more ranges is ignored, as the standard allows: each of them costs a head of its own in the answer.
const RANGES_MAX: usize = 16;

/// Says what to send.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Asked {
    Whole,
    /// At least one part. None is empty, and between two of them something is left out.
    Parts(Vec<Range<u64>>),
    /// Nothing of what was asked for is there.
    Outside,
}

/// Reads the header `text` for something of `size` bytes. What is no range, and units other than bytes, are ignored.
pub(super) fn asked(text: &str, size: u64) -> Asked {
    let Some((unit, specs)) = text.split_once('=') else { return Asked::Whole };
    if !unit.trim().eq_ignore_ascii_case("bytes") || size == 0 {
        return Asked::Whole;
    }
    let specs = specs.split(',').map(str::trim).filter(|spec| !spec.is_empty());
    let Some(mut ranges) = specs.map(|spec| range(spec, size)).collect::<Option<Vec<_>>>() else {
        return Asked::Whole;
    };
    if ranges.is_empty() || ranges.len() > RANGES_MAX {
        return Asked::Whole;
    }
    ranges.retain(|range| !range.is_empty());
    if ranges.is_empty() {
        return Asked::Outside;
    }
    Asked::Parts(joined(ranges))
}

/// Reads one range; it is empty if nothing of it is there, and `None` if it is none.
fn range(spec: &str, size: u64) -> Option<Range<u64>> {
    let (first, last) = spec.split_once('-')?;
    match (first, last) {
        ("", suffix) => Some(size.saturating_sub(number(suffix)?)..size),
        (first, "") => Some(number(first)?.min(size)..size),
        (first, last) => {
            let (first, last) = (number(first)?, number(last)?);
            (first <= last).then(|| first.min(size)..last.saturating_add(1).min(size))
        }
    }
}

/// Reads digits; a number that is too large is as good as the largest.
fn number(text: &str) -> Option<u64> {
    let is_number = !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    is_number.then(|| text.parse().unwrap_or(u64::MAX))
}

/// Sorts `ranges` and joins those that overlap or touch.
fn joined(mut ranges: Vec<Range<u64>>) -> Vec<Range<u64>> {
    ranges.sort_unstable_by_key(|range| range.start);
    let mut joined: Vec<Range<u64>> = Vec::with_capacity(ranges.len());
    for range in ranges {
        match joined.last_mut() {
            Some(last) if range.start <= last.end => last.end = last.end.max(range.end),
            _ => joined.push(range),
        }
    }
    joined
}

#[cfg(test)]
mod tests {
    use super::*;

    #[expect(clippy::single_range_in_vec_init, reason = "a list of one range is meant")]
    #[test]
    fn a_range_header_says_which_bytes_to_send() {
        let parts = |parts: &[Range<u64>]| Asked::Parts(parts.to_vec());
        let cases = [
            ("bytes=0-0", parts(&[0..1])),
            ("bytes=0-9", parts(&[0..10])),
            ("bytes=90-", parts(&[90..100])),
            ("bytes=-10", parts(&[90..100])),
            ("bytes=-1000", parts(&[0..100])),
            ("bytes=90-1000", parts(&[90..100])),
            ("bytes=90-99999999999999999999999", parts(&[90..100])),
            (" bytes = 0-9 ", parts(&[0..10])),
            ("Bytes=0-9,", parts(&[0..10])),
            // Sorted and joined.
            ("bytes=50-59, 0-9", parts(&[0..10, 50..60])),
            ("bytes=0-9,10-19", parts(&[0..20])),
            ("bytes=0-99,5-6,0-0", parts(&[0..100])),
            ("bytes=-1,0-0", parts(&[0..1, 99..100])),
            // What is not there is left out, unless it is all that was asked for.
            ("bytes=0-9,200-", parts(&[0..10])),
            ("bytes=100-", Asked::Outside),
            ("bytes=100-200", Asked::Outside),
            ("bytes=99999999999999999999999-", Asked::Outside),
            ("bytes=-0", Asked::Outside),
            // No range of bytes.
            ("", Asked::Whole),
            ("bytes", Asked::Whole),
            ("bytes=", Asked::Whole),
            ("bytes=,", Asked::Whole),
            ("bytes=-", Asked::Whole),
            ("bytes=5-4", Asked::Whole),
            ("bytes=a-b", Asked::Whole),
            ("bytes=0-9,x", Asked::Whole),
            ("bytes=+1-2", Asked::Whole),
            ("bytes=0x0-9", Asked::Whole),
            ("bytes=1 -2", Asked::Whole),
            ("bytes=0-1-2", Asked::Whole),
            ("lines=0-9", Asked::Whole),
            ("bytes:0-9", Asked::Whole),
        ];
        for (text, expected) in cases {
            assert_eq!(asked(text, 100), expected, "{text}");
        }
        assert_eq!(asked("bytes=0-", 0), Asked::Whole, "what is empty has no first byte");
    }

    #[test]
    fn many_ranges_are_no_ranges() {
        let header = |count: u64| {
            let specs: Vec<_> = (0..count).map(|at| format!("{}-{}", at * 2, at * 2)).collect();
            format!("bytes={}", specs.join(","))
        };
        assert!(matches!(asked(&header(16), 100), Asked::Parts(parts) if parts.len() == 16));
        assert_eq!(asked(&header(17), 100), Asked::Whole);
    }
}
