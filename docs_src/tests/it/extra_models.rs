use docs_src::extra_models::{tutorial001, tutorial002, tutorial003, tutorial004, tutorial005};
use expect_test::expect;

use crate::transcript::check;

#[test]
fn tutorial001() {
    check(
        tutorial001::app(),
        expect![[r#"
            > POST /user/
            > {"username": "johndoe", "password": "secret", "email": "johndoe@example.com", "full_name": "John Doe"}
            200 {"username":"johndoe","email":"johndoe@example.com","full_name":"John Doe"}"#]],
    );
}

#[test]
fn tutorial002() {
    check(
        tutorial002::app(),
        expect![[r#"
            > POST /user/
            > {"username": "johndoe", "password": "secret", "email": "johndoe@example.com", "full_name": "John Doe"}
            200 {"username":"johndoe","email":"johndoe@example.com","full_name":"John Doe"}"#]],
    );
}

#[test]
fn tutorial003() {
    check(
        tutorial003::app(),
        expect![[r#"
            > GET /items/item1
            200 {"description":"All my friends drive a low rider","type":"car"}

            > GET /items/item2
            200 {"description":"Music is my aeroplane, it's my aeroplane","type":"plane","size":5}"#]],
    );
}

#[test]
fn tutorial004() {
    check(
        tutorial004::app(),
        expect![[r#"
            > GET /items/
            200 [{"name":"Foo","description":"There comes my hero"},{"name":"Red","description":"It's my aeroplane"}]"#]],
    );
}

#[test]
fn tutorial005() {
    check(
        tutorial005::app(),
        expect![[r#"
            > GET /keyword-weights/
            200 {"bar":3.4,"foo":2.3}"#]],
    );
}
