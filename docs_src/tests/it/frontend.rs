use docs_src::frontend::{tutorial001, tutorial002, tutorial003, tutorial004, tutorial005, tutorial006};
use expect_test::expect;

use crate::transcript::check;

#[test]
fn tutorial001() {
    check(
        tutorial001::app(),
        expect![[r#"
            > GET /
            200 (text/html; charset=utf-8) <h1>Shop</h1><script src="/assets/app.js"></script>
            accept-ranges: bytes

            > GET /assets/app.js
            200 (text/javascript; charset=utf-8) console.log("ready")
            accept-ranges: bytes

            > GET /nowhere
            404 (text/html; charset=utf-8) <h1>There is no such page</h1>
            accept-ranges: bytes"#]],
    );
}

#[test]
fn tutorial002() {
    check(
        tutorial002::app(),
        expect![[r#"
            > GET /dashboard
            > accept: text/html
            200 (text/html; charset=utf-8) <h1>Shop</h1><script src="/assets/app.js"></script>
            accept-ranges: bytes

            > GET /dashboard
            404 {"detail":"Not Found"}"#]],
    );
}

#[test]
fn tutorial003() {
    check(
        tutorial003::app(),
        expect![[r#"
            > GET /missing
            404 (text/html; charset=utf-8) <h1>There is no such page</h1>
            accept-ranges: bytes

            > GET /missing
            > accept: text/html
            404 (text/html; charset=utf-8) <h1>There is no such page</h1>
            accept-ranges: bytes"#]],
    );
}

#[test]
fn tutorial004() {
    check(
        tutorial004::app(),
        expect![[r#"
            > GET /app/dashboard
            > accept: text/html
            200 (text/html; charset=utf-8) <h1>Shop</h1><script src="/assets/app.js"></script>
            accept-ranges: bytes

            > GET /dashboard
            404 {"detail":"Not Found"}"#]],
    );
}

#[test]
fn tutorial005() {
    check(
        tutorial005::app(),
        expect![[r#"
            > GET /
            200 (text/html; charset=utf-8) <h1>Shop</h1><script src="/assets/app.js"></script>
            accept-ranges: bytes

            > GET /dashboard
            > accept: text/html
            404 {"detail":"Not Found"}"#]],
    );
}

#[test]
fn tutorial006() {
    check(
        tutorial006::app(),
        expect![[r#"
            > GET /assets/app.js
            200 (text/javascript; charset=utf-8) console.log("ready")
            accept-ranges: bytes"#]],
    );
}
