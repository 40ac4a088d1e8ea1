use std::sync::{Arc, Mutex};

use brigade::{App, BackgroundTasks, Request, Respond, Response, ResponseParts, Value, dependency, get, json, routes};
use docs_src::Named;
use http::{HeaderValue, header::USER_AGENT};

mod with_depends {
    use super::*;

    #[dependency]
    fn modify_response(parts: ResponseParts) -> ResponseParts {
        parts.header("x-custom", "modified");
        parts
    }

    #[get("/")]
    fn endpoint(#[depends(modify_response)] _parts: ResponseParts) -> Value {
        json!({"status": "ok"})
    }

    pub(super) fn app() -> App {
        App::new("FastAPI").routes(routes![endpoint])
    }
}

mod without_depends {
    use super::*;

    #[get("/")]
    fn endpoint(parts: ResponseParts) -> Value {
        parts.header("x-direct", "set");
        json!({"status": "ok"})
    }

    pub(super) fn app() -> App {
        App::new("FastAPI").routes(routes![endpoint])
    }
}

mod chain {
    use super::*;

    #[dependency]
    fn first_modifier(parts: ResponseParts) -> ResponseParts {
        parts.header("x-first", "1");
        parts
    }

    #[dependency]
    fn second_modifier(#[depends(first_modifier)] parts: ResponseParts) -> ResponseParts {
        parts.header("x-second", "2");
        parts
    }

    #[get("/")]
    fn endpoint(#[depends(second_modifier)] _parts: ResponseParts) -> Value {
        json!({"status": "ok"})
    }

    pub(super) fn app() -> App {
        App::new("FastAPI").routes(routes![endpoint])
    }
}

mod different_instance {
    use super::*;

    #[dependency]
    fn default_response() -> brigade::Result<Response> {
        let mut response = json!({"status": "ok"}).respond(None)?;
        response.headers_mut().insert("x-custom", HeaderValue::from_static("initial"));
        Ok(response)
    }

    #[get("/")]
    fn endpoint(#[depends(default_response)] response: &mut Response) -> Response {
        response.headers_mut().insert("x-custom", HeaderValue::from_static("modified"));
        std::mem::take(response)
    }

    pub(super) fn app() -> App {
        App::new("FastAPI").routes(routes![endpoint])
    }
}

mod request {
    use super::*;

    #[dependency]
    fn extract_request_info(request: Request) -> Value {
        let user_agent = request.headers().get(USER_AGENT).and_then(|value| value.to_str().ok());
        json!({"path": request.uri().path(), "user_agent": user_agent.unwrap_or("unknown")})
    }

    #[get("/")]
    fn endpoint(#[depends(extract_request_info)] info: Value) -> Value {
        info
    }

    pub(super) fn app() -> App {
        App::new("FastAPI").routes(routes![endpoint])
    }
}

mod background_tasks {
    use super::*;

    /// What the tasks have said.
    type Results = Arc<Mutex<Vec<&'static str>>>;

    fn background_task(results: &Results, message: &'static str) {
        results.lock().expect("no task panics").push(message);
    }

    #[dependency]
    fn add_background_task(background_tasks: BackgroundTasks, #[state] results: Results) -> BackgroundTasks {
        background_tasks.add_work(move || background_task(&results, "from dependency"));
        background_tasks
    }

    #[get("/")]
    fn endpoint(#[depends(add_background_task)] background_tasks: BackgroundTasks, #[state] results: Results) -> Value {
        background_tasks.add_work(move || background_task(&results, "from endpoint"));
        json!({"status": "ok"})
    }

    pub(super) fn app() -> App {
        App::new("FastAPI").state(Results::default()).routes(routes![endpoint])
    }
}

pub const APPS: &[Named] = &[
    ("test_response_dependency/test_response_with_depends_annotated", with_depends::app),
    ("test_response_dependency/test_response_with_depends_default", with_depends::app),
    ("test_response_dependency/test_response_without_depends", without_depends::app),
    ("test_response_dependency/test_response_dependency_chain", chain::app),
    ("test_response_dependency/test_response_dependency_returns_different_response_instance", different_instance::app),
    ("test_response_dependency/test_request_with_depends_annotated", request::app),
    ("test_response_dependency/test_background_tasks_with_depends_annotated", background_tasks::app),
];
