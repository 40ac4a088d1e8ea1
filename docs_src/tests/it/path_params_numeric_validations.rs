use docs_src::path_params_numeric_validations::{
    tutorial001, tutorial002, tutorial003, tutorial004, tutorial005, tutorial006,
};
use expect_test::expect;

use crate::transcript::check;

#[test]
fn tutorial001() {
    check(
        tutorial001::app(),
        expect![[r#"
            > GET /items/42
            200 {"item_id":42}

            > GET /items/123?item-query=somequery
            200 {"item_id":123,"q":"somequery"}

            > GET /items/invalid_id
            422 {"detail":[{"type":"int_parsing","loc":["path","item_id"],"msg":"Input should be a valid integer, unable to parse string as an integer","input":"invalid_id"}]}"#]],
    );
}

#[test]
fn tutorial002() {
    check(
        tutorial002::app(),
        expect![[r#"
            > GET /items/42?q=
            200 {"item_id":42}

            > GET /items/123?q=somequery
            200 {"item_id":123,"q":"somequery"}

            > GET /items/invalid_id?q=somequery
            422 {"detail":[{"type":"int_parsing","loc":["path","item_id"],"msg":"Input should be a valid integer, unable to parse string as an integer","input":"invalid_id"}]}

            > GET /items/42
            422 {"detail":[{"type":"missing","loc":["query","q"],"msg":"Field required","input":null}]}"#]],
    );
}

#[test]
fn tutorial003() {
    check(
        tutorial003::app(),
        expect![[r#"
            > GET /items/42?q=
            200 {"item_id":42}

            > GET /items/123?q=somequery
            200 {"item_id":123,"q":"somequery"}

            > GET /items/invalid_id?q=somequery
            422 {"detail":[{"type":"int_parsing","loc":["path","item_id"],"msg":"Input should be a valid integer, unable to parse string as an integer","input":"invalid_id"}]}

            > GET /items/42
            422 {"detail":[{"type":"missing","loc":["query","q"],"msg":"Field required","input":null}]}"#]],
    );
}

#[test]
fn tutorial004() {
    check(
        tutorial004::app(),
        expect![[r#"
            > GET /items/42?q=
            200 {"item_id":42}

            > GET /items/1?q=somequery
            200 {"item_id":1,"q":"somequery"}

            > GET /items/invalid_id?q=somequery
            422 {"detail":[{"type":"int_parsing","loc":["path","item_id"],"msg":"Input should be a valid integer, unable to parse string as an integer","input":"invalid_id"}]}

            > GET /items/0?q=somequery
            422 {"detail":[{"type":"greater_than_equal","loc":["path","item_id"],"msg":"Input should be greater than or equal to 1","input":"0","ctx":{"ge":1}}]}

            > GET /items/42
            422 {"detail":[{"type":"missing","loc":["query","q"],"msg":"Field required","input":null}]}"#]],
    );
}

#[test]
fn tutorial005() {
    check(
        tutorial005::app(),
        expect![[r#"
            > GET /items/1?q=
            200 {"item_id":1}

            > GET /items/1000?q=somequery
            200 {"item_id":1000,"q":"somequery"}

            > GET /items/invalid_id?q=somequery
            422 {"detail":[{"type":"int_parsing","loc":["path","item_id"],"msg":"Input should be a valid integer, unable to parse string as an integer","input":"invalid_id"}]}

            > GET /items/0?q=somequery
            422 {"detail":[{"type":"greater_than","loc":["path","item_id"],"msg":"Input should be greater than 0","input":"0","ctx":{"gt":0}}]}

            > GET /items/1001?q=somequery
            422 {"detail":[{"type":"less_than_equal","loc":["path","item_id"],"msg":"Input should be less than or equal to 1000","input":"1001","ctx":{"le":1000}}]}

            > GET /items/42
            422 {"detail":[{"type":"missing","loc":["query","q"],"msg":"Field required","input":null}]}"#]],
    );
}

#[test]
fn tutorial006() {
    check(
        tutorial006::app(),
        expect![[r#"
            > GET /items/0?q=&size=0.1
            200 {"item_id":0,"size":0.1}

            > GET /items/1000?q=somequery&size=10.4
            200 {"item_id":1000,"q":"somequery","size":10.4}

            > GET /items/-1?q=somequery&size=5
            422 {"detail":[{"type":"greater_than_equal","loc":["path","item_id"],"msg":"Input should be greater than or equal to 0","input":"-1","ctx":{"ge":0}}]}

            > GET /items/1001?q=somequery&size=5
            422 {"detail":[{"type":"less_than_equal","loc":["path","item_id"],"msg":"Input should be less than or equal to 1000","input":"1001","ctx":{"le":1000}}]}

            > GET /items/1?q=somequery&size=0.0
            422 {"detail":[{"type":"greater_than","loc":["query","size"],"msg":"Input should be greater than 0","input":"0.0","ctx":{"gt":0.0}}]}

            > GET /items/1?q=somequery&size=10.5
            422 {"detail":[{"type":"less_than","loc":["query","size"],"msg":"Input should be less than 10.5","input":"10.5","ctx":{"lt":10.5}}]}"#]],
    );
}
