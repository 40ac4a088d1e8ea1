use std::rc::Rc;

use brigade::{Error, Respond, Response, StatusCode, get, spec::Answers};

struct Shared(Rc<str>);

impl Respond for Shared {
    fn respond(self, status: Option<StatusCode>) -> Result<Response, Error> {
        self.0.to_string().respond(status)
    }

    fn answers() -> Answers {
        String::answers()
    }
}

#[get("/")]
fn read() -> Shared {
    Shared("shared".into())
}

fn main() {}
