use docs_src::openapi_callbacks::tutorial001;
use expect_test::expect;

use crate::transcript::check;

#[test]
fn tutorial001() {
    check(
        tutorial001::app(),
        expect![[r#"
            > POST /invoices/
            > {"id": "fooinvoice", "customer": "John", "total": 5.3}
            200 {"msg":"Invoice received"}

            > POST /invoices/?callback_url=nowhere
            > {"id": "fooinvoice", "customer": "John", "total": 5.3}
            422 {"detail":[{"type":"url_parsing","loc":["query","callback_url"],"msg":"Input should be a valid URL, relative URL without a base","input":"nowhere","ctx":{"error":"relative URL without a base"}}]}"#]],
    );
}
