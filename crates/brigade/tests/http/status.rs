//! The page that shows what the operations do, and its data.

use brigade::{
    App, get, post, routes,
    testing::{TestClient, TestResponse},
};
use serde_json::Value;

use super::check;

#[get("/menu/{dish}", run = "inline")]
async fn read_dish(dish: String) -> String {
    dish
}

#[post("/menu")]
fn create_dish() -> u8 {
    1
}

fn app() -> App {
    App::new("Pots & <Pans>").routes(routes![read_dish, create_dish])
}

const NOT_FOUND: &str = r#"404 {"detail":"Not Found"}"#;
const BROWSER: &str = "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8";

fn page(client: &TestClient, path: &str) -> TestResponse {
    client.get(path).header("accept", BROWSER).send()
}

#[test]
fn it_is_there_when_the_documentation_is_and_where_somebody_wants_it() {
    let documented = cfg!(feature = "docs");
    for (app, path, is_there) in [
        (app(), "/brigade", documented),
        (app(), "/brigade/data", documented),
        (app().openapi_url(None), "/brigade", false),
        (app().docs_url(None), "/brigade", cfg!(feature = "redoc")),
        (app().docs_url(None).redoc_url(None), "/brigade", false),
        (app().status_url(None), "/brigade", false),
        (app().status_url(None), "/brigade/data", false),
        (app().openapi_url(None).status_url("/kitchen"), "/kitchen", true),
        (app().openapi_url(None).status_url("/kitchen"), "/kitchen/data", true),
        (app().status_url("/kitchen"), "/brigade", false),
        (app().status_url("/"), "/", true),
        (app().status_url("/"), "/data", true),
        (app().root_path("/api").status_url("/kitchen"), "/api/kitchen", true),
    ] {
        let client = TestClient::new(app);
        assert_eq!(client.get(path).send().status() == 200, is_there, "{path}");
        if is_there {
            assert_eq!(client.head(path).send().status(), 200, "{path}");
            let document: Value = client.get("/openapi.json").send().json();
            assert!(document["paths"][path].is_null(), "{path} is no operation");
        } else {
            check(&client, &format!("GET {path}"), NOT_FOUND);
        }
    }
}

#[test]
fn two_things_at_its_path_are_a_start_up_mistake() {
    #[get("/kitchen/data")]
    async fn data() -> u8 {
        1
    }

    for (app, expected) in [
        (app().status_url("/openapi.json"), "is the path of a page of the documentation and of the status page"),
        (
            app().status_url("/x").metrics_url("/x/data"),
            "/x/data is the path of the status page's data and of the metrics",
        ),
        (app().status_url("kitchen"), "`status_url` must start with `/` and have no parameters"),
        (
            app().status_url("/kitchen").routes(routes![data]),
            "GET /kitchen/data is registered twice: at the status page's data",
        ),
    ] {
        let mistakes = TestClient::try_new(app).err().expect("it cannot start").to_string();
        assert!(mistakes.contains(expected), "{mistakes}");
    }
}

#[test]
fn whoever_is_no_browser_reads_sentences() {
    let client = TestClient::new(app().status_url("/kitchen"));
    client.get("/menu/soup").send();
    client.post("/menu").send();
    client.post("/menu").send();
    for accept in ["text/plain", "*/*", "application/json"] {
        let answer = client.get("/kitchen").header("accept", accept).send();
        assert_eq!(answer.header("content-type"), Some("text/plain; charset=utf-8"));
        assert_eq!((answer.header("vary"), answer.header("cache-control")), (Some("accept"), Some("no-store")));
        let lines: Vec<_> = answer.text().lines().collect();
        assert!(lines[0].starts_with("Pots & <Pans>: "), "{lines:?}");
        let read =
            lines.iter().position(|line| *line == "GET /menu/{dish} (read_dish)").expect("every operation has a line");
        assert!(lines[read + 1].contains(", inline"), "{lines:?}");
        let create =
            lines.iter().position(|line| *line == "POST /menu (create_dish)").expect("every operation has a line");
        assert!(lines[create + 1].contains("), on the pool"), "{lines:?}");
    }
}

#[test]
fn browsers_get_a_page_that_loads_nothing_from_elsewhere() {
    for (app, path, data) in [
        (app().status_url("/kitchen"), "/kitchen", "kitchen/data"),
        (app().status_url("/in/kitchen").root_path("/api"), "/api/in/kitchen", "kitchen/data"),
        (app().status_url("/"), "/", "data"),
    ] {
        let client = TestClient::new(app);
        let answer = page(&client, path);
        assert_eq!((answer.status().as_u16(), answer.header("content-type")), (200, Some("text/html; charset=utf-8")));
        assert_eq!((answer.header("vary"), answer.header("cache-control")), (Some("accept"), Some("no-store")));
        let html = answer.text();
        for expected in ["<title>Pots &amp; &lt;Pans&gt; · brigade</title>", "/menu/{dish} <i>read_dish</i>"] {
            assert!(html.contains(expected), "{expected} is not in\n{html}");
        }
        assert!(html.contains(&format!("<body data-source=\"{data}\">")), "{html}");
        assert!(html.len() < 20 * 1024, "the page has {} bytes", html.len());
        assert!(!html.contains("src=") && !html.contains("@import"), "{html}");
        let policy = answer.header("content-security-policy").expect("a page has a policy").to_owned();
        let nonce = policy.split_once("script-src 'nonce-").and_then(|(_, rest)| rest.split_once('\'')).unwrap().0;
        assert_eq!(html.matches(&format!("nonce=\"{nonce}\"")).count(), 2, "the script and the style may be used");
        assert!(policy.starts_with("default-src 'none';") && !policy.contains("unsafe"), "{policy}");
        assert_ne!(page(&client, path).header("content-security-policy"), Some(&*policy), "a nonce is used once");
    }
}

#[test]
fn the_data_says_what_each_operation_did() {
    let client = TestClient::new(app().status_url("/kitchen"));
    (0..5).for_each(|_| drop(client.post("/menu").send()));
    let answer = client.get("/kitchen/data").send();
    assert_eq!(
        (answer.header("content-type"), answer.header("cache-control")),
        (Some("application/json"), Some("no-store"))
    );
    let report: Value = answer.json();
    let [read, create] = &report["operations"].as_array().unwrap()[..] else { panic!("{report}") };
    assert_eq!((&read["mood"], &read["requests"], &read["weight"]), (&"unused".into(), &0.into(), &Value::Null));
    assert_eq!(
        (&create["method"], &create["path"], &create["name"]),
        (&"POST".into(), &"/menu".into(), &"create_dish".into())
    );
    assert_eq!((&create["mood"], &create["lane"], &create["requests"]), (&"busy".into(), &"pool".into(), &5.into()));
    assert!(
        create["cpu_seconds"].as_f64() > Some(0.0) && create["requests_per_second"].as_f64() > Some(0.0),
        "{create}"
    );
    assert!(report["cores"].as_f64() > Some(0.0) && report["notes"].is_array(), "{report}");
    for after in ["later", "-1", "1e300", "NaN"] {
        assert_eq!(client.get(&format!("/kitchen/data?after={after}")).send().status(), 200, "{after}");
    }
}

#[test]
fn it_needs_no_thread_of_the_pool() {
    let client = TestClient::new(app().status_url("/kitchen").metrics_url("/metrics"));
    for path in ["/kitchen", "/kitchen/data", "/metrics"] {
        assert_eq!(client.get(path).send().status(), 200);
        assert_eq!(page(&client, path).status(), 200);
    }
    let metrics = client.get("/metrics").send();
    assert!(metrics.text().contains("\nbrigade_pool_threads 0\n"), "{}", metrics.text());
}
