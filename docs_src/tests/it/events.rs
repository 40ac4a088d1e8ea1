use brigade::testing::TestClient;
use docs_src::events::{tutorial001, tutorial002, tutorial003};
use expect_test::expect;

use crate::transcript::check;

#[test]
fn tutorial001() {
    check(
        tutorial001::app(),
        expect![[r#"
            > GET /items/foo
            200 {"name":"Fighters"}

            > GET /items/baz
            404 {"detail":"Item not found"}"#]],
    );
}

#[test]
fn tutorial002() {
    let client = TestClient::new(tutorial002::app());
    assert_eq!(client.get("/items/").send().text(), r#"[{"name":"Foo"}]"#);
    drop(client);
    // Tests run where the package is.
    let log = std::fs::read_to_string("log.txt").unwrap();
    assert!(log.starts_with("Application shutdown"), "{log}");
    std::fs::remove_file("log.txt").unwrap();
}

#[test]
fn tutorial003() {
    check(
        tutorial003::app(),
        expect![[r#"
            > GET /predict?x=2
            200 {"result":84.0}"#]],
    );
}
