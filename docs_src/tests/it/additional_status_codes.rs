use docs_src::additional_status_codes::tutorial001;
use expect_test::expect;

use crate::transcript::check;

#[test]
fn tutorial001() {
    check(
        tutorial001::app(),
        expect![[r#"
            > PUT /items/foo
            > {"name": "Wrestlers"}
            200 {"name":"Wrestlers","size":null}

            > PUT /items/red
            > {"name": "Chillies"}
            201 {"name":"Chillies","size":null}"#]],
    );
}
