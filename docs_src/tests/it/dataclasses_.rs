use docs_src::dataclasses_::tutorial001;
use expect_test::expect;

use crate::transcript::check;

#[test]
fn tutorial001() {
    check(
        tutorial001::app(),
        expect![[r#"
            > POST /items/
            > {"name": "Foo", "price": 3}
            200 {"description":null,"name":"Foo","price":3.0,"tax":null}

            > POST /items/
            > {"name": "Foo", "price": "invalid price"}
            422 {"detail":[{"type":"float_parsing","loc":["body","price"],"msg":"Input should be a valid number, unable to parse string as a number","input":"invalid price"}]}"#]],
    );
}
