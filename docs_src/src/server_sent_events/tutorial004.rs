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
async fn stream_items(#[header] last_event_id: Option<i64>) -> EventStream {
    let start = last_event_id.map_or(0, |last| last.saturating_add(1));
    EventStream::produce(move |sender| async move {
        for (i, item) in (0_i64..).zip(&ITEMS) {
            if i < start {
                continue;
            }
            sender.send(Event::new(item).id(i.to_string())).await?;
        }
        Ok(())
    })
}

pub fn app() -> App {
    App::new("FastAPI").routes(routes![stream_items])
}
