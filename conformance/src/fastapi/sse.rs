use std::time::Duration;

use brigade::{App, Event, EventStream, Model, Router, get, post, routes};
use docs_src::Named;
use serde::Serialize;
use serde_json::{Value, json};
use tokio::time::sleep;

#[derive(Clone, Serialize, Model)]
struct Item {
    name: &'static str,
    description: Option<&'static str>,
}

const ITEMS: [Item; 3] = [
    Item { name: "Plumbus", description: Some("A multi-purpose household device.") },
    Item { name: "Portal Gun", description: Some("A portal opening device.") },
    Item { name: "Meeseeks Box", description: Some("A box that summons a Meeseeks.") },
];

fn send_items() -> EventStream<Item> {
    EventStream::produce(|sender| async move {
        for item in ITEMS {
            sender.send(item).await?;
        }
        Ok(())
    })
}

#[get("/items/stream")]
async fn sse_items() -> EventStream<Item> {
    send_items()
}

#[get("/items/stream-sync")]
fn sse_items_sync() -> EventStream<Item> {
    EventStream::from_iter(ITEMS)
}

#[get("/items/stream-no-annotation")]
async fn sse_items_no_annotation() -> EventStream {
    EventStream::produce(|sender| async move {
        for item in ITEMS {
            sender.send(item).await?;
        }
        Ok(())
    })
}

#[get("/items/stream-sync-no-annotation")]
fn sse_items_sync_no_annotation() -> EventStream {
    EventStream::from_iter(ITEMS)
}

#[get("/items/stream-dict")]
async fn sse_items_dict() -> EventStream {
    EventStream::produce(|sender| async move {
        for item in ITEMS {
            sender.send(json!({"name": item.name, "description": item.description})).await?;
        }
        Ok(())
    })
}

#[get("/items/stream-sse-event")]
async fn sse_items_event() -> EventStream {
    EventStream::produce(|sender| async move {
        sender.send(Event::new("hello").event("greeting").id("1")).await?;
        sender.send(Event::new(json!({"key": "value"})).event("json-data").id("2")).await?;
        sender.send(Event::without_data().comment("just a comment")).await?;
        sender.send(Event::new("retry-test").retry(Duration::from_secs(5))).await
    })
}

#[get("/items/stream-mixed")]
async fn sse_items_mixed() -> EventStream {
    EventStream::produce(|sender| async move {
        for item in ITEMS {
            sender.send(item).await?;
        }
        sender.send(Event::new("custom-event").event("special")).await?;
        sender.send(ITEMS[1].clone()).await
    })
}

#[get("/items/stream-string")]
async fn sse_items_string() -> EventStream {
    EventStream::from_iter([Event::new("plain text data")])
}

#[post("/items/stream-post")]
async fn sse_items_post() -> EventStream<Item> {
    send_items()
}

#[get("/items/stream-raw")]
async fn sse_items_raw() -> EventStream {
    EventStream::from_iter([
        Event::raw("plain text without quotes"),
        Event::raw("<div>html fragment</div>").event("html"),
        Event::raw("cpu,87.3,1709145600").event("csv"),
    ])
}

#[get("/events")]
async fn stream_events() -> EventStream {
    EventStream::from_iter([json!({"msg": "hello"}), json!({"msg": "world"})])
}

#[get("/events-typed")]
async fn stream_events_typed() -> EventStream<Item> {
    send_items()
}

#[get("/slow-async")]
async fn slow_async_stream() -> EventStream {
    let slow = EventStream::produce(|sender| async move {
        sender.send(json!({"n": 1})).await?;
        sleep(Duration::from_millis(300)).await;
        sender.send(json!({"n": 2})).await
    });
    slow.keep_alive(Duration::from_millis(50))
}

#[get("/slow-sync")]
fn slow_sync_stream() -> EventStream {
    let slow = (1..=2).map(|n| -> Value {
        if n == 2 {
            std::thread::sleep(Duration::from_millis(300));
        }
        json!({"n": n})
    });
    EventStream::from_iter(slow).keep_alive(Duration::from_millis(50))
}

#[get("/stream")]
async fn default_stream() -> EventStream<Item> {
    send_items()
}

pub const APPS: &[Named] = &[
    ("test_sse", app),
    ("test_sse:keepalive_app", keepalive_app),
    ("test_sse:default_app_app", default_app),
    ("test_sse:default_parent_app", default_app),
];

fn app() -> App {
    App::new("FastAPI")
        .routes(routes![
            sse_items,
            sse_items_sync,
            sse_items_no_annotation,
            sse_items_sync_no_annotation,
            sse_items_dict,
            sse_items_event,
            sse_items_mixed,
            sse_items_string,
            sse_items_post,
            sse_items_raw,
        ])
        .include(Router::new().prefix("/api").routes(routes![stream_events, stream_events_typed]))
}

fn keepalive_app() -> App {
    App::new("FastAPI").routes(routes![slow_async_stream, slow_sync_stream])
}

// The return type says that an operation answers with events; there is no default of an application or a router.
fn default_app() -> App {
    App::new("FastAPI").include(Router::new().prefix("/api").routes(routes![default_stream]))
}
