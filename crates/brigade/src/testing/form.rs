//! Writes forms as browsers send them with `enctype="multipart/form-data"` (RFC 7578).

use bytes::Bytes;
use http::HeaderValue;

/// Is a form with files, for [`TestRequest::multipart`](super::TestRequest::multipart).
///
/// ```
/// use brigade::testing::Form;
///
/// let form = Form::new()
///     .text("title", "Holidays")
///     .file("photos", "beach.jpg", "image/jpeg", &b"\xFF\xD8\xFF"[..])
///     .file("photos", "notes.txt", "text/plain", "sunny");
/// ```
#[derive(Debug, Clone, Default)]
pub struct Form {
    parts: Vec<Part>,
}

#[derive(Debug, Clone)]
struct Part {
    name: String,
    /// The name and the media type of a file; the latter may be empty.
    file: Option<(String, String)>,
    content: Bytes,
}

impl Form {
    /// Makes a form without fields.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds a field of text.
    #[must_use]
    pub fn text(self, name: &str, text: &str) -> Self {
        self.part(name, None, Bytes::copy_from_slice(text.as_bytes()))
    }

    /// Adds a file; an empty `content_type` is not sent.
    #[must_use]
    pub fn file(self, name: &str, filename: &str, content_type: &str, content: impl Into<Bytes>) -> Self {
        self.part(name, Some((filename.to_owned(), content_type.to_owned())), content.into())
    }

    fn part(mut self, name: &str, file: Option<(String, String)>, content: Bytes) -> Self {
        self.parts.push(Part { name: name.to_owned(), file, content });
        self
    }

    /// Returns the content type and the body.
    pub(super) fn write(&self) -> (HeaderValue, Bytes) {
        let boundary = self.boundary();
        let mut body = Vec::new();
        for part in &self.parts {
            body.extend_from_slice(format!("--{boundary}\r\n{}\r\n", part.head()).as_bytes());
            body.extend_from_slice(&part.content);
            body.extend_from_slice(b"\r\n");
        }
        body.extend_from_slice(format!("--{boundary}--\r\n").as_bytes());
        let content_type = format!("multipart/form-data; boundary={boundary}");
        (HeaderValue::from_str(&content_type).expect("a boundary is made of letters and digits"), body.into())
    }

    /// Finds what no part contains.
    fn boundary(&self) -> String {
        let is_in = |boundary: &str, part: &Part| memchr::memmem::find(&part.content, boundary.as_bytes()).is_some();
        let absent = |boundary: &String| !self.parts.iter().any(|part| is_in(boundary, part));
        (0_u64..).map(|number| format!("boundary{number}")).find(absent).expect("parts are finite")
    }
}

impl Part {
    fn head(&self) -> String {
        let name = quoted(&self.name);
        match &self.file {
            None => format!("Content-Disposition: form-data; name=\"{name}\"\r\n"),
            Some((filename, content_type)) => {
                let head =
                    format!("Content-Disposition: form-data; name=\"{name}\"; filename=\"{}\"\r\n", quoted(filename));
                if content_type.is_empty() { head } else { format!("{head}Content-Type: {content_type}\r\n") }
            }
        }
    }
}

/// Writes a name as browsers do (the HTML standard, "multipart form data").
fn quoted(name: &str) -> String {
    name.replace('\r', "%0D").replace('\n', "%0A").replace('"', "%22")
}

#[cfg(test)]
mod tests {
    use super::Form;

    #[test]
    fn a_form_is_written_with_a_boundary_that_is_in_no_part() {
        let form = Form::new().text("a\"b", "boundary0").file("f", "x.txt", "text/plain", "one").file("f", "", "", "");
        let (content_type, body) = form.write();
        assert_eq!(content_type, "multipart/form-data; boundary=boundary1");
        let expected = "--boundary1\r\nContent-Disposition: form-data; name=\"a%22b\"\r\n\r\nboundary0\r\n\
                        --boundary1\r\nContent-Disposition: form-data; name=\"f\"; filename=\"x.txt\"\r\n\
                        Content-Type: text/plain\r\n\r\none\r\n\
                        --boundary1\r\nContent-Disposition: form-data; name=\"f\"; filename=\"\"\r\n\r\n\r\n\
                        --boundary1--\r\n";
        assert_eq!(String::from_utf8_lossy(&body), expected);
    }
}
