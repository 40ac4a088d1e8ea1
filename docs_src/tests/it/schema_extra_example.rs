use docs_src::schema_extra_example::{tutorial001, tutorial002, tutorial003, tutorial004, tutorial005};
use expect_test::expect;

use crate::transcript::check;

#[test]
fn tutorial001() {
    check(
        tutorial001::app(),
        expect![[r#"
            > PUT /items/5
            > {"name": "Foo", "description": "A very nice Item", "price": 35.4, "tax": 3.2}
            200 {"item_id":5,"item":{"name":"Foo","description":"A very nice Item","price":35.4,"tax":3.2}}"#]],
    );
}

#[test]
fn tutorial002() {
    check(
        tutorial002::app(),
        expect![[r#"
            > PUT /items/5
            > {"name": "Foo", "description": "A very nice Item", "price": 35.4, "tax": 3.2}
            200 {"item_id":5,"item":{"name":"Foo","description":"A very nice Item","price":35.4,"tax":3.2}}"#]],
    );
}

#[test]
fn tutorial003() {
    check(
        tutorial003::app(),
        expect![[r#"
            > PUT /items/5
            > {"name": "Foo", "description": "A very nice Item", "price": 35.4, "tax": 3.2}
            200 {"item_id":5,"item":{"name":"Foo","description":"A very nice Item","price":35.4,"tax":3.2}}"#]],
    );
}

#[test]
fn tutorial004() {
    check(
        tutorial004::app(),
        expect![[r#"
            > PUT /items/5
            > {"name": "Foo", "description": "A very nice Item", "price": 35.4, "tax": 3.2}
            200 {"item_id":5,"item":{"name":"Foo","description":"A very nice Item","price":35.4,"tax":3.2}}"#]],
    );
}

#[test]
fn tutorial005() {
    check(
        tutorial005::app(),
        expect![[r#"
            > PUT /items/5
            > {"name": "Foo", "description": "A very nice Item", "price": 35.4, "tax": 3.2}
            200 {"item_id":5,"item":{"name":"Foo","description":"A very nice Item","price":35.4,"tax":3.2}}"#]],
    );
}
