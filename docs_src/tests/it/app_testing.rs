use docs_src::app_testing::tutorial001;
use expect_test::expect;

use crate::transcript::check;

#[test]
fn tutorial001() {
    check(
        tutorial001::app(),
        expect![[r#"
            > GET /
            200 {"msg":"Hello World"}"#]],
    );
}
