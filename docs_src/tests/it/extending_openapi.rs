use docs_src::extending_openapi::tutorial001;
use expect_test::expect;

use crate::transcript::check;

#[test]
fn tutorial001() {
    check(
        tutorial001::app(),
        expect![[r#"
            > GET /items/
            200 [{"name":"Foo"}]"#]],
    );
}
