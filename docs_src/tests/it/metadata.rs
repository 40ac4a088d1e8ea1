use docs_src::metadata::{tutorial001, tutorial001_1, tutorial002, tutorial003, tutorial004};
use expect_test::expect;

use crate::transcript::check;

#[test]
fn tutorial001() {
    check(
        tutorial001::app(),
        expect![[r#"
            > GET /items/
            200 [{"name":"Katana"}]"#]],
    );
}

#[test]
fn tutorial001_1() {
    check(
        tutorial001_1::app(),
        expect![[r#"
            > GET /items/
            200 [{"name":"Katana"}]"#]],
    );
}

#[test]
fn tutorial002() {
    check(
        tutorial002::app(),
        expect![[r#"
            > GET /items/
            200 [{"name":"Foo"}]"#]],
    );
}

#[test]
fn tutorial003() {
    check(
        tutorial003::app(),
        expect![[r#"
            > GET /items/
            200 [{"name":"Foo"}]"#]],
    );
}

#[test]
fn tutorial004() {
    check(
        tutorial004::app(),
        expect![[r#"
            > GET /items/
            200 [{"name":"wand"},{"name":"flying broom"}]

            > GET /users/
            200 [{"name":"Harry"},{"name":"Ron"}]"#]],
    );
}
