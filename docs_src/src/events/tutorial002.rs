use std::{fs::File, io::Write};

use brigade::{App, Lifespan, Result, Value, get, json, routes};

async fn shutdown_event(lifespan: Lifespan) -> Result<()> {
    lifespan.until_shutdown().await;
    let mut log = File::options().append(true).create(true).open("log.txt")?;
    log.write_all(b"Application shutdown")?;
    Ok(())
}

#[get("/items/")]
async fn read_items() -> Value {
    json!([{"name": "Foo"}])
}

pub fn app() -> App {
    App::new("FastAPI").lifespan(shutdown_event).routes(routes![read_items])
}
