use docs_src::response_model::{
    tutorial001, tutorial002, tutorial003, tutorial003_01, tutorial003_02, tutorial003_03, tutorial004, tutorial005,
};
use expect_test::expect;

use crate::transcript::check;

#[test]
fn tutorial001() {
    check(
        tutorial001::app(),
        expect![[r#"
            > GET /items/
            200 [{"name":"Portal Gun","description":null,"price":42.0,"tax":null,"tags":[]},{"name":"Plumbus","description":null,"price":32.0,"tax":null,"tags":[]}]

            > POST /items/
            > {"name": "Test Item", "description": "A test item", "price": 10.5, "tax": 1.5, "tags": ["test", "item"]}
            200 {"name":"Test Item","description":"A test item","price":10.5,"tax":1.5,"tags":["test","item"]}

            > POST /items/
            > {"name": "Test Item", "price": 10.5}
            200 {"name":"Test Item","description":null,"price":10.5,"tax":null,"tags":[]}"#]],
    );
}

#[test]
fn tutorial002() {
    check(
        tutorial002::app(),
        expect![[r#"
            > POST /user/
            > {"username": "foo", "password": "fighter", "email": "foo@example.com", "full_name": "Grave Dohl"}
            200 {"username":"foo","password":"fighter","email":"foo@example.com","full_name":"Grave Dohl"}"#]],
    );
}

#[test]
fn tutorial003() {
    check(
        tutorial003::app(),
        expect![[r#"
            > POST /user/
            > {"username": "foo", "password": "fighter", "email": "foo@example.com", "full_name": "Grave Dohl"}
            200 {"username":"foo","email":"foo@example.com","full_name":"Grave Dohl"}"#]],
    );
}

#[test]
fn tutorial003_01() {
    check(
        tutorial003_01::app(),
        expect![[r#"
            > POST /user/
            > {"username": "foo", "password": "fighter", "email": "foo@example.com", "full_name": "Grave Dohl"}
            200 {"username":"foo","email":"foo@example.com","full_name":"Grave Dohl"}"#]],
    );
}

#[test]
fn tutorial003_02() {
    check(
        tutorial003_02::app(),
        expect![[r#"
            > GET /portal
            200 {"message":"Here's your interdimensional portal."}

            > GET /portal?teleport=true
            307
            location: https://www.youtube.com/watch?v=dQw4w9WgXcQ"#]],
    );
}

#[test]
fn tutorial003_03() {
    check(
        tutorial003_03::app(),
        expect![[r#"
            > GET /teleport
            307
            location: https://www.youtube.com/watch?v=dQw4w9WgXcQ"#]],
    );
}

#[test]
fn tutorial004() {
    check(
        tutorial004::app(),
        expect![[r#"
            > GET /items/foo
            200 {"name":"Foo","price":50.2}

            > GET /items/bar
            200 {"name":"Bar","description":"The bartenders","price":62.0,"tax":20.2}

            > GET /items/baz
            200 {"name":"Baz","description":null,"price":50.2,"tax":10.5,"tags":[]}"#]],
    );
}

#[test]
fn tutorial005() {
    check(
        tutorial005::app(),
        expect![[r#"
            > GET /items/bar/name
            200 {"name":"Bar","description":"The Bar fighters"}

            > GET /items/bar/public
            200 {"name":"Bar","description":"The Bar fighters","price":62.0}"#]],
    );
}
