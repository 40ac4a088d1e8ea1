use brigade::{App, Event, EventStream, get, routes};

const LOGS: [&str; 3] = [
    "2025-01-01 INFO  Application started",
    "2025-01-01 DEBUG Connected to database",
    "2025-01-01 WARN  High memory usage detected",
];

#[get("/logs/stream")]
async fn stream_logs() -> EventStream {
    EventStream::produce(|sender| async move {
        for log_line in LOGS {
            sender.send(Event::raw(log_line)).await?;
        }
        Ok(())
    })
}

pub fn app() -> App {
    App::new("FastAPI").routes(routes![stream_logs])
}
