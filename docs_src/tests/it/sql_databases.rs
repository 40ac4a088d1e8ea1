use docs_src::sql_databases::{tutorial001, tutorial002};
use expect_test::expect;

use crate::transcript::check;

#[test]
fn tutorial001() {
    check(
        tutorial001::app_with("sqlite::memory:"),
        expect![[r#"
            > GET /heroes/
            200 []

            > POST /heroes/
            > {"id": 999, "name": "Dead Pond", "age": 30, "secret_name": "Dive Wilson"}
            200 {"id":999,"name":"Dead Pond","age":30,"secret_name":"Dive Wilson"}

            > POST /heroes/
            > {"name": "Rusty-Man", "secret_name": "Tommy Sharp"}
            200 {"id":1000,"name":"Rusty-Man","age":null,"secret_name":"Tommy Sharp"}

            > GET /heroes/999
            200 {"id":999,"name":"Dead Pond","age":30,"secret_name":"Dive Wilson"}

            > GET /heroes/?offset=1&limit=1
            200 [{"id":1000,"name":"Rusty-Man","age":null,"secret_name":"Tommy Sharp"}]

            > GET /heroes/?limit=101
            422 {"detail":[{"type":"less_than_equal","loc":["query","limit"],"msg":"Input should be less than or equal to 100","input":"101","ctx":{"le":100}}]}

            > DELETE /heroes/999
            200 {"ok":true}

            > DELETE /heroes/999
            404 {"detail":"Hero not found"}

            > GET /heroes/999
            404 {"detail":"Hero not found"}"#]],
    );
}

#[test]
fn tutorial002() {
    check(
        tutorial002::app_with("sqlite::memory:"),
        expect![[r#"
            > POST /heroes/
            > {"id": 9000, "name": "Dead Pond", "age": 30, "secret_name": "Dive Wilson"}
            200 {"name":"Dead Pond","age":30,"id":1}

            > PATCH /heroes/1
            > {"name": "Dog Pond", "age": null}
            200 {"name":"Dog Pond","age":null,"id":1}

            > PATCH /heroes/1
            > {"secret_name": "'; DROP TABLE hero; --"}
            200 {"name":"Dog Pond","age":null,"id":1}

            > PATCH /heroes/2
            > {"name": "Nobody"}
            404 {"detail":"Hero not found"}

            > GET /heroes/
            200 [{"name":"Dog Pond","age":null,"id":1}]

            > DELETE /heroes/1
            200 {"ok":true}

            > GET /heroes/1
            404 {"detail":"Hero not found"}"#]],
    );
}
