use brigade::testing::TestClient;
use docs_src::custom_docs_ui::{tutorial001, tutorial002};

#[test]
fn tutorial001() {
    let client = TestClient::new(tutorial001::app());
    for (page, file) in [
        ("/docs", "https://unpkg.com/swagger-ui-dist@5/swagger-ui-bundle.js"),
        ("/docs", "https://unpkg.com/swagger-ui-dist@5/swagger-ui.css"),
        ("/redoc", "https://unpkg.com/redoc@2/bundles/redoc.standalone.js"),
    ] {
        let answer = client.get(page).send();
        assert!(answer.text().contains(file), "{page}: {}", answer.text());
        let policy = answer.header("content-security-policy").expect("pages have a policy");
        assert!(policy.contains("script-src 'self' https://unpkg.com"), "{policy}");
    }
    assert_eq!(client.get("/users/john").send().text(), r#"{"message":"Hello john"}"#);
}

#[test]
fn tutorial002() {
    let client = TestClient::new(tutorial002::app());
    let docs = client.get("/docs").send();
    assert!(docs.text().contains(r#"<script src="/static/swagger-ui-bundle.js">"#), "{}", docs.text());
    assert!(docs.text().contains(r#"href="/static/swagger-ui.css">"#), "{}", docs.text());
    let redoc = client.get("/redoc").send();
    assert!(redoc.text().contains(r#"<script src="/static/redoc.standalone.js">"#), "{}", redoc.text());
}
