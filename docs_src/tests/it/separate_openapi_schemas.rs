use docs_src::separate_openapi_schemas::{tutorial001, tutorial002};
use expect_test::expect;

use crate::transcript::check;

#[test]
fn tutorial001() {
    check(
        tutorial001::app(),
        expect![[r#"
            > POST /items/
            > {"name": "Foo"}
            200 {"name":"Foo","description":null}

            > GET /items/
            200 [{"name":"Portal Gun","description":"Device to travel through the multi-rick-verse"},{"name":"Plumbus","description":null}]"#]],
    );
}

#[test]
fn tutorial002() {
    check(
        tutorial002::app(),
        expect![[r#"
            > POST /items/
            > {"name": "Foo"}
            200 {"name":"Foo","description":null}

            > GET /items/
            200 [{"name":"Portal Gun","description":"Device to travel through the multi-rick-verse"},{"name":"Plumbus","description":null}]"#]],
    );
}
