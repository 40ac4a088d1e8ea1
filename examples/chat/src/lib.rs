//! A chat. Those who talk have a WebSocket, those who read along an event stream, and both get every remark once.

mod room;

use std::time::SystemTime;

use brigade::{App, Event, EventStream, Html, HttpError, Result, WebSocket, get, routes, websocket};
use room::{Remark, Room};
use tokio::select;

/// Longer remarks close the socket of who makes them.
const TEXT_BYTES_MAX: usize = 8 * 1024;

/// Returns the application, for `main` and for the tests.
#[must_use]
pub fn app() -> App {
    App::new("Chat").version("1.0.0").state(Room::open(SystemTime::now())).routes(routes![page, guests, read, talk])
}

/// The page.
#[get("/", hidden)]
async fn page() -> Html<&'static str> {
    Html(include_str!("page.html"))
}

/// Who is there.
#[get("/guests")]
async fn guests(#[state] room: &Room) -> Vec<String> {
    room.guests()
}

/// What is said. Who was here before goes on after the last remark they have seen.
#[get("/events")]
async fn read(#[header] last_event_id: Option<u64>, #[state] room: &Room) -> EventStream<Remark> {
    let (missed, mut news) = room.listen(last_event_id.unwrap_or(0));
    EventStream::produce(async move |sender| {
        for remark in missed {
            sender.send(event(remark)).await?;
        }
        while let Some(remark) = news.receive().await? {
            sender.send(event(remark)).await?;
        }
        Ok(())
    })
}

fn event(remark: Remark) -> Event<Remark> {
    let number = remark.number;
    Event::new(remark).id(number.to_string())
}

/// Comes in, says what the client sends and sends what is said: all that was kept `after` that number, and all that follows.
#[websocket("/chat")]
async fn talk(
    socket: WebSocket,
    #[query(min_length = 1, max_length = 32)] name: String,
    #[query(default = 0)] after: u64,
    #[state] room: &Room,
) -> Result<()> {
    let Some(guest) = room.enter(name) else {
        return Err(HttpError::new(409, "Somebody is called that already").into());
    };
    let (missed, mut news) = room.listen(after);
    let mut socket = socket.accept().await?;
    for remark in missed {
        socket.send_json(&remark).await?;
    }
    loop {
        select! {
            text = socket.receive_text() => match text? {
                Some(text) if text.len() <= TEXT_BYTES_MAX => guest.say(text),
                Some(_) => return Ok(socket.close(1009, "a remark is too long").await?),
                None => return Ok(()),
            },
            // Who is so slow that remarks were lost is sent away, and comes back for what is kept.
            remark = news.receive() => match remark? {
                Some(remark) => socket.send_json(&remark).await?,
                None => return Ok(()),
            },
        }
    }
}
