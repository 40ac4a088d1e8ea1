use brigade::testing::{TestClient, TestSocket};
use docs_src::{
    app_testing,
    guide::{broadcasting, websockets},
    websockets_::{tutorial001, tutorial002, tutorial003},
};
use serde_json::{Value, json};

/// Says each text, and compares what is heard until the next.
#[track_caller]
fn talk(mut socket: TestSocket, transcript: &[(&str, &[&str])]) {
    for (text, answers) in transcript {
        socket.send_text(*text);
        for answer in *answers {
            assert_eq!(socket.receive_text(), *answer);
        }
    }
}

#[test]
fn tutorial001() {
    let client = TestClient::new(tutorial001::app());
    assert!(client.get("/").send().text().contains("<!DOCTYPE html>"));
    let transcript: &[(&str, &[&str])] =
        &[("one", &["Message text was: one"]), ("", &["Message text was: "]), ("two", &["Message text was: two"])];
    talk(client.websocket("/ws").connect(), transcript);
}

#[test]
fn tutorial002() {
    let client = TestClient::new(tutorial002::app());
    assert!(client.get("/").send().text().contains("<!DOCTYPE html>"));
    let by_token = &[
        "Session cookie or query token value is: t",
        "Query parameter q is: 3",
        "Message text was: a, for item ID: 2",
    ];
    talk(client.websocket("/items/2/ws?token=t&q=3").connect(), &[("a", by_token), ("a", by_token)]);
    for target in ["/items/foo/ws", "/items/foo/ws?q=bar&token=t"] {
        assert_eq!(client.websocket(target).try_connect().unwrap_err().status(), 403, "{target}");
    }
    client.set_cookie("session", "s");
    let by_cookie = &["Session cookie or query token value is: s", "Message text was: a, for item ID: foo"];
    talk(client.websocket("/items/foo/ws").connect(), &[("a", by_cookie), ("a", by_cookie)]);
}

#[test]
fn tutorial003() {
    let client = TestClient::new(tutorial003::app());
    assert!(client.get("/").send().text().contains("<!DOCTYPE html>"));
    let mut one = client.websocket("/ws/1234").connect();
    let mut two = client.websocket("/ws/5678").connect();
    one.send_text("Hello");
    assert_eq!(one.receive_text(), "You wrote: Hello");
    assert_eq!(two.receive_text(), "Client #1234 says: Hello");
    assert_eq!(one.receive_text(), "Client #1234 says: Hello");
    two.close(1000, "");
    assert_eq!(one.receive_text(), "Client #5678 left the chat");
    assert_eq!(client.websocket("/ws/x").try_connect().unwrap_err().status(), 403);
}

#[test]
fn app_testing_tutorial002() {
    let client = TestClient::new(app_testing::tutorial002::app());
    assert_eq!(client.get("/").send().json::<Value>(), json!({"msg": "Hello World"}));
    let mut socket = client.websocket("/ws").connect();
    assert_eq!(socket.receive_json::<Value>(), json!({"msg": "Hello WebSocket"}));
    assert_eq!(socket.receive_close().code, 1000);
}

#[test]
fn websockets() {
    let client = TestClient::new(websockets::app());
    let mut echo = client.websocket("/echo").connect();
    echo.send_text("hello");
    assert_eq!(echo.receive_text(), "hello");
    echo.send_bytes(&b"\0"[..]);
    assert_eq!(echo.receive_bytes(), &b"\0"[..]);
    let orders = |target| client.websocket(target);
    assert_eq!(orders("/tables/7/orders").try_connect().unwrap_err().text(), r#"{"detail":"Waiters have a token"}"#);
    assert_eq!(orders("/tables/21/orders?token=apron").try_connect().unwrap_err().status(), 403);
    let mut table = orders("/tables/7/orders?token=apron").connect();
    table.send_json(&json!({"burger": "Royal", "count": 2}));
    assert_eq!(table.receive_json::<Value>(), json!({"line": "table 7: 2 × Royal, says Ann", "total": 2}));
    table.send_json(&json!({"burger": "Royal", "count": 99}));
    let close = table.receive_close();
    assert_eq!((close.code, &*close.reason), (4000, "The grill is full"));
    let mut table = orders("/tables/7/orders?token=apron").connect();
    table.send_json(&json!({"burger": "Royal"}));
    assert_eq!(table.receive_close().code, 1007);
}

#[test]
fn broadcasting() {
    let client = TestClient::new(broadcasting::app());
    let mut socket = client.websocket("/news").connect();
    let mut events = client.get("/news").send_streaming();
    assert_eq!(client.post("/news?text=hello").send().json::<u32>(), 2);
    assert_eq!(socket.receive_text(), "hello");
    assert_eq!(events.next_chunk().unwrap().unwrap(), "data: \"hello\"\n\n");
    drop(events);
    socket.close(1000, "");
    assert_eq!(client.post("/news?text=hello").send().json::<u32>(), 0);
}
