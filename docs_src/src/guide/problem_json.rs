use brigade::{App, ErrorFormat, HttpError, get, routes};

#[get("/burgers/{burger_id}")]
async fn read_burger(burger_id: u64) -> Result<String, HttpError> {
    Err(HttpError::new(404, format!("There is no burger {burger_id}")))
}

pub fn app() -> App {
    App::new("Burgers").errors(ErrorFormat::ProblemJson).routes(routes![read_burger])
}
