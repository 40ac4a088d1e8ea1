//! Holds every bound on what a client can make grow. All parsers share this one type.

use std::time::Duration;

/// A year, which no client waits for. Users write `Duration::MAX` for it, but no clock can be read that late.
pub(crate) const NEVER: Duration = Duration::from_secs(365 * 24 * 60 * 60);

/// Bounds what one client can make the server hold or wait for.
///
/// ```
/// let limits = brigade::Limits { json_bytes_max: 64 * 1024, ..Default::default() };
/// ```
#[derive(Debug, Clone, PartialEq)]
pub struct Limits {
    /// Bytes of request line and headers together. More is 431.
    pub head_bytes_max: usize,
    /// Header lines of a request. More is 431.
    pub headers_max: usize,
    /// Bytes of the request target. More is 414.
    pub target_bytes_max: usize,
    /// Bytes of a JSON body. More is 413.
    pub json_bytes_max: usize,
    /// Bytes of a body that is taken as it is. More is 413.
    pub raw_bytes_max: usize,
    /// Bytes of a body that is taken as it arrives, by a [`BodyStream`](crate::BodyStream). More is 413. `None` is no limit: such a
    /// body takes no memory.
    pub stream_bytes_max: Option<usize>,
    /// Arrays and objects inside each other in a JSON body, 256 at most. More is 400.
    pub json_depth_max: usize,
    /// Bytes of a form without files. More is 413.
    pub form_bytes_max: usize,
    /// Bytes of a form that may have files, `multipart/form-data`. More is 413.
    pub multipart_bytes_max: usize,
    /// Fields of a form that are no files. More is 400.
    pub form_fields_max: usize,
    /// Files of a form. More is 400.
    pub form_files_max: usize,
    /// Bytes of one field of a form that is no file. More is 400.
    pub form_field_bytes_max: usize,
    /// Bytes of all files of a form that are kept in memory. What is more goes to a temporary file.
    pub form_memory_bytes_max: usize,
    /// Header lines of one part of a form. More is 400.
    pub part_headers_max: usize,
    /// Bytes of the header lines of one part of a form. More is 400.
    pub part_head_bytes_max: usize,
    /// Bytes of the name of a field in a form that may have files. More is 400.
    pub field_name_bytes_max: usize,
    /// Bytes of the name that a client gives to a file. More is 400.
    pub file_name_bytes_max: usize,
    /// Open connections; the next ones wait unread, most in the kernel's queue. `None` is 10,000, or 80 % of the process's
    /// descriptors if that is less.
    pub connections_max: Option<usize>,
    /// From the first byte of a request's head, or from accepting the connection, to the head's end.
    pub head_time_max: Duration,
    /// Between two pieces of a body.
    pub body_gap_max: Duration,
    /// Bytes per second that a body must reach on average once `body_grace` is over.
    pub body_rate_min: u32,
    /// How long a body may be slower than `body_rate_min`.
    pub body_grace: Duration,
    /// From when the whole request is here to its answer, the wait for a thread included. Longer is 503; a plain `fn` that
    /// has begun runs to its end unless it asks its [`Cancel`](crate::Cancel). An operation may have a `deadline` of its own.
    pub operation_time_max: Duration,
    /// Bytes of a message on a WebSocket. More closes it with 1009.
    pub message_bytes_max: usize,
    /// Frames of a message on a WebSocket. More closes it with 1009.
    pub fragments_max: usize,
    /// How long the other side of a WebSocket may be silent before it is asked if it is still there.
    pub ping_after: Duration,
    /// How long it may take to answer that.
    pub pong_time_max: Duration,
    /// Requests that run or after which background tasks or clean-ups still do, of operations that may have such; one more
    /// is answered 503.
    pub unfinished_max: usize,
    /// Between a response and the next request on a connection.
    pub idle_time_max: Duration,
    /// How long a client may refuse to take any of a response.
    pub write_stall_max: Duration,
    /// From SIGTERM until what is still open is closed.
    pub drain_time_max: Duration,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            head_bytes_max: 32 * 1024,
            headers_max: 100,
            target_bytes_max: 8 * 1024,
            json_bytes_max: 2 * 1024 * 1024,
            raw_bytes_max: 32 * 1024 * 1024,
            stream_bytes_max: None,
            json_depth_max: 128,
            form_bytes_max: 1024 * 1024,
            multipart_bytes_max: 32 * 1024 * 1024,
            form_fields_max: 1000,
            form_files_max: 1000,
            form_field_bytes_max: 1024 * 1024,
            form_memory_bytes_max: 1024 * 1024,
            part_headers_max: 16,
            part_head_bytes_max: 8 * 1024,
            field_name_bytes_max: 1024,
            file_name_bytes_max: 255,
            connections_max: None,
            head_time_max: Duration::from_secs(10),
            body_gap_max: Duration::from_secs(10),
            body_rate_min: 240,
            body_grace: Duration::from_secs(5),
            operation_time_max: Duration::from_secs(30),
            message_bytes_max: 1024 * 1024,
            fragments_max: 1024,
            ping_after: Duration::from_secs(20),
            pong_time_max: Duration::from_secs(20),
            unfinished_max: 20_000,
            idle_time_max: Duration::from_secs(75),
            write_stall_max: Duration::from_secs(30),
            drain_time_max: Duration::from_secs(25),
        }
    }
}
