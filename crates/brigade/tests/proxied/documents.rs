//! The OpenAPI document of both servers together.

use brigade::{HttpError, Model, testing::TestClient};
use serde::Serialize;
use serde_json::{Value, json};

use super::*;

mod new {
    use super::*;

    #[derive(Serialize, Model)]
    pub(super) struct Item {
        pub(super) id: u64,
    }

    #[get("/items/{item_id}")]
    async fn read_item(item_id: u64) -> Item {
        Item { id: item_id }
    }

    pub(super) fn app(old: SocketAddr) -> App {
        App::new("New").routes(routes![read_item]).fallback_proxy(format!("http://{old}"))
    }
}

mod old {
    use super::*;

    #[derive(Serialize, Model)]
    struct Item {
        name: String,
    }

    #[get("/items/{id}")]
    async fn read_item(id: u64) -> Item {
        Item { name: id.to_string() }
    }

    #[get("/items/special")]
    async fn read_special() -> Item {
        Item { name: "special".to_owned() }
    }

    #[post("/items/{id}")]
    async fn update_item(id: u64) -> Result<Item, HttpError> {
        Ok(Item { name: id.to_string() })
    }

    pub(super) fn app() -> App {
        App::new("Old").routes(routes![read_item, read_special, update_item])
    }
}

#[test]
fn the_document_shows_what_clients_reach() {
    let client = TestClient::new(new::app(serve(old::app())));
    let document: Value = client.get("/openapi.json").send().json();
    assert_eq!(document["info"]["title"], "New");
    // `/items/special` is an item of ours, whatever the other server would answer.
    assert_eq!(document["paths"].as_object().unwrap().keys().collect::<Vec<_>>(), ["/items/{item_id}"]);
    let path = &document["paths"]["/items/{item_id}"];
    let schema =
        |method: &str| path[method]["responses"]["200"]["content"]["application/json"]["schema"]["$ref"].clone();
    assert_eq!(schema("get"), "#/components/schemas/Item");
    assert_eq!(schema("post"), "#/components/schemas/Item-Old");
    assert_eq!(path["post"]["parameters"][0]["name"], "item_id");
    let schemas = document["components"]["schemas"].as_object().unwrap();
    assert_eq!(schemas["Item"]["required"], json!(["id"]));
    assert_eq!(schemas["Item-Old"]["required"], json!(["name"]));
    // What both mean alike is there once.
    let names: Vec<_> = schemas.keys().collect();
    assert_eq!(names, ["HTTPValidationError", "Item", "Item-Old", "ValidationError"]);

    assert_eq!(client.get("/items/7").send().text(), r#"{"id":7}"#);
    assert_eq!(client.post("/items/7").send().text(), r#"{"name":"7"}"#);
    let etag = client.get("/openapi.json").send().header("etag").unwrap().to_owned();
    assert_eq!(client.get("/openapi.json").header("if-none-match", &etag).send().status(), 304);
}

#[test]
fn a_server_that_is_away_leaves_the_document_as_it_is() {
    let gone = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).unwrap().local_addr().unwrap();
    let client = TestClient::new(new::app(gone));
    let document: Value = client.get("/openapi.json").send().json();
    assert!(document["paths"]["/items/{item_id}"]["post"].is_null());
    // When it is back, it is asked again; not at once, which is what this takes a second for.
    serve_at(gone, old::app());
    let since = Instant::now();
    loop {
        let document: Value = client.get("/openapi.json").send().json();
        if !document["paths"]["/items/{item_id}"]["post"].is_null() {
            break;
        }
        assert!(since.elapsed() < PATIENCE);
        thread::sleep(Duration::from_millis(100));
    }
}

#[test]
fn what_is_no_document_is_left_out() {
    let answers = [
        "HTTP/1.1 404 Not Found\r\ncontent-length: 0\r\n\r\n".to_owned(),
        "HTTP/1.1 200 OK\r\ncontent-length: 4\r\n\r\nnull".to_owned(),
        "HTTP/1.1 200 OK\r\ncontent-length: 17\r\n\r\n{\"swagger\":\"2.0\"}".to_owned(),
        format!("HTTP/1.1 200 OK\r\ncontent-length: {}\r\n\r\n{}", 9 << 20, " ".repeat(9 << 20)),
    ];
    for answer in answers {
        let old = Old::listen();
        let address = old.0.local_addr().unwrap();
        let serving = thread::spawn(move || {
            let mut server = old.accept();
            assert!(server.head().starts_with("GET /openapi.json HTTP/1.1"));
            // Who has seen enough hangs up.
            drop(server.stream.write_all(answer.as_bytes()));
        });
        let client = TestClient::new(new::app(address));
        let document: Value = client.get("/openapi.json").send().json();
        assert_eq!(document["paths"].as_object().unwrap().len(), 1);
        serving.join().unwrap();
    }
}
