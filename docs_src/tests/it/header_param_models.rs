use docs_src::header_param_models::{tutorial001, tutorial002, tutorial003};
use expect_test::expect;

use crate::transcript::check;

#[test]
fn tutorial001() {
    check(
        tutorial001::app(),
        expect![[r#"
            > GET /items/
            > save-data: true
            > if-modified-since: yesterday
            > traceparent: 123
            > x-tag: one
            > x-tag: two
            200 {"host":"testserver","save_data":true,"if_modified_since":"yesterday","traceparent":"123","x_tag":["one","two"]}

            > GET /items/
            > save-data: true
            200 {"host":"testserver","save_data":true,"if_modified_since":null,"traceparent":null,"x_tag":[]}

            > GET /items/
            422 {"detail":[{"type":"missing","loc":["header","save_data"],"msg":"Field required","input":{"host":"testserver","x_tag":[],"user-agent":"testclient","accept":"*/*"}}]}

            > GET /items/
            > save-data: true
            > tool: plumbus
            200 {"host":"testserver","save_data":true,"if_modified_since":null,"traceparent":null,"x_tag":[]}"#]],
    );
}

#[test]
fn tutorial002() {
    check(
        tutorial002::app(),
        expect![[r#"
            > GET /items/
            > save-data: true
            > if-modified-since: yesterday
            > traceparent: 123
            > x-tag: one
            > x-tag: two
            422 {"detail":[{"type":"extra_forbidden","loc":["header","user-agent"],"msg":"Extra inputs are not permitted","input":"testclient"},{"type":"extra_forbidden","loc":["header","accept"],"msg":"Extra inputs are not permitted","input":"*/*"}]}

            > GET /items/
            > save-data: true
            422 {"detail":[{"type":"extra_forbidden","loc":["header","user-agent"],"msg":"Extra inputs are not permitted","input":"testclient"},{"type":"extra_forbidden","loc":["header","accept"],"msg":"Extra inputs are not permitted","input":"*/*"}]}

            > GET /items/
            422 {"detail":[{"type":"missing","loc":["header","save_data"],"msg":"Field required","input":{"host":"testserver","x_tag":[],"user-agent":"testclient","accept":"*/*"}},{"type":"extra_forbidden","loc":["header","user-agent"],"msg":"Extra inputs are not permitted","input":"testclient"},{"type":"extra_forbidden","loc":["header","accept"],"msg":"Extra inputs are not permitted","input":"*/*"}]}

            > GET /items/
            > save-data: true
            > tool: plumbus
            422 {"detail":[{"type":"extra_forbidden","loc":["header","user-agent"],"msg":"Extra inputs are not permitted","input":"testclient"},{"type":"extra_forbidden","loc":["header","accept"],"msg":"Extra inputs are not permitted","input":"*/*"},{"type":"extra_forbidden","loc":["header","tool"],"msg":"Extra inputs are not permitted","input":"plumbus"}]}"#]],
    );
}

#[test]
fn tutorial003() {
    check(
        tutorial003::app(),
        expect![[r#"
            > GET /items/
            > save_data: true
            > if_modified_since: yesterday
            > traceparent: 123
            > x_tag: one
            > x_tag: two
            200 {"host":"testserver","save_data":true,"if_modified_since":"yesterday","traceparent":"123","x_tag":["one","two"]}

            > GET /items/
            > save-data: true
            > if-modified-since: yesterday
            > traceparent: 123
            > x-tag: one
            > x-tag: two
            422 {"detail":[{"type":"missing","loc":["header","save_data"],"msg":"Field required","input":{"host":"testserver","traceparent":"123","x_tag":[],"user-agent":"testclient","accept":"*/*","save-data":"true","if-modified-since":"yesterday","x-tag":["one","two"]}}]}

            > GET /items/
            > save_data: true
            200 {"host":"testserver","save_data":true,"if_modified_since":null,"traceparent":null,"x_tag":[]}

            > GET /items/
            422 {"detail":[{"type":"missing","loc":["header","save_data"],"msg":"Field required","input":{"host":"testserver","x_tag":[],"user-agent":"testclient","accept":"*/*"}}]}

            > GET /items/
            > save_data: true
            > tool: plumbus
            200 {"host":"testserver","save_data":true,"if_modified_since":null,"traceparent":null,"x_tag":[]}"#]],
    );
}
