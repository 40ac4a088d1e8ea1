use brigade::{App, Error, ErrorFormat, HttpError, Model, get, routes};
use serde::Serialize;

/// What every error of this API looks like.
#[derive(Serialize, Model)]
struct Failure {
    message: String,
    /// What is wrong with the request, and where.
    mistakes: Vec<String>,
}

impl From<&Error> for Failure {
    fn from(error: &Error) -> Self {
        let mistakes = error.violations().iter().map(ToString::to_string).collect();
        Self { message: error.message().to_owned(), mistakes }
    }
}

#[get("/burgers/{burger_id}")]
async fn read_burger(burger_id: u64) -> Result<String, HttpError> {
    Err(HttpError::new(404, format!("There is no burger {burger_id}")))
}

pub fn app() -> App {
    App::new("Burgers").errors(ErrorFormat::model::<Failure>()).routes(routes![read_burger])
}
