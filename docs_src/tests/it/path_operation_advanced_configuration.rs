use docs_src::path_operation_advanced_configuration::{
    tutorial001, tutorial002, tutorial003, tutorial004, tutorial005, tutorial006, tutorial007,
};
use expect_test::expect;

use crate::transcript::check;

#[test]
fn tutorial001() {
    check(
        tutorial001::app(),
        expect![[r#"
            > GET /items/
            200 [{"item_id":"Foo"}]"#]],
    );
}

#[test]
fn tutorial002() {
    check(
        tutorial002::app(),
        expect![[r#"
            > GET /items/
            200 [{"item_id":"Foo"}]"#]],
    );
}

#[test]
fn tutorial003() {
    check(
        tutorial003::app(),
        expect![[r#"
            > GET /items/
            200 [{"item_id":"Foo"}]"#]],
    );
}

#[test]
fn tutorial004() {
    check(
        tutorial004::app(),
        expect![[r#"
            > POST /items/
            > {"name": "Foo", "price": 42}
            200 {"name":"Foo","description":null,"price":42.0,"tax":null,"tags":[]}"#]],
    );
}

#[test]
fn tutorial005() {
    check(
        tutorial005::app(),
        expect![[r#"
            > GET /items/
            200 [{"item_id":"portal-gun"}]"#]],
    );
}

#[test]
fn tutorial006() {
    check(
        tutorial006::app(),
        expect![[r#"
            > POST /items/
            > content-type:
            > this is actually not validated
            200 {"size":30,"content":{"name":"Maaaagic","price":42,"description":"Just kiddin', no magic here. ✨"}}"#]],
    );
}

#[test]
fn tutorial007() {
    check(
        tutorial007::app(),
        expect![[r#"
            > POST /items/
            > content-type: application/x-yaml
            > {"name": Deadpoolio, "tags": [x-force, x-men, x-avengers]}
            200 {"name":"Deadpoolio","tags":["x-force","x-men","x-avengers"]}

            > POST /items/
            > content-type: application/x-yaml
            > {"name": Deadpoolio, "tags": [x-force, {sneaky: object}]}
            422 {"detail":[{"type":"string_type","loc":["tags",1],"msg":"Input should be a valid string","input":{"sneaky":"object"}}]}

            > POST /items/
            > content-type: application/x-yaml
            > {"name": Deadpoolio, "tags": [x-force
            422 {"detail":"Invalid YAML"}"#]],
    );
}
