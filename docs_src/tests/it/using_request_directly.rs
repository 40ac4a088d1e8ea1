use docs_src::using_request_directly::tutorial001;
use expect_test::expect;

use crate::transcript::check;

#[test]
fn tutorial001() {
    check(
        tutorial001::app(),
        expect![[r#"
            > GET /items/foo
            200 {"client_host":"unknown","item_id":"foo"}"#]],
    );
}
