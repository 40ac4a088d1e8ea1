use docs_src::json_base64_bytes::tutorial001;
use expect_test::expect;

use crate::transcript::check;

#[test]
fn tutorial001() {
    check(
        tutorial001::app(),
        expect![[r#"
            > POST /data
            > {"description": "A file", "data": "SGVsbG8sIFdvcmxkIQ=="}
            200 {"description":"A file","content":"Hello, World!"}

            > GET /data
            200 {"description":"A plumbus","data":"aGVsbG8="}

            > POST /data-in-out
            > {"description": "A plumbus", "data": "SGVsbG8sIFdvcmxkIQ=="}
            200 {"description":"A plumbus","data":"SGVsbG8sIFdvcmxkIQ=="}

            > POST /data
            > {"description": "A file", "data": "SGVsbG8sIFdvcmxkIQ=!"}
            422 {"detail":[{"type":"bytes_invalid_encoding","loc":["body","data"],"msg":"Data should be valid base64: Invalid symbol 61, offset 18.","input":"SGVsbG8sIFdvcmxkIQ=!","ctx":{"encoding":"base64","encoding_error":"Invalid symbol 61, offset 18."}}]}"#]],
    );
}
