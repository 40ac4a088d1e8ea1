//! The burger shop as its clients see it.

use std::io::Cursor;

use brigade::testing::TestClient;
use image::{ImageFormat, RgbImage};
use serde_json::{Value, json};

fn client() -> TestClient {
    TestClient::new(burgers::app())
}

#[test]
fn a_burger_that_was_created_can_be_read() {
    let client = client();
    let burger = json!({"name": "Veggie", "price": 8.5, "doneness": "medium", "toppings": [{"name": "Cheddar"}]});
    let created = client.post("/burgers").json(&burger).send();
    assert_eq!(created.status(), 201);
    let expected = json!({
        "name": "Veggie", "price": 8.5, "tax": null, "doneness": "medium",
        "toppings": [{"name": "Cheddar", "amount": 1}],
    });
    assert_eq!(created.json::<Value>(), json!({"burger_id": 0, "burger": expected}));
    assert_eq!(client.get("/burgers/0").send().json::<Value>(), expected);
    assert_eq!(client.get("/burgers?skip=0&limit=1").send().json::<Value>(), json!([expected]));
    assert_eq!(client.get("/burgers?skip=1").send().json::<Value>(), json!([]));
}

#[test]
fn a_missing_burger_is_a_documented_404() {
    let answer = client().get("/burgers/7").send();
    assert_eq!(answer.status(), 404);
    assert_eq!(answer.json::<Value>(), json!({"detail": "Burger not found"}));
    let document: Value = client().get("/openapi.json").send().json();
    let documented = &document["paths"]["/burgers/{burger_id}"]["get"]["responses"]["404"]["description"];
    assert_eq!(documented, "There is no burger of that number.");
}

#[test]
fn everything_that_is_wrong_with_a_burger_is_said_at_once() {
    let burger = json!({
        "name": "", "price": "free", "doneness": "blue", "toppings": [{"name": "Cheddar", "amount": 11}, {}],
    });
    let answer = client().post("/burgers").json(&burger).send();
    assert_eq!(answer.status(), 422);
    let body: Value = answer.json();
    let errors = body["detail"].as_array().expect("a list of errors");
    let summary: Vec<(Value, &str)> =
        errors.iter().map(|error| (error["loc"].clone(), error["type"].as_str().expect("a type"))).collect();
    assert_eq!(
        summary,
        [
            (json!(["body", "name"]), "string_too_short"),
            (json!(["body", "price"]), "float_parsing"),
            (json!(["body", "doneness"]), "enum"),
            (json!(["body", "toppings", 0, "amount"]), "less_than_equal"),
            (json!(["body", "toppings", 1, "name"]), "missing"),
        ]
    );
}

#[test]
fn a_photo_becomes_a_thumbnail_of_256_pixels() {
    for (format, width, height, expected) in [
        (ImageFormat::Jpeg, 1200, 800, (256, 170)),
        (ImageFormat::Png, 300, 900, (85, 256)),
        (ImageFormat::Png, 16, 16, (256, 256)),
    ] {
        let photo = RgbImage::from_fn(width, height, |x, y| image::Rgb([(x % 256) as u8, (y % 256) as u8, 128]));
        let mut bytes = Cursor::new(Vec::new());
        photo.write_to(&mut bytes, format).expect("a picture can be encoded");
        let answer = client().post("/photos/thumbnail").body(bytes.into_inner()).send();
        assert_eq!(answer.status(), 200, "{}", String::from_utf8_lossy(answer.bytes()));
        assert_eq!(answer.header("content-type"), Some("image/jpeg"));
        let thumbnail = image::load_from_memory(answer.bytes()).expect("the answer is a picture");
        assert_eq!((thumbnail.width(), thumbnail.height()), expected);
    }
}

#[test]
fn what_is_no_photo_is_a_422() {
    for body in [&b"not a picture"[..], b"\xff\xd8\xff\xe0broken", b"\x89PNG\r\n\x1a\n"] {
        let answer = client().post("/photos/thumbnail").body(body).send();
        assert_eq!(answer.status(), 422);
        assert!(answer.text().contains("Not a photo"), "{}", answer.text());
    }
    assert_eq!(client().post("/photos/thumbnail").send().status(), 422, "no body at all");
}

#[test]
fn the_document_says_that_a_photo_is_bytes() {
    let document: Value = client().get("/openapi.json").send().json();
    assert_eq!(
        document["paths"]["/photos/thumbnail"]["post"]["requestBody"],
        json!({
            "required": true,
            "content": {"image/*": {"schema": {
                "title": "Photo",
                "type": "string",
                "contentMediaType": "application/octet-stream",
                "description": "A JPEG or PNG",
            }}},
        })
    );
}
