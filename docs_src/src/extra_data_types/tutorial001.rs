use brigade::{App, DateTime, Time, TimeDelta, Value, json, put, routes};
use uuid::Uuid;

/// Writes UTC as Python does.
fn isoformat(time: &DateTime) -> String {
    time.to_string().replace('Z', "+00:00")
}

#[put("/items/{item_id}")]
async fn read_items(
    item_id: Uuid,
    #[body] start_datetime: DateTime,
    #[body] end_datetime: DateTime,
    #[body] process_after: TimeDelta,
    #[body] repeat_at: Option<Time>,
) -> brigade::Result<Value> {
    let seconds = process_after.as_secs_f64() as i64;
    let start_process = DateTime::from_timestamp(start_datetime.timestamp() + seconds)?;
    Ok(json!({
        "item_id": item_id,
        "start_datetime": isoformat(&start_datetime),
        "end_datetime": isoformat(&end_datetime),
        "process_after": seconds,
        "repeat_at": repeat_at,
        "start_process": isoformat(&start_process),
        "duration": end_datetime.timestamp() - start_process.timestamp(),
    }))
}

pub fn app() -> App {
    App::new("FastAPI").routes(routes![read_items])
}
