use docs_src::query_params::{tutorial001, tutorial002, tutorial003, tutorial004, tutorial005, tutorial006};
use expect_test::expect;

use crate::transcript::check;

#[test]
fn tutorial001() {
    check(
        tutorial001::app(),
        expect![[r#"
            > GET /items/
            200 [{"item_name":"Foo"},{"item_name":"Bar"},{"item_name":"Baz"}]

            > GET /items/?skip=1
            200 [{"item_name":"Bar"},{"item_name":"Baz"}]

            > GET /items/?skip=1&limit=1
            200 [{"item_name":"Bar"}]"#]],
    );
}

#[test]
fn tutorial002() {
    check(
        tutorial002::app(),
        expect![[r#"
            > GET /items/foo
            200 {"item_id":"foo"}

            > GET /items/bar?q=somequery
            200 {"item_id":"bar","q":"somequery"}"#]],
    );
}

#[test]
fn tutorial003() {
    check(
        tutorial003::app(),
        expect![[r#"
            > GET /items/foo
            200 {"item_id":"foo","description":"This is an amazing item that has a long description"}

            > GET /items/bar?q=somequery
            200 {"item_id":"bar","q":"somequery","description":"This is an amazing item that has a long description"}

            > GET /items/baz?short=true
            200 {"item_id":"baz"}"#]],
    );
}

#[test]
fn tutorial004() {
    check(
        tutorial004::app(),
        expect![[r#"
            > GET /users/123/items/foo
            200 {"item_id":"foo","owner_id":123,"description":"This is an amazing item that has a long description"}

            > GET /users/1/items/bar?q=somequery
            200 {"item_id":"bar","owner_id":1,"q":"somequery","description":"This is an amazing item that has a long description"}

            > GET /users/42/items/baz?short=true
            200 {"item_id":"baz","owner_id":42}"#]],
    );
}

#[test]
fn tutorial005() {
    check(
        tutorial005::app(),
        expect![[r#"
            > GET /items/foo?needy=very
            200 {"item_id":"foo","needy":"very"}

            > GET /items/foo
            422 {"detail":[{"type":"missing","loc":["query","needy"],"msg":"Field required","input":null}]}"#]],
    );
}

#[test]
fn tutorial006() {
    check(
        tutorial006::app(),
        expect![[r#"
            > GET /items/foo?needy=very
            200 {"item_id":"foo","needy":"very","skip":0,"limit":null}

            > GET /items/foo?skip=a&limit=b
            422 {"detail":[{"type":"missing","loc":["query","needy"],"msg":"Field required","input":null},{"type":"int_parsing","loc":["query","skip"],"msg":"Input should be a valid integer, unable to parse string as an integer","input":"a"},{"type":"int_parsing","loc":["query","limit"],"msg":"Input should be a valid integer, unable to parse string as an integer","input":"b"}]}"#]],
    );
}
