use brigade::{App, Event, EventStream, Model, post, routes};
use serde::{Deserialize, Serialize};

#[derive(Serialize, Deserialize, Model)]
struct Prompt {
    text: String,
}

#[post("/chat/stream")]
async fn stream_chat(prompt: Prompt) -> EventStream {
    EventStream::produce(move |sender| async move {
        for word in prompt.text.split_whitespace() {
            sender.send(Event::new(word).event("token")).await?;
        }
        sender.send(Event::raw("[DONE]").event("done")).await
    })
}

pub fn app() -> App {
    App::new("FastAPI").routes(routes![stream_chat])
}
