//! What is taken from a form with files, and from a body as it arrives.
//!
//! Answers are FastAPI's, but where a text comes for a list of `bytes`, which fails there, and for a form's model beside a file,
//! whose fields nobody can send there.

use std::{
    convert::Infallible,
    future::pending,
    io::{BufReader, Read},
    pin::Pin,
    task::{Context, Poll, ready},
    time::Duration,
};

use brigade::{
    App, BodyStream, Bytes, Limits, Model, Result, UploadFile, Value, dependency, post, routes,
    testing::{Form, TestClient},
};
use serde::{Deserialize, Serialize};
use serde_json::json;
use tokio::time::{Instant, Sleep, sleep};
use tower::ServiceExt as _;

use super::written;

fn told(file: &UploadFile) -> Value {
    let headers: Vec<_> = file.headers().keys().map(|name| name.as_str().to_owned()).collect();
    serde_json::from_value(json!([file.filename(), file.content_type(), file.size(), headers])).unwrap()
}

#[post("/file")]
async fn file(f: UploadFile) -> Value {
    told(&f)
}

#[post("/optional-file")]
async fn optional_file(f: Option<UploadFile>) -> Option<Value> {
    f.as_ref().map(told)
}

#[post("/files")]
async fn files(f: Vec<UploadFile>) -> Vec<String> {
    f.iter().map(|file| file.filename().to_owned()).collect()
}

#[post("/optional-files")]
async fn optional_files(f: Option<Vec<UploadFile>>) -> Option<usize> {
    f.map(|files| files.len())
}

fn text(bytes: &Bytes) -> String {
    String::from_utf8_lossy(bytes).into_owned()
}

#[post("/bytes")]
async fn bytes(#[file] f: Bytes) -> String {
    text(&f)
}

#[post("/optional-bytes")]
async fn optional_bytes(#[file] f: Option<Bytes>) -> Option<String> {
    f.as_ref().map(text)
}

#[post("/list-of-bytes")]
async fn list_of_bytes(#[file] f: Vec<Bytes>) -> Vec<String> {
    f.iter().map(text).collect()
}

#[post("/bounded")]
async fn bounded(
    #[file(min_length = 2, max_length = 3)] f: Option<Bytes>,
    #[file(max_length = 3)] g: Option<UploadFile>,
    #[file(min_length = 2, alias = "h-s")] h: Option<Vec<UploadFile>>,
) -> usize {
    f.map_or(0, |bytes| bytes.len()) + g.map_or(0, |_| 10) + h.map_or(0, |files| 100 * files.len())
}

#[derive(Serialize, Deserialize, Model)]
struct Order {
    burger: String,
    #[serde(default)]
    count: u8,
}

#[dependency]
async fn size(f: UploadFile) -> u64 {
    f.size()
}

#[post("/mixed")]
async fn mixed(
    #[form] token: String,
    f: UploadFile,
    #[form] order: Order,
    #[form] tags: Vec<String>,
    #[depends(size)] size: u64,
) -> String {
    format!("{token} {} {}×{} {tags:?} {size}", f.filename(), order.count, order.burger)
}

#[post("/read")]
async fn read(mut f: UploadFile) -> Result<Vec<String>> {
    let mut seen = vec![text(&f.read(2).await?), text(&f.read(3).await?), text(&f.bytes().await?)];
    f.seek(4);
    seen.push(text(&f.read(100).await?));
    seen.push(text(&f.read(100).await?));
    f.seek(1000);
    seen.push(text(&f.read(1).await?));
    Ok(seen)
}

#[post("/work")]
fn work(f: UploadFile) -> Result<u64> {
    Ok(BufReader::new(f.reader()).bytes().try_fold(0, |sum, byte| byte.map(|byte| sum + u64::from(byte)))?)
}

#[post("/save")]
async fn save(f: UploadFile, #[form] path: String) -> Result<()> {
    f.save(path).await
}

#[post("/sink")]
async fn sink(mut body: BodyStream) -> Result<usize> {
    let mut length = 0;
    while let Some(piece) = body.next().await? {
        length += piece.len();
    }
    Ok(length)
}

#[post("/brief-sink", deadline = "150ms")]
async fn brief_sink(mut body: BodyStream) -> Result<usize> {
    let mut pieces = 0;
    while body.next().await?.is_some() {
        pieces += 1;
    }
    Ok(pieces)
}

/// Takes one piece of a body, and then no more.
#[post("/brief-sip", deadline = "150ms")]
async fn brief_sip(mut body: BodyStream) -> Result<usize> {
    body.next().await?;
    pending().await
}

fn app() -> App {
    App::new("Uploads").routes(routes![
        file,
        optional_file,
        files,
        optional_files,
        bytes,
        optional_bytes,
        list_of_bytes,
        bounded,
        mixed,
        read,
        work,
        save,
        sink,
        brief_sink,
        brief_sip
    ])
}

#[track_caller]
fn check(target: &str, form: Form, expected: &str) {
    let answer = TestClient::new(app()).post(target).multipart(form).send();
    assert_eq!(written(&answer), expected, "{target}");
}

/// Sends each of the forms to each of the targets.
#[track_caller]
fn check_all(form: &Form, expected: &[(&str, &str)]) {
    for (target, expected) in expected {
        check(target, form.clone(), expected);
    }
}

const MISSING: &str = r#"422 {"detail":[{"type":"missing","loc":["body","f"],"msg":"Field required","input":null}]}"#;

fn hello() -> Form {
    Form::new().file("f", "a.txt", "text/plain", "hello")
}

fn no_file(place: &str, input: &str) -> String {
    format!(
        r#"422 {{"detail":[{{"type":"value_error","loc":["body","f"{place}],"msg":"Value error, Expected UploadFile, received: <class 'str'>","input":"{input}","ctx":{{"error":{{}}}}}}]}}"#
    )
}

#[test]
fn a_file_is_what_the_client_says_of_it() {
    const TOLD: &str = r#"200 ["a.txt","text/plain",5,["content-disposition","content-type"]]"#;
    check_all(
        &hello(),
        &[
            ("/file", TOLD),
            ("/optional-file", TOLD),
            ("/files", r#"200 ["a.txt"]"#),
            ("/optional-files", "200 1"),
            ("/bytes", r#"200 "hello""#),
            ("/optional-bytes", r#"200 "hello""#),
            ("/list-of-bytes", r#"200 ["hello"]"#),
        ],
    );
    check(
        "/file",
        Form::new().file("f", "../ä \"b\"", "", ""),
        r#"200 ["../ä %22b%22",null,0,["content-disposition"]]"#,
    );
    // What browsers send where no file was chosen.
    let none = Form::new().file("f", "", "application/octet-stream", "");
    check_all(
        &none,
        &[
            ("/optional-file", r#"200 ["","application/octet-stream",0,["content-disposition","content-type"]]"#),
            ("/files", r#"200 [""]"#),
            ("/optional-bytes", r#"200 """#),
        ],
    );
}

#[test]
fn one_argument_takes_the_last_file_and_a_list_all_of_them() {
    let two = hello().file("f", "b", "", "bb");
    check_all(
        &two,
        &[
            ("/file", r#"200 ["b",null,2,["content-disposition"]]"#),
            ("/files", r#"200 ["a.txt","b"]"#),
            ("/bytes", r#"200 "bb""#),
            ("/list-of-bytes", r#"200 ["hello","bb"]"#),
        ],
    );
}

#[test]
fn what_is_absent_is_none_or_missing() {
    let absent = [
        ("/file", MISSING),
        ("/optional-file", "200 null"),
        ("/files", MISSING),
        ("/optional-files", "200 null"),
        ("/bytes", MISSING),
        ("/optional-bytes", "200 null"),
        ("/list-of-bytes", MISSING),
    ];
    check_all(&Form::new().text("other", "x"), &absent);
    let client = TestClient::new(app());
    for (target, expected) in absent {
        assert_eq!(written(&client.post(target).send()), expected);
        assert_eq!(written(&client.post(target).json(&json!({"f": 1})).send()), expected);
        assert_eq!(written(&client.post(target).form(&[("other", "x")]).send()), expected);
    }
    // A field that was left empty was not sent, but for a list.
    check_all(
        &Form::new().text("f", ""),
        &[
            ("/file", MISSING),
            ("/optional-file", "200 null"),
            ("/files", &no_file(",0", "")),
            ("/bytes", MISSING),
            ("/optional-bytes", "200 null"),
        ],
    );
    check_all(
        &Form::new().text("f", "").file("f", "b", "", "bb"),
        &[("/bytes", r#"200 "bb""#), ("/files", &no_file(",0", ""))],
    );
}

#[test]
fn a_text_is_no_file_but_has_bytes() {
    let text = [
        ("/file", no_file("", "text")),
        ("/optional-file", no_file("", "text")),
        ("/files", no_file(",0", "text")),
        ("/optional-files", no_file(",0", "text")),
        ("/bytes", r#"200 "text""#.to_owned()),
        ("/optional-bytes", r#"200 "text""#.to_owned()),
        ("/list-of-bytes", r#"200 ["text"]"#.to_owned()),
    ];
    let client = TestClient::new(app());
    for (target, expected) in &text {
        check(target, Form::new().text("f", "text"), expected);
        assert_eq!(written(&client.post(target).form(&[("f", "text")]).send()), *expected);
    }
    check("/files", hello().text("f", "text"), &no_file(",1", "text"));
    check("/file", hello().text("f", "text"), &no_file("", "text"));
}

#[test]
fn sizes_are_bounded() {
    let file = |name: &str, content: &'static str| Form::new().file(name, "x", "", content);
    let told = |size: usize, name: &str| {
        format!(
            r#"{{"filename":"x","size":{size},"headers":{{"content-disposition":"form-data; name=\"{name}\"; filename=\"x\""}}}}"#
        )
    };
    check("/bounded", file("f", "abc"), "200 3");
    check("/bounded", file("g", "abc"), "200 10");
    check("/bounded", file("h-s", "").file("h-s", "", "", ""), "200 200");
    check(
        "/bounded",
        file("f", "a"),
        r#"422 {"detail":[{"type":"bytes_too_short","loc":["body","f"],"msg":"Data should have at least 2 bytes","input":"a","ctx":{"min_length":2}}]}"#,
    );
    check(
        "/bounded",
        file("f", "abcd"),
        r#"422 {"detail":[{"type":"bytes_too_long","loc":["body","f"],"msg":"Data should have at most 3 bytes","input":"abcd","ctx":{"max_length":3}}]}"#,
    );
    check(
        "/bounded",
        file("g", "abcd"),
        &format!(
            r#"422 {{"detail":[{{"type":"bytes_too_long","loc":["body","g"],"msg":"Data should have at most 3 bytes","input":{},"ctx":{{"max_length":3}}}}]}}"#,
            told(4, "g")
        ),
    );
    check(
        "/bounded",
        file("h-s", "1"),
        &format!(
            r#"422 {{"detail":[{{"type":"too_short","loc":["body","h-s"],"msg":"List should have at least 2 items after validation, not 1","input":[{}],"ctx":{{"field_type":"List","min_length":2,"actual_length":1}}}}]}}"#,
            told(1, "h-s")
        ),
    );
}

#[test]
fn files_stand_beside_fields() {
    let form = Form::new().text("tags", "a").text("burger", "Royal").file("f", "a.txt", "", "12").text("count", "2");
    check("/mixed", form.text("tags", "b").text("token", "t"), r#"200 "t a.txt 2×Royal [\"a\", \"b\"] 2""#);
    check(
        "/mixed",
        Form::new().file("token", "t", "", "1").text("tags", "").text("burger", "x").text("count", "many"),
        concat!(
            r#"422 {"detail":[{"type":"missing","loc":["body","f"],"msg":"Field required","input":null},"#,
            r#"{"type":"string_type","loc":["body","token"],"msg":"Input should be a valid string","input":{"filename":"t","size":1,"headers":{"content-disposition":"form-data; name=\"token\"; filename=\"t\""}}},"#,
            r#"{"type":"missing","loc":["body","f"],"msg":"Field required","input":null},"#,
            r#"{"type":"int_parsing","loc":["body","count"],"msg":"Input should be a valid integer, unable to parse string as an integer","input":"many"}]}"#
        ),
    );
}

#[test]
fn a_file_is_read_from_where_it_is_told_to() {
    check("/read", Form::new().file("f", "x", "", "0123456789"), r#"200 ["01","234","0123456789","456789","",""]"#);
}

/// Beyond what is kept in memory.
const LARGE: usize = 3 * 1024 * 1024;

#[test]
fn a_large_file_is_the_same_as_a_small_one() {
    let large = Form::new().file("f", "x", "", vec![1; LARGE]);
    check("/work", large.clone(), &format!("200 {LARGE}"));
    check("/file", large.clone(), &format!(r#"200 ["x",null,{LARGE},["content-disposition"]]"#));
    let answer = TestClient::new(app()).post("/bytes").multipart(large.clone()).send();
    assert_eq!(answer.json::<String>().len(), LARGE);

    let path = std::env::temp_dir().join(format!("brigade-upload-{}", std::process::id()));
    check("/save", large.text("path", path.to_str().unwrap()), "200 null");
    let saved = std::fs::read(&path).unwrap();
    std::fs::remove_file(&path).unwrap();
    assert_eq!(saved, vec![1; LARGE]);
    // An error of the disk is the server's.
    check(
        "/save",
        hello().text("path", "/does/not/exist"),
        "500 [content-type: text/plain; charset=utf-8] Internal Server Error",
    );
}

#[test]
fn a_body_is_taken_as_it_arrives() {
    let client = TestClient::new(app());
    assert_eq!(written(&client.post("/sink").body("").send()), "200 0");
    assert_eq!(written(&client.post("/sink").body(vec![0; 100]).send()), "200 100");

    let bounded = TestClient::new(app().limits(Limits { stream_bytes_max: Some(99), ..Limits::default() }));
    assert_eq!(written(&bounded.post("/sink").body(vec![0; 99]).send()), "200 99");
    assert_eq!(written(&bounded.post("/sink").body(vec![0; 100]).send()), r#"413 {"detail":"Request body too large"}"#);
}

/// Is a body of a client that takes its time for each piece.
struct Slow {
    pieces: usize,
    timer: Pin<Box<Sleep>>,
}

impl Slow {
    const EACH: Duration = Duration::from_millis(50);
}

impl http_body::Body for Slow {
    type Data = Bytes;
    type Error = Infallible;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<http_body::Frame<Bytes>, Infallible>>> {
        ready!(self.timer.as_mut().poll(context));
        if self.pieces == 0 {
            return Poll::Ready(None);
        }
        self.pieces -= 1;
        self.timer.as_mut().reset(Instant::now() + Self::EACH);
        Poll::Ready(Some(Ok(http_body::Frame::data(Bytes::from_static(b"piece")))))
    }
}

#[test]
fn the_time_of_a_client_is_not_the_operations() {
    let runtime = brigade_scheduler::runtime(Some(1)).unwrap();
    runtime.block_on(async {
        let service = app().into_service().unwrap();
        for (target, expected) in [("/brief-sink", 200), ("/brief-sip", 503)] {
            let body = Slow { pieces: 6, timer: Box::pin(sleep(Slow::EACH)) };
            let answer = service.clone().oneshot(http::Request::post(target).body(body).unwrap()).await.unwrap();
            assert_eq!(answer.status(), expected, "{target}");
        }
    });
}

#[test]
fn what_does_not_go_together_keeps_an_application_from_starting() {
    #[dependency]
    async fn peek(mut body: BodyStream) -> Result<usize> {
        Ok(body.next().await?.map_or(0, |piece| piece.len()))
    }

    #[post("/twice")]
    async fn twice(body: BodyStream, #[depends(peek)] peeked: usize) -> usize {
        drop(body);
        peeked
    }

    #[post("/request")]
    async fn with_request(body: BodyStream, request: brigade::Request) -> String {
        drop(body);
        request.uri().to_string()
    }

    #[post("/body")]
    async fn with_body(file: UploadFile, order: Order) -> u64 {
        file.size() + u64::from(order.count)
    }

    let app = App::new("Mistakes").routes(routes![twice, with_request, with_body]);
    let mistakes = TestClient::try_new(app).err().map(|error| format!("{error:?}")).unwrap_or_default();
    for expected in [
        "two functions take the body as it arrives: one of them has to do",
        "`request` has the body of the request, which another argument takes as it arrives",
        "a body is a form or JSON, not both: `file` and `order`",
    ] {
        assert!(mistakes.contains(expected), "{expected} is not in {mistakes}");
    }
}
