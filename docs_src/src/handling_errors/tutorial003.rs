use brigade::{App, Error, Request, StatusCode, Value, get, json, routes};

#[derive(Debug, thiserror::Error)]
#[error("a unicorn named {name}")]
struct UnicornError {
    name: String,
}

async fn answer_unicorn(error: UnicornError, _request: Request) -> (StatusCode, Value) {
    let message = format!("Oops! {} did something. There goes a rainbow...", error.name);
    (StatusCode::IM_A_TEAPOT, json!({"message": message}))
}

#[get("/unicorns/{name}")]
async fn read_unicorn(name: String) -> Result<Value, Error> {
    if name == "yolo" {
        return Err(UnicornError { name }.into());
    }
    Ok(json!({"unicorn_name": name}))
}

pub fn app() -> App {
    App::new("FastAPI").routes(routes![read_unicorn]).on_error(answer_unicorn)
}
