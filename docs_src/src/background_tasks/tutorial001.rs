use brigade::{App, BackgroundTasks, Result, Value, json, post, routes};

fn write_notification(email: &str, message: &str) -> Result<()> {
    Ok(std::fs::write("log.txt", format!("notification for {email}: {message}"))?)
}

#[post("/send-notification/{email}")]
async fn send_notification(email: String, background_tasks: BackgroundTasks) -> Value {
    background_tasks.add_work(move || write_notification(&email, "some notification"));
    json!({"message": "Notification sent in the background"})
}

pub fn app() -> App {
    App::new("FastAPI").routes(routes![send_notification])
}
