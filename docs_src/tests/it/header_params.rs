use docs_src::header_params::{tutorial001, tutorial002, tutorial003};
use expect_test::expect;

use crate::transcript::check;

#[test]
fn tutorial001() {
    check(
        tutorial001::app(),
        expect![[r#"
            > GET /items
            307
            location: http://testserver/items/

            > GET /items/
            200 {"User-Agent":"testclient"}

            > GET /items
            > x-header: notvalid
            307
            location: http://testserver/items/

            > GET /items/
            > x-header: notvalid
            200 {"User-Agent":"testclient"}

            > GET /items
            > user-agent: FastAPI test
            307
            location: http://testserver/items/

            > GET /items/
            > user-agent: FastAPI test
            200 {"User-Agent":"FastAPI test"}"#]],
    );
}

#[test]
fn tutorial002() {
    check(
        tutorial002::app(),
        expect![[r#"
            > GET /items
            307
            location: http://testserver/items/

            > GET /items/
            200 {"strange_header":null}

            > GET /items
            > x-header: notvalid
            307
            location: http://testserver/items/

            > GET /items/
            > x-header: notvalid
            200 {"strange_header":null}

            > GET /items
            > strange_header: FastAPI test
            307
            location: http://testserver/items/

            > GET /items/
            > strange_header: FastAPI test
            200 {"strange_header":"FastAPI test"}

            > GET /items
            > strange-header: Not really underscore
            307
            location: http://testserver/items/

            > GET /items/
            > strange-header: Not really underscore
            200 {"strange_header":null}"#]],
    );
}

#[test]
fn tutorial003() {
    check(
        tutorial003::app(),
        expect![[r#"
            > GET /items
            307
            location: http://testserver/items/

            > GET /items/
            200 {"X-Token values":null}

            > GET /items
            > x-token: foo
            307
            location: http://testserver/items/

            > GET /items/
            > x-token: foo
            200 {"X-Token values":["foo"]}

            > GET /items
            > x-token: foo
            > x-token: bar
            307
            location: http://testserver/items/

            > GET /items/
            > x-token: foo
            > x-token: bar
            200 {"X-Token values":["foo","bar"]}"#]],
    );
}
