use brigade::{App, Broadcast, Event, EventStream, JsonLines, Model, Stream, get, post, routes};
use serde::Serialize;

#[derive(Serialize, Model)]
struct Order {
    id: u64,
    burger: &'static str,
}

/// All orders, each on a line. The iterator works, so it runs on the pool.
#[get("/orders")]
fn orders(count: u64) -> JsonLines<Order> {
    JsonLines::from_iter((1..=count).map(|id| Order { id, burger: "Veggie" }))
}

/// The menu, as its pages are ready.
#[get("/menu")]
async fn menu(#[state] pages: Vec<String>) -> Stream {
    Stream::produce(|sender| async move {
        for (number, page) in pages.into_iter().enumerate() {
            sender.send(format!("{}: ", number + 1)).await?;
            sender.send(page).await?;
        }
        Ok(())
    })
    .media_type("text/plain; charset=utf-8")
}

#[post("/calls")]
async fn announce(name: String, #[state] calls: &Broadcast<Event<String>>) {
    calls.send(Event::new(name).event("ready"));
}

/// Whose burger is ready, for as long as somebody listens.
#[get("/calls")]
async fn calls(#[state] calls: &Broadcast<Event<String>>) -> EventStream<String> {
    let mut calls = calls.subscribe();
    EventStream::produce(|sender| async move {
        while let Some(call) = calls.receive().await? {
            sender.send(call).await?;
        }
        Ok(())
    })
}

pub fn app() -> App {
    App::new("Streams")
        .state(Broadcast::<Event<String>>::new())
        .state(vec!["Burgers\n".to_owned(), "Drinks\n".to_owned()])
        .routes(routes![orders, menu, announce, calls])
}
