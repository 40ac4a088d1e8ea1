use docs_src::wsgi::tutorial001;
use expect_test::expect;

use crate::transcript::check;

#[test]
fn tutorial001() {
    check(
        tutorial001::app(),
        expect![[r#"
            > GET /v1/
            200 (text/plain; charset=utf-8) Hello, World from Flask!

            > GET /v1/?name=Ann
            200 (text/plain; charset=utf-8) Hello, Ann from Flask!

            > GET /v2
            200 {"message":"Hello World"}

            > GET /v1/nothing
            404"#]],
    );
}
