use docs_src::cors::tutorial001;
use expect_test::expect;

use crate::transcript::check;

#[test]
fn tutorial001() {
    check(
        tutorial001::app(),
        expect![[r#"
            > OPTIONS /
            > origin: https://localhost.tiangolo.com
            > access-control-request-method: GET
            > access-control-request-headers: X-Example
            200 (text/plain; charset=utf-8) OK
            vary: Origin
            access-control-allow-methods: DELETE, GET, HEAD, OPTIONS, PATCH, POST, PUT
            access-control-max-age: 600
            access-control-allow-credentials: true
            access-control-allow-origin: https://localhost.tiangolo.com
            access-control-allow-headers: X-Example

            > OPTIONS /
            > origin: https://evil.example
            > access-control-request-method: GET
            400 (text/plain; charset=utf-8) Disallowed CORS origin
            vary: Origin
            access-control-allow-methods: DELETE, GET, HEAD, OPTIONS, PATCH, POST, PUT
            access-control-max-age: 600
            access-control-allow-credentials: true

            > GET /
            > origin: https://localhost.tiangolo.com
            200 {"message":"Hello World"}
            access-control-allow-credentials: true
            access-control-allow-origin: https://localhost.tiangolo.com
            vary: Origin

            > GET /nowhere
            > origin: https://localhost.tiangolo.com
            404 {"detail":"Not Found"}
            access-control-allow-credentials: true
            access-control-allow-origin: https://localhost.tiangolo.com
            vary: Origin

            > GET /
            200 {"message":"Hello World"}"#]],
    );
}
