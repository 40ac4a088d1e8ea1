use docs_src::handling_errors::{tutorial001, tutorial002, tutorial003, tutorial004, tutorial005, tutorial006};
use expect_test::expect;

use crate::transcript::check;

#[test]
fn tutorial001() {
    check(
        tutorial001::app(),
        expect![[r#"
            > GET /items/foo
            200 {"item":"The Foo Wrestlers"}

            > GET /items/bar
            404 {"detail":"Item not found"}"#]],
    );
}

#[test]
fn tutorial002() {
    check(
        tutorial002::app(),
        expect![[r#"
            > GET /items-header/foo
            200 {"item":"The Foo Wrestlers"}

            > GET /items-header/bar
            404 {"detail":"Item not found"}
            x-error: There goes my error"#]],
    );
}

#[test]
fn tutorial003() {
    check(
        tutorial003::app(),
        expect![[r#"
            > GET /unicorns/shinny
            200 {"unicorn_name":"shinny"}

            > GET /unicorns/yolo
            418 {"message":"Oops! yolo did something. There goes a rainbow..."}"#]],
    );
}

#[test]
fn tutorial004() {
    check(
        tutorial004::app(),
        expect![[r#"
            > GET /items/2
            200 {"item_id":2}

            > GET /items/3
            418 (text/plain; charset=utf-8) Nope! I don't like 3.

            > GET /items/foo
            400 (text/plain; charset=utf-8) Validation errors: Field: ('path', 'item_id'), Error: Input should be a valid integer, unable to parse string as an integer

            > GET /nothing
            404 (text/plain; charset=utf-8) Not Found"#]],
    );
}

#[test]
fn tutorial005() {
    check(
        tutorial005::app(),
        expect![[r#"
            > POST /items/
            > {"title": "towel", "size": 5}
            200 {"title":"towel","size":5}

            > POST /items/
            > {"title": "towel", "size": "XL"}
            422 {"detail":[{"type":"int_parsing","loc":["body","size"],"msg":"Input should be a valid integer, unable to parse string as an integer","input":"XL"}],"body":{"title":"towel","size":"XL"}}

            > POST /items/
            > {"title": 
            422 {"detail":[{"type":"json_invalid","loc":["body",10],"msg":"JSON decode error","input":{},"ctx":{"error":"Expecting value"}}],"body":"{\"title\": "}"#]],
    );
}

#[test]
fn tutorial006() {
    check(
        tutorial006::app(),
        expect![[r#"
            > GET /items/2
            200 {"item_id":2}

            > GET /items/3
            418 {"detail":"Nope! I don't like 3."}

            > GET /items/foo
            422 {"detail":[{"type":"int_parsing","loc":["path","item_id"],"msg":"Input should be a valid integer, unable to parse string as an integer","input":"foo"}]}"#]],
    );
}
