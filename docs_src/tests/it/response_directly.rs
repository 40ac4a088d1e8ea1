use docs_src::response_directly::{tutorial001, tutorial002};
use expect_test::expect;

use crate::transcript::check;

#[test]
fn tutorial001() {
    check(
        tutorial001::app(),
        expect![[r#"
            > PUT /items/1
            > {"title": "Foo", "timestamp": "2023-01-01T12:00:00", "description": "A test item"}
            200 {"title":"Foo","timestamp":"2023-01-01T12:00:00","description":"A test item"}"#]],
    );
}

#[test]
fn tutorial002() {
    check(
        tutorial002::app(),
        expect![[r#"
            > GET /legacy/
            200 (application/xml) <?xml version="1.0"?> <shampoo> <Header> Apply shampoo here. </Header> <Body> You'll have to use soap here. </Body> </shampoo>"#]],
    );
}
