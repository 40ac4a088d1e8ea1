use docs_src::cookie_param_models::{tutorial001, tutorial002};
use expect_test::expect;

use crate::transcript::check;

#[test]
fn tutorial001() {
    check(
        tutorial001::app(),
        expect![[r#"
            > GET /items/
            > cookie: session_id=123; fatebook_tracker=456; googall_tracker=789
            200 {"session_id":"123","fatebook_tracker":"456","googall_tracker":"789"}

            > GET /items/
            > cookie: session_id=123
            200 {"session_id":"123","fatebook_tracker":null,"googall_tracker":null}

            > GET /items/
            422 {"detail":[{"type":"missing","loc":["cookie","session_id"],"msg":"Field required","input":{}}]}

            > GET /items/
            > cookie: session_id=123; extra=track-me-here-too
            200 {"session_id":"123","fatebook_tracker":null,"googall_tracker":null}"#]],
    );
}

#[test]
fn tutorial002() {
    check(
        tutorial002::app(),
        expect![[r#"
            > GET /items/
            > cookie: session_id=123; fatebook_tracker=456; googall_tracker=789
            200 {"session_id":"123","fatebook_tracker":"456","googall_tracker":"789"}

            > GET /items/
            > cookie: session_id=123
            200 {"session_id":"123","fatebook_tracker":null,"googall_tracker":null}

            > GET /items/
            422 {"detail":[{"type":"missing","loc":["cookie","session_id"],"msg":"Field required","input":{}}]}

            > GET /items/
            > cookie: session_id=123; extra=track-me-here-too
            422 {"detail":[{"type":"extra_forbidden","loc":["cookie","extra"],"msg":"Extra inputs are not permitted","input":"track-me-here-too"}]}"#]],
    );
}
