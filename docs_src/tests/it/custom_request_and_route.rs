use brigade::testing::TestClient;
use docs_src::custom_request_and_route::{tutorial001, tutorial002, tutorial003};
use expect_test::expect;

use crate::transcript::check;

/// `[1,1,1]`, by `gzip`.
const THREE: [u8; 25] = [
    0x1f, 0x8b, 0x08, 0x00, 0x00, 0x00, 0x00, 0x00, 0x02, 0x03, 0x8b, 0x36, 0xd4, 0x01, 0xc2, 0x58, 0x00, 0x85, 0x7e,
    0xee, 0xdd, 0x07, 0x00, 0x00, 0x00,
];

#[test]
fn tutorial001() {
    let client = TestClient::new(tutorial001::app());
    let request = || client.post("/sum").header("content-type", "application/json");
    assert_eq!(request().header("content-encoding", "gzip").body(&THREE[..]).send().text(), r#"{"sum":3}"#);
    assert_eq!(request().body("[1,1,1]").send().text(), r#"{"sum":3}"#);
    assert_eq!(request().header("content-encoding", "gzip").body("[1,1,1]").send().status(), 400);
}

#[test]
fn tutorial002() {
    check(
        tutorial002::app(),
        expect![[r#"
            > POST /
            > [1, 2, 3]
            200 6

            > POST /
            > {"numbers": [1, 2, 3]}
            422 {"detail":{"errors":[{"type":"list_type","loc":["body"],"msg":"Input should be a valid list","input":{"numbers":[1,2,3]}}],"body":"{\"numbers\": [1, 2, 3]}"}}"#]],
    );
}

#[test]
fn tutorial003() {
    let client = TestClient::new(tutorial003::app());
    assert_eq!(client.get("/").send().header("x-response-time"), None);
    let timed = client.get("/timed").send();
    assert_eq!(timed.text(), r#"{"message":"It's the time of my life"}"#);
    assert!(timed.header("x-response-time").unwrap().parse::<f64>().unwrap() >= 0.0);
}
