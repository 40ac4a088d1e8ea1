use brigade::{App, Model, get, routes};
use serde::{Deserialize, Serialize};

#[derive(Serialize, Deserialize, Model)]
struct Tracing {
    trace_id: String,
    #[serde(default)]
    x_tag: Vec<String>,
}

#[derive(Serialize, Model)]
struct Seen {
    user_agent: Option<String>,
    session_id: Option<String>,
    trace_id: String,
    x_tag: Vec<String>,
}

#[get("/seen")]
async fn read_seen(
    #[header] user_agent: Option<String>,
    #[cookie(min_length = 4)] session_id: Option<String>,
    #[header] tracing: Tracing,
) -> Seen {
    let Tracing { trace_id, x_tag } = tracing;
    Seen { user_agent, session_id, trace_id, x_tag }
}

pub fn app() -> App {
    App::new("Mirror").routes(routes![read_seen])
}
