use std::sync::Arc;

use brigade::{App, Broadcast, EventStream, Result, WebSocket, get, post, routes, websocket};

/// A clone of an `Arc` is what each subscriber gets: the text is there once.
type News = Broadcast<Arc<str>>;

#[post("/news")]
async fn announce(text: String, #[state] news: &News) -> usize {
    news.send(text.into())
}

#[get("/news")]
async fn read_news(#[state] news: &News) -> EventStream<String> {
    let mut news = news.subscribe();
    EventStream::produce(async move |sender| {
        while let Some(text) = news.receive().await? {
            sender.send(text.to_string()).await?;
        }
        Ok(())
    })
}

#[websocket("/news")]
async fn hear_news(socket: WebSocket, #[state] news: &News) -> Result<()> {
    let mut news = news.subscribe();
    let mut socket = socket.accept().await?;
    loop {
        tokio::select! {
            // A client that closes the socket ends the function.
            message = socket.receive() => if message?.is_none() { return Ok(()) },
            text = news.receive() => match text? {
                Some(text) => socket.send_text(&*text).await?,
                None => return Ok(()),
            },
        }
    }
}

pub fn app() -> App {
    App::new("News").state(News::new()).routes(routes![announce, read_news, hear_news])
}
