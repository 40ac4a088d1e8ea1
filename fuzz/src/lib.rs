//! Sends what a fuzzer makes up to brigade's parsers, on the way that requests take: each target is a small application, and
//! says what must hold whatever is sent.
//!
//! `scripts/fuzz` runs cargo-fuzz on each; `cargo test -p brigade-fuzz` sends the inputs that were worth keeping.

mod socket;
mod files;
mod answers;
mod operations;

use http::{Request, header};

use crate::answers::{Answer, Target};

/// A query string: `data` is what comes after the `?`.
pub fn query(data: &[u8]) {
    static TARGET: Target = Target::new(operations::app);
    let Ok(uri) = [b"/query?", data].concat().try_into_uri() else { return };
    TARGET.send(Request::get(uri), b"").is_one_of(&[200, 422]);
}

/// A urlencoded form.
pub fn form(data: &[u8]) {
    static TARGET: Target = Target::new(operations::app);
    let request = Request::post("/form").header(header::CONTENT_TYPE, "application/x-www-form-urlencoded");
    TARGET.send(request, data).is_one_of(&[200, 400, 422]);
}

/// A form with files whose boundary is `x`, after a byte that says in how small pieces it comes. It means the same in one.
pub fn multipart(data: &[u8]) {
    static TARGET: Target = Target::new(operations::app);
    let Some((&piece_bytes, data)) = data.split_first() else { return };
    let request = || Request::post("/multipart").header(header::CONTENT_TYPE, "multipart/form-data; boundary=x");
    let whole = TARGET.send(request(), data);
    whole.is_one_of(&[200, 400, 422]);
    let in_pieces = TARGET.send_in_pieces(request(), data, usize::from(piece_bytes) + 1);
    assert_eq!((whole.status, whole.body), (in_pieces.status, in_pieces.body), "in pieces of {piece_bytes} + 1 bytes");
}

/// Headers that ask for parts of a file, each in a line: the first letter says which one it is.
pub fn range(data: &[u8]) {
    static TARGET: Target = Target::new(files::app);
    let mut request = Request::get("/files/digits");
    for line in data.split(|&byte| byte == b'\n') {
        let (letter, value) = line.split_first().unwrap_or((&b'r', &[]));
        let name = match letter {
            b'i' => header::IF_RANGE,
            b'm' => header::IF_MODIFIED_SINCE,
            b'n' => header::IF_NONE_MATCH,
            b'u' => header::IF_UNMODIFIED_SINCE,
            b'y' => header::IF_MATCH,
            _ => header::RANGE,
        };
        request = request.header(name, value);
    }
    if request.headers_ref().is_some() {
        let answer = TARGET.send(request, b"");
        answer.is_one_of(&[200, 206, 304, 412, 416]);
        files::is_what_it_says(&answer);
    }
}

/// The path of a file: whatever it is, nothing outside of the folder is served.
pub fn path(data: &[u8]) {
    static TARGET: Target = Target::new(files::app);
    let Ok(uri) = [b"/files/", data].concat().try_into_uri() else { return };
    let answer = TARGET.send(Request::get(uri), b"");
    answer.is_one_of(&[200, 404, 405, 307]);
    files::is_no_secret(&answer);
}

/// What a client sends on a WebSocket after its handshake, be it frames or not.
pub fn websocket(data: &[u8]) {
    socket::answers_in_frames(data);
}

/// Lines of cookies.
pub fn cookie(data: &[u8]) {
    static TARGET: Target = Target::new(operations::app);
    let mut request = Request::get("/cookies");
    for line in data.split(|&byte| byte == b'\n') {
        request = request.header(header::COOKIE, line);
    }
    // No client can send a control character.
    if request.headers_ref().is_some() {
        TARGET.send(request, b"").is_one_of(&[200, 422]);
    }
}

/// A content type in the first line, and a body after it, for whatever the type is.
pub fn content_type(data: &[u8]) {
    static TARGET: Target = Target::new(operations::app);
    let (content_type, body) = match data.iter().position(|&byte| byte == b'\n') {
        Some(end) => (&data[..end], &data[end + 1..]),
        None => (data, &b"name=a&count=1"[..]),
    };
    for path in ["/form", "/json"] {
        let request = Request::post(path).header(header::CONTENT_TYPE, content_type);
        if request.headers_ref().is_some() {
            TARGET.send(request, body).is_one_of(&[200, 400, 413, 415, 422]);
        }
    }
}

/// A JSON body. What is accepted comes back, and is accepted as the same.
pub fn json(data: &[u8]) {
    static TARGET: Target = Target::new(operations::app);
    let send = |body: &[u8]| -> Answer {
        TARGET.send(Request::post("/json").header(header::CONTENT_TYPE, "application/json"), body)
    };
    let first = send(data);
    first.is_one_of(&[200, 400, 422]);
    if first.status == 200 {
        let second = send(&first.body);
        second.is_one_of(&[200]);
        assert_eq!(first.body, second.body, "an answer that was sent back");
    }
}

/// A target of a request, if any client can send it.
trait TryIntoUri {
    fn try_into_uri(self) -> Result<http::Uri, http::Error>;
}

impl TryIntoUri for Vec<u8> {
    fn try_into_uri(self) -> Result<http::Uri, http::Error> {
        http::Uri::try_from(self).map_err(Into::into)
    }
}
