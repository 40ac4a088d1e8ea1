use docs_src::handling_errors::{tutorial001, tutorial002};
use expect_test::expect;

use crate::transcript::check;

#[test]
fn tutorial001() {
    check(
        tutorial001::app(),
        expect![[r#"
            > GET /items/foo
            200 {"item":"The Foo Wrestlers"}

            > GET /items/bar
            404 {"detail":"Item not found"}"#]],
    );
}

#[test]
fn tutorial002() {
    check(
        tutorial002::app(),
        expect![[r#"
            > GET /items-header/foo
            200 {"item":"The Foo Wrestlers"}

            > GET /items-header/bar
            404 {"detail":"Item not found"}
            x-error: There goes my error"#]],
    );
}
