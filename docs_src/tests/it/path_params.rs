use docs_src::path_params::{tutorial001, tutorial002, tutorial003, tutorial004, tutorial005};
use expect_test::expect;

use crate::transcript::check;

#[test]
fn tutorial001() {
    check(
        tutorial001::app(),
        expect![[r#"
            > GET /items/1
            200 {"item_id":"1"}

            > GET /items/alice
            200 {"item_id":"alice"}"#]],
    );
}

#[test]
fn tutorial002() {
    check(
        tutorial002::app(),
        expect![[r#"
            > GET /items/1
            200 {"item_id":1}

            > GET /items/item1
            422 {"detail":[{"type":"int_parsing","loc":["path","item_id"],"msg":"Input should be a valid integer, unable to parse string as an integer","input":"item1"}]}"#]],
    );
}

#[test]
fn tutorial003() {
    check(
        tutorial003::app(),
        expect![[r#"
            > GET /users/me
            200 {"user_id":"the current user"}

            > GET /users/alice
            200 {"user_id":"alice"}"#]],
    );
}

#[test]
fn tutorial004() {
    check(
        tutorial004::app(),
        expect![[r#"
            > GET /files/home/johndoe/myfile.txt
            200 {"file_path":"home/johndoe/myfile.txt"}

            > GET /files//home/johndoe/myfile.txt
            200 {"file_path":"/home/johndoe/myfile.txt"}"#]],
    );
}

#[test]
fn tutorial005() {
    check(
        tutorial005::app(),
        expect![[r#"
            > GET /models/alexnet
            200 {"model_name":"alexnet","message":"Deep Learning FTW!"}

            > GET /models/lenet
            200 {"model_name":"lenet","message":"LeCNN all the images"}

            > GET /models/resnet
            200 {"model_name":"resnet","message":"Have some residuals"}

            > GET /models/foo
            422 {"detail":[{"type":"enum","loc":["path","model_name"],"msg":"Input should be 'alexnet', 'resnet' or 'lenet'","input":"foo","ctx":{"expected":"'alexnet', 'resnet' or 'lenet'"}}]}"#]],
    );
}
