//! Reads forms with files, `multipart/form-data` (RFC 7578), while they arrive.
//!
//! A [`Parser`] gets pieces of a body and gives what they mean; an [`Assembly`] makes a [`Form`] of that. Neither waits for
//! anything or calls the operating system: who owns the body passes its pieces on and lets the assembly write to disk.

mod assembly;
mod head;
mod parser;

use std::{ops::Deref, sync::Arc};

use http::{HeaderMap, StatusCode, header};

pub(crate) use self::{assembly::Assembly, parser::Parser};
use crate::{content_type::essence, error::Error, spool::Stored};

/// The longest boundary of RFC 2046, section 5.1.1.
const BOUNDARY_BYTES_MAX: usize = 70;

/// Is a form that has arrived: its parts in the order in which they came.
#[derive(Debug)]
pub(crate) struct Form(Vec<Part>);

impl Deref for Form {
    type Target = [Part];

    fn deref(&self) -> &[Part] {
        &self.0
    }
}

/// Is a field of a form.
#[derive(Debug)]
pub(crate) struct Part {
    pub(crate) name: String,
    pub(crate) content: Content,
}

#[derive(Debug)]
pub(crate) enum Content {
    Text(String),
    File(Arc<FilePart>),
}

/// Is a file in a form. It is gone when the last who knows it has dropped it.
#[derive(Debug, Clone)]
pub struct FilePart {
    /// As the client said; empty if no file was chosen. It names no file of this machine.
    pub(crate) file_name: String,
    /// The headers of the part, `content-type` perhaps among them.
    pub(crate) headers: HeaderMap,
    pub(crate) content: Stored,
}

/// Returns whether the body says that it is a form with files.
pub(crate) fn is_multipart(headers: &HeaderMap) -> bool {
    essence(headers).eq_ignore_ascii_case(b"multipart/form-data")
}

/// Returns what separates the parts of the body.
///
/// # Errors
///
/// 400 if there is no boundary, or none that RFC 2046 allows.
pub(crate) fn boundary(headers: &HeaderMap) -> Result<Vec<u8>, Error> {
    let media_type = headers.get(header::CONTENT_TYPE).map_or(&b""[..], |value| value.as_bytes());
    let mut boundary = None;
    for (name, value) in head::parameters(media_type)? {
        if name.eq_ignore_ascii_case(b"boundary") && boundary.replace(value).is_some() {
            return Err(broken());
        }
    }
    match boundary {
        Some(boundary) if (1..=BOUNDARY_BYTES_MAX).contains(&boundary.len()) => Ok(boundary),
        Some(_) => Err(broken()),
        None => Err(bad("Missing boundary in multipart.")),
    }
}

/// Says that a body is not what its type says.
fn broken() -> Error {
    bad("There was an error parsing the body")
}

fn bad(text: impl Into<std::borrow::Cow<'static, str>>) -> Error {
    Error::text(StatusCode::BAD_REQUEST, text)
}
