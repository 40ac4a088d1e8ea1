use brigade::testing::TestClient;
use docs_src::middleware::tutorial001;

#[test]
fn tutorial001() {
    let answer = TestClient::new(tutorial001::app()).get("/openapi.json").send();
    let seconds: f64 = answer.header("x-process-time").unwrap().parse().unwrap();
    assert!(seconds < 60.0);
}
