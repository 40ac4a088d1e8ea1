use docs_src::dependencies::{
    tutorial001, tutorial002, tutorial005, tutorial006, tutorial008b, tutorial008c, tutorial008e, tutorial011,
    tutorial012,
};
use expect_test::expect;

use crate::transcript::check;

#[test]
fn tutorial001() {
    check(
        tutorial001::app(),
        expect![[r#"
            > GET /items/
            200 {"q":null,"skip":0,"limit":100}

            > GET /items/?q=foo
            200 {"q":"foo","skip":0,"limit":100}

            > GET /items/?q=foo&skip=5
            200 {"q":"foo","skip":5,"limit":100}

            > GET /items/?q=foo&skip=5&limit=30
            200 {"q":"foo","skip":5,"limit":30}

            > GET /users/?skip=x
            422 {"detail":[{"type":"int_parsing","loc":["query","skip"],"msg":"Input should be a valid integer, unable to parse string as an integer","input":"x"}]}"#]],
    );
}

#[test]
fn tutorial002() {
    check(
        tutorial002::app(),
        expect![[r#"
            > GET /items/
            200 {"items":[{"item_name":"Foo"},{"item_name":"Bar"},{"item_name":"Baz"}]}

            > GET /items/?q=foo
            200 {"q":"foo","items":[{"item_name":"Foo"},{"item_name":"Bar"},{"item_name":"Baz"}]}

            > GET /items/?skip=1
            200 {"items":[{"item_name":"Bar"},{"item_name":"Baz"}]}

            > GET /items/?skip=1&limit=1&q=
            200 {"items":[{"item_name":"Bar"}]}"#]],
    );
}

#[test]
fn tutorial005() {
    check(
        tutorial005::app(),
        expect![[r#"
            > GET /items/
            200 {"q_or_cookie":null}

            > GET /items/?q=foo
            200 {"q_or_cookie":"foo"}

            > GET /items/
            > cookie: last_query=bar
            200 {"q_or_cookie":"bar"}

            > GET /items/?q=foo
            > cookie: last_query=bar
            200 {"q_or_cookie":"foo"}"#]],
    );
}

#[test]
fn tutorial006() {
    check(
        tutorial006::app(),
        expect![[r#"
            > GET /items/
            422 {"detail":[{"type":"missing","loc":["header","x-token"],"msg":"Field required","input":null},{"type":"missing","loc":["header","x-key"],"msg":"Field required","input":null}]}

            > GET /items/
            > x-token: invalid-super-secret-token
            > x-key: invalid-super-secret-key
            400 {"detail":"X-Token header invalid"}

            > GET /items/
            > x-token: fake-super-secret-token
            > x-key: invalid-super-secret-key
            400 {"detail":"X-Key header invalid"}

            > GET /items/
            > x-token: fake-super-secret-token
            > x-key: fake-super-secret-key
            200 [{"item":"Foo"},{"item":"Bar"}]"#]],
    );
}

#[test]
fn tutorial008b() {
    check(
        tutorial008b::app(),
        expect![[r#"
            > GET /items/foo
            404 {"detail":"Item not found"}

            > GET /items/plumbus
            400 {"detail":"Owner error: Rick"}

            > GET /items/portal-gun
            200 {"description":"Gun to create portals","owner":"Rick"}"#]],
    );
}

#[test]
fn tutorial008c() {
    check(
        tutorial008c::app(),
        expect![[r#"
            > GET /items/foo
            404 {"detail":"Item not found, there's only a plumbus here"}

            > GET /items/plumbus
            200 "plumbus"

            > GET /items/portal-gun
            500 (text/plain; charset=utf-8) Internal Server Error"#]],
    );
}

#[test]
fn tutorial008e() {
    check(
        tutorial008e::app(),
        expect![[r#"
            > GET /users/me
            200 "Rick""#]],
    );
}

#[test]
fn tutorial011() {
    check(
        tutorial011::app(),
        expect![[r#"
            > GET /query-checker/
            200 {"fixed_content_in_query":false}

            > GET /query-checker/?q=qwerty
            200 {"fixed_content_in_query":false}

            > GET /query-checker/?q=foobar
            200 {"fixed_content_in_query":true}"#]],
    );
}

#[test]
fn tutorial012() {
    check(
        tutorial012::app(),
        expect![[r#"
            > GET /items/
            422 {"detail":[{"type":"missing","loc":["header","x-token"],"msg":"Field required","input":null},{"type":"missing","loc":["header","x-key"],"msg":"Field required","input":null}]}

            > GET /items/
            > x-token: invalid-super-secret-token
            > x-key: invalid-super-secret-key
            400 {"detail":"X-Token header invalid"}

            > GET /items/
            > x-token: fake-super-secret-token
            > x-key: invalid-super-secret-key
            400 {"detail":"X-Key header invalid"}

            > GET /items/
            > x-token: fake-super-secret-token
            > x-key: fake-super-secret-key
            200 [{"item":"Portal Gun"},{"item":"Plumbus"}]

            > GET /users/
            422 {"detail":[{"type":"missing","loc":["header","x-token"],"msg":"Field required","input":null},{"type":"missing","loc":["header","x-key"],"msg":"Field required","input":null}]}

            > GET /users/
            > x-token: invalid-super-secret-token
            > x-key: invalid-super-secret-key
            400 {"detail":"X-Token header invalid"}

            > GET /users/
            > x-token: fake-super-secret-token
            > x-key: invalid-super-secret-key
            400 {"detail":"X-Key header invalid"}

            > GET /users/
            > x-token: fake-super-secret-token
            > x-key: fake-super-secret-key
            200 [{"username":"Rick"},{"username":"Morty"}]"#]],
    );
}
