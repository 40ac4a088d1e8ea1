use docs_src::bigger_applications::app;
use expect_test::expect;

use crate::transcript::check;

#[test]
fn app() {
    check(
        app::app(),
        expect![[r#"
            > GET /
            422 {"detail":[{"type":"missing","loc":["query","token"],"msg":"Field required","input":null}]}

            > GET /?token=jessica
            200 {"message":"Hello Bigger Applications!"}

            > GET /users/?token=jessica
            200 [{"username":"Rick"},{"username":"Morty"}]

            > GET /users/foo?token=iron
            400 {"detail":"No Jessica token provided"}

            > GET /users/me?token=jessica
            200 {"username":"fakecurrentuser"}

            > GET /items
            307
            location: http://testserver/items/

            > GET /items/plumbus?token=jessica
            > x-token: fake-super-secret-token
            200 {"name":"Plumbus","item_id":"plumbus"}

            > GET /items/bar?token=jessica
            > x-token: fake-super-secret-token
            404 {"detail":"Item not found"}

            > GET /items/plumbus?token=jessica
            422 {"detail":[{"type":"missing","loc":["header","x-token"],"msg":"Field required","input":null}]}

            > GET /items/?token=jessica
            > x-token: invalid
            400 {"detail":"X-Token header invalid"}

            > PUT /items/bar?token=jessica
            > x-token: fake-super-secret-token
            403 {"detail":"You can only update the item: plumbus"}

            > POST /admin/?token=jessica
            > x-token: fake-super-secret-token
            200 {"message":"Admin getting schwifty"}

            > POST /admin/?token=jessica
            422 {"detail":[{"type":"missing","loc":["header","x-token"],"msg":"Field required","input":null}]}"#]],
    );
}
