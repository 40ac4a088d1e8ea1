use docs_src::body_updates::tutorial001;
use expect_test::expect;

use crate::transcript::check;

#[test]
fn tutorial001() {
    check(
        tutorial001::app(),
        expect![[r#"
            > GET /items/baz
            200 {"name":"Baz","description":null,"price":50.2,"tax":10.5,"tags":[]}

            > PUT /items/bar
            > {"name": "Barz", "price": 3, "description": null}
            200 {"name":"Barz","description":null,"price":3.0,"tax":10.5,"tags":[]}"#]],
    );
}
