use brigade::{App, JsonLines, Model, get, routes};
use serde::Serialize;

#[derive(Serialize, Model)]
struct Item {
    name: &'static str,
    description: Description,
}

// May be null, but not missing.
#[derive(Serialize, Model)]
struct Description(Option<&'static str>);

const ITEMS: [Item; 3] = [
    Item { name: "Plumbus", description: Description(Some("A multi-purpose household device.")) },
    Item { name: "Portal Gun", description: Description(Some("A portal opening device.")) },
    Item { name: "Meeseeks Box", description: Description(Some("A box that summons a Meeseeks.")) },
];

#[get("/items/stream")]
async fn stream_items() -> JsonLines<Item> {
    JsonLines::produce(|sender| async move {
        for item in ITEMS {
            sender.send(item).await?;
        }
        Ok(())
    })
}

#[get("/items/stream-no-async")]
fn stream_items_no_async() -> JsonLines<Item> {
    JsonLines::from_iter(ITEMS)
}

#[get("/items/stream-no-annotation")]
async fn stream_items_no_annotation() -> JsonLines {
    JsonLines::produce(|sender| async move {
        for item in ITEMS {
            sender.send(item).await?;
        }
        Ok(())
    })
}

#[get("/items/stream-no-async-no-annotation")]
fn stream_items_no_async_no_annotation() -> JsonLines {
    JsonLines::from_iter(ITEMS)
}

pub fn app() -> App {
    App::new("FastAPI").routes(routes![
        stream_items,
        stream_items_no_async,
        stream_items_no_annotation,
        stream_items_no_async_no_annotation,
    ])
}
