use docs_src::dataclasses_::{tutorial001, tutorial002, tutorial003};
use expect_test::expect;

use crate::transcript::check;

#[test]
fn tutorial001() {
    check(
        tutorial001::app(),
        expect![[r#"
            > POST /items/
            > {"name": "Foo", "price": 3}
            200 {"name":"Foo","price":3.0,"description":null,"tax":null}

            > POST /items/
            > {"name": "Foo", "price": "invalid price"}
            422 {"detail":[{"type":"float_parsing","loc":["body","price"],"msg":"Input should be a valid number, unable to parse string as a number","input":"invalid price"}]}"#]],
    );
}

#[test]
fn tutorial002() {
    check(
        tutorial002::app(),
        expect![[r#"
            > GET /items/next
            200 {"name":"Island In The Moon","price":12.99,"tags":["breater"],"description":"A place to be playin' and havin' fun","tax":null}"#]],
    );
}

#[test]
fn tutorial003() {
    check(
        tutorial003::app(),
        expect![[r#"
            > POST /authors/foo/items/
            > [{"name": "Bar"}, {"name": "Baz", "description": "Drop the Baz"}]
            200 {"name":"foo","items":[{"name":"Bar","description":null},{"name":"Baz","description":"Drop the Baz"}]}

            > GET /authors/
            200 [{"name":"Breaters","items":[{"name":"Island In The Moon","description":"A place to be playin' and havin' fun"},{"name":"Holy Buddies","description":null}]},{"name":"System of an Up","items":[{"name":"Salt","description":"The kombucha mushroom people's favorite"},{"name":"Pad Thai","description":null},{"name":"Lonely Night","description":"The mostests lonliest nightiest of allest"}]}]"#]],
    );
}
