use docs_src::debugging::tutorial001;
use expect_test::expect;

use crate::transcript::check;

#[test]
fn tutorial001() {
    check(
        tutorial001::app(),
        expect![[r#"
            > GET /
            200 {"hello world":"ba"}"#]],
    );
}
