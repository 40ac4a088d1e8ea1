use docs_src::openapi_webhooks::tutorial001;
use expect_test::expect;

use crate::transcript::check;

#[test]
fn tutorial001() {
    check(
        tutorial001::app(),
        expect![[r#"
            > GET /users/
            200 ["Rick","Morty"]

            > POST /new-subscription
            404 {"detail":"Not Found"}"#]],
    );
}
