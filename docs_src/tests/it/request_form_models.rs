use docs_src::request_form_models::{tutorial001, tutorial002};
use expect_test::expect;

use crate::transcript::check;

#[test]
fn tutorial001() {
    check(
        tutorial001::app(),
        expect![[r#"
            > POST /login/
            > content-type: application/x-www-form-urlencoded
            > username=Foo&password=secret
            200 {"username":"Foo","password":"secret"}

            > POST /login/
            > content-type: application/x-www-form-urlencoded
            > username=Foo
            422 {"detail":[{"type":"missing","loc":["body","password"],"msg":"Field required","input":{"username":"Foo"}}]}

            > POST /login/
            > {"username": "Foo", "password": "secret"}
            422 {"detail":[{"type":"missing","loc":["body","username"],"msg":"Field required","input":{}},{"type":"missing","loc":["body","password"],"msg":"Field required","input":{}}]}"#]],
    );
}

#[test]
fn tutorial002() {
    check(
        tutorial002::app(),
        expect![[r#"
            > POST /login/
            > content-type: application/x-www-form-urlencoded
            > username=Foo&password=secret
            200 {"username":"Foo","password":"secret"}

            > POST /login/
            > content-type: application/x-www-form-urlencoded
            > username=Foo&password=secret&extra=extra
            422 {"detail":[{"type":"extra_forbidden","loc":["body","extra"],"msg":"Extra inputs are not permitted","input":"extra"}]}"#]],
    );
}
