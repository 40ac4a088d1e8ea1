//! What Prometheus reads.

use std::{
    collections::{HashMap, HashSet},
    future::{IntoFuture, poll_fn},
    task::Poll,
};

use brigade::{App, HttpError, get, post, routes, testing::TestClient};

use super::check;

#[get("/items/{item_id}")]
async fn read_item(item_id: u8) -> Result<u8, HttpError> {
    if item_id == 0 { Err(HttpError::new(404, "Item not found")) } else { Ok(item_id) }
}

#[post("/items")]
fn create_item() -> u8 {
    7
}

mod other {
    /// Has the name of another.
    #[super::get("/other/{item_id:path}")]
    pub(super) fn read_item(item_id: String) -> String {
        item_id
    }
}

fn app() -> App {
    App::new("Items").routes(routes![read_item, create_item, other::read_item])
}

#[test]
fn metrics_are_there_where_somebody_asked_for_them() {
    check(&TestClient::new(app()), "GET /metrics", r#"404 {"detail":"Not Found"}"#);
    let client = TestClient::new(app().metrics_url("/metrics").root_path("/api"));
    for path in ["/metrics", "/api/metrics"] {
        let answer = client.get(path).send();
        assert_eq!(answer.status(), 200);
        assert_eq!(answer.header("content-type"), Some("text/plain; version=0.0.4; charset=utf-8"));
        assert_eq!(answer.header("cache-control"), Some("no-store"));
    }
    assert_eq!(client.head("/metrics").send().status(), 200);
    check(&client, "POST /metrics", r#"405 [allow: GET, HEAD] {"detail":"Method Not Allowed"}"#);
    assert!(!client.get("/openapi.json").send().text().contains("metrics"));
    let client = TestClient::new(app().metrics_url("/metrics").metrics_url(None));
    check(&client, "GET /metrics", r#"404 {"detail":"Not Found"}"#);
}

#[test]
fn a_path_for_two_things_is_a_start_up_mistake() {
    for (app, expected) in [
        (app().metrics_url("/docs"), "  - /docs is the path of a page of the documentation and of the metrics"),
        (app().metrics_url("metrics"), "  - `metrics_url` must start with `/` and have no parameters"),
    ] {
        let mistakes = TestClient::try_new(app).err().expect("it cannot start").to_string();
        assert!(mistakes.ends_with(expected), "{mistakes}");
    }
}

#[test]
fn every_request_is_counted_with_its_operation_and_its_status() {
    let client = TestClient::new(app().metrics_url("/metrics"));
    for (path, times) in [("/items/1", 3), ("/items/0", 2), ("/items/x", 1), ("/other/a", 1), ("/nothing", 4)] {
        (0..times).for_each(|_| drop(client.get(path).send()));
    }
    client.post("/items").send();
    client.delete("/items").send();
    let samples = parse(client.get("/metrics").send().text());
    let read = r#"operation="read_item",method="GET",path="/items/{item_id}""#;
    let create = r#"operation="create_item",method="POST",path="/items""#;
    for (sample, expected) in [
        (format!(r#"brigade_operation_requests_total{{{read},status="2xx"}}"#), 3.0),
        (format!(r#"brigade_operation_requests_total{{{read},status="4xx"}}"#), 3.0),
        (format!(r#"brigade_operation_requests_total{{{create},status="2xx"}}"#), 1.0),
        (format!("brigade_operation_request_duration_seconds_count{{{read}}}"), 6.0),
        (format!("brigade_operation_requests_running{{{read}}}"), 0.0),
        (format!("brigade_operation_jobs_total{{{create}}}"), 1.0),
        (format!("brigade_operation_on_pool{{{create}}}"), 1.0),
        (format!("brigade_operation_queue_wait_seconds_count{{{create}}}"), 1.0),
        ("brigade_unserved_requests_total".to_owned(), 5.0),
        ("brigade_pool_jobs_queued".to_owned(), 0.0),
    ] {
        assert_eq!(samples.get(&sample), Some(&expected), "{sample} in {samples:#?}");
    }
    assert!(samples["brigade_cores"] > 0.0);
    assert!(samples[&format!("brigade_operation_cpu_seconds_total{{{create}}}")] > 0.0);
}

#[get("/slow", run = "inline")]
async fn slow() -> u8 {
    std::future::pending().await
}

#[test]
fn a_client_that_leaves_is_counted() {
    let client = TestClient::new(App::new("Slow").routes(routes![slow]).metrics_url("/metrics"));
    brigade_scheduler::runtime(Some(1)).unwrap().block_on(async {
        let mut asking = client.get("/slow").into_future();
        poll_fn(|context| Poll::Ready(asking.as_mut().poll(context).is_pending())).await;
        let labels = r#"operation="slow",method="GET",path="/slow""#;
        let running = format!("brigade_operation_requests_running{{{labels}}}");
        assert_eq!(parse(client.get("/metrics").await.text())[&running], 1.0);
        drop(asking);
        let samples = parse(client.get("/metrics").await.text());
        let departed = format!(r#"brigade_operation_requests_total{{{labels},status="departed"}}"#);
        assert_eq!((samples[&running], samples[&departed]), (0.0, 1.0));
    });
}

/// Reads the text format as its grammar has it, and holds it to what Prometheus asks of a page.
#[track_caller]
fn parse(text: &str) -> HashMap<String, f64> {
    let (mut samples, mut names, mut buckets) = (HashMap::new(), HashSet::new(), HashMap::new());
    let (mut name, mut kind) = ("", "");
    assert!(text.ends_with('\n'), "the last line ends");
    for line in text.lines() {
        if let Some(help) = line.strip_prefix("# HELP ") {
            let help = help.split_once(' ').expect("a metric has a help");
            name = help.0;
            assert!(names.insert(name), "{name} is one group of lines");
            assert!(name.bytes().all(|byte| byte.is_ascii_lowercase() || byte == b'_'), "{name} is a name");
            assert!(help.1.ends_with('.') && !help.1.contains('\\'), "{help:?} is a sentence");
            continue;
        }
        if let Some(typed) = line.strip_prefix("# TYPE ") {
            kind = typed.strip_prefix(name).expect("a type follows the help").trim_start();
            assert!(["counter", "gauge", "histogram"].contains(&kind), "{line}");
            assert_eq!(kind == "counter", name.ends_with("_total"), "{line}");
            continue;
        }
        let (sample, value) = line.rsplit_once(' ').expect("a sample has a value");
        let value: f64 = value.parse().expect("a value is a number");
        let suffix =
            sample.split('{').next().and_then(|whole| whole.strip_prefix(name)).expect("samples have the name");
        let suffixes: &[&str] = if kind == "histogram" { &["_bucket", "_sum", "_count"] } else { &[""] };
        assert!(suffixes.contains(&suffix), "{line}");
        if let Some(labels) = sample.strip_prefix(&format!("{name}{suffix}")).filter(|labels| !labels.is_empty()) {
            let labels = labels.strip_prefix('{').and_then(|rest| rest.strip_suffix('}')).expect("braces");
            let mut rest = labels;
            while !rest.is_empty() {
                let (label, value) = rest.split_once("=\"").expect("a label has a value in quotes");
                assert!(label.bytes().all(|byte| byte.is_ascii_lowercase() || byte == b'_'), "{label} is a name");
                let end = value.find('"').expect("quotes end; none of these values has one inside");
                rest = value[end + 1..].trim_start_matches(',');
            }
            if suffix == "_bucket" {
                let (others, bound) = labels.rsplit_once(",le=").expect("a bucket has an end");
                let below = buckets.insert(format!("{name} {others}"), value).unwrap_or(0.0);
                assert!(value >= below, "{line} is less than the bucket before");
                assert!(bound == "\"+Inf\"" || bound.trim_matches('"').parse::<f64>().is_ok(), "{line}");
            } else if suffix == "_count" {
                assert_eq!(buckets[&format!("{name} {labels}")], value, "{line} is not the last bucket");
            }
        }
        assert!(samples.insert(sample.to_owned(), value).is_none(), "{sample} is there twice");
    }
    samples
}
