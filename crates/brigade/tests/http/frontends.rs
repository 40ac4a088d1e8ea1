//! Front ends. What is expected are the answers of FastAPI 0.141.1, from its tests of them; where brigade differs on purpose,
//! the case says so.

use std::{
    fs,
    path::Path,
    sync::{Arc, Mutex},
};

use brigade::{
    App, BackgroundTasks, Cookie, Fallback, Frontend, HttpError, Next, Request, Response, ResponseParts, Result,
    Router, dependency, depends, get, routes, testing::TestClient,
};
use tempfile::TempDir;

const HTML: &str = "accept: text/html";

/// Makes a directory with `dist` in it, which has these files.
fn folder(files: &[(&str, &str)]) -> TempDir {
    let folder = tempfile::tempdir().unwrap();
    fs::create_dir(folder.path().join("dist")).unwrap();
    for (path, text) in files {
        write(&folder.path().join("dist").join(path), text);
    }
    folder
}

fn write(path: &Path, text: &str) {
    fs::create_dir_all(path.parent().unwrap()).unwrap();
    fs::write(path, text).unwrap();
}

fn dist(folder: &TempDir) -> Frontend {
    Frontend::new(folder.path().join("dist"))
}

/// Returns status, body and where the client is sent.
fn ask(client: &TestClient, request: &str) -> String {
    let mut lines = request.lines();
    let (method, target) = lines.next().unwrap().split_once(' ').unwrap();
    let mut prepared = client.request(method, target);
    for (name, value) in lines.map(|line| line.split_once(": ").unwrap_or((line.trim_end_matches(':'), ""))) {
        prepared = prepared.header(name, value);
    }
    let answer = prepared.send();
    let location = answer.header("location").map(|location| format!(" [{location}]")).unwrap_or_default();
    format!("{}{location} {}", answer.status().as_u16(), answer.text()).trim_end().to_owned()
}

#[track_caller]
fn check(client: &TestClient, request: &str, expected: &str) {
    assert_eq!(ask(client, request), expected, "{request}");
}

const NOT_FOUND: &str = "404 {\"detail\":\"Not Found\"}";
const NOT_ALLOWED: &str = "405 {\"detail\":\"Method Not Allowed\"}";

#[test]
fn a_path_is_a_file_or_what_the_fallback_says() {
    use Fallback::{Auto, Index, None, NotFoundPage};

    const SHELL: &[(&str, &str)] = &[("index.html", "app shell"), ("assets/app.js", "console.log('ok')")];
    const MISSING: &[(&str, &str)] = &[("404.html", "missing")];
    const BOTH: &[(&str, &str)] = &[("index.html", "app shell"), ("404.html", "missing")];
    const PAGES: &[(&str, &str)] = &[("index.html", "app"), ("about/index.html", "about"), ("empty/note.txt", "note")];
    type Case = (Fallback, &'static [(&'static str, &'static str)], &'static [(&'static str, &'static str)]);
    let cases: [Case; 11] = [
        (
            Auto,
            SHELL,
            &[
                ("GET /assets/app.js", "200 console.log('ok')"),
                ("GET /assets/app.js?v=1", "200 console.log('ok')"),
                ("GET /", "200 app shell"),
                ("GET /app\naccept: text/html", "200 app shell"),
                ("GET /dashboard\naccept: text/html", "200 app shell"),
                ("GET /assets\naccept: text/html", "200 app shell"),
                ("GET /assets/\naccept: text/html", "200 app shell"),
                ("POST /dashboard/settings\naccept: text/html", NOT_FOUND),
            ],
        ),
        (
            Index,
            SHELL,
            &[
                ("GET /dashboard/settings\naccept: text/html; q=wat", "200 app shell"),
                ("GET /dashboard/settings\naccept: text/html", "200 app shell"),
                ("GET /users/jane.doe\naccept: text/html", "200 app shell"),
                ("GET /v/1.2.3\naccept: application/xhtml+xml", "200 app shell"),
                ("GET /dashboard/settings\naccept: text/html; charset=utf-8; q=0.8", "200 app shell"),
                ("GET /dashboard/settings\naccept: image/png, TEXT/HTML", "200 app shell"),
                ("GET /dashboard/settings\naccept: text/html; q=0.0", NOT_FOUND),
                ("GET /dashboard/settings\naccept: text/html; q=0, */*; q=1", NOT_FOUND),
                ("GET /dashboard/settings\naccept: application/xhtml+xml; q=0, */*; q=1", NOT_FOUND),
                ("GET /assets/missing.js\naccept: */*", NOT_FOUND),
                ("GET /assets/missing.css\naccept: text/css", NOT_FOUND),
                ("GET /assets/missing.png\naccept: image/png", NOT_FOUND),
                ("GET /api/missing\naccept: application/json", NOT_FOUND),
                ("GET /dashboard/settings\naccept:", NOT_FOUND),
                ("HEAD /dashboard/settings\naccept: text/html", "200"),
                ("HEAD /assets/app.js", "200"),
                ("POST /dashboard/settings\naccept: text/html", NOT_FOUND),
                ("PUT /dashboard/settings\naccept: text/html", NOT_FOUND),
                ("PATCH /dashboard/settings\naccept: text/html", NOT_FOUND),
                ("DELETE /dashboard/settings\naccept: text/html", NOT_FOUND),
                ("OPTIONS /dashboard/settings\naccept: text/html", NOT_FOUND),
                ("POST /dashboard/settings\naccept: application/json", NOT_FOUND),
                ("POST /assets/app.js", NOT_ALLOWED),
            ],
        ),
        (
            NotFoundPage,
            MISSING,
            &[
                ("GET /assets/missing.js", "404 missing"),
                ("GET /dashboard\naccept: text/html", "404 missing"),
                ("POST /dashboard/settings\naccept: text/html", NOT_FOUND),
            ],
        ),
        (Auto, BOTH, &[("GET /dashboard\naccept: text/html", "404 missing"), ("GET /x.js", "404 missing")]),
        (Index, BOTH, &[("GET /dashboard\naccept: text/html", "200 app shell"), ("GET /x.js", NOT_FOUND)]),
        (Auto, &[], &[("GET /dashboard\naccept: text/html", NOT_FOUND), ("GET /", NOT_FOUND)]),
        (
            None,
            BOTH,
            &[
                ("GET /dashboard\naccept: text/html", NOT_FOUND),
                ("GET /", "200 app shell"),
                ("POST /dashboard/settings\naccept: text/html", NOT_FOUND),
            ],
        ),
        (
            Auto,
            PAGES,
            &[
                ("GET /about", "307 [http://testserver/about/]"),
                ("GET /about?q=1", "307 [http://testserver/about/?q=1]"),
                ("GET /about/", "200 about"),
                ("GET /empty/", NOT_FOUND),
                ("POST /", NOT_ALLOWED),
                ("POST /about/", NOT_ALLOWED),
                ("POST /empty/", NOT_FOUND),
                // FastAPI serves a file with a slash behind it, too.
                ("GET /empty/note.txt/", NOT_FOUND),
            ],
        ),
        (
            Auto,
            &[("index.html", "app"), ("../secret.txt", "secret"), (".env", "secret")],
            &[
                ("GET /../secret.txt", NOT_FOUND),
                ("GET /%2e%2e/secret.txt", NOT_FOUND),
                ("GET /..%2fsecret.txt", NOT_FOUND),
                ("GET /%5c..%5csecret.txt", NOT_FOUND),
                ("GET /..%5csecret.txt", NOT_FOUND),
                ("GET //secret.txt", NOT_FOUND),
                ("GET /%2e%2e/secret.txt\naccept: text/html", "200 app"),
                // FastAPI serves what begins with a dot.
                ("GET /.env", NOT_FOUND),
            ],
        ),
        (Auto, &[("asset.txt", "ok")], &[("POST /asset.txt", NOT_ALLOWED), ("GET /a%00b", NOT_FOUND)]),
        (None, &[], &[("GET /nowhere", NOT_FOUND)]),
    ];
    for (fallback, files, requests) in cases {
        let folder = folder(files);
        let app = App::new("Front end").frontend("/", dist(&folder).fallback(fallback));
        let client = TestClient::new(app).without_redirects();
        for (request, expected) in requests {
            assert_eq!(&ask(&client, request), expected, "{fallback:?} {files:?} {request}");
        }
    }
    let folder = folder(&[]);
    let client = TestClient::new(App::new("Front end").frontend("/", dist(&folder)));
    check(&client, &format!("GET /{}", "x".repeat(300)), NOT_FOUND);
}

#[test]
fn files_have_validators_and_lengths() {
    let folder = folder(&[("asset.txt", "ok"), ("index.html", "app shell")]);
    let client = TestClient::new(App::new("Front end").frontend("/", dist(&folder)));
    let file = client.get("/asset.txt").send();
    let etag = file.header("etag").unwrap();
    assert!(file.header("last-modified").is_some());
    assert_eq!(client.get("/asset.txt").header("if-none-match", etag).send().status(), 304);
    assert_eq!(client.get("/asset.txt").header("range", "bytes=1-").send().text(), "k");
    assert_eq!(client.head("/asset.txt").send().header("content-length"), Some("2"));
    let shell = client.head("/dashboard/settings").header("accept", "text/html").send();
    assert_eq!(shell.header("content-length"), Some("9"));
    assert_eq!(client.post("/asset.txt").send().header("allow"), Some("GET, HEAD"));
}

#[get("/api/users")]
async fn read_users() -> &'static str {
    "api"
}

#[get("/api/missing")]
async fn read_missing() -> Result<(), HttpError> {
    Err(HttpError::new(404, "api missing"))
}

#[get("/slash/")]
async fn read_slash() -> &'static str {
    "api"
}

#[test]
fn whatever_else_answers_goes_first() {
    let files = [
        ("index.html", "frontend"),
        ("api/users", "frontend"),
        ("slash/index.html", "frontend"),
        ("docs/index.html", "frontend"),
        ("mounted/x", "frontend"),
    ];
    let folder = folder(&files);
    let mounted = App::new("Mounted").routes(routes![read_users]);
    let app = App::new("API").frontend("/", dist(&folder).fallback(Fallback::Index)).mount("/mounted", mounted);
    let client = TestClient::new(app.routes(routes![read_users, read_missing, read_slash])).without_redirects();
    let cases = [
        ("GET /api/users\naccept: text/html", "200 \"api\""),
        ("POST /api/users", NOT_ALLOWED),
        ("HEAD /api/users", NOT_ALLOWED),
        ("GET /api/missing\naccept: text/html", "404 {\"detail\":\"api missing\"}"),
        ("GET /slash", "307 [http://testserver/slash/]"),
        ("GET /slash/", "200 \"api\""),
        ("GET /docs/", "307 [http://testserver/docs]"),
        ("GET /mounted/x", NOT_FOUND),
        ("GET /mounted/api/users", "200 \"api\""),
        ("GET /api", NOT_FOUND),
        ("GET /api\naccept: text/html", "200 frontend"),
        ("GET /index.html", "200 frontend"),
    ];
    for (request, expected) in cases {
        check(&client, request, expected);
    }
    let paths: serde_json::Value = client.get("/openapi.json").send().json();
    let paths: Vec<_> = paths["paths"].as_object().unwrap().keys().collect();
    assert_eq!(paths, ["/api/missing", "/api/users", "/slash/"]);
}

#[test]
fn the_longest_path_answers() {
    let (site, admin) = (
        folder(&[("index.html", "site"), ("asset.txt", "asset"), ("admin/client-route", "site asset")]),
        folder(&[("index.html", "admin"), ("asset.txt", "admin asset")]),
    );
    let shell = |folder| dist(folder).fallback(Fallback::Index);
    let child = Router::new().prefix("/child").frontend("/", shell(&admin));
    let app = App::new("Two")
        .frontend("/", shell(&site))
        .frontend("/admin/", shell(&admin))
        .include(Router::new().prefix("/parent").include(child))
        .include(Router::new().prefix("/prefix/internal").frontend("/ui", dist(&admin)));
    let client = TestClient::new(app).without_redirects();
    let cases = [
        ("GET /asset.txt", "200 asset"),
        ("GET /admin/asset.txt", "200 admin asset"),
        ("GET /admin/settings\naccept: text/html", "200 admin"),
        ("GET /administration\naccept: text/html", "200 site"),
        ("POST /admin/client-route", NOT_FOUND),
        ("GET /admin", "307 [http://testserver/admin/]"),
        ("GET /admin/", "200 admin"),
        ("GET /parent/child/settings\naccept: text/html", "200 admin"),
        ("GET /parent/settings\naccept: text/html", "200 site"),
        ("GET /prefix/internal/ui/asset.txt", "200 admin asset"),
        ("GET /prefix/asset.txt", NOT_FOUND),
    ];
    for (request, expected) in cases {
        check(&client, request, expected);
    }
}

#[test]
fn a_front_end_is_where_its_application_is() {
    let folder = folder(&[("assets/app.js", "console.log('ok')"), ("about/index.html", "about")]);
    let app = || App::new("Front end").frontend("/app", dist(&folder));
    let behind_proxy = TestClient::new(app().root_path("/proxy")).without_redirects();
    let mounted = TestClient::new(App::new("Outer").mount("/outer", app())).without_redirects();
    let cases = [
        (&behind_proxy, "GET /app/assets/app.js", "200 console.log('ok')"),
        (&behind_proxy, "GET /proxy/app/assets/app.js", "200 console.log('ok')"),
        (&behind_proxy, "GET /app/about", "307 [http://testserver/proxy/app/about/]"),
        (&behind_proxy, "GET /proxy/app/about", "307 [http://testserver/proxy/app/about/]"),
        (&mounted, "GET /outer/app/assets/app.js", "200 console.log('ok')"),
        (&mounted, "GET /outer/app/about", "307 [http://testserver/outer/app/about/]"),
        (&mounted, "GET /app/assets/app.js", NOT_FOUND),
    ];
    for (client, request, expected) in cases {
        check(client, request, expected);
    }
}

#[test]
fn links_lead_nowhere_else() {
    let folder = folder(&[("asset.txt", "ok")]);
    write(&folder.path().join("secret.txt"), "secret");
    std::os::unix::fs::symlink("../secret.txt", folder.path().join("dist/secret.txt")).unwrap();
    let client = TestClient::new(App::new("Front end").frontend("/", dist(&folder)));
    check(&client, "GET /secret.txt", NOT_FOUND);
    check(&client, "GET /asset.txt", "200 ok");
}

/// What was called, in order.
#[derive(Clone, Default)]
struct Diary(Arc<Mutex<Vec<String>>>);

impl Diary {
    fn note(&self, what: &str) {
        self.0.lock().unwrap().push(what.to_owned());
    }

    fn take(&self) -> Vec<String> {
        std::mem::take(&mut self.0.lock().unwrap())
    }
}

#[dependency]
async fn session(#[cookie] session: Option<String>, request: Request, #[state] diary: Diary) -> Result<(), HttpError> {
    diary.note(request.uri().path());
    if session.as_deref() == Some("ok") { Ok(()) } else { Err(HttpError::new(401, "no session")) }
}

macro_rules! noting {
    ($($name:ident)*) => {$(
        #[dependency]
        async fn $name(#[state] diary: Diary) {
            diary.note(stringify!($name));
        }
    )*};
}

noting! { outer include parent parent_include child admin site }

#[test]
fn dependencies_protect_every_file() {
    let folder = folder(&[("index.html", "app"), ("assets/app.js", "console.log('ok')")]);
    let shell = || dist(&folder).fallback(Fallback::Index);
    let diary = Diary::default();
    let whole = App::new("Protected").state(diary.clone()).depends(depends![session]).frontend("/", shell());
    let whole = TestClient::new(whole);
    let router = Router::new().prefix("/app").depends(depends![session]).frontend("/", shell());
    let part = TestClient::new(App::new("Protected").state(diary.clone()).include(router));
    for (client, prefix) in [(whole, ""), (part, "/app")] {
        let refused = "401 {\"detail\":\"no session\"}";
        // FastAPI says to everybody by 405 and 404 which files there are.
        for request in ["GET /", "GET /assets/app.js", "GET /nowhere", "POST /assets/app.js"] {
            check(&client, &request.replacen('/', &format!("{prefix}/"), 1), refused);
        }
        diary.take();
        let cookie = "cookie: session=ok";
        check(&client, &format!("GET {prefix}/\n{cookie}"), "200 app");
        check(&client, &format!("GET {prefix}/assets/app.js\n{cookie}"), "200 console.log('ok')");
        check(&client, &format!("GET {prefix}/dashboard\n{HTML}\n{cookie}"), "200 app");
        let paths = ["/", "/assets/app.js", "/dashboard"].map(|path| format!("{prefix}{path}"));
        assert_eq!(diary.take(), paths);
    }
}

#[test]
fn dependencies_of_outer_routers_go_first() {
    let folder = folder(&[("index.html", "app")]);
    let diary = Diary::default();
    let inner = Router::new().depends(depends![child]).frontend("/ui", dist(&folder));
    let around = Router::new().prefix("/child").depends(depends![parent_include]).include(inner);
    let parents = Router::new().depends(depends![parent]).include(around);
    let included = Router::new().prefix("/parent").depends(depends![include]).include(parents);
    let app = App::new("Nested").state(diary.clone()).depends(depends![outer]).include(included);
    check(&TestClient::new(app), "GET /parent/child/ui/", "200 app");
    assert_eq!(diary.take(), ["outer", "include", "parent", "parent_include", "child"]);
}

#[test]
fn dependencies_run_for_the_front_end_that_answers_alone() {
    let folder = folder(&[("index.html", "app"), ("api/users", "frontend")]);
    let diary = Diary::default();
    let app = App::new("Two")
        .state(diary.clone())
        .include(Router::new().depends(depends![site]).frontend("/", dist(&folder)))
        .include(Router::new().prefix("/admin").depends(depends![admin]).frontend("/", dist(&folder)))
        .routes(routes![read_users]);
    let client = TestClient::new(app);
    check(&client, "GET /api/users", "200 \"api\"");
    assert!(diary.take().is_empty());
    check(&client, "GET /admin/", "200 app");
    assert_eq!(diary.take(), ["admin"]);
}

#[test]
fn dependencies_are_replaced_wrapped_and_may_refuse() {
    #[dependency]
    async fn token(token: String) -> String {
        token
    }
    async fn around(request: Request, next: Next) -> Response {
        let mut response = next.run(request).await;
        response.headers_mut().insert("x-around", "layer".parse().unwrap());
        response
    }
    #[dependency]
    async fn adds(parts: ResponseParts, tasks: BackgroundTasks, #[state] diary: Diary) {
        parts.header("x-dependency", "applied");
        parts.cookie(Cookie::new("frontend", "dependency"));
        tasks.add(async move { diary.note("background") });
    }
    let folder = folder(&[("index.html", "app")]);
    let diary = Diary::default();
    let app = || App::new("Front end").state(diary.clone()).frontend("/", dist(&folder));

    let client = TestClient::new(app().depends(depends![session]).override_dependency(session, || ()));
    check(&client, "GET /", "200 app");
    assert!(diary.take().is_empty());

    let client = TestClient::new(app().depends(depends![token]));
    let missing = r#"422 {"detail":[{"type":"missing","loc":["query","token"],"msg":"Field required","input":null}]}"#;
    check(&client, "GET /", missing);

    let router = Router::new().prefix("/inner").middleware(around).frontend("/", dist(&folder));
    let client = TestClient::new(app().include(router).depends(depends![adds]).middleware(around));
    let answer = client.get("/").send();
    assert_eq!(answer.text(), "app");
    assert_eq!(answer.header("x-dependency"), Some("applied"));
    assert!(answer.header("set-cookie").unwrap().starts_with("frontend=dependency"));
    assert_eq!(answer.header("x-around"), Some("layer"));
    assert_eq!(diary.take(), ["background"]);
    assert_eq!(client.get("/inner/").send().header("x-around"), Some("layer"));
}

#[test]
fn what_is_not_there_keeps_the_application_from_starting() {
    let folder = folder(&[]);
    let missing = folder.path().join("missing");
    let mistake = |app: App| TestClient::try_new(app).map(|_| ()).unwrap_err().to_string();
    let app = || App::new("Front end");
    let dist = || dist(&folder);
    let path = folder.path().display();
    let cases = [
        (
            app().frontend("/", Frontend::new(&missing)),
            format!("the directory {path}/missing of a front end does not exist"),
        ),
        (
            app().include(Router::new().frontend("/", Frontend::new(&missing).checked(true))),
            format!("the directory {path}/missing of a front end does not exist"),
        ),
        (
            app().frontend("/", dist().fallback(Fallback::Index)),
            format!("there is no index.html in the directory {path}/dist of a front end"),
        ),
        (
            app().frontend("/", dist().fallback(Fallback::NotFoundPage)),
            format!("there is no 404.html in the directory {path}/dist of a front end"),
        ),
        (app().frontend("", dist()), "the path \"\" of a front end must start with `/`".to_owned()),
        (app().frontend("app", dist()), "the path \"app\" of a front end must start with `/`".to_owned()),
        (app().frontend("/{id}", dist()), "the path \"/{id}\" of a front end must start with `/`".to_owned()),
        (
            app().frontend("/app", dist()).include(Router::new().prefix("/app").frontend("/", dist())),
            "two front ends have the path \"/app\"".to_owned(),
        ),
    ];
    for (app, expected) in cases {
        let found = mistake(app);
        assert!(found.contains(&expected), "{found}\n{expected}");
    }
    for (frontend, request) in [
        (Frontend::new(&missing), "GET /asset.txt"),
        (dist().fallback(Fallback::NotFoundPage), "GET /missing.js"),
        (dist().fallback(Fallback::Index), "GET /page\naccept: text/html"),
    ] {
        let client = TestClient::new(app().frontend("/", frontend.checked(false)));
        check(&client, request, "500 Internal Server Error");
    }
    let client = TestClient::new(app().frontend("/", Frontend::new(&missing).checked(false)));
    write(&missing.join("asset.txt"), "late");
    check(&client, "GET /asset.txt", "200 late");
}

#[test]
fn a_front_end_has_no_name() {
    let folder = folder(&[("index.html", "app")]);
    let app = App::new("Front end").frontend("/app", dist(&folder)).routes(routes![read_users]);
    assert!(app.url_path_for("frontend", &[]).is_err());
    assert_eq!(app.url_path_for("read_users", &[]).unwrap(), "/api/users");
}
