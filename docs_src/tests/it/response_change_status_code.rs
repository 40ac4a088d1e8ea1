use docs_src::response_change_status_code::tutorial001;
use expect_test::expect;

use crate::transcript::check;

#[test]
fn tutorial001() {
    check(
        tutorial001::app(),
        expect![[r#"
            > PUT /get-or-create-task/foo
            200 "Listen to the Bar Fighters"

            > PUT /get-or-create-task/bar
            201 "This didn't exist before""#]],
    );
}
