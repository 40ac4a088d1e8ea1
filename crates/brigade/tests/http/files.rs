//! Files as answers, and directories of them: what clients ask for, what they have already, what is not for them.

use std::{
    fs,
    path::Path,
    time::{Duration, SystemTime},
};

use brigade::{App, File, HttpError, StaticFiles, StatusCode, get, post, routes, testing::TestClient};
use tempfile::TempDir;

use super::check;

/// Makes files, all of which were last changed at the same moment.
fn folder(files: &[(&str, &str)]) -> TempDir {
    let folder = tempfile::tempdir().expect("a test can make a directory");
    for (path, content) in files {
        write(&folder.path().join(path), content);
    }
    folder
}

fn write(path: &Path, content: &str) {
    fs::create_dir_all(path.parent().unwrap()).unwrap();
    fs::write(path, content).unwrap();
    let file = fs::File::options().write(true).open(path).unwrap();
    file.set_modified(SystemTime::UNIX_EPOCH + Duration::from_secs(784_111_777)).unwrap();
}

fn served(folder: &TempDir) -> TestClient {
    TestClient::new(App::new("Files").static_files("/static", StaticFiles::new(folder.path()))).without_redirects()
}

/// What an answer says of a file, of so many bytes, beside its length.
macro_rules! described {
    ($size:literal) => {
        concat!(
            "[accept-ranges: bytes] [last-modified: Sun, 06 Nov 1994 08:49:37 GMT] [etag: \\\"ae1b981bc490a00-",
            $size,
            "\\\"]"
        )
    };
}

#[test]
fn a_client_gets_what_it_asks_for_and_has_not() {
    let folder = folder(&[("digits.txt", "0123456789"), ("empty.css", ""), ("sub/page.html", "<p>")]);
    let client = served(&folder);
    let whole =
        concat!("200 [content-type: text/plain; charset=utf-8] ", described!("a"), " [content-length: 10] 0123456789");
    let known = "304 [last-modified: Sun, 06 Nov 1994 08:49:37 GMT] [etag: \\\"ae1b981bc490a00-a\\\"]";
    let cases = [
        ("GET /static/digits.txt", whole),
        ("GET /static/digits.txt?v=1", whole),
        ("GET /static/%64igits.txt", whole),
        ("HEAD /static/digits.txt", whole.trim_end_matches(" 0123456789")),
        ("GET /static/digits.txt\nif-none-match: \"ae1b981bc490a00-a\"", known),
        ("HEAD /static/digits.txt\nif-none-match: *", known),
        ("GET /static/digits.txt\nif-modified-since: Sun, 06 Nov 1994 08:49:37 GMT", known),
        ("GET /static/digits.txt\nif-none-match: \"other\"", whole),
        ("GET /static/digits.txt\nif-match: \"other\"", "412 {\"detail\":\"Precondition Failed\"}"),
        (
            "GET /static/empty.css",
            concat!("200 [content-type: text/css; charset=utf-8] ", described!("0"), " [content-length: 0]"),
        ),
        (
            "GET /static/sub/page.html",
            concat!("200 [content-type: text/html; charset=utf-8] ", described!("3"), " [content-length: 3] <p>"),
        ),
        ("GET /static/other.txt", "404 {\"detail\":\"Not Found\"}"),
        ("GET /static/sub", "404 {\"detail\":\"Not Found\"}"),
        ("GET /static/sub/", "404 {\"detail\":\"Not Found\"}"),
        ("GET /static/", "404 {\"detail\":\"Not Found\"}"),
        ("GET /static", "307 [location: http://testserver/static/]"),
        ("GET /static/digits.txt/", "404 {\"detail\":\"Not Found\"}"),
        ("POST /static/digits.txt", "405 [allow: GET, HEAD] {\"detail\":\"Method Not Allowed\"}"),
    ];
    for (request, expected) in cases {
        check(&client, request, expected);
    }
}

#[test]
fn a_client_gets_the_ranges_it_asks_for() {
    let folder = folder(&[("digits.txt", "0123456789")]);
    let client = served(&folder);
    let answer = |range: &str| client.get("/static/digits.txt").header("range", range).send();
    for (range, content_range, content) in [
        ("bytes=0-0", "bytes 0-0/10", "0"),
        ("bytes=2-4", "bytes 2-4/10", "234"),
        ("bytes=7-", "bytes 7-9/10", "789"),
        ("bytes=-1", "bytes 9-9/10", "9"),
        ("bytes=0-100", "bytes 0-9/10", "0123456789"),
        ("bytes=0-3,2-5", "bytes 0-5/10", "012345"),
    ] {
        let answer = answer(range);
        assert_eq!(answer.status(), 206, "{range}");
        assert_eq!(answer.header("content-range"), Some(content_range), "{range}");
        assert_eq!(answer.text(), content, "{range}");
        assert_eq!(answer.header("content-length"), Some(&*content.len().to_string()), "{range}");
    }
    let outside = "416 [content-range: bytes */10] {\"detail\":\"Range Not Satisfiable\"}";
    check(&client, "GET /static/digits.txt\nrange: bytes=10-", outside);
    for (request, why) in [
        ("GET /static/digits.txt\nrange: bytes=5-2", "no range"),
        ("GET /static/digits.txt\nrange: bytes=0-0\nif-range: \"other\"", "the client has parts of another version"),
    ] {
        let (line, headers) = request.split_once('\n').unwrap();
        let headers = headers.lines().filter_map(|line| line.split_once(": "));
        let request = client.get(line.trim_start_matches("GET "));
        let answer = headers.fold(request, |request, (name, value)| request.header(name, value)).send();
        assert_eq!((answer.status(), answer.text()), (StatusCode::OK, "0123456789"), "{why}");
    }
    let head = client.head("/static/digits.txt").header("range", "bytes=0-0").send();
    assert_eq!(head.status(), 200, "ranges are for GET");
}

#[test]
fn several_ranges_come_in_parts() {
    let folder = folder(&[("digits.txt", "0123456789")]);
    let client = served(&folder);
    let answer = client.get("/static/digits.txt").header("range", "bytes=8-,0-1").send();
    assert_eq!(answer.status(), 206);
    let media_type = answer.header("content-type").unwrap();
    let boundary = media_type.strip_prefix("multipart/byteranges; boundary=").unwrap();
    let expected = format!(
        "--{boundary}\r\ncontent-type: text/plain; charset=utf-8\r\ncontent-range: bytes 0-1/10\r\n\r\n01\r\n\
         --{boundary}\r\ncontent-type: text/plain; charset=utf-8\r\ncontent-range: bytes 8-9/10\r\n\r\n89\r\n\
         --{boundary}--\r\n"
    );
    assert_eq!(answer.text(), expected);
    assert_eq!(answer.header("content-length"), Some(&*expected.len().to_string()));
    let again = client.get("/static/digits.txt").header("range", "bytes=8-,0-1").send();
    assert_ne!(again.header("content-type"), Some(media_type), "nobody can put the boundary into a file");
}

#[test]
fn html_has_pages_for_directories_and_for_what_is_absent() {
    let folder =
        folder(&[("index.html", "home"), ("a b/index.html", "inner"), ("empty/x.txt", "x"), ("404.html", "where?")]);
    let app = App::new("Site").root_path("/root").static_files("/", StaticFiles::new(folder.path()).html());
    let client = TestClient::new(app).without_redirects();
    for (target, status, text) in [
        ("/", 200, "home"),
        ("/index.html", 200, "home"),
        ("/a%20b/", 200, "inner"),
        ("/empty/", 404, "where?"),
        ("/nothing", 404, "where?"),
        ("/../a", 404, "where?"),
    ] {
        let answer = client.get(target).send();
        assert_eq!((answer.status().as_u16(), answer.text()), (status, text), "{target}");
    }
    check(&client, "GET /a%20b?q=1", "307 [location: http://testserver/root/a%20b/?q=1]");
    let again = client.get("/nothing").header("if-none-match", "*").header("range", "bytes=0-0").send();
    assert_eq!(again.status(), 404, "what is absent has no parts, and nobody has it already");
}

#[test]
fn files_may_be_cached_for_as_long_as_said() {
    let folder = folder(&[("app.js", "1")]);
    let files = StaticFiles::new(folder.path()).cache_control("public, max-age=31536000, immutable");
    let client = TestClient::new(App::new("Cached").static_files("/static", files));
    let answer = client.get("/static/app.js").send();
    assert_eq!(answer.header("cache-control"), Some("public, max-age=31536000, immutable"));
    let known = client.get("/static/app.js").header("if-none-match", answer.header("etag").unwrap()).send();
    assert_eq!((known.status().as_u16(), known.header("cache-control")), (304, answer.header("cache-control")));
    assert_eq!(client.get("/static/b.js").send().header("cache-control"), None);
}

#[test]
fn a_directory_that_is_not_there_keeps_the_application_from_starting() {
    let app = || App::new("Nowhere");
    let missing = "no/such/directory";
    let error = TestClient::try_new(app().static_files("/static", StaticFiles::new(missing))).err().unwrap();
    assert!(error.cause().unwrap().to_string().contains("no/such/directory of static files does not exist"), "{error}");
    let client = TestClient::new(app().static_files("/static", StaticFiles::new(missing).unchecked()));
    assert_eq!(client.get("/static/a").send().status(), 500);
    let files = StaticFiles::new(".").cache_control("no\nstore");
    assert!(TestClient::try_new(app().static_files("/static", files)).is_err());
}

#[test]
fn a_file_that_changes_is_another() {
    let folder = folder(&[("a.txt", "one")]);
    let client = served(&folder);
    let tag = client.get("/static/a.txt").send().header("etag").unwrap().to_owned();
    fs::write(folder.path().join("a.txt"), "two").unwrap();
    let answer = client.get("/static/a.txt").header("if-none-match", &tag).send();
    assert_eq!((answer.status().as_u16(), answer.text()), (200, "two"));
}

#[test]
fn a_large_file_arrives_whole() {
    let folder = tempfile::tempdir().unwrap();
    let content: Vec<u8> = (0..3_000_000_u32).map(|at| (at % 251) as u8).collect();
    fs::write(folder.path().join("large.bin"), &content).unwrap();
    let client = served(&folder);
    let answer = client.get("/static/large.bin").send();
    assert_eq!(answer.header("content-type"), Some("application/octet-stream"));
    assert!(answer.bytes() == content.as_slice());
    let answer = client.get("/static/large.bin").header("range", "bytes=100000-2000000").send();
    assert!(answer.bytes() == &content[100_000..=2_000_000]);
}

#[get("/{name}")]
async fn read(name: String) -> Result<File, HttpError> {
    match name.as_str() {
        "none" => Err(HttpError::new(404, "There is none")),
        "typed" => Ok(File::new("Cargo.toml").media_type("text/plain")),
        "saved" => Ok(File::new("Cargo.toml").download("März.csv")),
        "shown" => Ok(File::new("Cargo.toml").inline("a.pdf")),
        "absent" => Ok(File::new("no-such-file")),
        "directory" => Ok(File::new("src")),
        other => Ok(File::beneath("src", other)),
    }
}

#[post("/made", status = 201)]
fn make() -> File {
    File::new("Cargo.toml")
}

#[test]
fn an_operation_answers_a_file() {
    let client = TestClient::new(App::new("Answers").routes(routes![read, make]));
    let headers = |target: &str| {
        let answer = client.get(target).send();
        let text = |name| answer.header(name).unwrap_or_default().to_owned();
        (answer.status().as_u16(), text("content-type"), text("content-disposition"))
    };
    let owned =
        |status: u16, media_type: &str, disposition: &str| (status, media_type.to_owned(), disposition.to_owned());
    assert_eq!(headers("/typed"), owned(200, "text/plain", ""));
    let saved = owned(200, "text/csv; charset=utf-8", "attachment; filename*=utf-8''M%C3%A4rz.csv");
    assert_eq!(headers("/saved"), saved);
    assert_eq!(headers("/shown"), owned(200, "application/pdf", "inline; filename=\"a.pdf\""));
    assert_eq!(headers("/lib.rs"), owned(200, "application/octet-stream", ""));
    for (target, status) in
        [("/none", 404), ("/%2e%2e", 404), ("/nothing.rs", 404), ("/absent", 500), ("/directory", 500)]
    {
        assert_eq!(client.get(target).send().status(), status, "{target}");
    }
    let answer = client.get("/typed").header("range", "bytes=0-8").send();
    assert_eq!((answer.status().as_u16(), answer.text()), (206, "[package]"));
    let made = client.post("/made").header("range", "bytes=0-8").send();
    assert_eq!(made.status(), 201);
    assert!(made.text().starts_with("[package]\nname"), "only an answer to GET has ranges");
}
