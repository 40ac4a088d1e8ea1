//! What is read from a form that may have files, and what is said of one that is wrong or too much.

use brigade::{App, post, routes, testing::TestClient};

use super::{check, written};

#[post("/fields")]
async fn fields(#[form] text: Option<String>, #[form] list: Option<Vec<String>>) -> (Option<String>, Vec<String>) {
    (text, list.unwrap_or_default())
}

#[post("/text")]
async fn text(#[form] text: String) -> usize {
    text.len()
}

fn client() -> TestClient {
    TestClient::new(App::new("Multipart").routes(routes![fields, text]))
}

/// Writes a part: a field, or a file if it has a second name.
fn part(names: &str, content: &str) -> String {
    let (name, file_name) = names.split_once('/').map_or((names, None), |(name, file)| (name, Some(file)));
    let file_name = file_name.map(|name| format!("; filename=\"{name}\"")).unwrap_or_default();
    format!("--x\r\nContent-Disposition: form-data; name=\"{name}\"{file_name}\r\n\r\n{content}\r\n")
}

#[track_caller]
fn send(client: &TestClient, path: &str, content_type: &str, body: String) -> String {
    written(&client.post(path).header("content-type", content_type).body(body).send())
}

#[test]
fn fields_are_read_as_from_other_forms() {
    let client = client();
    for (parts, expected) in [
        (part("text", "a b+c%20ä"), r#"200 ["a b+c%20ä",[]]"#),
        (part("text", "1") + &part("text", "2"), r#"200 ["2",[]]"#),
        (part("list", "1") + &part("other", "2") + &part("list", ""), r#"200 [null,["1",""]]"#),
        (part("text", ""), "200 [null,[]]"),
        (part("text", "one\r\ntwo\r\n--"), r#"200 ["one\r\ntwo\r\n--",[]]"#),
        (part("", "1"), "200 [null,[]]"),
        (String::new(), "200 [null,[]]"),
    ] {
        let form = parts + "--x--\r\n";
        assert_eq!(send(&client, "/fields", "multipart/form-data; boundary=x", form.clone()), expected, "{form:?}");
    }
    let latin_1 = b"--x\r\ncontent-disposition: form-data; name=text\r\n\r\n\xe4\r\n--x--".to_vec();
    let answer = client.post("/fields").header("content-type", "multipart/form-data; boundary=x").body(latin_1).send();
    assert_eq!(written(&answer), r#"200 ["ä",[]]"#);
}

#[test]
fn the_boundary_is_in_the_content_type() {
    const MISSING: &str = r#"400 {"detail":"Missing boundary in multipart."}"#;
    const BROKEN: &str = r#"400 {"detail":"There was an error parsing the body"}"#;
    const READ: &str = r#"200 ["1",[]]"#;
    let client = client();
    let form = |boundary: &str| (part("text", "1") + "--x--").replace("--x", &format!("--{boundary}"));
    let (longest, too_long) = ("b".repeat(70), "b".repeat(71));
    for (content_type, boundary, expected) in [
        ("multipart/form-data; boundary=x", "x", READ),
        ("Multipart/Form-Data ;charset=utf-8; BOUNDARY=\"x\"", "x", READ),
        ("multipart/form-data; boundary=\"a b;c=d\"", "a b;c=d", READ),
        (&format!("multipart/form-data; boundary={longest}"), &longest, READ),
        (&format!("multipart/form-data; boundary={too_long}"), &too_long, BROKEN),
        ("multipart/form-data; boundary=x; boundary=x", "x", BROKEN),
        ("multipart/form-data; boundary=\"x", "x", BROKEN),
        ("multipart/form-data; boundary=X", "x", BROKEN),
        ("multipart/form-data; boundary=\"\"", "", BROKEN),
        ("multipart/form-data; boundary=", "", BROKEN),
        ("multipart/form-data; boundary", "", MISSING),
        ("multipart/form-data", "x", MISSING),
        // Other types of many parts are no forms.
        ("multipart/mixed; boundary=x", "x", "200 [null,[]]"),
    ] {
        assert_eq!(send(&client, "/fields", content_type, form(boundary)), expected, "{content_type}");
    }
}

#[test]
fn what_is_no_form_is_refused() {
    const BROKEN: &str = r#"400 {"detail":"There was an error parsing the body"}"#;
    const NAMELESS: &str = r#"400 {"detail":"The Content-Disposition header field \"name\" must be provided."}"#;
    let client = client();
    for (body, expected) in [
        ("x", BROKEN),
        ("{\"text\":1}", BROKEN),
        ("text=1", BROKEN),
        ("--y--", BROKEN),
        ("--x\r\n", BROKEN),
        (&part("text", "1"), BROKEN),
        ("--x\r\n\r\n1\r\n--x--", NAMELESS),
    ] {
        check(&client, &format!("POST /fields\ncontent-type: multipart/form-data; boundary=x\n\n{body}"), expected);
    }
}

#[test]
fn a_form_that_goes_on_and_on_is_refused() {
    let client = client();
    let send = |body: String| send(&client, "/text", "multipart/form-data; boundary=x", body);
    let files = part("a/b", "1").repeat(300_000);
    assert_eq!(send(files), r#"400 {"detail":"Too many files. Maximum number of files is 1000."}"#);
    let lines = "\r\n".repeat(1_000_000);
    assert_eq!(send(format!("{lines}{}--x--{lines}", part("text", &"\r\n--".repeat(200_000)))), "200 800000");
    let name = part(&"n".repeat(1_000_000), "");
    assert_eq!(send(name), r#"400 {"detail":"Part head exceeded maximum size of 8192 bytes."}"#);
    let mib = 1024 * 1024;
    for (bytes, expected) in [
        (mib, "200 1048576"),
        (mib + 1, r#"400 {"detail":"Part exceeded maximum size of 1024KB."}"#),
        (33 * mib, r#"413 {"detail":"Request body too large"}"#),
    ] {
        assert_eq!(send(part("text", &"x".repeat(bytes)) + "--x--"), expected);
    }
}
