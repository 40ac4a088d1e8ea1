//! Answers with a file that is open: all of it, parts of it, or that the client has it already.

use std::{
    fs::{File, Metadata},
    ops::Range,
    time::SystemTime,
};

use bytes::Bytes;
use http::{HeaderMap, HeaderName, HeaderValue, Method, StatusCode, header};

use super::{
    condition::{Validators, Verdict},
    media_type,
    range::{Asked, asked},
    reading::{Reading, Section},
};
use crate::{body::Body, error::Error, random::hexadecimal, request::RequestHead, respond::Response};

/// What a request says about files.
const ASKING: [HeaderName; 6] = [
    header::RANGE,
    header::IF_RANGE,
    header::IF_MATCH,
    header::IF_NONE_MATCH,
    header::IF_MODIFIED_SINCE,
    header::IF_UNMODIFIED_SINCE,
];

/// What is in the answer that a client has the file already (RFC 9110, section 15.4.5).
const TOLD_AGAIN: [HeaderName; 6] = [
    header::CACHE_CONTROL,
    header::CONTENT_LOCATION,
    header::ETAG,
    header::EXPIRES,
    header::LAST_MODIFIED,
    header::VARY,
];

/// Is what a request asks of a file.
#[derive(Debug, Clone, Default)]
pub(crate) struct Asking {
    pub(crate) method: Method,
    headers: HeaderMap,
}

impl Asking {
    pub(crate) fn of(request: &RequestHead) -> Self {
        let lines = ASKING.iter().flat_map(|name| {
            let values = request.headers.get_all(name).into_iter();
            values.map(|value| (name.clone(), value.clone()))
        });
        Self { method: request.method.clone(), headers: lines.collect() }
    }
}

/// Is a file that is open, and what is known of it.
#[derive(Debug)]
pub(crate) struct Opened {
    file: File,
    size: u64,
    validators: Validators,
    media_type: HeaderValue,
}

impl Opened {
    /// Describes a file that was opened under the name `name`, which tells its media type.
    pub(crate) fn new(file: File, metadata: &Metadata, name: &str) -> Self {
        let size = metadata.len();
        let modified = metadata.modified().unwrap_or(SystemTime::UNIX_EPOCH);
        Self { file, size, validators: Validators::new(modified, size), media_type: media_type::of_name(name) }
    }

    /// Answers with `status`, and with `headers` in the place of those that the file has by itself.
    ///
    /// The content is read while it is sent; [`Body::place`] says where.
    ///
    /// # Errors
    ///
    /// 412 and 416.
    pub(crate) fn answer(self, asking: &Asking, status: StatusCode, mut headers: HeaderMap) -> Result<Response, Error> {
        let Validators { etag, modified } = &self.validators;
        let text = |text: String| HeaderValue::try_from(text).expect("quotes, digits and dates are allowed");
        for (name, value) in [
            (header::CONTENT_TYPE, self.media_type.clone()),
            (header::ACCEPT_RANGES, HeaderValue::from_static("bytes")),
            (header::LAST_MODIFIED, text(httpdate::fmt_http_date(*modified))),
            (header::ETAG, text(etag.clone())),
        ] {
            headers.entry(name).or_insert(value);
        }
        // Only what would be a success otherwise depends on what the client has.
        let is_conditional = status == StatusCode::OK && matches!(asking.method, Method::GET | Method::HEAD);
        match self.validators.verdict(&asking.headers) {
            Verdict::NotModified if is_conditional => return Ok(not_modified(&headers)),
            Verdict::Changed if is_conditional => return Err(Error::reason(StatusCode::PRECONDITION_FAILED)),
            _ => {}
        }
        let may_be_part =
            is_conditional && asking.method == Method::GET && self.validators.allow_ranges(&asking.headers);
        let range = asking.headers.get(header::RANGE).filter(|_| may_be_part).and_then(|range| range.to_str().ok());
        match range.map_or(Asked::Whole, |range| asked(range, self.size)) {
            Asked::Outside => {
                let size = HeaderValue::try_from(format!("bytes */{}", self.size)).expect("a number is allowed");
                Err(Error::reason(StatusCode::RANGE_NOT_SATISFIABLE).header(header::CONTENT_RANGE, size))
            }
            Asked::Whole => Ok(self.whole(asking, status, headers)),
            Asked::Parts(parts) => Ok(self.parts(parts, headers)),
        }
    }

    fn whole(self, asking: &Asking, status: StatusCode, mut headers: HeaderMap) -> Response {
        headers.insert(header::CONTENT_LENGTH, self.size.into());
        let body = match asking.method == Method::HEAD || self.size == 0 {
            true => Body::empty(),
            false => Body::of_blocking(Reading::new(self.file, [Section::Part(0..self.size)])),
        };
        response(status, headers, body)
    }

    fn parts(self, parts: Vec<Range<u64>>, mut headers: HeaderMap) -> Response {
        let content_range = |part: &Range<u64>| format!("bytes {}-{}/{}", part.start, part.end - 1, self.size);
        let sections = match <[_; 1]>::try_from(parts) {
            Ok([part]) => {
                let value = HeaderValue::try_from(content_range(&part)).expect("numbers are allowed");
                headers.insert(header::CONTENT_RANGE, value);
                vec![Section::Part(part)]
            }
            Err(parts) => {
                // It must not be in the file, so nobody may know it before.
                let boundary = hexadecimal();
                let media_type = format!("multipart/byteranges; boundary={boundary}");
                let media_type = HeaderValue::try_from(media_type).expect("hexadecimal digits are allowed");
                let inner = headers.insert(header::CONTENT_TYPE, media_type);
                let mut sections = Vec::with_capacity(parts.len() * 2 + 1);
                for (index, part) in parts.into_iter().enumerate() {
                    let mut head = if index > 0 { "\r\n" } else { "" }.to_owned().into_bytes();
                    head.extend_from_slice(format!("--{boundary}\r\ncontent-type: ").as_bytes());
                    head.extend_from_slice(inner.as_ref().map_or(&b""[..], HeaderValue::as_bytes));
                    head.extend_from_slice(format!("\r\ncontent-range: {}\r\n\r\n", content_range(&part)).as_bytes());
                    sections.extend([Section::Text(head.into()), Section::Part(part)]);
                }
                sections.push(Section::Text(Bytes::from(format!("\r\n--{boundary}--\r\n"))));
                sections
            }
        };
        let reading = Reading::new(self.file, sections);
        headers.insert(header::CONTENT_LENGTH, reading.bytes().into());
        response(StatusCode::PARTIAL_CONTENT, headers, Body::of_blocking(reading))
    }
}

fn not_modified(headers: &HeaderMap) -> Response {
    let told = headers.iter().filter(|(name, _)| TOLD_AGAIN.contains(name));
    let told = told.map(|(name, value)| (name.clone(), value.clone())).collect();
    response(StatusCode::NOT_MODIFIED, told, Body::empty())
}

fn response(status: StatusCode, headers: HeaderMap, body: Body) -> Response {
    let mut response = Response::new(body);
    *response.status_mut() = status;
    *response.headers_mut() = headers;
    response
}
