use docs_src::conditional_openapi::tutorial001;
use expect_test::expect;

use crate::transcript::check;

#[test]
fn tutorial001() {
    check(
        tutorial001::app(),
        expect![[r#"
            > GET /
            200 {"message":"Hello World"}"#]],
    );
}
