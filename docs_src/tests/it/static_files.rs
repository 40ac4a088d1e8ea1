use docs_src::static_files::tutorial001;
use expect_test::expect;

use crate::transcript::check;

#[test]
fn tutorial001() {
    check(
        tutorial001::app(),
        expect![[r#"
            > GET /static/shop.css
            200 (text/css; charset=utf-8) h1 { color: firebrick }
            accept-ranges: bytes

            > GET /static/shop.css
            > range: bytes=0-1
            206 (text/css; charset=utf-8) h1
            accept-ranges: bytes
            content-range: bytes 0-1/24

            > GET /static/none.css
            404 {"detail":"Not Found"}"#]],
    );
}
