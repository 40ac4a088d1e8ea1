use docs_src::app_testing::{app_b, tutorial001, tutorial003, tutorial004};
use expect_test::expect;

use crate::transcript::check;

#[test]
fn app_b() {
    check(
        app_b::app(),
        expect![[r#"
            > POST /items/
            > x-token: coneofsilence
            > {"id": "foo", "title": "The Foo ID Stealers", "description": "There goes my stealer"}
            409 {"detail":"Item already exists"}

            > POST /items/
            > x-token: coneofsilence
            > {"id": "foobar", "title": "Foo Bar", "description": "The Foo Barters"}
            200 {"id":"foobar","title":"Foo Bar","description":"The Foo Barters"}

            > POST /items/
            > x-token: hailhydra
            > {"id": "bazz", "title": "Bazz", "description": "Drop the bazz"}
            400 {"detail":"Invalid X-Token header"}

            > GET /items/baz
            > x-token: coneofsilence
            404 {"detail":"Item not found"}

            > GET /items/foo
            > x-token: coneofsilence
            200 {"id":"foo","title":"Foo","description":"There goes my hero"}

            > GET /items/foo
            > x-token: hailhydra
            400 {"detail":"Invalid X-Token header"}"#]],
    );
}

#[test]
fn tutorial001() {
    check(
        tutorial001::app(),
        expect![[r#"
            > GET /
            200 {"msg":"Hello World"}"#]],
    );
}

#[test]
fn tutorial003() {
    check(
        tutorial003::app(),
        expect![[r#"
            > GET /items/foo
            200 {"name":"Fighters"}"#]],
    );
}

#[test]
fn tutorial004() {
    check(
        tutorial004::app(),
        expect![[r#"
            > GET /items/bar
            200 {"name":"Tenders"}"#]],
    );
}
