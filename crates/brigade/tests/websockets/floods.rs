//! Clients that send more than anybody needs, and do not read.

use std::{
    io::{ErrorKind, Write},
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering::SeqCst},
    },
};

use brigade::{App, Broadcast, Result, WebSocket, routes, websocket};

use super::{
    talks::echo,
    wire::{CLOSE, PING, PONG, TEXT, frame},
    *,
};

/// Frames of a flood: enough to show what grows with their number.
const FRAMES: usize = 200_000;

#[test]
fn a_flood_of_pings_is_answered_and_one_of_pongs_is_not() {
    let mut client = Wire::open(serve(App::new("Echo").routes(routes![echo])), "/echo");
    client.send(frame(PONG, b"x").repeat(FRAMES)).say(TEXT, "after").hears(TEXT, "after");
    let mut writer = client.stream.try_clone().unwrap();
    thread::scope(|scope| {
        scope.spawn(|| writer.write_all(&frame(PING, b"x").repeat(FRAMES)).unwrap());
        for _ in 0..FRAMES {
            assert_eq!(client.hear(), (PONG, b"x".to_vec()));
        }
    });
    client.say(TEXT, "after").hears(TEXT, "after");
}

/// Far more than the kernel holds of both directions.
const FAR_TOO_MUCH: usize = 128 * 1024 * 1024;

/// Sends `piece` again and again, and returns whether the server stops to read before it has too much.
fn is_stopped(client: &mut Wire, piece: &[u8]) -> bool {
    client.stream.set_write_timeout(Some(Duration::from_millis(500))).unwrap();
    let mut sent = 0;
    while sent < FAR_TOO_MUCH {
        match client.stream.write(&piece[sent % piece.len()..]) {
            Ok(count) => sent += count,
            Err(error) if matches!(error.kind(), ErrorKind::WouldBlock | ErrorKind::TimedOut) => return true,
            Err(error) => panic!("{error}"),
        }
    }
    false
}

#[test]
fn who_does_not_read_is_not_read_either() {
    let address = serve(App::new("Echo").routes(routes![echo]));
    for (what, piece) in [
        ("pongs", frame(PING, &[b'x'; 125]).repeat(500)),
        ("messages", frame(TEXT, &[b'x'; 65_536])),
        ("many messages", frame(TEXT, b"x").repeat(10_000)),
    ] {
        assert!(is_stopped(&mut Wire::open(address, "/echo"), &piece), "{what} are held without end");
    }
}

#[derive(Clone)]
struct Room {
    news: Broadcast<Arc<str>>,
    sent_away: Arc<AtomicUsize>,
}

#[websocket("/listen")]
async fn listen(socket: WebSocket, #[state] room: Room) -> Result<()> {
    let mut news = room.news.subscribe();
    let socket = socket.accept().await?;
    loop {
        match news.receive().await {
            Ok(Some(message)) => socket.send_text(&*message).await?,
            Ok(None) => return Ok(()),
            Err(lagged) => {
                room.sent_away.fetch_add(1, SeqCst);
                return Err(lagged.into());
            }
        }
    }
}

/// Returns how much memory this process holds, in bytes.
fn resident_bytes() -> usize {
    let status = std::fs::read_to_string("/proc/self/status").unwrap();
    let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:")).unwrap();
    line.trim().trim_end_matches(" kB").parse::<usize>().unwrap() * 1024
}

#[test]
fn who_is_too_slow_for_a_broadcast_is_sent_away_and_others_miss_nothing() {
    const SLOW: usize = 50;
    const MESSAGES: usize = 2_000;
    let message: Arc<str> = "m".repeat(32 * 1024).into();
    let room = Room { news: Broadcast::new(), sent_away: Arc::default() };
    let address = serve(App::new("Crowd").state(room.clone()).routes(routes![listen]));
    let mut slow: Vec<_> = (0..SLOW).map(|_| Wire::open(address, "/listen")).collect();
    let mut quick = Wire::open(address, "/listen");
    let before = resident_bytes();
    for _ in 0..MESSAGES {
        room.news.send(message.clone());
        quick.hears(TEXT, &*message);
    }
    let grown = resident_bytes().saturating_sub(before);
    assert!(grown < 100 << 20, "{grown} bytes for {SLOW} who could each be behind by 64 MiB");
    assert_eq!(room.news.subscribers(), SLOW + 1);
    // Who begins to read gets what was on its way, and then hears that it is to come again later.
    for client in &mut slow {
        let goodbye = loop {
            let (first, payload) = client.hear();
            if first == CLOSE {
                break payload;
            }
        };
        assert_eq!(goodbye[..2], 1013_u16.to_be_bytes());
    }
    assert_eq!(room.sent_away.load(SeqCst), SLOW);
    room.news.send("the end".into());
    quick.hears(TEXT, "the end");
}
