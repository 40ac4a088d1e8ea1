use docs_src::sub_applications::tutorial001;
use expect_test::expect;

use crate::transcript::check;

#[test]
fn tutorial001() {
    check(
        tutorial001::app(),
        expect![[r#"
            > GET /app
            200 {"message":"Hello World from main app"}

            > GET /subapi/sub
            200 {"message":"Hello World from sub API"}

            > GET /subapi
            307
            location: http://testserver/subapi/

            > GET /subapi/
            404 {"detail":"Not Found"}

            > GET /openapi.json
            200 {"openapi":"3.1.0","info":{"title":"FastAPI","version":"0.1.0"},"paths":{"/app":{"get":{"summary":"Read Main","operationId":"read_main_app_get","responses":{"200":{"description":"Successful Response","content":{"application/json":{"schema":{}}}}}}}}}
            cache-control: no-cache
            etag: "37f63ebfb77096b4"

            > GET /subapi/openapi.json
            200 {"openapi":"3.1.0","info":{"title":"FastAPI","version":"0.1.0"},"servers":[{"url":"/subapi"}],"paths":{"/sub":{"get":{"summary":"Read Sub","operationId":"read_sub_sub_get","responses":{"200":{"description":"Successful Response","content":{"application/json":{"schema":{}}}}}}}}}
            cache-control: no-cache
            etag: "a6376cbca3c5d1c4"

            > GET /subapi/app
            404 {"detail":"Not Found"}"#]],
    );
}
