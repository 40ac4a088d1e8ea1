//! Says why a WebSocket ends: to the other side, and to the function that speaks on it.

use std::{borrow::Cow, fmt};

use super::frame::CONTROL_BYTES_MAX;
use crate::error::HttpError;

/// All is said.
pub(crate) const NORMAL: u16 = 1000;
/// The server stops.
pub(crate) const GOING_AWAY: u16 = 1001;
/// The other side does not keep to the protocol.
const PROTOCOL: u16 = 1002;
/// A close frame without a code; never sent.
const NO_CODE: u16 = 1005;
/// The connection ended without a close frame; never sent.
const LOST: u16 = 1006;
/// A text is none, or not what was agreed upon.
const INVALID: u16 = 1007;
/// The other side is refused.
pub(crate) const POLICY: u16 = 1008;
const TOO_BIG: u16 = 1009;
/// The function failed.
pub(crate) const FAILED: u16 = 1011;
/// The other side is too slow, and may come back.
pub(crate) const TRY_AGAIN_LATER: u16 = 1013;

/// Says how a WebSocket ended: a code of RFC 6455, section 7.4, and a reason, which is often empty.
///
/// The code is 1005 if the other side gave none, and 1006 if the connection was lost.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Close {
    /// The code.
    pub code: u16,
    /// The reason, 123 bytes at most.
    pub reason: Cow<'static, str>,
}

impl Close {
    pub(super) const LOST: Self = Self { code: LOST, reason: Cow::Borrowed("") };

    /// Makes one; of a `reason` that is too long, the end is left out.
    pub(crate) fn new(code: u16, reason: impl Into<Cow<'static, str>>) -> Self {
        let mut reason = reason.into();
        let end = reason.floor_char_boundary(CONTROL_BYTES_MAX - 2);
        if end < reason.len() {
            reason.to_mut().truncate(end);
        }
        Self { code, reason }
    }

    /// Reads what a close frame carries.
    pub(super) fn read(payload: &[u8]) -> Result<Self, Breach> {
        let (code, reason) = match payload {
            [] => return Ok(Self { code: NO_CODE, reason: Cow::Borrowed("") }),
            [_] => return Err(Breach::protocol("half of a close code")),
            [first, second, reason @ ..] => (u16::from_be_bytes([*first, *second]), reason),
        };
        if !may_be_sent(code) {
            return Err(Breach::protocol("there is no such close code"));
        }
        let reason = str::from_utf8(reason).map_err(|_| Breach::TEXT)?;
        Ok(Self { code, reason: reason.to_owned().into() })
    }

    /// Returns what a close frame carries that says this.
    pub(super) fn payload(&self) -> Vec<u8> {
        if !may_be_sent(self.code) {
            return Vec::new();
        }
        [&self.code.to_be_bytes(), self.reason.as_bytes()].concat()
    }
}

/// Returns whether a close frame may carry `code`.
pub(super) fn may_be_sent(code: u16) -> bool {
    matches!(code, 1000..=1003 | 1007..=1014 | 3000..=4999)
}

/// Says how the other side broke the protocol, or a limit.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Breach {
    pub(super) code: u16,
    pub(super) reason: &'static str,
}

impl Breach {
    /// Is a text that is no UTF-8.
    pub(super) const TEXT: Self = Self { code: INVALID, reason: "a text is not UTF-8" };

    pub(super) const fn protocol(reason: &'static str) -> Self {
        Self { code: PROTOCOL, reason }
    }

    pub(super) const fn too_big(reason: &'static str) -> Self {
        Self { code: TOO_BIG, reason }
    }
}

impl From<Breach> for Close {
    fn from(breach: Breach) -> Self {
        Self { code: breach.code, reason: breach.reason.into() }
    }
}

/// Says why something cannot be received or sent. Where a function ends with it, the WebSocket is closed with the code that
/// fits; nothing is logged but mistakes of this side.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SocketError(Reason);

#[derive(Debug, Clone, PartialEq, Eq)]
enum Reason {
    Closed,
    Breach(Breach),
    Unfit(String),
    Unwritable(String),
    NoCode(u16),
}

impl SocketError {
    pub(super) const CLOSED: Self = Self(Reason::Closed);

    pub(super) fn unfit(what: impl fmt::Display) -> Self {
        Self(Reason::Unfit(what.to_string()))
    }

    /// Is what this side would say and cannot.
    pub(super) fn unwritable(what: impl fmt::Display) -> Self {
        Self(Reason::Unwritable(what.to_string()))
    }

    pub(super) fn no_code(code: u16) -> Self {
        Self(Reason::NoCode(code))
    }

    /// Returns whether the WebSocket was closed, by either side.
    #[must_use]
    pub fn is_closed(&self) -> bool {
        self.0 == Reason::Closed
    }

    /// Returns whether this side made a mistake, of which the other is told nothing.
    pub(super) fn is_mistake(&self) -> bool {
        matches!(self.0, Reason::Unwritable(_) | Reason::NoCode(_))
    }

    /// Returns what the other side is told if the function ends with this.
    pub(super) fn close(&self) -> Close {
        match &self.0 {
            Reason::Closed => Close::new(NORMAL, ""),
            Reason::Breach(breach) => (*breach).into(),
            Reason::Unfit(what) => Close::new(INVALID, what.clone()),
            Reason::Unwritable(_) | Reason::NoCode(_) => Close::new(FAILED, ""),
        }
    }
}

impl From<Breach> for SocketError {
    fn from(breach: Breach) -> Self {
        Self(Reason::Breach(breach))
    }
}

impl fmt::Display for SocketError {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.0 {
            Reason::Closed => formatter.write_str("the WebSocket is closed"),
            Reason::Breach(breach) => write!(formatter, "the other side broke the protocol: {}", breach.reason),
            Reason::Unfit(what) | Reason::Unwritable(what) => formatter.write_str(what),
            Reason::NoCode(code) => write!(formatter, "{code} is no close code that can be sent"),
        }
    }
}

impl std::error::Error for SocketError {}

impl From<SocketError> for HttpError {
    fn from(error: SocketError) -> Self {
        Self::new(400, error.to_string())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn close_frames_are_read() {
        /// What a frame carries, and the code and the reason in it, or the code that answers it.
        type Case<'c> = (&'c [u8], Result<(u16, &'c str), u16>);
        let cases: [Case<'_>; 13] = [
            (&[], Ok((1005, ""))),
            (&[3], Err(1002)),
            (&[3, 232], Ok((1000, ""))),
            (&[3, 232, b'h', b'i'], Ok((1000, "hi"))),
            (&[3, 232, 0xFF], Err(1007)),
            (&[3, 231], Err(1002)),
            (&[3, 236], Err(1002)),
            (&[3, 237], Err(1002)),
            (&[3, 238], Err(1002)),
            (&[3, 246], Ok((1014, ""))),
            (&[3, 247], Err(1002)),
            (&[0x0B, 0xB7], Err(1002)),
            (&[0x0B, 0xB8], Ok((3000, ""))),
        ];
        for (payload, expected) in cases {
            let read = Close::read(payload).map_err(|breach| breach.code);
            let expected = expected.map(|(code, reason)| Close::new(code, reason));
            assert_eq!(read, expected, "{payload:?}");
        }
    }

    #[test]
    fn a_reason_fits_its_frame() {
        let close = Close::new(1008, "é".repeat(100));
        assert_eq!((close.reason.len(), close.payload().len()), (122, 124));
        assert_eq!(Close::LOST.payload(), [0; 0]);
    }
}
