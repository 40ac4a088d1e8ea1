use docs_src::encoder::tutorial001;
use expect_test::expect;

use crate::transcript::check;

#[test]
fn tutorial001() {
    check(
        tutorial001::app(),
        expect![[r#"
            > PUT /items/123
            > {"title": "Foo", "timestamp": "2023-01-01T12:00:00", "description": "An optional description"}
            200 null

            > PUT /items/345
            > {"title": "Foo", "timestamp": "not a date"}
            422 {"detail":[{"type":"datetime_from_date_parsing","loc":["body","timestamp"],"msg":"Input should be a valid datetime or date, invalid character in year","input":"not a date","ctx":{"error":"invalid character in year"}}]}"#]],
    );
}
