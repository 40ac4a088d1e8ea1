//! `conformance/porting` has the service that was ported, and what it answers: `compare.py` wrote that down.

use brigade::{Environment, testing::TestClient};
use docs_src::guide::porting::app_in;
use serde::Deserialize;
use serde_json::Value;

use crate::documents::difference;

#[derive(Deserialize)]
struct Exchange {
    method: String,
    target: String,
    headers: Vec<(String, String)>,
    body: String,
    status: u16,
    challenge: Option<String>,
    answer: Value,
}

#[test]
fn a_ported_service_answers_what_the_old_one_does() {
    let folder = std::env::temp_dir().join(format!("ported-service-{}", std::process::id()));
    std::fs::create_dir_all(&folder).unwrap();
    let files = ["office.db", "notices.txt"].map(|file| folder.join(file).to_str().unwrap().to_owned());
    let client = TestClient::new(app_in(Environment::of([
        ("OFFICE_SECRET", "secret"),
        ("OFFICE_CLERKS", r#"{"ada": "lovelace"}"#),
        ("OFFICE_DATABASE", &files[0]),
        ("OFFICE_NOTICES", &files[1]),
    ])));
    for line in include_str!("../../../conformance/porting/answers.jsonl").lines() {
        let old: Exchange = serde_json::from_str(line).unwrap();
        let request = client.request(&old.method, &old.target).body(old.body);
        let request = old.headers.iter().fold(request, |request, (name, value)| request.header(name, value));
        let new = request.send();
        let context = format!("{} {}: {}", old.method, old.target, new.text());
        assert_eq!(new.status(), old.status, "{context}");
        assert_eq!(new.header("www-authenticate"), old.challenge.as_deref(), "{context}");
        assert_eq!(difference(String::new(), &new.json(), &old.answer), None, "{context}");
    }
    drop(client);
    // The tasks behind the answers have run.
    let notices = std::fs::read_to_string(&files[1]).unwrap();
    assert_eq!(notices, "main: number 1, found at Platform 3\nnorth: number 2, found at Lift\n");
    std::fs::remove_dir_all(folder).unwrap();
}
