//! Reads the head of a part: whose content follows.

use http::{HeaderMap, HeaderName, HeaderValue, header};

use super::{bad, broken};
use crate::{error::Error, limits::Limits};

/// Is the head of a part.
#[derive(Debug)]
pub(crate) struct Head {
    pub(super) name: String,
    /// Is there if the part is a file, be it without a name.
    pub(super) file_name: Option<String>,
    pub(super) headers: HeaderMap,
}

impl Head {
    /// Reads header lines, of which the last has no line end.
    pub(super) fn parse(text: &[u8], limits: &Limits) -> Result<Self, Error> {
        let headers = headers(text, limits.part_headers_max)?;
        let mut dispositions = headers.get_all(header::CONTENT_DISPOSITION).iter();
        let disposition = dispositions.next().map_or(&b""[..], |value| value.as_bytes());
        if dispositions.next().is_some() {
            return Err(broken());
        }
        let (mut name, mut file_name, mut extended) = (None, None, None);
        for (key, value) in parameters(disposition)? {
            // `filename*` is not for forms (RFC 7578, section 4.2): who reads it sees another name than who does not.
            let place = match &*key.to_ascii_lowercase() {
                b"name" => &mut name,
                b"filename" => &mut file_name,
                b"filename*" => &mut extended,
                _ => continue,
            };
            if place.replace(value).is_some() {
                return Err(broken());
            }
        }
        let Some(name) = name else {
            return Err(bad(r#"The Content-Disposition header field "name" must be provided."#));
        };
        let file_name = file_name.map(without_folders);
        within(&name, "Field name", limits.field_name_bytes_max)?;
        if let Some(file_name) = &file_name {
            within(file_name, "File name", limits.file_name_bytes_max)?;
        }
        Ok(Self { name: decode(name), file_name: file_name.map(decode), headers })
    }
}

fn headers(text: &[u8], headers_max: usize) -> Result<HeaderMap, Error> {
    let mut headers = HeaderMap::new();
    let mut rest = text;
    while !rest.is_empty() {
        let end = memchr::memmem::find(rest, b"\r\n").unwrap_or(rest.len());
        let line = &rest[..end];
        rest = rest.get(end + 2..).unwrap_or_default();
        let colon = memchr::memchr(b':', line).ok_or_else(broken)?;
        let name = HeaderName::from_bytes(&line[..colon]).map_err(|_| broken())?;
        let value = HeaderValue::from_bytes(line[colon + 1..].trim_ascii()).map_err(|_| broken())?;
        if headers.len() == headers_max {
            return Err(bad(format!("Too many part headers. Maximum number of headers is {headers_max}.")));
        }
        headers.try_append(name, value).map_err(|_| broken())?;
    }
    Ok(headers)
}

fn within(text: &[u8], what: &str, bytes_max: usize) -> Result<(), Error> {
    if text.len() <= bytes_max {
        return Ok(());
    }
    Err(bad(format!("{what} exceeded maximum size of {bytes_max} bytes.")))
}

/// Is the name of a parameter and its value.
type Parameter<'v> = (&'v [u8], Vec<u8>);

/// Reads the parameters of a header's value: `; name=value; name="value"`.
///
/// In quotes a backslash stands for itself, as browsers write it, unless a quote or a backslash follows.
pub(super) fn parameters(value: &[u8]) -> Result<Vec<Parameter<'_>>, Error> {
    let mut parameters = Vec::new();
    let mut rest = value;
    while let Some(semicolon) = memchr::memchr(b';', rest) {
        rest = rest[semicolon + 1..].trim_ascii_start();
        let end = memchr::memchr2(b'=', b';', rest).unwrap_or(rest.len());
        let name = rest[..end].trim_ascii();
        rest = &rest[end..];
        let Some(written) = rest.strip_prefix(b"=") else { continue };
        let written = written.trim_ascii_start();
        let value = match written.strip_prefix(b"\"") {
            Some(quoted) => {
                let (value, after) = unquote(quoted).ok_or_else(broken)?;
                rest = after;
                value
            }
            None => {
                let end = memchr::memchr(b';', written).unwrap_or(written.len());
                rest = &written[end..];
                written[..end].trim_ascii().to_vec()
            }
        };
        parameters.push((name, value));
    }
    Ok(parameters)
}

/// Returns what is before the closing quote, and what is after it up to the next parameter.
fn unquote(quoted: &[u8]) -> Option<(Vec<u8>, &[u8])> {
    let mut value = Vec::new();
    let mut rest = quoted;
    loop {
        let end = memchr::memchr2(b'"', b'\\', rest)?;
        value.extend_from_slice(&rest[..end]);
        match &rest[end..] {
            [b'"', after @ ..] => {
                let after = after.trim_ascii_start();
                return matches!(after, [] | [b';', ..]).then_some((value, after));
            }
            [b'\\', escaped @ (b'"' | b'\\'), after @ ..] => {
                value.push(*escaped);
                rest = after;
            }
            other => {
                value.push(b'\\');
                rest = &other[1..];
            }
        }
    }
}

/// Takes the folders off that some old browsers send with a name.
fn without_folders(file_name: Vec<u8>) -> Vec<u8> {
    if !matches!(&*file_name, [_, b':', b'\\', ..] | [b'\\', b'\\', ..]) {
        return file_name;
    }
    file_name.rsplit(|&byte| byte == b'\\').next().unwrap_or_default().to_vec()
}

/// Decodes text as Starlette does: what is no UTF-8 is Latin-1.
pub(super) fn decode(text: Vec<u8>) -> String {
    String::from_utf8(text).unwrap_or_else(|error| error.as_bytes().iter().map(|&byte| char::from(byte)).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_what_browsers_mean_by_them() {
        for (disposition, expected) in [
            (&b"form-data; name=a"[..], Ok(("a", None))),
            (b"form-data; name=\"a b\"; filename=\"x.txt\"", Ok(("a b", Some("x.txt")))),
            (b"form-data;NAME=a ; FileName = x ;", Ok(("a", Some("x")))),
            (b"form-data; name=\"a;b=c\"; filename=\"\"", Ok(("a;b=c", Some("")))),
            (b"form-data; name=\"\"", Ok(("", None))),
            (b"name=b; name=a", Ok(("a", None))),
            // Some write a quote as `%22`, some with a backslash; a backslash alone is one.
            (b"form-data; name=a; filename=\"x%22y\"", Ok(("a", Some("x%22y")))),
            (br#"form-data; name=a; filename="x\"y\\z\w""#, Ok(("a", Some(r#"x"y\z\w"#)))),
            (br#"form-data; name=a; filename="C:\folder\x.txt""#, Ok(("a", Some("x.txt")))),
            (br#"form-data; name=a; filename="\\\\host\x.txt""#, Ok(("a", Some("x.txt")))),
            // A name is data. Whoever makes a path of it has to look at it.
            (b"form-data; name=a; filename=../../etc/passwd", Ok(("a", Some("../../etc/passwd")))),
            ("form-data; name=ä; filename=\"文.txt\"".as_bytes(), Ok(("ä", Some("文.txt")))),
            (b"form-data; name=\xe4", Ok(("ä", None))),
            (b"form-data; name=a; filename=x; filename*=UTF-8''y", Ok(("a", Some("x")))),
            (b"form-data; name=a; filename*=UTF-8''y", Ok(("a", None))),
            (b"form-data; name=a; name=b", Err("parsing")),
            (b"form-data; name=a; filename=x; FILENAME=y", Err("parsing")),
            (b"form-data; name=a; filename*=UTF-8''x; filename*=UTF-8''y", Err("parsing")),
            (b"form-data; name=\"a", Err("parsing")),
            (b"form-data; name=\"a\"b", Err("parsing")),
            (b"form-data; name=a; filename=\"x\0y\"", Err("parsing")),
            (b"form-data; name=a; filename=\"x\x1by\"", Err("parsing")),
            (b"form-data; name", Err("must be provided")),
            (b"", Err("must be provided")),
        ] {
            let head = Head::parse(&[b"Content-Disposition: ", disposition].concat(), &Limits::default());
            let written = disposition.escape_ascii();
            match (head, expected) {
                (Ok(Head { name, file_name, .. }), Ok(expected)) => {
                    assert_eq!((&*name, file_name.as_deref()), expected, "{written}");
                }
                (Err(error), Err(expected)) => assert!(error.message().contains(expected), "{written}: {error}"),
                (head, _) => panic!("{written}: {head:?}"),
            }
        }
    }

    #[test]
    fn more_headers_than_a_map_can_hold_are_an_error() {
        let limits = Limits { part_headers_max: usize::MAX, ..Limits::default() };
        let line = |number| format!("\r\nx{number}: 1");
        let text: String = (0..40_000).map(line).collect();
        let text = format!("Content-Disposition: form-data; name=a{text}");
        assert!(Head::parse(text.as_bytes(), &limits).is_err());
    }

    #[test]
    fn names_have_limits() {
        for (name, file_name, expected) in [
            (1024, 255, None),
            (1025, 0, Some("Field name exceeded maximum size of 1024 bytes.")),
            (1, 256, Some("File name exceeded maximum size of 255 bytes.")),
        ] {
            let (name, file_name) = ("n".repeat(name), "f".repeat(file_name));
            let line = format!("Content-Disposition: form-data; name={name}; filename={file_name}");
            let error = Head::parse(line.as_bytes(), &Limits::default()).err();
            assert_eq!(error.as_ref().map(|error| error.message()), expected);
        }
    }
}
