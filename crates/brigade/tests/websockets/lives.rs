//! How long WebSockets live, and what runs meanwhile and afterwards.

use std::sync::mpsc;

use brigade::{App, Limits, Outcome, Result, WebSocket, dependency, routes, websocket};

use super::{
    wire::{CLOSE, PING, PONG, TEXT},
    *,
};

/// Where operations say what they have come to.
#[derive(Clone)]
struct Events(mpsc::Sender<String>);

impl Events {
    fn say(&self, what: impl Into<String>) {
        // A test that has ended hears nothing more.
        let _ = self.0.send(what.into());
    }
}

struct Heard(mpsc::Receiver<String>);

impl Heard {
    #[track_caller]
    fn expect(&self, what: &str) {
        assert_eq!(self.0.recv_timeout(PATIENCE).expect("something happens"), what);
    }
}

/// Serves `app` with somewhere to say what happens.
fn start(app: App) -> (SocketAddr, Heard) {
    let (sender, receiver) = mpsc::channel();
    (serve(app.state(Events(sender))), Heard(receiver))
}

#[websocket("/listen")]
async fn listen(socket: WebSocket, #[state] events: Events) -> Result<()> {
    let mut socket = socket.accept().await?;
    while let Some(text) = socket.receive_text().await? {
        events.say(text);
    }
    let close = socket.closed().expect("nothing more comes only once it is closed");
    events.say(format!("{} {}", close.code, close.reason));
    Ok(())
}

#[test]
fn an_operation_hears_how_its_websocket_ended() {
    let (address, heard) = start(App::new("Ends").routes(routes![listen]));
    let mut client = Wire::open(address, "/listen");
    client.say(TEXT, "one").say(TEXT, "two").say(CLOSE, b"\x0F\xA1so").hears(CLOSE, b"\x0F\xA1so").ends();
    for what in ["one", "two", "4001 so"] {
        heard.expect(what);
    }
    drop(Wire::open(address, "/listen"));
    heard.expect("1006 ");
}

#[test]
fn a_silent_client_is_asked_and_then_missed() {
    let limits = Limits {
        ping_after: Duration::from_millis(50),
        pong_time_max: Duration::from_millis(200),
        ..Limits::default()
    };
    let (address, heard) = start(App::new("Silence").limits(limits).routes(routes![listen]));
    let mut client = Wire::open(address, "/listen");
    client.hears(PING, "").say(PONG, "").hears(PING, "").say(TEXT, "still here").hears(PING, "");
    heard.expect("still here");
    client.ends();
    heard.expect("1006 ");
}

#[test]
fn a_client_may_be_silent_for_ever() {
    let limits = Limits { ping_after: Duration::MAX, pong_time_max: Duration::MAX, ..Limits::default() };
    let (address, heard) = start(App::new("Patience").limits(limits).routes(routes![listen]));
    Wire::open(address, "/listen").say(TEXT, "at last");
    heard.expect("at last");
}

#[websocket("/unwritable")]
async fn unwritable(socket: WebSocket) -> Result<()> {
    let socket = socket.accept().await?;
    Ok(socket.send_json(&std::collections::BTreeMap::from([(vec![1], "keys are no lists")])).await?)
}

#[test]
fn a_client_is_not_told_of_what_cannot_be_written() {
    let (address, _) = start(App::new("Mistake").routes(routes![unwritable]));
    Wire::open(address, "/unwritable").hears(CLOSE, 1011_u16.to_be_bytes());
}

/// Says that it is dropped.
struct Leaving(Events);

impl Drop for Leaving {
    fn drop(&mut self) {
        self.0.say("left");
    }
}

#[websocket("/talk")]
async fn talk(socket: WebSocket, #[state] events: Events) -> Result<()> {
    let _leaving = Leaving(events);
    let socket = socket.accept().await?;
    loop {
        socket.send_text("x".repeat(1024)).await?;
    }
}

#[test]
fn a_client_that_does_not_read_is_left() {
    let limits = Limits { write_stall_max: Duration::from_millis(100), ..Limits::default() };
    let (address, heard) = start(App::new("Stall").limits(limits).routes(routes![talk, work]));
    let _silent = Wire::open(address, "/talk");
    // Who has nothing to say to it is served beside it.
    Wire::open(address, "/work").say(TEXT, "7").hears(TEXT, "49");
    heard.expect("left");
}

#[websocket("/work", run = "pool")]
async fn work(socket: WebSocket) -> Result<()> {
    let mut socket = socket.accept().await?;
    while let Some(number) = socket.receive_json::<u64>().await? {
        socket.send_json(&(number * number)).await?;
    }
    Ok(())
}

#[test]
fn an_operation_may_speak_from_the_pool() {
    let (address, _) = start(App::new("Pool").routes(routes![work]));
    let mut client = Wire::open(address, "/work");
    for number in 0..100_u64 {
        client.say(TEXT, number.to_string()).hears(TEXT, (number * number).to_string());
    }
    client.say(CLOSE, "").hears(CLOSE, "").ends();
}

#[websocket("/both")]
async fn both(socket: WebSocket) -> Result<()> {
    let (sender, mut receiver) = socket.accept().await?.split();
    let greeter = sender.clone();
    let greeting = tokio::spawn(async move { greeter.send_text("from a task").await });
    while let Some(text) = receiver.receive_text().await? {
        sender.send_text(text).await?;
    }
    greeting.await??;
    Ok(())
}

#[test]
fn one_part_sends_while_another_receives() {
    let (address, _) = start(App::new("Both").routes(routes![both]));
    let mut client = Wire::open(address, "/both");
    client.hears(TEXT, "from a task").say(TEXT, "and back").hears(TEXT, "and back");
}

async fn tidy_up(events: Events, outcome: Outcome) {
    let how = match (outcome.error(), outcome.is_abandoned()) {
        (Some(error), _) => error.to_string(),
        (None, true) => "left".to_owned(),
        (None, false) => "done".to_owned(),
    };
    events.say(format!("tidied up: {how}"));
}

#[dependency(cleanup = tidy_up)]
async fn tidied(#[state] events: Events) -> Events {
    events
}

#[websocket("/tidy")]
async fn tidy(socket: WebSocket, #[depends(tidied)] events: &Events) -> Result<()> {
    let mut socket = socket.accept().await?;
    events.say("open");
    while let Some(text) = socket.receive_text().await? {
        if text == "fail" {
            return Err(std::io::Error::other("as asked").into());
        }
    }
    events.say("closed");
    Ok(())
}

#[test]
fn clean_ups_come_when_the_operation_has_ended() {
    let (address, heard) = start(App::new("Tidy").routes(routes![tidy]));
    let mut client = Wire::open(address, "/tidy");
    heard.expect("open");
    client.say(CLOSE, b"\x03\xE8").hears(CLOSE, b"\x03\xE8").ends();
    heard.expect("closed");
    heard.expect("tidied up: done");

    let mut client = Wire::open(address, "/tidy");
    heard.expect("open");
    client.say(TEXT, "fail").hears_goodbye(1011, "");
    heard.expect("tidied up: as asked");
}

#[websocket("/endless")]
async fn endless(socket: WebSocket, #[depends(tidied)] events: &Events) -> Result<()> {
    let _socket = socket.accept().await?;
    events.say("open");
    std::future::pending().await
}

#[test]
fn a_deadline_is_over_once_it_has_accepted() {
    #[websocket("/late", deadline = "50ms")]
    async fn late(_socket: WebSocket) {
        std::future::pending().await
    }

    #[websocket("/slow", deadline = "50ms")]
    async fn slow(socket: WebSocket) -> Result<()> {
        let socket = socket.accept().await?;
        tokio::time::sleep(Duration::from_millis(100)).await;
        socket.send_text("slow").await?;
        Ok(())
    }

    let (address, heard) = start(App::new("Late").routes(routes![late, slow, endless]));
    assert!(Wire::connect(address).ask("/late", "").starts_with("HTTP/1.1 503 "));
    Wire::open(address, "/slow").hears(TEXT, "slow").hears_goodbye(1000, "");
    // What goes on is no reason for a server not to be left; the test's process ends without it.
    let _client = Wire::open(address, "/endless");
    heard.expect("open");
}
