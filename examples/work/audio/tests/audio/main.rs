//! Cleans real recordings, made ones and broken ones.

mod broken;
mod clients;
mod made;
mod real;

use brigade::testing::{Form, TestClient, TestRequest};
use serde_json::Value;

/// Returns the application with its network, which is fetched if need be.
fn client() -> TestClient {
    assert!(model_files::fetched("silero/sequence.onnx").is_file());
    TestClient::new(audio::app())
}

fn upload(client: &TestClient, recording: impl Into<Vec<u8>>) -> TestRequest<'_> {
    let form = Form::new().file("recording", "recording", "application/octet-stream", recording.into());
    client.post("/recordings").multipart(form)
}

/// Returns the steps of a recording that can be cleaned.
#[track_caller]
fn steps(client: &TestClient, recording: impl Into<Vec<u8>>) -> Vec<Value> {
    let answer = upload(client, recording).send();
    assert_eq!(answer.status(), 200, "{}", answer.text());
    answer.text().lines().map(|line| serde_json::from_str(line).expect("a line is JSON")).collect()
}

fn number(value: &Value) -> f64 {
    value.as_f64().expect("it is a number")
}

/// Returns where the speech is, in seconds.
fn segments(steps: &[Value]) -> Vec<[f64; 2]> {
    let found = steps.iter().filter_map(|step| step["speech"].as_array()).flatten();
    found.map(|segment| [number(&segment["begin"]), number(&segment["end"])]).collect()
}
