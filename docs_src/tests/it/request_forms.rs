use docs_src::request_forms::tutorial001;
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
            200 {"username":"Foo"}

            > POST /login/
            > content-type: application/x-www-form-urlencoded
            > username=Foo
            422 {"detail":[{"type":"missing","loc":["body","password"],"msg":"Field required","input":null}]}

            > POST /login/
            > content-type: application/x-www-form-urlencoded
            > username=&password=
            422 {"detail":[{"type":"missing","loc":["body","username"],"msg":"Field required","input":null},{"type":"missing","loc":["body","password"],"msg":"Field required","input":null}]}

            > POST /login/
            > {"username": "Foo", "password": "secret"}
            422 {"detail":[{"type":"missing","loc":["body","username"],"msg":"Field required","input":null},{"type":"missing","loc":["body","password"],"msg":"Field required","input":null}]}"#]],
    );
}
