//! Writes server-sent events, as the HTML standard defines them.
//!
//! A line ends with CR, LF or both, whatever the sender meant: text that a client may have a part in must not end one
//! early and begin a field of its own. Data and comments are split into lines; a name or an id that has several is an
//! error, and so is an id with NUL, which clients would ignore.

use std::{error, fmt, marker::PhantomData, sync::Arc, time::Duration};

use bytes::Bytes;
use serde::Serialize;

use super::{EventStream, StreamItem, Untyped};
use crate::{body::BoxError, json, model::Model};

/// Is sent while nothing else is, so that nobody between takes the connection for dead.
pub(super) const PING: &[u8] = b": ping\n\n";

/// Is one event of an [`EventStream`], with more than data.
///
/// ```
/// use std::time::Duration;
///
/// use brigade::{Event, EventStream, get};
///
/// #[get("/prices")]
/// async fn prices() -> EventStream {
///     EventStream::produce(|sender| async move {
///         sender.send(Event::new(8.5).event("price").id("1").retry(Duration::from_secs(5))).await?;
///         sender.send(Event::raw("[DONE]").event("done")).await
///     })
/// }
/// ```
///
/// It is written in this order: comment, name, data, id, time to reconnect. A name or an id of several lines, an id with
/// NUL, and data that does not serialise make an event that cannot be sent: then the stream breaks off, or
/// [`StreamSender::send`](super::StreamSender::send) gives the error.
pub struct Event<T = Untyped> {
    fields: Fields,
    data_type: PhantomData<fn() -> T>,
}

#[derive(Clone, Debug, Default)]
struct Fields {
    comment: Option<String>,
    name: Option<String>,
    data: Option<Bytes>,
    id: Option<String>,
    retry: Option<Duration>,
    /// Why it cannot be sent.
    fault: Option<Arc<dyn error::Error + Send + Sync>>,
}

/// Is what the data of an [`Event`] may be made of: of the type that the stream documents, or of any where it documents none.
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot be the data of an event of `{T}`",
    note = "an `EventStream` without a type takes whatever serialises"
)]
pub trait EventData<T>: Serialize {}

impl<T: Model + Serialize> EventData<T> for T {}
impl<D: Serialize> EventData<Untyped> for D {}

impl<T> Event<T> {
    /// Makes an event of `data`, as JSON: a text is in quotes on the wire.
    #[must_use]
    pub fn new<D: EventData<T>>(data: D) -> Self {
        let mut event = Self::without_data();
        match json::to_bytes(&data) {
            Ok(data) => event.fields.data = Some(data),
            Err(error) => event.fields.fault = Some(Arc::new(error)),
        }
        event
    }

    /// Makes an event of `text` as it is. Each of its lines becomes one of the event's, and they are joined again by LF.
    #[must_use]
    pub fn raw(text: impl Into<String>) -> Self {
        let mut event = Self::without_data();
        event.fields.data = Some(text.into().into());
        event
    }

    /// Makes an event without data, which clients do not show: for a comment, or another time to reconnect.
    #[must_use]
    pub fn without_data() -> Self {
        Self { fields: Fields::default(), data_type: PhantomData }
    }

    /// Names the event: browsers call the listeners of that name. Without one it is a `message`.
    #[must_use]
    pub fn event(mut self, name: impl Into<String>) -> Self {
        let name = name.into();
        self.check(if is_one_line(&name) { Ok(()) } else { Err(Unsendable::SeveralLines("name")) });
        self.fields.name = Some(name);
        self
    }

    /// Says what a client that reconnects sends as `Last-Event-ID`; an operation takes it with
    /// `#[header] last_event_id: Option<String>`.
    #[must_use]
    pub fn id(mut self, id: impl Into<String>) -> Self {
        let id = id.into();
        self.check(match id {
            _ if !is_one_line(&id) => Err(Unsendable::SeveralLines("id")),
            _ if id.contains('\0') => Err(Unsendable::Nul),
            _ => Ok(()),
        });
        self.fields.id = Some(id);
        self
    }

    /// Says how long clients wait before they reconnect; sent in milliseconds.
    #[must_use]
    pub fn retry(mut self, time: Duration) -> Self {
        self.fields.retry = Some(time);
        self
    }

    /// Adds a comment of any number of lines, which clients ignore.
    #[must_use]
    pub fn comment(mut self, text: impl Into<String>) -> Self {
        self.fields.comment = Some(text.into());
        self
    }

    /// Returns how many bytes it holds.
    pub(crate) fn bytes(&self) -> usize {
        let Fields { comment, name, data, id, .. } = &self.fields;
        let texts = [comment, name, id].into_iter().flatten().map(String::len).sum::<usize>();
        texts + data.as_ref().map_or(0, Bytes::len)
    }

    fn check(&mut self, checked: Result<(), Unsendable>) {
        if let Err(fault) = checked {
            self.fields.fault.get_or_insert_with(|| Arc::new(fault));
        }
    }
}

impl<T> Clone for Event<T> {
    fn clone(&self) -> Self {
        Self { fields: self.fields.clone(), data_type: PhantomData }
    }
}

impl<T> fmt::Debug for Event<T> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.fields.fmt(formatter)
    }
}

impl<T> StreamItem<EventStream<T>> for Event<T> {
    fn encode(self) -> Result<Bytes, BoxError> {
        let Fields { comment, name, data, id, retry, fault } = self.fields;
        if let Some(fault) = fault {
            return Err(fault.into());
        }
        let mut event = Vec::with_capacity(data.as_ref().map_or(0, Bytes::len) + 64);
        if let Some(comment) = &comment {
            add(&mut event, "", comment.as_bytes());
        }
        if let Some(name) = &name {
            add(&mut event, "event", name.as_bytes());
        }
        if let Some(data) = &data {
            add(&mut event, "data", data);
        }
        if let Some(id) = &id {
            add(&mut event, "id", id.as_bytes());
        }
        if let Some(retry) = retry {
            add(&mut event, "retry", retry.as_millis().to_string().as_bytes());
        }
        event.push(b'\n');
        Ok(event.into())
    }
}

/// Writes an event of `data` alone.
pub(crate) fn plain<T: Serialize>(data: &T) -> Result<Bytes, BoxError> {
    Event::<Untyped>::new(data).encode()
}

/// Adds a field for each line of `value`.
fn add(event: &mut Vec<u8>, field: &str, value: &[u8]) {
    let mut rest = Some(value);
    while let Some(value) = rest {
        let (line, after) = match value.iter().position(|byte| matches!(byte, b'\r' | b'\n')) {
            Some(end) => {
                let ending = if value[end..].starts_with(b"\r\n") { 2 } else { 1 };
                (&value[..end], Some(&value[end + ending..]))
            }
            None => (value, None),
        };
        event.extend_from_slice(field.as_bytes());
        event.extend_from_slice(b": ");
        event.extend_from_slice(line);
        event.push(b'\n');
        rest = after;
    }
}

fn is_one_line(text: &str) -> bool {
    !text.contains(['\r', '\n'])
}

/// Says why an event cannot be sent.
#[derive(Clone, Copy, Debug)]
enum Unsendable {
    SeveralLines(&'static str),
    Nul,
}

impl fmt::Display for Unsendable {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::SeveralLines(field) => write!(formatter, "the {field} of an event is a single line"),
            Self::Nul => formatter.write_str("the id of an event has no NUL"),
        }
    }
}

impl error::Error for Unsendable {}

#[cfg(test)]
mod tests {
    use super::*;

    fn written(event: Event) -> String {
        event.encode().map_or_else(
            |error| format!("error: {error}"),
            |bytes| String::from_utf8(bytes.to_vec()).expect("events are text"),
        )
    }

    #[test]
    fn events_are_written_in_one_order() {
        let second = Duration::from_secs(1);
        for (event, expected) in [
            (Event::new("hello"), "data: \"hello\"\n\n"),
            (Event::new(serde_json::json!({"key": [1, null]})), "data: {\"key\":[1,null]}\n\n"),
            (Event::raw("hello"), "data: hello\n\n"),
            (Event::without_data(), "\n"),
            (Event::without_data().comment("just a comment"), ": just a comment\n\n"),
            (
                Event::new(1).retry(second).id("7").event("price").comment("so"),
                ": so\nevent: price\ndata: 1\nid: 7\nretry: 1000\n\n",
            ),
            (Event::new(f64::NAN), "data: null\n\n"),
        ] {
            assert_eq!(written(event), expected);
        }
    }

    /// The outcomes are FastAPI's, of `format_sse_event`.
    #[test]
    fn no_text_ends_an_event_or_begins_a_field() {
        for (text, lines) in [
            ("", &[""] as &[&str]),
            ("Hello\n", &["Hello", ""]),
            ("Hello\n\n", &["Hello", "", ""]),
            ("\n", &["", ""]),
            ("Hello\r\nWorld", &["Hello", "World"]),
            ("Hello\rWorld", &["Hello", "World"]),
            ("Hello\n\rWorld", &["Hello", "", "World"]),
            ("A\u{2028}B\u{85}C", &["A\u{2028}B\u{85}C"]),
            ("A\u{b}B\0", &["A\u{b}B\0"]),
            ("x\n\ndata: forged\nid: 1", &["x", "", "data: forged", "id: 1"]),
        ] {
            let fields = |field: &str| lines.iter().map(|line| format!("{field}: {line}\n")).collect::<String>() + "\n";
            assert_eq!(written(Event::raw(text)), fields("data"), "{text:?}");
            assert_eq!(written(Event::without_data().comment(text)), fields(""), "{text:?}");
            let one_line = |field: &str| match lines.len() {
                1 => format!("{field}: {text}\n\n"),
                _ => format!("error: the {} of an event is a single line", field.replace("event", "name")),
            };
            assert_eq!(written(Event::without_data().event(text)), one_line("event"), "{text:?}");
            let id = if text.contains('\0') { "error: the id of an event has no NUL".into() } else { one_line("id") };
            assert_eq!(written(Event::without_data().id(text)), id, "{text:?}");
        }
    }

    #[test]
    fn data_that_does_not_serialise_is_an_error() {
        struct Never;

        impl Serialize for Never {
            fn serialize<S: serde::Serializer>(&self, _: S) -> Result<S::Ok, S::Error> {
                Err(serde::ser::Error::custom("not today"))
            }
        }

        assert_eq!(written(Event::new(Never).event("x")), "error: not today");
    }
}
