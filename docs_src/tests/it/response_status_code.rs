use docs_src::response_status_code::tutorial001;
use expect_test::expect;

use crate::transcript::check;

#[test]
fn tutorial001() {
    check(
        tutorial001::app(),
        expect![[r#"
            > POST /items/?name=Test+Item
            201 {"name":"Test Item"}"#]],
    );
}
