use docs_src::behind_a_proxy::{tutorial001, tutorial001_01, tutorial002, tutorial003, tutorial004};
use expect_test::expect;

use crate::transcript::check;

#[test]
fn tutorial001() {
    check(
        tutorial001::app(),
        expect![[r#"
            > GET /app
            200 {"message":"Hello World","root_path":""}"#]],
    );
}

#[test]
fn tutorial001_01() {
    check(
        tutorial001_01::app(),
        expect![[r#"
            > GET /items
            307
            location: http://testserver/items/

            > GET /items/
            200 ["plumbus","portal gun"]"#]],
    );
}

#[test]
fn tutorial002() {
    check(
        tutorial002::app(),
        expect![[r#"
            > GET /app
            200 {"message":"Hello World","root_path":"/api/v1"}

            > GET /api/v1/app
            200 {"message":"Hello World","root_path":"/api/v1"}

            > GET /openapi.json
            200 {"openapi":"3.1.0","info":{"title":"FastAPI","version":"0.1.0"},"servers":[{"url":"/api/v1"}],"paths":{"/app":{"get":{"summary":"Read Main","operationId":"read_main_app_get","responses":{"200":{"description":"Successful Response","content":{"application/json":{"schema":{}}}}}}}}}
            cache-control: no-cache
            etag: "c536e4d99dec6c55""#]],
    );
}

#[test]
fn tutorial003() {
    check(
        tutorial003::app(),
        expect![[r#"
            > GET /app
            200 {"message":"Hello World","root_path":"/api/v1"}"#]],
    );
}

#[test]
fn tutorial004() {
    check(
        tutorial004::app(),
        expect![[r#"
            > GET /app
            200 {"message":"Hello World","root_path":"/api/v1"}"#]],
    );
}
