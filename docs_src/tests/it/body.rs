use docs_src::body::{tutorial001, tutorial002, tutorial003, tutorial004};
use expect_test::expect;

use crate::transcript::check;

#[test]
fn tutorial001() {
    check(
        tutorial001::app(),
        expect![[r#"
            > POST /items/
            > {"name": "Foo", "price": 50.5}
            200 {"name":"Foo","description":null,"price":50.5,"tax":null}

            > POST /items/
            > {"name": "Foo", "price": "50.5"}
            200 {"name":"Foo","description":null,"price":50.5,"tax":null}

            > POST /items/
            > {"name": "Foo", "price": "50.5", "description": "Some Foo"}
            200 {"name":"Foo","description":"Some Foo","price":50.5,"tax":null}

            > POST /items/
            > {"name": "Foo", "price": "50.5", "description": "Some Foo", "tax": 0.3}
            200 {"name":"Foo","description":"Some Foo","price":50.5,"tax":0.3}

            > POST /items/
            > {"name": "Foo"}
            422 {"detail":[{"type":"missing","loc":["body","price"],"msg":"Field required","input":{"name":"Foo"}}]}

            > POST /items/
            > {"name": "Foo", "price": "twenty"}
            422 {"detail":[{"type":"float_parsing","loc":["body","price"],"msg":"Input should be a valid number, unable to parse string as a number","input":"twenty"}]}

            > POST /items/
            > {}
            422 {"detail":[{"type":"missing","loc":["body","name"],"msg":"Field required","input":{}},{"type":"missing","loc":["body","price"],"msg":"Field required","input":{}}]}

            > POST /items/
            422 {"detail":[{"type":"missing","loc":["body"],"msg":"Field required","input":null}]}

            > POST /items/
            > {some broken json}
            422 {"detail":[{"type":"json_invalid","loc":["body",1],"msg":"JSON decode error","input":{},"ctx":{"error":"Expecting property name enclosed in double quotes"}}]}

            > POST /items/
            > content-type: application/x-www-form-urlencoded
            > name=Foo&price=50.5
            422 {"detail":[{"type":"model_attributes_type","loc":["body"],"msg":"Input should be a valid dictionary or object to extract fields from","input":"name=Foo&price=50.5"}]}

            > POST /items/
            > content-type: application/geo+json
            > {"name": "Foo", "price": 50.5}
            200 {"name":"Foo","description":null,"price":50.5,"tax":null}

            > POST /items/
            > content-type:
            > {"name": "Foo", "price": 50.5}
            422 {"detail":[{"type":"model_attributes_type","loc":["body"],"msg":"Input should be a valid dictionary or object to extract fields from","input":"{\"name\": \"Foo\", \"price\": 50.5}"}]}

            > POST /items/
            > content-type: text/plain
            > {"name": "Foo", "price": 50.5}
            422 {"detail":[{"type":"model_attributes_type","loc":["body"],"msg":"Input should be a valid dictionary or object to extract fields from","input":"{\"name\": \"Foo\", \"price\": 50.5}"}]}

            > POST /items/
            > content-type: application/geo+json-seq
            > {"name": "Foo", "price": 50.5}
            422 {"detail":[{"type":"model_attributes_type","loc":["body"],"msg":"Input should be a valid dictionary or object to extract fields from","input":"{\"name\": \"Foo\", \"price\": 50.5}"}]}

            > POST /items/
            > content-type: application/not-really-json
            > {"name": "Foo", "price": 50.5}
            422 {"detail":[{"type":"model_attributes_type","loc":["body"],"msg":"Input should be a valid dictionary or object to extract fields from","input":"{\"name\": \"Foo\", \"price\": 50.5}"}]}"#]],
    );
}

#[test]
fn tutorial002() {
    check(
        tutorial002::app(),
        expect![[r#"
            > POST /items/
            > {"name": "Foo", "price": "50.5", "description": "Some Foo", "tax": 0.3}
            200 {"name":"Foo","description":"Some Foo","price":50.5,"tax":0.3,"price_with_tax":50.8}

            > POST /items/
            > {"name": "Foo", "price": 50.5, "description": "Some Foo", "tax": 0.3}
            200 {"name":"Foo","description":"Some Foo","price":50.5,"tax":0.3,"price_with_tax":50.8}

            > POST /items/
            > {"name": "Foo", "price": "50.5", "description": "Some Foo"}
            200 {"name":"Foo","description":"Some Foo","price":50.5,"tax":null}

            > POST /items/
            > {"name": "Foo", "price": 50.5, "description": "Some Foo"}
            200 {"name":"Foo","description":"Some Foo","price":50.5,"tax":null}

            > POST /items/
            > {}
            422 {"detail":[{"type":"missing","loc":["body","name"],"msg":"Field required","input":{}},{"type":"missing","loc":["body","price"],"msg":"Field required","input":{}}]}"#]],
    );
}

#[test]
fn tutorial003() {
    check(
        tutorial003::app(),
        expect![[r#"
            > PUT /items/123
            > {"name": "Foo", "price": 50.1, "description": "Some Foo", "tax": 0.3}
            200 {"name":"Foo","description":"Some Foo","price":50.1,"tax":0.3,"item_id":123}

            > PUT /items/123
            > {"name": "Foo", "price": 50.1}
            200 {"name":"Foo","description":null,"price":50.1,"tax":null,"item_id":123}

            > PUT /items/123
            > {}
            422 {"detail":[{"type":"missing","loc":["body","name"],"msg":"Field required","input":{}},{"type":"missing","loc":["body","price"],"msg":"Field required","input":{}}]}"#]],
    );
}

#[test]
fn tutorial004() {
    check(
        tutorial004::app(),
        expect![[r#"
            > PUT /items/123?q=somequery
            > {"name": "Foo", "price": 50.1, "description": "Some Foo", "tax": 0.3}
            200 {"name":"Foo","description":"Some Foo","price":50.1,"tax":0.3,"item_id":123,"q":"somequery"}

            > PUT /items/123
            > {"name": "Foo", "price": 50.1}
            200 {"name":"Foo","description":null,"price":50.1,"tax":null,"item_id":123}

            > PUT /items/123
            > {}
            422 {"detail":[{"type":"missing","loc":["body","name"],"msg":"Field required","input":{}},{"type":"missing","loc":["body","price"],"msg":"Field required","input":{}}]}"#]],
    );
}
