use std::time::Duration;

use brigade::{App, Event, EventStream, Model, get, routes};
use serde::Serialize;

#[derive(Serialize, Model)]
struct Item {
    name: &'static str,
    price: f64,
}

const ITEMS: [Item; 3] = [
    Item { name: "Plumbus", price: 32.99 },
    Item { name: "Portal Gun", price: 999.99 },
    Item { name: "Meeseeks Box", price: 49.99 },
];

#[get("/items/stream")]
async fn stream_items() -> EventStream {
    EventStream::produce(|sender| async move {
        sender.send(Event::without_data().comment("stream of item updates")).await?;
        for (i, item) in ITEMS.iter().enumerate() {
            let event = Event::new(item).event("item_update").id((i + 1).to_string());
            sender.send(event.retry(Duration::from_secs(5))).await?;
        }
        Ok(())
    })
}

pub fn app() -> App {
    App::new("FastAPI").routes(routes![stream_items])
}
