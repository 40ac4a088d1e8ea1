use docs_src::graphql_::tutorial001;
use expect_test::expect;

use crate::transcript::check;

#[test]
fn tutorial001() {
    check(
        tutorial001::app(),
        expect![[r#"
            > POST /graphql
            > {"query": "{ user { name, age } }"}
            200 {"data":{"user":{"name":"Patrick","age":100}}}

            > GET /graphql?query=%7Buser%7Bname%7D%7D
            200 {"data":{"user":{"name":"Patrick"}}}

            > POST /graphql
            > {"query": 1}
            400 {"detail":"invalid type: integer `1`, expected a string at line 1 column 11"}"#]],
    );
}
