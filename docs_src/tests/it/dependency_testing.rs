use docs_src::dependency_testing::tutorial001;
use expect_test::expect;

use crate::transcript::check;

#[test]
fn tutorial001() {
    check(
        tutorial001::app(),
        expect![[r#"
            > GET /items/
            200 {"message":"Hello Items!","params":{"q":null,"skip":0,"limit":100}}

            > GET /users/?q=foo&skip=100&limit=200
            200 {"message":"Hello Users!","params":{"q":"foo","skip":100,"limit":200}}"#]],
    );
}

#[test]
fn tutorial001_with_overrides() {
    check(
        tutorial001::app_with_overrides(),
        expect![[r#"
            > GET /items/
            200 {"message":"Hello Items!","params":{"q":null,"skip":5,"limit":10}}

            > GET /users/?q=foo&skip=100&limit=200
            200 {"message":"Hello Users!","params":{"q":"foo","skip":5,"limit":10}}"#]],
    );
}
