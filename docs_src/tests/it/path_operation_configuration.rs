use docs_src::path_operation_configuration::{
    tutorial001, tutorial002, tutorial002b, tutorial003, tutorial004, tutorial005, tutorial006,
};
use expect_test::expect;

use crate::transcript::check;

#[test]
fn tutorial001() {
    check(
        tutorial001::app(),
        expect![[r#"
            > POST /items/
            > {"name": "Foo", "description": "Item description", "price": 42.0, "tax": 3.2, "tags": ["bar", "baz"]}
            201 {"name":"Foo","description":"Item description","price":42.0,"tax":3.2,"tags":["bar","baz"]}"#]],
    );
}

#[test]
fn tutorial002() {
    check(
        tutorial002::app(),
        expect![[r#"
            > POST /items/
            > {"name": "Foo", "description": "Item description", "price": 42.0, "tax": 3.2, "tags": ["bar", "baz"]}
            200 {"name":"Foo","description":"Item description","price":42.0,"tax":3.2,"tags":["bar","baz"]}

            > GET /items/
            200 [{"name":"Foo","price":42}]

            > GET /users/
            200 [{"username":"johndoe"}]"#]],
    );
}

#[test]
fn tutorial002b() {
    check(
        tutorial002b::app(),
        expect![[r#"
            > GET /items/
            200 ["Portal gun","Plumbus"]

            > GET /users/
            200 ["Rick","Morty"]"#]],
    );
}

#[test]
fn tutorial003() {
    check(
        tutorial003::app(),
        expect![[r#"
            > POST /items/
            > {"name": "Foo", "description": "Item description", "price": 42.0, "tax": 3.2, "tags": ["bar", "baz"]}
            200 {"name":"Foo","description":"Item description","price":42.0,"tax":3.2,"tags":["bar","baz"]}"#]],
    );
}

#[test]
fn tutorial004() {
    check(
        tutorial004::app(),
        expect![[r#"
            > POST /items/
            > {"name": "Foo", "description": "Item description", "price": 42.0, "tax": 3.2, "tags": ["bar", "baz"]}
            200 {"name":"Foo","description":"Item description","price":42.0,"tax":3.2,"tags":["bar","baz"]}"#]],
    );
}

#[test]
fn tutorial005() {
    check(
        tutorial005::app(),
        expect![[r#"
            > POST /items/
            > {"name": "Foo", "price": 42}
            200 {"name":"Foo","description":null,"price":42.0,"tax":null,"tags":[]}"#]],
    );
}

#[test]
fn tutorial006() {
    check(
        tutorial006::app(),
        expect![[r#"
            > GET /items/
            200 [{"name":"Foo","price":42}]

            > GET /users/
            200 [{"username":"johndoe"}]

            > GET /elements/
            200 [{"item_id":"Foo"}]"#]],
    );
}
