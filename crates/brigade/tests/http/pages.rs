//! The OpenAPI document, its pages and their files.

use brigade::{App, Server, get, routes, testing::TestClient};

use super::check;

#[get("/hello")]
async fn hello() -> u8 {
    1
}

fn app() -> App {
    App::new("Shop & Co").routes(routes![hello])
}

const NOT_FOUND: &str = r#"404 {"detail":"Not Found"}"#;

#[test]
fn the_document_is_json_that_can_be_cached() {
    let client = TestClient::new(app());
    let answer = client.get("/openapi.json").send();
    assert_eq!((answer.status().as_u16(), answer.header("content-type")), (200, Some("application/json")));
    assert_eq!(answer.header("cache-control"), Some("no-cache"));
    assert!(
        answer.text().starts_with(r#"{"openapi":"3.1.0","info":{"title":"Shop & Co","version":"0.1.0"},"paths":{"#)
    );
    let etag = answer.header("etag").expect("the document has an entity tag").to_owned();
    let unchanged = format!("304 [cache-control: no-cache] [etag: {}]", etag.escape_default());
    for tags in [etag.clone(), format!("\"other\", {etag}"), format!("W/{etag}"), "*".to_owned()] {
        check(&client, &format!("GET /openapi.json\nif-none-match: {tags}"), &unchanged);
    }
    assert_eq!(client.get("/openapi.json").header("if-none-match", "\"other\"").send().status(), 200);
    assert_eq!(client.head("/openapi.json").send().status(), 200);
    check(&client, "POST /openapi.json", r#"405 [allow: GET, HEAD] {"detail":"Method Not Allowed"}"#);
}

#[test]
fn pages_show_the_document_and_their_files_are_here() {
    let client = TestClient::new(app());
    for (page, title) in [("/docs", "Shop &amp; Co - Swagger UI"), ("/redoc", "Shop &amp; Co - ReDoc")] {
        let answer = client.get(page).send();
        assert_eq!((answer.status().as_u16(), answer.header("content-type")), (200, Some("text/html; charset=utf-8")));
        assert!(answer.text().contains(&format!("<title>{title}</title>")), "{}", answer.text());
        assert!(answer.text().contains("/openapi.json"));
        let policy = answer.header("content-security-policy").expect("a page has a policy");
        assert!(policy.contains("default-src 'none'"), "{policy}");
        let files = links(answer.text());
        assert!(!files.is_empty(), "{page} has files");
        for file in files {
            let answer = client.get(&file).send();
            assert_eq!(answer.status(), 200, "{file}");
            let etag = answer.header("etag").unwrap().to_owned();
            assert_eq!(client.get(&file).header("if-none-match", &etag).send().status(), 304, "{file}");
            assert_eq!(client.head(&file).send().status(), 200, "{file}");
        }
        assert_eq!(client.head(page).send().status(), 200, "{page}");
    }
    assert_eq!(client.get("/docs/oauth2-redirect").send().status(), 200);
}

/// Returns the paths of scripts and style sheets.
fn links(html: &str) -> Vec<String> {
    let attributes = html.split(['<', '>']).filter(|tag| tag.starts_with("script") || tag.starts_with("link"));
    let values = attributes.flat_map(|tag| {
        let parts = tag.split_whitespace();
        parts.filter_map(|part| part.strip_prefix("src=\"").or(part.strip_prefix("href=\"")))
    });
    values.map(|value| value.trim_end_matches('/').trim_end_matches('"').to_owned()).collect()
}

#[test]
fn pages_can_be_left_out() {
    for client in [TestClient::new(app().openapi_url(None)), TestClient::new(app().openapi_url(""))] {
        for path in ["/openapi.json", "/docs", "/redoc", "/docs/oauth2-redirect", "/docs/swagger-ui.css"] {
            check(&client, &format!("GET {path}"), NOT_FOUND);
        }
        check(&client, "GET /hello", "200 1");
    }
    let client = TestClient::new(app().docs_url(None));
    check(&client, "GET /docs", NOT_FOUND);
    check(&client, "GET /docs/oauth2-redirect", NOT_FOUND);
    let files = links(client.get("/redoc").send().text());
    assert!(files.iter().all(|file| file.starts_with("/redoc/")), "{files:?}");
    assert_eq!(client.get(&files[0]).send().status(), 200);
    let client = TestClient::new(app().redoc_url(None));
    check(&client, "GET /redoc", NOT_FOUND);
    assert_eq!(client.get("/docs").send().status(), 200);
    let client = TestClient::new(app().docs_url(None).redoc_url(None));
    check(&client, "GET /docs", NOT_FOUND);
    assert_eq!(client.get("/openapi.json").send().status(), 200);
}

#[test]
fn pages_can_be_elsewhere() {
    let client = TestClient::new(app().openapi_url("/api/v1/schema").docs_url("/help").redoc_url("/reference"));
    for path in ["/openapi.json", "/docs", "/redoc"] {
        check(&client, &format!("GET {path}"), NOT_FOUND);
    }
    assert_eq!(client.get("/api/v1/schema").send().status(), 200);
    for page in ["/help", "/reference"] {
        let html = client.get(page).send().text().to_owned();
        assert!(html.contains("/api/v1/schema"), "{html}");
        for file in links(&html) {
            assert_eq!(client.get(&file).send().status(), 200, "{file}");
        }
    }
    assert_eq!(client.get("/help/oauth2-redirect").send().status(), 200);
}

#[test]
fn the_root_path_is_in_every_url() {
    let client = TestClient::new(app().root_path("/proxied").server(Server::new("https://shop.example")));
    let document: serde_json::Value = client.get("/proxied/openapi.json").send().json();
    assert_eq!(document["servers"].to_string(), r#"[{"url":"/proxied"},{"url":"https://shop.example"}]"#);
    for page in ["/docs", "/redoc"] {
        let html = client.get(page).send().text().to_owned();
        assert!(html.contains("/proxied/openapi.json"), "{html}");
        for file in links(&html) {
            assert!(file.starts_with("/proxied/"), "{file}");
            assert_eq!(client.get(&file).send().status(), 200, "{file}");
        }
    }
    let client = TestClient::new(app().root_path("/proxied").server(Server::new("/proxied")));
    let document: serde_json::Value = client.get("/openapi.json").send().json();
    assert_eq!(document["servers"].to_string(), r#"[{"url":"/proxied"}]"#);
}

#[test]
fn swagger_ui_can_be_told_about_the_authorisation() {
    let client = TestClient::new(app());
    let html = client.get("/docs").send().text().to_owned();
    assert!(html.contains("oauth2RedirectUrl: window.location.origin + '/docs/oauth2-redirect'"), "{html}");
    assert!(!html.contains("initOAuth"), "{html}");

    let app = || app().root_path("/proxied").swagger_ui_init_oauth("clientId", "the-client</script>");
    let client = TestClient::new(
        app().swagger_ui_init_oauth("usePkceWithAuthorizationCodeGrant", true).oauth2_redirect_url("/back"),
    );
    let html = client.get("/docs").send().text().to_owned();
    assert!(html.contains("oauth2RedirectUrl: window.location.origin + '/proxied/back'"), "{html}");
    let call =
        r#"ui.initOAuth({"clientId": "the-client\u003c/script\u003e", "usePkceWithAuthorizationCodeGrant": true})"#;
    assert!(html.contains(call), "{html}");
    assert_eq!(client.get("/back").send().status(), 200);
    check(&client, "GET /docs/oauth2-redirect", NOT_FOUND);

    let client = TestClient::new(app().oauth2_redirect_url(None));
    let html = client.get("/docs").send().text().to_owned();
    assert!(!html.contains("oauth2RedirectUrl"), "{html}");
    check(&client, "GET /docs/oauth2-redirect", NOT_FOUND);
}
