use docs_src::body_fields::tutorial001;
use expect_test::expect;

use crate::transcript::check;

#[test]
fn tutorial001() {
    check(
        tutorial001::app(),
        expect![[r#"
            > PUT /items/5
            > {"item": {"name": "Foo", "price": 3.0}}
            200 {"item_id":5,"item":{"name":"Foo","description":null,"price":3.0,"tax":null}}

            > PUT /items/6
            > {"item": {"name": "Bar", "price": 0.2, "description": "Some bar", "tax": "5.4"}}
            200 {"item_id":6,"item":{"name":"Bar","description":"Some bar","price":0.2,"tax":5.4}}

            > PUT /items/5
            > {"item": {"name": "Foo", "price": -3.0}}
            422 {"detail":[{"type":"greater_than","loc":["body","item","price"],"msg":"Input should be greater than 0","input":-3.0,"ctx":{"gt":0.0}}]}"#]],
    );
}
