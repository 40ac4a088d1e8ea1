use docs_src::strict_content_type::tutorial001;
use expect_test::expect;

use crate::transcript::check;

#[test]
fn tutorial001() {
    check(
        tutorial001::app(),
        expect![[r#"
            > POST /items/
            > content-type:
            > {"name": "Foo", "price": 50.5}
            200 {"name":"Foo","price":50.5}

            > POST /items/
            > {"name": "Foo", "price": 50.5}
            200 {"name":"Foo","price":50.5}

            > POST /items/
            > content-type: text/plain
            > {"name": "Foo", "price": 50.5}
            422 {"detail":[{"type":"model_attributes_type","loc":["body"],"msg":"Input should be a valid dictionary or object to extract fields from","input":"{\"name\": \"Foo\", \"price\": 50.5}"}]}"#]],
    );
}
