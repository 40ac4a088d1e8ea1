use brigade::testing::{Form, TestClient};
use docs_src::request_forms_and_files::tutorial001;

#[test]
fn tutorial001() {
    let client = TestClient::new(tutorial001::app());
    let form = Form::new().file("file", "test.txt", "", "<file content>").text("token", "foo");
    let answer = client.post("/files/").multipart(form.clone().file("fileb", "testb.txt", "text/plain", "b")).send();
    assert_eq!(answer.text(), r#"{"file_size":14,"token":"foo","fileb_content_type":"text/plain"}"#);
    let answer = client.post("/files/").multipart(form).send();
    assert_eq!(answer.status(), 422);
    let expected = r#"{"detail":[{"type":"missing","loc":["body","fileb"],"msg":"Field required","input":null}]}"#;
    assert_eq!(answer.text(), expected);
}
