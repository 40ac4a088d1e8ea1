use brigade::{Answers, App, Body, Error, Respond, Response, StatusCode, get, routes, spec::Content};

/// Sends the client somewhere else: with 307, unless the operation says otherwise.
pub struct Redirect(pub &'static str);

impl Respond for Redirect {
    fn respond(self, status: Option<StatusCode>) -> Result<Response, Error> {
        let status = status.unwrap_or(StatusCode::TEMPORARY_REDIRECT);
        Ok(http::Response::builder().status(status).header("location", self.0).body(Body::empty())?)
    }

    fn answers() -> Answers {
        Answers { status: Some(307), content: Content::Empty, errors: Vec::new() }
    }
}

#[get("/fastapi")]
async fn redirect_fastapi() -> Redirect {
    Redirect("https://fastapi.tiangolo.com")
}

pub fn app() -> App {
    App::new("FastAPI").routes(routes![redirect_fastapi])
}
