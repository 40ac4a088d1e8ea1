use docs_src::query_params_str_validations::{
    tutorial001, tutorial002, tutorial003, tutorial004, tutorial005, tutorial006, tutorial006c, tutorial007,
    tutorial008, tutorial009, tutorial010, tutorial011, tutorial012, tutorial013, tutorial014, tutorial015,
};
use expect_test::expect;

use crate::transcript::check;

#[test]
fn tutorial001() {
    check(
        tutorial001::app(),
        expect![[r#"
            > GET /items/
            200 {"items":[{"item_id":"Foo"},{"item_id":"Bar"}]}

            > GET /items/?q=
            200 {"items":[{"item_id":"Foo"},{"item_id":"Bar"}]}

            > GET /items/?q=query
            200 {"items":[{"item_id":"Foo"},{"item_id":"Bar"}],"q":"query"}"#]],
    );
}

#[test]
fn tutorial002() {
    check(
        tutorial002::app(),
        expect![[r#"
            > GET /items/
            200 {"items":[{"item_id":"Foo"},{"item_id":"Bar"}]}

            > GET /items/?q=
            200 {"items":[{"item_id":"Foo"},{"item_id":"Bar"}]}

            > GET /items/?q=query
            200 {"items":[{"item_id":"Foo"},{"item_id":"Bar"}],"q":"query"}

            > GET /items/?q=qqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqq
            422 {"detail":[{"type":"string_too_long","loc":["query","q"],"msg":"String should have at most 50 characters","input":"qqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqq","ctx":{"max_length":50}}]}"#]],
    );
}

#[test]
fn tutorial003() {
    check(
        tutorial003::app(),
        expect![[r#"
            > GET /items/
            200 {"items":[{"item_id":"Foo"},{"item_id":"Bar"}]}

            > GET /items/?q=query
            200 {"items":[{"item_id":"Foo"},{"item_id":"Bar"}],"q":"query"}

            > GET /items/?q=qu
            422 {"detail":[{"type":"string_too_short","loc":["query","q"],"msg":"String should have at least 3 characters","input":"qu","ctx":{"min_length":3}}]}

            > GET /items/?q=qqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqq
            422 {"detail":[{"type":"string_too_long","loc":["query","q"],"msg":"String should have at most 50 characters","input":"qqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqq","ctx":{"max_length":50}}]}"#]],
    );
}

#[test]
fn tutorial004() {
    check(
        tutorial004::app(),
        expect![[r#"
            > GET /items/
            200 {"items":[{"item_id":"Foo"},{"item_id":"Bar"}]}

            > GET /items/?q=fixedquery
            200 {"items":[{"item_id":"Foo"},{"item_id":"Bar"}],"q":"fixedquery"}

            > GET /items/?q=nonregexquery
            422 {"detail":[{"type":"string_pattern_mismatch","loc":["query","q"],"msg":"String should match pattern '^fixedquery$'","input":"nonregexquery","ctx":{"pattern":"^fixedquery$"}}]}"#]],
    );
}

#[test]
fn tutorial005() {
    check(
        tutorial005::app(),
        expect![[r#"
            > GET /items/
            200 {"items":[{"item_id":"Foo"},{"item_id":"Bar"}],"q":"fixedquery"}

            > GET /items/?q=query
            200 {"items":[{"item_id":"Foo"},{"item_id":"Bar"}],"q":"query"}

            > GET /items/?q=fa
            422 {"detail":[{"type":"string_too_short","loc":["query","q"],"msg":"String should have at least 3 characters","input":"fa","ctx":{"min_length":3}}]}"#]],
    );
}

#[test]
fn tutorial006() {
    check(
        tutorial006::app(),
        expect![[r#"
            > GET /items/
            422 {"detail":[{"type":"missing","loc":["query","q"],"msg":"Field required","input":null}]}

            > GET /items/?q=fixedquery
            200 {"items":[{"item_id":"Foo"},{"item_id":"Bar"}],"q":"fixedquery"}

            > GET /items/?q=fa
            422 {"detail":[{"type":"string_too_short","loc":["query","q"],"msg":"String should have at least 3 characters","input":"fa","ctx":{"min_length":3}}]}"#]],
    );
}

#[test]
fn tutorial006c() {
    check(
        tutorial006c::app(),
        expect![[r#"
            > GET /items/
            422 {"detail":[{"type":"missing","loc":["query","q"],"msg":"Field required","input":null}]}

            > GET /items/?q=
            422 {"detail":[{"type":"string_too_short","loc":["query","q"],"msg":"String should have at least 3 characters","input":"","ctx":{"min_length":3}}]}

            > GET /items/?q=query
            200 {"items":[{"item_id":"Foo"},{"item_id":"Bar"}],"q":"query"}

            > GET /items/?q=fa
            422 {"detail":[{"type":"string_too_short","loc":["query","q"],"msg":"String should have at least 3 characters","input":"fa","ctx":{"min_length":3}}]}"#]],
    );
}

#[test]
fn tutorial007() {
    check(
        tutorial007::app(),
        expect![[r#"
            > GET /items/
            200 {"items":[{"item_id":"Foo"},{"item_id":"Bar"}]}

            > GET /items/?q=fixedquery
            200 {"items":[{"item_id":"Foo"},{"item_id":"Bar"}],"q":"fixedquery"}

            > GET /items/?q=fa
            422 {"detail":[{"type":"string_too_short","loc":["query","q"],"msg":"String should have at least 3 characters","input":"fa","ctx":{"min_length":3}}]}"#]],
    );
}

#[test]
fn tutorial008() {
    check(
        tutorial008::app(),
        expect![[r#"
            > GET /items/
            200 {"items":[{"item_id":"Foo"},{"item_id":"Bar"}]}

            > GET /items/?q=fixedquery
            200 {"items":[{"item_id":"Foo"},{"item_id":"Bar"}],"q":"fixedquery"}

            > GET /items/?q=fa
            422 {"detail":[{"type":"string_too_short","loc":["query","q"],"msg":"String should have at least 3 characters","input":"fa","ctx":{"min_length":3}}]}"#]],
    );
}

#[test]
fn tutorial009() {
    check(
        tutorial009::app(),
        expect![[r#"
            > GET /items/
            200 {"items":[{"item_id":"Foo"},{"item_id":"Bar"}]}

            > GET /items/?item-query=fixedquery
            200 {"items":[{"item_id":"Foo"},{"item_id":"Bar"}],"q":"fixedquery"}

            > GET /items/?q=fixedquery
            200 {"items":[{"item_id":"Foo"},{"item_id":"Bar"}]}"#]],
    );
}

#[test]
fn tutorial010() {
    check(
        tutorial010::app(),
        expect![[r#"
            > GET /items/
            200 {"items":[{"item_id":"Foo"},{"item_id":"Bar"}]}

            > GET /items/?item-query=fixedquery
            200 {"items":[{"item_id":"Foo"},{"item_id":"Bar"}],"q":"fixedquery"}

            > GET /items/?q=fixedquery
            200 {"items":[{"item_id":"Foo"},{"item_id":"Bar"}]}

            > GET /items/?item-query=nonregexquery
            422 {"detail":[{"type":"string_pattern_mismatch","loc":["query","item-query"],"msg":"String should match pattern '^fixedquery$'","input":"nonregexquery","ctx":{"pattern":"^fixedquery$"}}]}"#]],
    );
}

#[test]
fn tutorial011() {
    check(
        tutorial011::app(),
        expect![[r#"
            > GET /items/?q=foo&q=bar
            200 {"q":["foo","bar"]}

            > GET /items/
            200 {"q":null}"#]],
    );
}

#[test]
fn tutorial012() {
    check(
        tutorial012::app(),
        expect![[r#"
            > GET /items/
            200 {"q":["foo","bar"]}

            > GET /items/?q=baz&q=foobar
            200 {"q":["baz","foobar"]}"#]],
    );
}

#[test]
fn tutorial013() {
    check(
        tutorial013::app(),
        expect![[r#"
            > GET /items/?q=foo&q=bar
            200 {"q":["foo","bar"]}

            > GET /items/
            200 {"q":[]}"#]],
    );
}

#[test]
fn tutorial014() {
    check(
        tutorial014::app(),
        expect![[r#"
            > GET /items?hidden_query=somevalue
            307
            location: http://testserver/items/?hidden_query=somevalue

            > GET /items/?hidden_query=somevalue
            200 {"hidden_query":"somevalue"}

            > GET /items
            307
            location: http://testserver/items/

            > GET /items/
            200 {"hidden_query":"Not found"}"#]],
    );
}

#[test]
fn tutorial015() {
    check(
        tutorial015::app(),
        expect![[r#"
            > GET /items
            307
            location: http://testserver/items/

            > GET /items/
            200 {"id":"isbn-9781529046137","name":"The Hitchhiker's Guide to the Galaxy"}

            > GET /items?id=isbn-9781529046137
            307
            location: http://testserver/items/?id=isbn-9781529046137

            > GET /items/?id=isbn-9781529046137
            200 {"id":"isbn-9781529046137","name":"The Hitchhiker's Guide to the Galaxy"}

            > GET /items?id=isbn-nope
            307
            location: http://testserver/items/?id=isbn-nope

            > GET /items/?id=isbn-nope
            200 {"id":"isbn-nope","name":null}

            > GET /items?id=wtf-yes
            307
            location: http://testserver/items/?id=wtf-yes

            > GET /items/?id=wtf-yes
            422 {"detail":[{"type":"value_error","loc":["query","id"],"msg":"Value error, Invalid ID format, it must start with \"isbn-\" or \"imdb-\"","input":"wtf-yes","ctx":{"error":{}}}]}"#]],
    );
}
