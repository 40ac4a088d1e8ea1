use std::{collections::BTreeSet, process::Command};

use brigade::testing::TestClient;
use docs_src::APPS;
use serde_json::Value;

#[test]
fn every_application_starts_and_has_a_document() {
    for (name, app) in APPS {
        let document = TestClient::new(app()).get(openapi_url(name)).send();
        assert_eq!(document.json::<Value>()["openapi"], "3.1.0", "{name}");
    }
}

fn openapi_url(name: &str) -> &'static str {
    if name == "metadata/tutorial002" { "/api/v1/openapi.json" } else { "/openapi.json" }
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
