use brigade::{
    App,
    testing::{Form, TestClient},
};
use docs_src::{
    guide::{body_stream, upload},
    request_files::{tutorial001, tutorial001_02, tutorial001_03, tutorial002, tutorial003},
};
use serde_json::{Value, json};

const MISSING: &str = r#"{"detail":[{"type":"missing","loc":["body","file"],"msg":"Field required","input":null}]}"#;

#[track_caller]
fn check(app: App, target: &str, form: Form, status: u16, expected: &str) {
    let answer = TestClient::new(app).post(target).multipart(form).send();
    assert_eq!((answer.status().as_u16(), answer.text()), (status, expected));
}

fn one() -> Form {
    Form::new().file("file", "test.txt", "text/plain", "<file content>")
}

fn two() -> Form {
    let first = Form::new().file("files", "test.txt", "text/plain", "<file content>");
    first.file("files", "test2.txt", "text/plain", "<file content2>")
}

#[test]
fn tutorial001() {
    check(tutorial001::app(), "/files/", one(), 200, r#"{"file_size":14}"#);
    check(tutorial001::app(), "/uploadfile/", one(), 200, r#"{"filename":"test.txt"}"#);
    check(tutorial001::app(), "/files/", Form::new(), 422, MISSING);
    check(tutorial001::app(), "/uploadfile/", Form::new(), 422, MISSING);
}

#[test]
fn tutorial001_02() {
    check(tutorial001_02::app(), "/files/", one(), 200, r#"{"file_size":14}"#);
    check(tutorial001_02::app(), "/uploadfile/", one(), 200, r#"{"filename":"test.txt"}"#);
    check(tutorial001_02::app(), "/files/", Form::new(), 200, r#"{"message":"No file sent"}"#);
    check(tutorial001_02::app(), "/uploadfile/", Form::new(), 200, r#"{"message":"No upload file sent"}"#);
}

#[test]
fn tutorial001_03() {
    check(tutorial001_03::app(), "/files/", one(), 200, r#"{"file_size":14}"#);
    check(tutorial001_03::app(), "/uploadfile/", one(), 200, r#"{"filename":"test.txt"}"#);
}

#[test]
fn tutorial002() {
    check(tutorial002::app(), "/files/", two(), 200, r#"{"file_sizes":[14,15]}"#);
    check(tutorial002::app(), "/uploadfiles/", two(), 200, r#"{"filenames":["test.txt","test2.txt"]}"#);
    let missing = MISSING.replace("\"file\"", "\"files\"");
    check(tutorial002::app(), "/files/", Form::new(), 422, &missing);
    assert!(TestClient::new(tutorial002::app()).get("/").send().text().contains("<form"));
}

#[test]
fn tutorial003() {
    check(tutorial003::app(), "/files/", two(), 200, r#"{"file_sizes":[14,15]}"#);
    check(tutorial003::app(), "/uploadfiles/", two(), 200, r#"{"filenames":["test.txt","test2.txt"]}"#);
    assert!(TestClient::new(tutorial003::app()).get("/").send().text().contains("<form"));
}

#[test]
fn upload() {
    let folder = std::env::temp_dir().join(format!("brigade-guide-{}", std::process::id()));
    std::fs::create_dir_all(&folder).expect("the folder for temporary files is writable");
    let client = TestClient::new(upload::app(folder.clone()));
    let form = |name: &str, content: &'static [u8]| Form::new().file(name, "../x", "", content);
    assert_eq!(client.post("/lines").multipart(form("file", b"one\ntwo")).send().text(), "2");
    assert_eq!(client.post("/lines").multipart(form("file", &[b'\n'; 10_000_001])).send().status(), 422);
    assert_eq!(client.post("/is-png").multipart(form("picture", b"\x89PNG\r\n\x1A\n...")).send().text(), "true");
    assert_eq!(client.post("/is-png").multipart(form("picture", b"GIF")).send().text(), "false");
    let kept = client.post("/files").multipart(form("file", b"hello")).send();
    let content = std::fs::read(folder.join("newest"));
    std::fs::remove_dir_all(&folder).expect("the folder is there");
    assert_eq!((kept.status().as_u16(), kept.text()), (201, "5"));
    assert_eq!(content.ok().as_deref(), Some(&b"hello"[..]));
}

#[test]
fn body_stream() {
    let client = TestClient::new(body_stream::app());
    assert_eq!(client.post("/checksum").body(&b"\x01\x02\xFF"[..]).send().text(), "258");
    let document: Value = client.get("/openapi.json").send().json();
    assert_eq!(
        document["paths"]["/checksum"]["post"]["requestBody"],
        json!({
            "required": true,
            "content": {"application/x-tar": {
                "schema": {"title": "Body", "type": "string", "contentMediaType": "application/octet-stream"},
            }},
        })
    );
}
