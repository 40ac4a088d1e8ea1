use brigade::testing::TestClient;
use docs_src::custom_response::{
    tutorial001, tutorial002, tutorial003, tutorial005, tutorial006, tutorial006b, tutorial006c, tutorial007,
    tutorial008, tutorial009, tutorial009b, tutorial009c, tutorial010,
};
use expect_test::expect;

use crate::transcript::check;

#[test]
fn tutorial001() {
    check(
        tutorial001::app(),
        expect![[r#"
            > GET /items/
            200 [{"item_id":"Foo"}]"#]],
    );
}

#[test]
fn tutorial002() {
    check(
        tutorial002::app(),
        expect![[r#"
            > GET /items/
            200 (text/html; charset=utf-8) <html> <head> <title>Some HTML in here</title> </head> <body> <h1>Look ma! HTML!</h1> </body> </html>"#]],
    );
}

#[test]
fn tutorial003() {
    check(
        tutorial003::app(),
        expect![[r#"
            > GET /items/
            200 (text/html; charset=utf-8) <html> <head> <title>Some HTML in here</title> </head> <body> <h1>Look ma! HTML!</h1> </body> </html>"#]],
    );
}

#[test]
fn tutorial005() {
    check(
        tutorial005::app(),
        expect![[r#"
            > GET /
            200 (text/plain; charset=utf-8) Hello World"#]],
    );
}

#[test]
fn tutorial006() {
    check(
        tutorial006::app(),
        expect![[r#"
            > GET /typer
            307
            location: https://typer.tiangolo.com"#]],
    );
}

#[test]
fn tutorial006b() {
    check(
        tutorial006b::app(),
        expect![[r#"
            > GET /fastapi
            307
            location: https://fastapi.tiangolo.com"#]],
    );
}

#[test]
fn tutorial006c() {
    check(
        tutorial006c::app(),
        expect![[r#"
            > GET /pydantic
            302
            location: https://docs.pydantic.dev/"#]],
    );
}

/// The video is not in the repository: that it is missing is the server's fault.
#[test]
fn tutorial009() {
    for app in [tutorial009::app(), tutorial009b::app()] {
        assert_eq!(TestClient::new(app).get("/").send().status(), 500);
    }
}

#[test]
fn tutorial007() {
    let answer = TestClient::new(tutorial007::app()).get("/").send();
    assert_eq!(answer.text(), "some fake video bytes".repeat(10));
}

#[test]
fn tutorial008() {
    // There is no such file here; FastAPI's own test brings one.
    check(
        tutorial008::app(),
        expect![[r#"
            > GET /
            500 (text/plain; charset=utf-8) Internal Server Error"#]],
    );
}

#[test]
fn tutorial009c() {
    check(
        tutorial009c::app(),
        expect![[r#"
            > GET /
            200 { "message": "Hello World" }"#]],
    );
}

#[test]
fn tutorial010() {
    check(
        tutorial010::app(),
        expect![[r#"
            > GET /items/
            200 (text/html; charset=utf-8) <h1>Items</h1><p>This is a list of items.</p>"#]],
    );
}
