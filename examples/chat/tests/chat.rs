//! Talks and reads along, without a network.

use brigade::testing::{TestClient, TestSocket};
use serde_json::{Value, json};

/// Reads the next remark without its number.
fn heard(socket: &mut TestSocket) -> Value {
    let remark: Value = socket.receive_json();
    json!([remark["author"], remark["text"]])
}

#[test]
fn all_hear_what_is_said_and_who_comes_and_goes() {
    let client = TestClient::new(chat::app());
    let mut ann = client.websocket("/chat?name=Ann").connect();
    assert_eq!(heard(&mut ann), json!([null, "Ann came in"]));
    ann.send_text("Anybody here?");
    assert_eq!(heard(&mut ann), json!(["Ann", "Anybody here?"]));
    let mut bob = client.websocket("/chat?name=Bob").connect();
    for expected in [json!([null, "Ann came in"]), json!(["Ann", "Anybody here?"]), json!([null, "Bob came in"])] {
        assert_eq!(heard(&mut bob), expected);
    }
    assert_eq!(client.get("/guests").send().json::<Value>(), json!(["Ann", "Bob"]));
    bob.send_text("Me <b>");
    bob.close(1000, "");
    for expected in [json!([null, "Bob came in"]), json!(["Bob", "Me <b>"]), json!([null, "Bob left"])] {
        assert_eq!(heard(&mut ann), expected);
    }
    assert_eq!(client.get("/guests").send().json::<Value>(), json!(["Ann"]));
}

#[test]
fn who_comes_back_hears_what_was_missed_and_no_more() {
    let client = TestClient::new(chat::app());
    let mut ann = client.websocket("/chat?name=Ann").connect();
    let first: Value = ann.receive_json();
    ann.send_text("one");
    ann.send_text("two");
    assert_eq!((heard(&mut ann), heard(&mut ann)), (json!(["Ann", "one"]), json!(["Ann", "two"])));
    let mut bob = client.websocket(&format!("/chat?name=Bob&after={}", first["number"])).connect();
    assert_eq!((heard(&mut bob), heard(&mut bob)), (json!(["Ann", "one"]), json!(["Ann", "two"])));
}

#[test]
fn a_name_is_given_to_one_guest_at_a_time() {
    let client = TestClient::new(chat::app());
    let ann = client.websocket("/chat?name=Ann").connect();
    let refused = client.websocket("/chat?name=Ann").try_connect().expect_err("there is an Ann");
    assert_eq!((refused.status().as_u16(), refused.text()), (409, r#"{"detail":"Somebody is called that already"}"#));
    for target in ["/chat", "/chat?name=", "/chat?name=A&after=x"] {
        assert_eq!(client.websocket(target).try_connect().expect_err("it does not fit").status(), 403, "{target}");
    }
    drop(ann);
    while client.get("/guests").send().text() != "[]" {}
    client.websocket("/chat?name=Ann").connect();
}

#[test]
fn remarks_may_be_long_but_not_endless() {
    let client = TestClient::new(chat::app());
    let mut ann = client.websocket("/chat?name=Ann").connect();
    heard(&mut ann);
    ann.send_text("a".repeat(8 * 1024));
    assert_eq!(heard(&mut ann)[1].as_str().map(str::len), Some(8 * 1024));
    ann.send_text("a".repeat(8 * 1024 + 1));
    assert_eq!(ann.receive_close().code, 1009);
}
