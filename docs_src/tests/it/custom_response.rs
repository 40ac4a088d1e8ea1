use docs_src::custom_response::{tutorial002, tutorial005, tutorial010};
use expect_test::expect;

use crate::transcript::check;

#[test]
fn tutorial002() {
    check(
        tutorial002::app(),
        expect![[r#"
            > GET /items/
            200 (text/html; charset=utf-8)  <html> <head> <title>Some HTML in here</title> </head> <body> <h1>Look ma! HTML!</h1> </body> </html>"#]],
    );
}

#[test]
fn tutorial005() {
    check(
        tutorial005::app(),
        expect![[r#"
            > GET /
            200 (text/plain; charset=utf-8) Hello World"#]],
    );
}

#[test]
fn tutorial010() {
    check(
        tutorial010::app(),
        expect![[r#"
            > GET /items/
            200 (text/html; charset=utf-8) <h1>Items</h1><p>This is a list of items.</p>"#]],
    );
}
