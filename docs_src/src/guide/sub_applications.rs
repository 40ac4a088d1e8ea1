use brigade::{App, HttpError, get, routes};

mod admin {
    use brigade::{App, ErrorFormat, get, routes};

    struct Greeting(String);

    #[get("/hello")]
    async fn hello(#[state] greeting: &Greeting) -> String {
        greeting.0.clone()
    }

    pub(super) fn app() -> App {
        App::new("Administration")
            .state(Greeting("Hello, administrator".to_owned()))
            .errors(ErrorFormat::ProblemJson)
            .routes(routes![hello])
    }
}

#[get("/burgers/{burger_id}")]
async fn read_burger(burger_id: u64) -> Result<&'static str, HttpError> {
    if burger_id == 1 { Ok("Royal") } else { Err(HttpError::new(404, "Burger not found")) }
}

pub fn app() -> App {
    App::new("Burgers").routes(routes![read_burger]).mount("/admin", admin::app())
}
