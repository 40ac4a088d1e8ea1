use docs_src::response_cookies::{tutorial001, tutorial002};
use expect_test::expect;

use crate::transcript::check;

#[test]
fn tutorial001() {
    check(
        tutorial001::app(),
        expect![[r#"
            > POST /cookie/
            200 {"message":"Come to the dark side, we have cookies"}
            set-cookie: fakesession=fake-cookie-session-value; Path=/; SameSite=lax"#]],
    );
}

#[test]
fn tutorial002() {
    check(
        tutorial002::app(),
        expect![[r#"
            > POST /cookie-and-object/
            200 {"message":"Come to the dark side, we have cookies"}
            set-cookie: fakesession=fake-cookie-session-value; Path=/; SameSite=lax"#]],
    );
}
