use docs_src::response_headers::{tutorial001, tutorial002};
use expect_test::expect;

use crate::transcript::check;

#[test]
fn tutorial001() {
    check(
        tutorial001::app(),
        expect![[r#"
            > GET /headers/
            200 {"message":"Hello World"}
            x-cat-dog: alone in the world
            content-language: en-US"#]],
    );
}

#[test]
fn tutorial002() {
    check(
        tutorial002::app(),
        expect![[r#"
            > GET /headers-and-object/
            200 {"message":"Hello World"}
            x-cat-dog: alone in the world"#]],
    );
}
