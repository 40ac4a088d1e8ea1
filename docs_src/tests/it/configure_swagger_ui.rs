use docs_src::configure_swagger_ui::{tutorial001, tutorial002, tutorial003};
use expect_test::expect;

use crate::transcript::check;

#[test]
fn tutorial001() {
    check(
        tutorial001::app(),
        expect![[r#"
            > GET /users/foo
            200 {"message":"Hello foo"}"#]],
    );
}

#[test]
fn tutorial002() {
    check(
        tutorial002::app(),
        expect![[r#"
            > GET /users/foo
            200 {"message":"Hello foo"}"#]],
    );
}

#[test]
fn tutorial003() {
    check(
        tutorial003::app(),
        expect![[r#"
            > GET /users/foo
            200 {"message":"Hello foo"}"#]],
    );
}
