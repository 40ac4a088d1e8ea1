use std::{fs::OpenOptions, io::Write};

use brigade::{App, BackgroundTasks, Result, Value, dependency, json, post, routes};

fn write_log(message: &str) -> Result<()> {
    let mut log = OpenOptions::new().create(true).append(true).open("log.txt")?;
    Ok(log.write_all(message.as_bytes())?)
}

#[dependency]
fn get_query(background_tasks: BackgroundTasks, q: Option<String>) -> Option<String> {
    if let Some(q) = &q {
        let message = format!("found query: {q}\n");
        background_tasks.add_work(move || write_log(&message));
    }
    q
}

#[post("/send-notification/{email}", depends = [get_query])]
async fn send_notification(email: String, background_tasks: BackgroundTasks) -> Value {
    let message = format!("message to {email}\n");
    background_tasks.add_work(move || write_log(&message));
    json!({"message": "Message sent"})
}

pub fn app() -> App {
    App::new("FastAPI").routes(routes![send_notification])
}
