use brigade::{App, dependency, get, routes};
use docs_src::Named;
use serde_json::{Value, json};

struct DummyClient;

impl DummyClient {
    async fn people(&self) -> Vec<Value> {
        vec![json!("John Doe"), json!("Jane Doe")]
    }

    async fn close(self) {}
}

#[dependency(cleanup = DummyClient::close)]
async fn get_client() -> DummyClient {
    DummyClient
}

#[get("/")]
async fn get_people(#[depends(get_client)] client: &DummyClient) -> Vec<Value> {
    client.people().await
}

pub const APPS: &[Named] = &[("test_stringified_annotation_dependency/client_fixture", app)];

fn app() -> App {
    App::new("FastAPI").routes(routes![get_people])
}
