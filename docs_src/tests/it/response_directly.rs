use docs_src::response_directly::tutorial002;
use expect_test::expect;

use crate::transcript::check;

#[test]
fn tutorial002() {
    check(
        tutorial002::app(),
        expect![[r#"
            > GET /legacy/
            200 (application/xml) <?xml version="1.0"?> <shampoo> <Header> Apply shampoo here. </Header> <Body> You'll have to use soap here. </Body> </shampoo>"#]],
    );
}
