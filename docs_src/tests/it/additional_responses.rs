use docs_src::additional_responses::{tutorial001, tutorial002, tutorial003, tutorial004};
use expect_test::expect;

use crate::transcript::check;

#[test]
fn tutorial001() {
    check(
        tutorial001::app(),
        expect![[r#"
            > GET /items/foo
            200 {"id":"foo","value":"there goes my hero"}

            > GET /items/bar
            404 {"message":"Item not found"}"#]],
    );
}

#[test]
fn tutorial002() {
    check(
        tutorial002::app(),
        expect![[r#"
            > GET /items/foo
            200 {"id":"foo","value":"there goes my hero"}"#]],
    );
}

#[test]
fn tutorial003() {
    check(
        tutorial003::app(),
        expect![[r#"
            > GET /items/foo
            200 {"id":"foo","value":"there goes my hero"}

            > GET /items/bar
            404 {"message":"Item not found"}"#]],
    );
}

#[test]
fn tutorial004() {
    check(
        tutorial004::app(),
        expect![[r#"
            > GET /items/foo
            200 {"id":"foo","value":"there goes my hero"}"#]],
    );
}
