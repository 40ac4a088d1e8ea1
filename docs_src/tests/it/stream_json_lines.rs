use docs_src::stream_json_lines::tutorial001;
use expect_test::expect;

use crate::transcript::check;

#[test]
fn tutorial001() {
    check(
        tutorial001::app(),
        expect![[r#"
            > GET /items/stream
            200 (application/jsonl) {"name":"Plumbus","description":"A multi-purpose household device."} {"name":"Portal Gun","description":"A portal opening device."} {"name":"Meeseeks Box","description":"A box that summons a Meeseeks."}

            > GET /items/stream-no-async
            200 (application/jsonl) {"name":"Plumbus","description":"A multi-purpose household device."} {"name":"Portal Gun","description":"A portal opening device."} {"name":"Meeseeks Box","description":"A box that summons a Meeseeks."}

            > GET /items/stream-no-annotation
            200 (application/jsonl) {"name":"Plumbus","description":"A multi-purpose household device."} {"name":"Portal Gun","description":"A portal opening device."} {"name":"Meeseeks Box","description":"A box that summons a Meeseeks."}

            > GET /items/stream-no-async-no-annotation
            200 (application/jsonl) {"name":"Plumbus","description":"A multi-purpose household device."} {"name":"Portal Gun","description":"A portal opening device."} {"name":"Meeseeks Box","description":"A box that summons a Meeseeks."}"#]],
    );
}
