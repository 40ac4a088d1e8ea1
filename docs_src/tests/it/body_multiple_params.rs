use docs_src::body_multiple_params::{tutorial001, tutorial002, tutorial003, tutorial004, tutorial005};
use expect_test::expect;

use crate::transcript::check;

#[test]
fn tutorial001() {
    check(
        tutorial001::app(),
        expect![[r#"
            > PUT /items/5?q=bar
            > {"name": "Foo", "price": 50.5}
            200 {"item_id":5,"q":"bar","item":{"name":"Foo","description":null,"price":50.5,"tax":null}}

            > PUT /items/5?q=bar
            200 {"item_id":5,"q":"bar"}

            > PUT /items/5
            200 {"item_id":5}

            > PUT /items/foo
            422 {"detail":[{"type":"int_parsing","loc":["path","item_id"],"msg":"Input should be a valid integer, unable to parse string as an integer","input":"foo"}]}"#]],
    );
}

#[test]
fn tutorial002() {
    check(
        tutorial002::app(),
        expect![[r#"
            > PUT /items/5
            > {"item": {"name": "Foo", "price": 50.5, "description": "Some Foo", "tax": 0.1}, "user": {"username": "johndoe", "full_name": "John Doe"}}
            200 {"item_id":5,"item":{"name":"Foo","description":"Some Foo","price":50.5,"tax":0.1},"user":{"username":"johndoe","full_name":"John Doe"}}

            > PUT /items/5
            > {"item": {"name": "Foo", "price": 50.5}, "user": {"username": "johndoe"}}
            200 {"item_id":5,"item":{"name":"Foo","description":null,"price":50.5,"tax":null},"user":{"username":"johndoe","full_name":null}}

            > PUT /items/5
            422 {"detail":[{"type":"missing","loc":["body","item"],"msg":"Field required","input":null},{"type":"missing","loc":["body","user"],"msg":"Field required","input":null}]}

            > PUT /items/5
            > {"user": {"username": "johndoe"}}
            422 {"detail":[{"type":"missing","loc":["body","item"],"msg":"Field required","input":null}]}

            > PUT /items/5
            > {"item": {"name": "Foo", "price": 50.5}}
            422 {"detail":[{"type":"missing","loc":["body","user"],"msg":"Field required","input":null}]}

            > PUT /items/5
            > {"item": {"name": "Foo"}, "user": {"username": "johndoe"}}
            422 {"detail":[{"type":"missing","loc":["body","item","price"],"msg":"Field required","input":{"name":"Foo"}}]}

            > PUT /items/5
            > {"item": {"name": "Foo", "price": 50.5}, "user": {"full_name": "John Doe"}}
            422 {"detail":[{"type":"missing","loc":["body","user","username"],"msg":"Field required","input":{"full_name":"John Doe"}}]}

            > PUT /items/foo
            > {"item": {"name": "Foo", "price": 50.5}, "user": {"username": "johndoe"}}
            422 {"detail":[{"type":"int_parsing","loc":["path","item_id"],"msg":"Input should be a valid integer, unable to parse string as an integer","input":"foo"}]}"#]],
    );
}

#[test]
fn tutorial003() {
    check(
        tutorial003::app(),
        expect![[r#"
            > PUT /items/5
            > {"importance": 2, "item": {"name": "Foo", "price": 50.5}, "user": {"username": "Dave"}}
            200 {"item_id":5,"item":{"name":"Foo","description":null,"price":50.5,"tax":null},"user":{"username":"Dave","full_name":null},"importance":2}

            > PUT /items/5
            422 {"detail":[{"type":"missing","loc":["body","item"],"msg":"Field required","input":null},{"type":"missing","loc":["body","user"],"msg":"Field required","input":null},{"type":"missing","loc":["body","importance"],"msg":"Field required","input":null}]}

            > PUT /items/5
            > []
            422 {"detail":[{"type":"missing","loc":["body","item"],"msg":"Field required","input":null},{"type":"missing","loc":["body","user"],"msg":"Field required","input":null},{"type":"missing","loc":["body","importance"],"msg":"Field required","input":null}]}"#]],
    );
}

#[test]
fn tutorial004() {
    check(
        tutorial004::app(),
        expect![[r#"
            > PUT /items/5?q=somequery
            > {"importance": 2, "item": {"name": "Foo", "price": 50.5}, "user": {"username": "Dave"}}
            200 {"item_id":5,"item":{"name":"Foo","description":null,"price":50.5,"tax":null},"user":{"username":"Dave","full_name":null},"importance":2,"q":"somequery"}

            > PUT /items/5
            > {"importance": 2, "item": {"name": "Foo", "price": 50.5}, "user": {"username": "Dave"}}
            200 {"item_id":5,"item":{"name":"Foo","description":null,"price":50.5,"tax":null},"user":{"username":"Dave","full_name":null},"importance":2}

            > PUT /items/5
            422 {"detail":[{"type":"missing","loc":["body","item"],"msg":"Field required","input":null},{"type":"missing","loc":["body","user"],"msg":"Field required","input":null},{"type":"missing","loc":["body","importance"],"msg":"Field required","input":null}]}

            > PUT /items/5
            > {}
            422 {"detail":[{"type":"missing","loc":["body","item"],"msg":"Field required","input":null},{"type":"missing","loc":["body","user"],"msg":"Field required","input":null},{"type":"missing","loc":["body","importance"],"msg":"Field required","input":null}]}

            > PUT /items/5
            > {"importance": 0, "item": {"name": "Foo", "price": 50.5}, "user": {"username": "Dave"}}
            422 {"detail":[{"type":"greater_than","loc":["body","importance"],"msg":"Input should be greater than 0","input":0,"ctx":{"gt":0}}]}"#]],
    );
}

#[test]
fn tutorial005() {
    check(
        tutorial005::app(),
        expect![[r#"
            > PUT /items/5
            > {"item": {"name": "Foo", "price": 50.5, "description": "Some Foo", "tax": 0.1}}
            200 {"item_id":5,"item":{"name":"Foo","description":"Some Foo","price":50.5,"tax":0.1}}

            > PUT /items/5
            > {"item": {"name": "Foo", "price": 50.5}}
            200 {"item_id":5,"item":{"name":"Foo","description":null,"price":50.5,"tax":null}}

            > PUT /items/5
            422 {"detail":[{"type":"missing","loc":["body","item"],"msg":"Field required","input":null}]}

            > PUT /items/5
            > {"name": "Foo", "price": 50.5}
            422 {"detail":[{"type":"missing","loc":["body","item"],"msg":"Field required","input":null}]}

            > PUT /items/5
            > {"item": {"name": "Foo"}, "user": {"username": "johndoe"}}
            422 {"detail":[{"type":"missing","loc":["body","item","price"],"msg":"Field required","input":{"name":"Foo"}}]}"#]],
    );
}
