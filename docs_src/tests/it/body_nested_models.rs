use docs_src::body_nested_models::{
    tutorial001, tutorial002, tutorial003, tutorial004, tutorial005, tutorial006, tutorial007, tutorial008, tutorial009,
};
use expect_test::expect;

use crate::transcript::check;

#[test]
fn tutorial001() {
    check(
        tutorial001::app(),
        expect![[r#"
            > PUT /items/123
            > {"name": "Foo", "description": "A very nice Item", "price": 35.4, "tax": 3.2, "tags": ["foo", "bar", "foo"]}
            200 {"item_id":123,"item":{"name":"Foo","description":"A very nice Item","price":35.4,"tax":3.2,"tags":["foo","bar","foo"]}}

            > PUT /items/5
            > {"name": "Foo", "price": 35.4}
            200 {"item_id":5,"item":{"name":"Foo","description":null,"price":35.4,"tax":null,"tags":[]}}

            > PUT /items/5
            > {}
            422 {"detail":[{"type":"missing","loc":["body","name"],"msg":"Field required","input":{}},{"type":"missing","loc":["body","price"],"msg":"Field required","input":{}}]}

            > PUT /items/5
            > {"description": "A very nice Item"}
            422 {"detail":[{"type":"missing","loc":["body","name"],"msg":"Field required","input":{"description":"A very nice Item"}},{"type":"missing","loc":["body","price"],"msg":"Field required","input":{"description":"A very nice Item"}}]}"#]],
    );
}

#[test]
fn tutorial002() {
    check(
        tutorial002::app(),
        expect![[r#"
            > PUT /items/123
            > {"name": "Foo", "description": "A very nice Item", "price": 35.4, "tax": 3.2, "tags": ["foo", "bar", "foo"]}
            200 {"item_id":123,"item":{"name":"Foo","description":"A very nice Item","price":35.4,"tax":3.2,"tags":["foo","bar","foo"]}}

            > PUT /items/5
            > {"name": "Foo", "price": 35.4}
            200 {"item_id":5,"item":{"name":"Foo","description":null,"price":35.4,"tax":null,"tags":[]}}

            > PUT /items/5
            > {}
            422 {"detail":[{"type":"missing","loc":["body","name"],"msg":"Field required","input":{}},{"type":"missing","loc":["body","price"],"msg":"Field required","input":{}}]}

            > PUT /items/5
            > {"description": "A very nice Item"}
            422 {"detail":[{"type":"missing","loc":["body","name"],"msg":"Field required","input":{"description":"A very nice Item"}},{"type":"missing","loc":["body","price"],"msg":"Field required","input":{"description":"A very nice Item"}}]}"#]],
    );
}

#[test]
fn tutorial003() {
    check(
        tutorial003::app(),
        expect![[r#"
            > PUT /items/123
            > {"name": "Foo", "description": "A very nice Item", "price": 35.4, "tax": 3.2, "tags": ["foo", "bar", "foo"]}
            200 {"item_id":123,"item":{"name":"Foo","description":"A very nice Item","price":35.4,"tax":3.2,"tags":["bar","foo"]}}

            > PUT /items/5
            > {"name": "Foo", "price": 35.4}
            200 {"item_id":5,"item":{"name":"Foo","description":null,"price":35.4,"tax":null,"tags":[]}}

            > PUT /items/5
            > {}
            422 {"detail":[{"type":"missing","loc":["body","name"],"msg":"Field required","input":{}},{"type":"missing","loc":["body","price"],"msg":"Field required","input":{}}]}

            > PUT /items/5
            > {"description": "A very nice Item"}
            422 {"detail":[{"type":"missing","loc":["body","name"],"msg":"Field required","input":{"description":"A very nice Item"}},{"type":"missing","loc":["body","price"],"msg":"Field required","input":{"description":"A very nice Item"}}]}"#]],
    );
}

#[test]
fn tutorial004() {
    check(
        tutorial004::app(),
        expect![[r#"
            > PUT /items/123
            > {"name": "Foo", "description": "A very nice Item", "price": 35.4, "tax": 3.2, "tags": ["foo", "bar", "foo"], "image": {"url": "http://example.com/image.png", "name": "example image"}}
            200 {"item_id":123,"item":{"name":"Foo","description":"A very nice Item","price":35.4,"tax":3.2,"tags":["bar","foo"],"image":{"url":"http://example.com/image.png","name":"example image"}}}

            > PUT /items/5
            > {"name": "Foo", "price": 35.4}
            200 {"item_id":5,"item":{"name":"Foo","description":null,"price":35.4,"tax":null,"tags":[],"image":null}}

            > PUT /items/5
            > {}
            422 {"detail":[{"type":"missing","loc":["body","name"],"msg":"Field required","input":{}},{"type":"missing","loc":["body","price"],"msg":"Field required","input":{}}]}

            > PUT /items/5
            > {"description": "A very nice Item"}
            422 {"detail":[{"type":"missing","loc":["body","name"],"msg":"Field required","input":{"description":"A very nice Item"}},{"type":"missing","loc":["body","price"],"msg":"Field required","input":{"description":"A very nice Item"}}]}

            > PUT /items/5
            > {"name": "Foo", "price": 35.4, "image": {"url": "http://example.com/image.png"}}
            422 {"detail":[{"type":"missing","loc":["body","image","name"],"msg":"Field required","input":{"url":"http://example.com/image.png"}}]}"#]],
    );
}

#[test]
fn tutorial005() {
    check(
        tutorial005::app(),
        expect![[r#"
            > PUT /items/123
            > {"name": "Foo", "description": "A very nice Item", "price": 35.4, "tax": 3.2, "tags": ["foo", "bar", "foo"], "image": {"url": "http://example.com/image.png", "name": "example image"}}
            200 {"item_id":123,"item":{"name":"Foo","description":"A very nice Item","price":35.4,"tax":3.2,"tags":["bar","foo"],"image":{"url":"http://example.com/image.png","name":"example image"}}}

            > PUT /items/5
            > {"name": "Foo", "price": 35.4}
            200 {"item_id":5,"item":{"name":"Foo","description":null,"price":35.4,"tax":null,"tags":[],"image":null}}

            > PUT /items/5
            > {}
            422 {"detail":[{"type":"missing","loc":["body","name"],"msg":"Field required","input":{}},{"type":"missing","loc":["body","price"],"msg":"Field required","input":{}}]}

            > PUT /items/5
            > {"description": "A very nice Item"}
            422 {"detail":[{"type":"missing","loc":["body","name"],"msg":"Field required","input":{"description":"A very nice Item"}},{"type":"missing","loc":["body","price"],"msg":"Field required","input":{"description":"A very nice Item"}}]}

            > PUT /items/5
            > {"name": "Foo", "price": 35.4, "image": {"url": "http://example.com/image.png"}}
            422 {"detail":[{"type":"missing","loc":["body","image","name"],"msg":"Field required","input":{"url":"http://example.com/image.png"}}]}

            > PUT /items/5
            > {"name": "Foo", "price": 35.4, "image": {"url": "not a valid url", "name": "example image"}}
            422 {"detail":[{"type":"url_parsing","loc":["body","image","url"],"msg":"Input should be a valid URL, relative URL without a base","input":"not a valid url","ctx":{"error":"relative URL without a base"}}]}"#]],
    );
}

#[test]
fn tutorial006() {
    check(
        tutorial006::app(),
        expect![[r#"
            > PUT /items/123
            > {"name": "Foo", "description": "A very nice Item", "price": 35.4, "tax": 3.2, "tags": ["foo", "bar", "foo"], "images": [{"url": "http://example.com/image.png", "name": "example image"}]}
            200 {"item_id":123,"item":{"name":"Foo","description":"A very nice Item","price":35.4,"tax":3.2,"tags":["bar","foo"],"images":[{"url":"http://example.com/image.png","name":"example image"}]}}

            > PUT /items/5
            > {"name": "Foo", "price": 35.4}
            200 {"item_id":5,"item":{"name":"Foo","description":null,"price":35.4,"tax":null,"tags":[],"images":null}}

            > PUT /items/5
            > {}
            422 {"detail":[{"type":"missing","loc":["body","name"],"msg":"Field required","input":{}},{"type":"missing","loc":["body","price"],"msg":"Field required","input":{}}]}

            > PUT /items/5
            > {"name": "Foo", "price": 35.4, "images": {"url": "http://example.com/image.png", "name": "example image"}}
            422 {"detail":[{"type":"list_type","loc":["body","images"],"msg":"Input should be a valid list","input":{"url":"http://example.com/image.png","name":"example image"}}]}"#]],
    );
}

#[test]
fn tutorial007() {
    check(
        tutorial007::app(),
        expect![[r#"
            > POST /offers/
            > {"name": "Special Offer", "description": "This is a special offer", "price": 38.6, "items": [{"name": "Foo", "description": "A very nice Item", "price": 35.4, "tax": 3.2, "tags": ["foo"], "images": [{"url": "http://example.com/image.png", "name": "example image"}]}]}
            200 {"name":"Special Offer","description":"This is a special offer","price":38.6,"items":[{"name":"Foo","description":"A very nice Item","price":35.4,"tax":3.2,"tags":["foo"],"images":[{"url":"http://example.com/image.png","name":"example image"}]}]}

            > POST /offers/
            > {"name": "Special Offer", "price": 38.6, "items": [{"name": "Foo", "price": 35.4, "images": [{"url": "http://example.com/image.png", "name": "example image"}]}]}
            200 {"name":"Special Offer","description":null,"price":38.6,"items":[{"name":"Foo","description":null,"price":35.4,"tax":null,"tags":[],"images":[{"url":"http://example.com/image.png","name":"example image"}]}]}

            > POST /offers/
            > {}
            422 {"detail":[{"type":"missing","loc":["body","name"],"msg":"Field required","input":{}},{"type":"missing","loc":["body","price"],"msg":"Field required","input":{}},{"type":"missing","loc":["body","items"],"msg":"Field required","input":{}}]}

            > POST /offers/
            > {"name": "Special Offer", "price": 38.6, "items": [{}]}
            422 {"detail":[{"type":"missing","loc":["body","items",0,"name"],"msg":"Field required","input":{}},{"type":"missing","loc":["body","items",0,"price"],"msg":"Field required","input":{}}]}

            > POST /offers/
            > {"name": "Special Offer", "price": 38.6, "items": [{"name": "Foo", "price": 35.4, "images": [{}]}]}
            422 {"detail":[{"type":"missing","loc":["body","items",0,"images",0,"url"],"msg":"Field required","input":{}},{"type":"missing","loc":["body","items",0,"images",0,"name"],"msg":"Field required","input":{}}]}"#]],
    );
}

#[test]
fn tutorial008() {
    check(
        tutorial008::app(),
        expect![[r#"
            > POST /images/multiple
            > [{"url": "http://example.com/", "name": "Example"}, {"url": "http://fastapi.tiangolo.com/", "name": "FastAPI"}]
            307
            location: http://testserver/images/multiple/

            > POST /images/multiple/
            > [{"url": "http://example.com/", "name": "Example"}, {"url": "http://fastapi.tiangolo.com/", "name": "FastAPI"}]
            200 [{"url":"http://example.com/","name":"Example"},{"url":"http://fastapi.tiangolo.com/","name":"FastAPI"}]

            > POST /images/multiple
            > [{"url": "not a valid url", "name": "Example"}]
            307
            location: http://testserver/images/multiple/

            > POST /images/multiple/
            > [{"url": "not a valid url", "name": "Example"}]
            422 {"detail":[{"type":"url_parsing","loc":["body",0,"url"],"msg":"Input should be a valid URL, relative URL without a base","input":"not a valid url","ctx":{"error":"relative URL without a base"}}]}

            > POST /images/multiple
            > {"url": "http://example.com/", "name": "Example"}
            307
            location: http://testserver/images/multiple/

            > POST /images/multiple/
            > {"url": "http://example.com/", "name": "Example"}
            422 {"detail":[{"type":"list_type","loc":["body"],"msg":"Input should be a valid list","input":{"url":"http://example.com/","name":"Example"}}]}"#]],
    );
}

#[test]
fn tutorial009() {
    check(
        tutorial009::app(),
        expect![[r#"
            > POST /index-weights/
            > {"2": 2.2, "3": 3.3}
            200 {"2":2.2,"3":3.3}

            > POST /index-weights/
            > {"foo": 2.2, "3": 3.3}
            422 {"detail":[{"type":"int_parsing","loc":["body","foo","[key]"],"msg":"Input should be a valid integer, unable to parse string as an integer","input":"foo"}]}"#]],
    );
}
