use brigade::testing::TestClient;
use docs_src::advanced_middleware::{tutorial001, tutorial002, tutorial003};
use expect_test::expect;

use crate::transcript::check;

#[test]
fn tutorial001() {
    check(
        tutorial001::app(),
        expect![[r#"
            > GET /items?q=1
            307
            location: https://testserver/items?q=1

            > GET /
            > host: example.com:8000
            307
            location: https://example.com:8000/"#]],
    );
    assert_eq!(TestClient::new(tutorial001::app()).https().get("/").send().text(), r#"{"message":"Hello World"}"#);
}

#[test]
fn tutorial002() {
    check(
        tutorial002::app(),
        expect![[r#"
            > GET /
            > host: example.com
            200 {"message":"Hello World"}

            > GET /
            > host: subdomain.example.com
            200 {"message":"Hello World"}

            > GET /
            > host: invalidhost
            400 (text/plain; charset=utf-8) Invalid host header"#]],
    );
}

#[test]
fn tutorial003() {
    let client = TestClient::new(tutorial003::app());
    let answer = client.get("/large").header("accept-encoding", "gzip").send();
    assert_eq!(answer.header("content-encoding"), Some("gzip"));
    assert!(answer.bytes().len() < 100);
    assert_eq!(client.get("/large").send().text(), "x".repeat(4000));
    assert_eq!(client.get("/").header("accept-encoding", "gzip").send().text(), r#""somebigcontent""#);
}
