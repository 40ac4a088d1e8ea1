use docs_src::templates::tutorial001;
use expect_test::expect;

use crate::transcript::check;

#[test]
fn tutorial001() {
    check(
        tutorial001::app(),
        expect![[r#"
            > GET /items/foo
            200 (text/html; charset=utf-8) <html> <head> <title>Item Details</title> <link href="http://testserver/static/styles.css" rel="stylesheet"> </head> <body> <h1><a href="http://testserver/items/foo">Item ID: foo</a></h1> </body> </html>

            > GET /static/styles.css
            200 (text/css; charset=utf-8) h1 { color: green; }
            accept-ranges: bytes"#]],
    );
}
