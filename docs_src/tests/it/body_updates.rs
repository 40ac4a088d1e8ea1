use docs_src::body_updates::{tutorial001, tutorial002};
use expect_test::expect;

use crate::transcript::check;

#[test]
fn tutorial001() {
    check(
        tutorial001::app(),
        expect![[r#"
            > GET /items/baz
            200 {"name":"Baz","description":null,"price":50.2,"tax":10.5,"tags":[]}

            > PUT /items/bar
            > {"name": "Barz", "price": 3, "description": null}
            200 {"name":"Barz","description":null,"price":3.0,"tax":10.5,"tags":[]}"#]],
    );
}

#[test]
fn tutorial002() {
    check(
        tutorial002::app(),
        expect![[r#"
            > GET /items/baz
            200 {"name":"Baz","description":null,"price":50.2,"tax":10.5,"tags":[]}

            > PATCH /items/foo
            > {"name": "Fooz", "description": "Item description", "price": 3, "tax": 10.5, "tags": ["tag1", "tag2"]}
            200 {"name":"Fooz","description":"Item description","price":3.0,"tax":10.5,"tags":["tag1","tag2"]}

            > PATCH /items/bar
            > {"name": "Barz"}
            200 {"name":"Barz","description":"The bartenders","price":62.0,"tax":20.2,"tags":[]}"#]],
    );
}
