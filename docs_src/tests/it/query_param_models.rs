use docs_src::query_param_models::{tutorial001, tutorial002};
use expect_test::expect;

use crate::transcript::check;

#[test]
fn tutorial001() {
    check(
        tutorial001::app(),
        expect![[r#"
            > GET /items/?limit=10&offset=5&order_by=updated_at&tags=tag1&tags=tag2
            200 {"limit":10,"offset":5,"order_by":"updated_at","tags":["tag1","tag2"]}

            > GET /items/
            200 {"limit":100,"offset":0,"order_by":"created_at","tags":[]}

            > GET /items/?limit=150&offset=-1&order_by=invalid
            422 {"detail":[{"type":"less_than_equal","loc":["query","limit"],"msg":"Input should be less than or equal to 100","input":"150","ctx":{"le":100}},{"type":"greater_than_equal","loc":["query","offset"],"msg":"Input should be greater than or equal to 0","input":"-1","ctx":{"ge":0}},{"type":"literal_error","loc":["query","order_by"],"msg":"Input should be 'created_at' or 'updated_at'","input":"invalid","ctx":{"expected":"'created_at' or 'updated_at'"}}]}

            > GET /items/?limit=10&offset=5&order_by=updated_at&tags=tag1&tags=tag2&tool=plumbus
            200 {"limit":10,"offset":5,"order_by":"updated_at","tags":["tag1","tag2"]}"#]],
    );
}

#[test]
fn tutorial002() {
    check(
        tutorial002::app(),
        expect![[r#"
            > GET /items/?limit=10&offset=5&order_by=updated_at&tags=tag1&tags=tag2
            200 {"limit":10,"offset":5,"order_by":"updated_at","tags":["tag1","tag2"]}

            > GET /items/
            200 {"limit":100,"offset":0,"order_by":"created_at","tags":[]}

            > GET /items/?limit=150&offset=-1&order_by=invalid
            422 {"detail":[{"type":"less_than_equal","loc":["query","limit"],"msg":"Input should be less than or equal to 100","input":"150","ctx":{"le":100}},{"type":"greater_than_equal","loc":["query","offset"],"msg":"Input should be greater than or equal to 0","input":"-1","ctx":{"ge":0}},{"type":"literal_error","loc":["query","order_by"],"msg":"Input should be 'created_at' or 'updated_at'","input":"invalid","ctx":{"expected":"'created_at' or 'updated_at'"}}]}

            > GET /items/?limit=10&offset=5&order_by=updated_at&tags=tag1&tags=tag2&tool=plumbus
            422 {"detail":[{"type":"extra_forbidden","loc":["query","tool"],"msg":"Extra inputs are not permitted","input":"plumbus"}]}"#]],
    );
}
