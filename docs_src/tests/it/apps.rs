use std::{collections::BTreeSet, process::Command};

use brigade::testing::TestClient;
use docs_src::APPS;
use serde_json::Value;

#[test]
fn every_application_starts_and_has_a_document() {
    // The first three write files; the others need a variable, which no test may set for its process.
    let without = [
        "events/tutorial002",
        "sql_databases/tutorial001",
        "sql_databases/tutorial002",
        "settings/app01",
        "settings/tutorial001",
        "guide/porting",
    ];
    for (name, app) in APPS.iter().filter(|(name, _)| !without.contains(name)) {
        let (target, host) = document(name);
        let document = TestClient::new(app()).get(target).header("host", host).send();
        assert_eq!(document.json::<Value>()["openapi"], "3.1.0", "{name}");
    }
}

/// Returns where an application's document is, and under which host.
fn document(name: &str) -> (&'static str, &'static str) {
    match name {
        "metadata/tutorial002" => ("/api/v1/openapi.json", "testserver"),
        "advanced_middleware/tutorial001" => ("https://testserver/openapi.json", "testserver"),
        "advanced_middleware/tutorial002" => ("/openapi.json", "example.com"),
        _ => ("/openapi.json", "testserver"),
    }
}

#[test]
fn names_are_unique_and_lead_to_applications() {
    assert_eq!(APPS.iter().map(|(name, _)| name).collect::<BTreeSet<_>>().len(), APPS.len());
    for (name, found) in [
        ("body/tutorial001", true),
        ("response_status_code/tutorial002", true),
        ("body/tutorial999", false),
        ("", false),
    ] {
        assert_eq!(docs_src::app(name).is_some(), found, "{name}");
    }
}

#[test]
fn the_program_says_that_it_has_no_such_application() {
    for (arguments, status) in [(&["--app", "body/tutorial999"][..], 64), (&[][..], 1), (&["--app"][..], 1)] {
        let ended = Command::new(env!("CARGO_BIN_EXE_tutorials")).args(arguments).output().unwrap();
        assert_eq!(ended.status.code(), Some(status), "{arguments:?}");
    }
}

#[test]
fn documents_say_what_the_programs_say() {
    let metadata = docs_src::guide::metadata::app as fn() -> brigade::App;
    let routers = docs_src::guide::routers::app as fn() -> brigade::App;
    let errors = docs_src::guide::errors::app as fn() -> brigade::App;
    for (app, pointer, expected) in [
        (metadata, "/info/version", "2.1.0"),
        (metadata, "/info/license/identifier", "MIT"),
        (metadata, "/tags/0/name", "burgers"),
        (metadata, "/servers/0/url", "https://burgers.example.com"),
        (metadata, "/paths/~1burgers/post/operationId", "addBurger"),
        (metadata, "/paths/~1burgers/post/responses/409/description", "There is one already"),
        (metadata, "/paths/~1burgers/get/responses/200/description", "All of them"),
        (metadata, "/components/schemas/Burger/properties/price/description", "In dollars."),
        (metadata, "/components/schemas/Burger/examples/0/name", "Royal"),
        (routers, "/paths/~1menu~1burgers/get/tags/0", "burgers"),
        (routers, "/paths/~1menu~1drinks/get/responses/404/description", "Nothing is there"),
        (errors, "/paths/~1burgers~1{burger_id}~1order/post/responses/409/description", "Somebody was faster."),
    ] {
        let document: Value = TestClient::new(app()).get("/openapi.json").send().json();
        assert_eq!(document.pointer(pointer), Some(&Value::from(expected)), "{pointer}");
    }
    let document: Value = TestClient::new(metadata()).get("/openapi.json").send().json();
    assert_eq!(document.pointer("/paths/~1old-menu/get/deprecated"), Some(&Value::Bool(true)));
    assert_eq!(document.pointer("/paths/~1health"), None);
}
