use docs_src::generate_clients::{tutorial001, tutorial002, tutorial003};
use expect_test::expect;

use crate::transcript::check;

#[test]
fn tutorial001() {
    check(
        tutorial001::app(),
        expect![[r#"
            > POST /items/
            > {"name": "Foo", "price": 5}
            200 {"message":"item received"}

            > GET /items/
            200 [{"name":"Plumbus","price":3.0},{"name":"Portal Gun","price":9001.0}]"#]],
    );
}

#[test]
fn tutorial002() {
    check(
        tutorial002::app(),
        expect![[r#"
            > POST /items/
            > {"name": "Foo", "price": 5}
            200 {"message":"Item received"}

            > POST /users/
            > {"username": "Foo", "email": "foo@example.com"}
            200 {"message":"User received"}

            > GET /items/
            200 [{"name":"Plumbus","price":3.0},{"name":"Portal Gun","price":9001.0}]"#]],
    );
}

#[test]
fn tutorial003() {
    check(
        tutorial003::app(),
        expect![[r#"
            > POST /items/
            > {"name": "Foo", "price": 5}
            200 {"message":"Item received"}

            > POST /users/
            > {"username": "Foo", "email": "foo@example.com"}
            200 {"message":"User received"}

            > GET /items/
            200 [{"name":"Plumbus","price":3.0},{"name":"Portal Gun","price":9001.0}]"#]],
    );
}
