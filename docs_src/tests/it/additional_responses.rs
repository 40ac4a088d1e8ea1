use docs_src::additional_responses::tutorial001;
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
