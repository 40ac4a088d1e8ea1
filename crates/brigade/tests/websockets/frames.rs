//! Frames that break the protocol or a limit, and those that only look like it.

use brigade::{App, Limits, routes};

use super::{
    talks::echo,
    wire::{BINARY, CLOSE, PING, PONG, TEXT, frame},
    *,
};

/// The first bytes of frames after which more of their message follow, and of those and their like.
const TEXT_BEGINS: u8 = 0x01;
const BINARY_BEGINS: u8 = 0x02;
const GOES_ON: u8 = 0x00;
const ENDS: u8 = 0x80;

fn serve_echo() -> SocketAddr {
    serve(App::new("Echo").routes(routes![echo]))
}

/// Writes the head of a frame that announces so many bytes.
fn announced(first: u8, length: u64) -> Vec<u8> {
    [&[first, 0xFF][..], &length.to_be_bytes(), &[0; 4]].concat()
}

#[test]
fn who_breaks_the_protocol_is_told_and_left() {
    let address = serve_echo();
    let one = |first, payload: &[u8]| frame(first, payload);
    let all = |frames: &[(u8, &[u8])]| frames.iter().flat_map(|(first, payload)| frame(*first, payload)).collect();
    let fragments =
        |count: usize, payload: &[u8]| [one(BINARY_BEGINS, payload), one(GOES_ON, payload).repeat(count - 1)].concat();
    let cases: [(&str, Vec<u8>, u16); 27] = [
        ("unmasked", vec![TEXT, 1, b'a'], 1002),
        ("first reserved bit, which compression would set", one(0x40 | TEXT, b"a"), 1002),
        ("second reserved bit", one(0x20 | TEXT, b"a"), 1002),
        ("third reserved bit", one(0x10 | TEXT, b"a"), 1002),
        ("reserved opcode", one(0x83, b"a"), 1002),
        ("reserved control opcode", one(0x8B, b"a"), 1002),
        ("long ping", one(PING, &[0; 126]), 1002),
        ("long goodbye", one(CLOSE, &[0; 126]), 1002),
        ("ping in pieces", one(0x09, b""), 1002),
        ("goodbye in pieces", one(0x08, b"\x03\xE8"), 1002),
        ("nothing is continued", one(ENDS, b"a"), 1002),
        ("a message inside another", all(&[(TEXT_BEGINS, b"a"), (TEXT, b"b")]), 1002),
        ("a length with its highest bit", announced(BINARY, 1 << 63), 1002),
        ("16 GiB of which nothing comes", announced(BINARY, 16 << 30), 1009),
        ("a byte too many, which does not come", announced(BINARY, (1 << 20) + 1), 1009),
        ("a byte too many in the next frame", [one(BINARY_BEGINS, &vec![0; 1 << 20]), one(ENDS, b"a")].concat(), 1009),
        ("a fragment too many", fragments(1025, b"a"), 1009),
        ("an empty fragment too many", fragments(1025, b""), 1009),
        ("no UTF-8", one(TEXT, b"\xFF"), 1007),
        ("half a character", one(TEXT, b"\xC3"), 1007),
        ("a character that goes wrong in the next frame", all(&[(TEXT_BEGINS, b"\xC3"), (GOES_ON, b"\x28")]), 1007),
        ("a surrogate in pieces", all(&[(TEXT_BEGINS, b"\xED"), (GOES_ON, b"\xA0"), (ENDS, b"\x80")]), 1007),
        ("a character that is written too long", one(TEXT_BEGINS, b"\xC0\xAF"), 1007),
        ("half a close code", one(CLOSE, b"\x03"), 1002),
        ("a reason that is no text", one(CLOSE, b"\x03\xE8\xFF"), 1007),
        ("no such close code", one(CLOSE, &1005_u16.to_be_bytes()), 1002),
        ("what follows a wrong frame is not looked at", all(&[(0x83, b"a"), (TEXT, b"\xFF"), (PING, b"")]), 1002),
    ];
    for (name, bytes, code) in cases {
        let mut client = Wire::open(address, "/echo");
        let (first, payload) = client.say(TEXT, "before").hears(TEXT, "before").send(bytes).hear();
        assert_eq!((first, &payload[..2]), (CLOSE, &u16::to_be_bytes(code)[..]), "{name}");
        client.ends();
    }
}

#[test]
fn close_codes_are_repeated_if_they_may_be_sent() {
    let address = serve_echo();
    let allowed = [1000, 1001, 1002, 1003, 1007, 1008, 1009, 1010, 1011, 1012, 1013, 1014, 3000, 3999, 4000, 4999];
    let refused = [0, 999, 1004, 1005, 1006, 1015, 1016, 1100, 2000, 2999, 5000, 65_535];
    let cases = allowed.map(|code| (code, code)).into_iter().chain(refused.map(|code| (code, 1002)));
    for (sent, answered) in cases {
        let (_, payload) = Wire::open(address, "/echo").say(CLOSE, u16::to_be_bytes(sent)).hear();
        assert_eq!(payload[..2], u16::to_be_bytes(answered), "{sent}");
    }
    Wire::open(address, "/echo").say(CLOSE, "").hears(CLOSE, "").ends();
}

#[test]
fn texts_may_be_cut_anywhere_and_pings_come_in_between() {
    let mut client = Wire::open(serve_echo(), "/echo");
    let text = "κόσμε 👋";
    for (index, byte) in text.bytes().enumerate() {
        client.say(if index == 0 { TEXT_BEGINS } else { GOES_ON }, [byte]).say(PING, [byte]);
        assert_eq!(client.hear(), (PONG, vec![byte]));
    }
    client.say(ENDS, "").hears(TEXT, text);
}

#[test]
fn limits_hold_exactly() {
    let limits = Limits { message_bytes_max: 1000, fragments_max: 5, ..Limits::default() };
    let address = serve(App::new("Small").limits(limits).routes(routes![echo]));
    for (bytes, fragments, is_taken) in [
        (1000, 1, true),
        (1001, 1, false),
        (1000, 5, true),
        (1000, 6, false),
        (1001, 3, false),
        (0, 5, true),
        (0, 6, false),
    ] {
        let mut client = Wire::open(address, "/echo");
        let text = "a".repeat(bytes);
        let piece_bytes = bytes.div_ceil(fragments);
        for index in 0..fragments {
            let first = if index == 0 { TEXT_BEGINS } else { GOES_ON };
            let last = if index + 1 == fragments { ENDS } else { 0 };
            let piece = &text[(index * piece_bytes).min(bytes)..((index + 1) * piece_bytes).min(bytes)];
            client.say(first | last, piece);
        }
        if is_taken {
            client.hears(TEXT, &text);
        } else {
            let (first, payload) = client.hear();
            assert_eq!((first, &payload[..2]), (CLOSE, &1009_u16.to_be_bytes()[..]), "{bytes} in {fragments}");
        }
    }
}

/// Compression is not offered, so there is no bomb that could be inflated.
#[test]
fn compression_is_not_spoken() {
    let mut client = Wire::connect(serve_echo());
    let head = client.ask("/echo", "Sec-WebSocket-Extensions: permessage-deflate; client_max_window_bits\r\n");
    assert!(head.starts_with("HTTP/1.1 101 ") && !head.contains("sec-websocket-extensions"), "{head}");
}
