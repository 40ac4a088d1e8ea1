//! Reads and writes the frames of a WebSocket (RFC 6455, section 5). No connection here, and no clock.

use bytes::{BufMut, BytesMut};

use super::close::Breach;

/// Says whose end of a connection this is: clients mask what they send, servers do not.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Role {
    Server,
    Client,
}

/// Says what a frame carries.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Opcode {
    Continuation = 0,
    Text = 1,
    Binary = 2,
    Close = 8,
    Ping = 9,
    Pong = 10,
}

impl Opcode {
    const ALL: [Self; 6] = [Self::Continuation, Self::Text, Self::Binary, Self::Close, Self::Ping, Self::Pong];

    fn of(bits: u8) -> Option<Self> {
        Self::ALL.into_iter().find(|opcode| *opcode as u8 == bits)
    }

    pub(super) fn is_control(self) -> bool {
        matches!(self, Self::Close | Self::Ping | Self::Pong)
    }
}

/// The most that a control frame carries.
pub(super) const CONTROL_BYTES_MAX: usize = 125;
/// The longest head: two bytes, eight of length, four of mask.
const HEAD_BYTES_MAX: usize = 14;

/// Is what a frame says before what it carries.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Head {
    pub(super) is_last: bool,
    pub(super) opcode: Opcode,
    pub(super) length: u64,
    mask: [u8; 4],
}

impl Head {
    /// Unmasks `bytes`, which are what the frame carries from `offset` on.
    pub(super) fn unmask(&self, bytes: &mut [u8], offset: u64) {
        apply(self.mask, bytes, (offset % 4) as usize);
    }
}

/// Collects the bytes of a head, which may come one by one.
#[derive(Debug, Default)]
pub(super) struct HeadReader {
    bytes: [u8; HEAD_BYTES_MAX],
    length: u8,
}

impl HeadReader {
    /// Reads on, and returns how many of `bytes` belong to the head, and the head if that is its end.
    pub(super) fn read(&mut self, bytes: &[u8], sender: Role) -> Result<(usize, Option<Head>), Breach> {
        let mut taken = 0;
        loop {
            let known = usize::from(self.length);
            let needed = match known {
                0 | 1 => 2,
                _ => length_of_head(self.bytes[1]),
            };
            if known == needed {
                let head = parse(&self.bytes[..known], sender)?;
                self.length = 0;
                return Ok((taken, Some(head)));
            }
            let some = (needed - known).min(bytes.len() - taken);
            if some == 0 {
                return Ok((taken, None));
            }
            self.bytes[known..known + some].copy_from_slice(&bytes[taken..taken + some]);
            self.length += some as u8;
            taken += some;
            // What is wrong at the beginning is said before the rest has come.
            if known < 2 && usize::from(self.length) >= 2 {
                check(self.bytes[0], self.bytes[1], sender)?;
            }
        }
    }
}

fn length_of_head(second: u8) -> usize {
    let extended = match second & 0x7F {
        126 => 2,
        127 => 8,
        _ => 0,
    };
    2 + extended + if second & 0x80 == 0 { 0 } else { 4 }
}

fn check(first: u8, second: u8, sender: Role) -> Result<Opcode, Breach> {
    if first & 0x70 != 0 {
        return Err(Breach::protocol("a reserved bit is set"));
    }
    let opcode = Opcode::of(first & 0x0F).ok_or(Breach::protocol("there is no such opcode"))?;
    if (second & 0x80 != 0) != (sender == Role::Client) {
        return Err(Breach::protocol("clients mask frames, and servers do not"));
    }
    if opcode.is_control() && (first & 0x80 == 0 || usize::from(second & 0x7F) > CONTROL_BYTES_MAX) {
        return Err(Breach::protocol("a control frame is one frame of 125 bytes at most"));
    }
    Ok(opcode)
}

fn parse(bytes: &[u8], sender: Role) -> Result<Head, Breach> {
    let opcode = check(bytes[0], bytes[1], sender)?;
    let (mask, lengths) = match sender {
        Role::Client => (bytes[bytes.len() - 4..].try_into().expect("there are four"), &bytes[2..bytes.len() - 4]),
        Role::Server => ([0; 4], &bytes[2..]),
    };
    let length = match lengths {
        [] => u64::from(bytes[1] & 0x7F),
        lengths => lengths.iter().fold(0, |length, byte| length << 8 | u64::from(*byte)),
    };
    if length >> 63 != 0 {
        return Err(Breach::protocol("a length has its highest bit set"));
    }
    if lengths.len() == 2 && length < 126 || lengths.len() == 8 && length <= 0xFFFF {
        return Err(Breach::protocol("a length is written in the shortest way"));
    }
    Ok(Head { is_last: bytes[0] & 0x80 != 0, opcode, length, mask })
}

/// Writes a frame that is a whole message. What clients send is masked with zeros: masks are there to keep browsers from
/// writing what a proxy could take for HTTP.
pub(super) fn write(into: &mut BytesMut, opcode: Opcode, payload: &[u8], sender: Role) {
    into.reserve(HEAD_BYTES_MAX + payload.len());
    into.put_u8(0x80 | opcode as u8);
    let masked = if sender == Role::Client { 0x80 } else { 0 };
    match payload.len() {
        length @ ..126 => into.put_u8(masked | length as u8),
        length @ 126..=0xFFFF => {
            into.put_u8(masked | 126);
            into.put_u16(length as u16);
        }
        length => {
            into.put_u8(masked | 127);
            into.put_u64(length as u64);
        }
    }
    if sender == Role::Client {
        into.put_u32(0);
    }
    into.put_slice(payload);
}

/// Masks or unmasks `bytes`, whose first is at `offset` in the mask.
fn apply(mut mask: [u8; 4], bytes: &mut [u8], offset: usize) {
    mask.rotate_left(offset);
    let wide = u64::from_ne_bytes([mask[0], mask[1], mask[2], mask[3], mask[0], mask[1], mask[2], mask[3]]);
    let (chunks, rest) = bytes.as_chunks_mut::<8>();
    for chunk in chunks {
        *chunk = (u64::from_ne_bytes(*chunk) ^ wide).to_ne_bytes();
    }
    for (byte, mask) in rest.iter_mut().zip(mask.iter().cycle()) {
        *byte ^= mask;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(bytes: &[u8], sender: Role) -> Result<(usize, Option<Head>), &'static str> {
        HeadReader::default().read(bytes, sender).map_err(|breach| breach.reason)
    }

    #[test]
    fn heads_are_read() {
        /// Some bytes, what their head says, and how long that is.
        type Case<'c> = (&'c [u8], (bool, Opcode, u64), usize);
        let cases: [Case<'_>; 5] = [
            (&[0x81, 0x80, 1, 2, 3, 4, 9], (true, Opcode::Text, 0), 6),
            (&[0x02, 0xFD, 1, 2, 3, 4], (false, Opcode::Binary, 125), 6),
            (&[0x80, 0xFE, 0, 126, 1, 2, 3, 4], (true, Opcode::Continuation, 126), 8),
            (&[0x82, 0xFF, 0, 0, 0, 0, 0, 1, 0, 0, 1, 2, 3, 4], (true, Opcode::Binary, 65536), 14),
            (&[0x89, 0x83, 1, 2, 3, 4], (true, Opcode::Ping, 3), 6),
        ];
        for (bytes, expected, taken) in cases {
            let (read, head) = read(bytes, Role::Client).unwrap();
            let head = head.unwrap();
            assert_eq!((head.is_last, head.opcode, head.length), expected, "{bytes:?}");
            assert_eq!(read, taken, "{bytes:?}");
            let mut reader = HeadReader::default();
            for byte in &bytes[..taken - 1] {
                assert_eq!(reader.read(&[*byte], Role::Client).unwrap(), (1, None), "{bytes:?}");
            }
            assert_eq!(reader.read(&bytes[taken - 1..taken], Role::Client).unwrap(), (1, Some(head)), "{bytes:?}");
        }
    }

    #[test]
    fn a_wrong_head_says_what_is_wrong_as_soon_as_it_is_known() {
        let cases: [(&[u8], Role, &str); 11] = [
            (&[0xC1, 0x80], Role::Client, "reserved"),
            (&[0x91, 0x80], Role::Client, "reserved"),
            (&[0x83, 0x80], Role::Client, "opcode"),
            (&[0x8B, 0x80], Role::Client, "opcode"),
            (&[0x81, 0x00], Role::Client, "mask"),
            (&[0x81, 0x80], Role::Server, "mask"),
            (&[0x09, 0x80], Role::Client, "control"),
            (&[0x88, 0xFE], Role::Client, "control"),
            (&[0x81, 0xFF, 0x80, 0, 0, 0, 0, 0, 0, 0, 1, 2, 3, 4], Role::Client, "highest"),
            (&[0x81, 0xFE, 0, 125, 1, 2, 3, 4], Role::Client, "shortest"),
            (&[0x81, 0x7F, 0, 0, 0, 0, 0, 0, 0xFF, 0xFF], Role::Server, "shortest"),
        ];
        for (bytes, sender, part) in cases {
            let reason = read(bytes, sender).expect_err(part);
            assert!(reason.contains(part), "{bytes:?}: {reason}");
        }
    }

    #[test]
    fn what_is_written_is_read() {
        for sender in [Role::Server, Role::Client] {
            for length in [0, 1, 125, 126, 65535, 65536] {
                let mut frame = BytesMut::new();
                write(&mut frame, Opcode::Binary, &vec![7; length], sender);
                let (taken, head) = read(&frame, sender).unwrap();
                let head = head.unwrap();
                assert_eq!((head.is_last, head.opcode, head.length), (true, Opcode::Binary, length as u64));
                assert_eq!(frame.len() - taken, length);
            }
        }
    }

    #[test]
    fn a_mask_goes_on_where_it_was() {
        let mask = [1, 2, 4, 8];
        let head = Head { is_last: true, opcode: Opcode::Binary, length: 21, mask };
        for at in 0..21 {
            let mut bytes = [0; 21];
            let (first, second) = bytes.split_at_mut(at);
            head.unmask(first, 0);
            head.unmask(second, at as u64);
            assert!(bytes.iter().zip(mask.iter().cycle()).all(|(byte, mask)| byte == mask), "{at}: {bytes:?}");
        }
    }
}
