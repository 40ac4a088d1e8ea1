use docs_src::async_tests::app_a;
use expect_test::expect;

use crate::transcript::check;

#[test]
fn app_a() {
    check(
        app_a::app(),
        expect![[r#"
            > GET /
            200 {"message":"Tomato"}"#]],
    );
}
