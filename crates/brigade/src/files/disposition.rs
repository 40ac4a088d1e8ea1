//! Says what a browser does with a file, and under which name it saves it (RFC 6266).

use http::HeaderValue;
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};

/// What a name may have without being encoded.
const ENCODED: &AsciiSet = &NON_ALPHANUMERIC.remove(b'_').remove(b'.').remove(b'-').remove(b'~');

/// Says what a browser does with a file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Disposition {
    /// It shows it, if it can.
    Inline,
    /// It saves it.
    Attachment,
}

impl Disposition {
    /// Writes the header for a file called `name`, whatever the name has in it.
    pub(super) fn header(self, name: &str) -> HeaderValue {
        let kind = match self {
            Self::Inline => "inline",
            Self::Attachment => "attachment",
        };
        let encoded = utf8_percent_encode(name, ENCODED).to_string();
        let line = if encoded == name {
            format!("{kind}; filename=\"{name}\"")
        } else {
            format!("{kind}; filename*=utf-8''{encoded}")
        };
        HeaderValue::try_from(line).expect("what no header may have is encoded")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_cannot_end_its_header() {
        let cases = [
            ("report.pdf", "attachment; filename=\"report.pdf\""),
            ("my report.pdf", "attachment; filename*=utf-8''my%20report.pdf"),
            ("Grüße.txt", "attachment; filename*=utf-8''Gr%C3%BC%C3%9Fe.txt"),
            ("a\"; filename=\"b.exe", "attachment; filename*=utf-8''a%22%3B%20filename%3D%22b.exe"),
            ("a\r\nset-cookie: b", "attachment; filename*=utf-8''a%0D%0Aset-cookie%3A%20b"),
            ("../../etc/passwd", "attachment; filename*=utf-8''..%2F..%2Fetc%2Fpasswd"),
            ("", "attachment; filename=\"\""),
        ];
        for (name, expected) in cases {
            assert_eq!(Disposition::Attachment.header(name), expected, "{name:?}");
        }
        assert_eq!(Disposition::Inline.header("a.png"), "inline; filename=\"a.png\"");
    }
}
