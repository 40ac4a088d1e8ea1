use docs_src::authentication_error_status_code::tutorial001;
use expect_test::expect;

use crate::transcript::check;

#[test]
fn tutorial001() {
    check(
        tutorial001::app(),
        expect![[r#"
            > GET /me
            403 {"detail":"Not authenticated"}

            > GET /me
            > authorization: Bearer foobar
            200 {"message":"You are authenticated","token":"foobar"}"#]],
    );
}
