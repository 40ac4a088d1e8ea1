use docs_src::first_steps::{tutorial001, tutorial003};
use expect_test::expect;

use crate::transcript::check;

#[test]
fn tutorial001() {
    check(
        tutorial001::app(),
        expect![[r#"
            > GET /
            200 {"message":"Hello World"}

            > GET /nonexistent
            404 {"detail":"Not Found"}"#]],
    );
}

#[test]
fn tutorial003() {
    check(
        tutorial003::app(),
        expect![[r#"
            > GET /
            200 {"message":"Hello World"}

            > GET /nonexistent
            404 {"detail":"Not Found"}"#]],
    );
}
