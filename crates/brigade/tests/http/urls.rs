//! URLs that are made from names.

use std::fmt::Display;

use brigade::{
    App, HttpError, Request, Response, Result, Router, StatusCode, Urls, get, post, routes, testing::TestClient,
};

use crate::check;

type Parameters<'p> = &'p [(&'p str, &'p dyn Display)];

#[get("/items/{item_id}")]
async fn read_item(item_id: String) -> String {
    item_id
}

#[get("/items/{item_id}/parts/{part_id}")]
async fn read_part(item_id: String, part_id: String) -> String {
    format!("{item_id} {part_id}")
}

#[get("/years/{year:int}")]
async fn read_year(year: u32) -> u32 {
    year
}

#[get("/pairs/{left}-{right}")]
async fn read_pair(left: String, right: String) -> String {
    format!("{left} {right}")
}

#[get("/files/{path:path}")]
async fn read_file(path: String) -> String {
    path
}

#[get("/{path:path}")]
async fn read_rest(path: String) -> String {
    path
}

#[get("/käse/100%")]
async fn cheese() {}

mod second {
    #[brigade::get("/items/{item_id}/versions/{version}")]
    pub(super) async fn read_item(item_id: String, version: u32) -> String {
        format!("{item_id} {version}")
    }
}

fn app() -> App {
    let prefixed = Router::new().prefix("/v1").routes(routes![read_year, second::read_item]);
    let inner = App::new("Inner").routes(routes![read_item, inner_only]);
    let middle = App::new("Middle").routes(routes![middle_only]).mount("/inner", inner);
    App::new("Outer")
        .routes(routes![read_item, read_part, read_pair, read_file, cheese])
        .include(prefixed)
        .mount("/middle", middle)
        .mount_service("/static/files", tower::service_fn(foreign))
        .routes(routes![read_rest])
}

#[get("/only")]
async fn inner_only(urls: Urls) -> Result<Vec<String>> {
    let item: Parameters<'_> = &[("item_id", &7)];
    let part: Parameters<'_> = &[("item_id", &7), ("part_id", &8)];
    Ok(vec![
        urls.url_for("read_item", item)?,
        urls.path_for("read_part", part)?,
        urls.path_for("middle:inner:read_item", item)?,
        urls.path_for("static/files", &[("path", &"a.css")])?,
    ])
}

#[get("/only")]
async fn middle_only(request: Request) -> Result<String> {
    Urls::of(&request).url_for("inner_only", &[])
}

async fn foreign(request: Request) -> Result<Response, HttpError> {
    let url = Urls::of(&request).url_for("read_item", &[("item_id", &"from elsewhere")]);
    Ok(Response::new(url.map_err(|error| HttpError::new(500, error.to_string()))?.into()))
}

#[test]
fn a_name_and_parameters_make_a_path() {
    let app = app();
    let cases: [(&str, Parameters<'_>, &str); 22] = [
        ("read_item", &[("item_id", &"foo")], "/items/foo"),
        ("read_item", &[("item_id", &7)], "/items/7"),
        ("read_item", &[("item_id", &"a b?c#d%e<f>\"é")], "/items/a%20b%3Fc%23d%25e%3Cf%3E%22%C3%A9"),
        ("read_part", &[("part_id", &"p"), ("item_id", &"i")], "/items/i/parts/p"),
        ("read_item", &[("version", &3), ("item_id", &"i")], "/v1/items/i/versions/3"),
        ("read_year", &[("year", &2026)], "/v1/years/2026"),
        ("read_file", &[("path", &"a/b c.txt")], "/files/a/b%20c.txt"),
        ("read_file", &[("path", &"")], "/files/"),
        ("cheese", &[], "/k%C3%A4se/100%25"),
        ("static/files", &[("path", &"/css/site.css")], "/static/files/css/site.css"),
        ("middle:middle_only", &[], "/middle/only"),
        ("middle:inner:inner_only", &[], "/middle/inner/only"),
        ("inner_only", &[], "/middle/inner/only"),
        ("read_item", &[], "no URL can be made: \"read_item\" takes the parameters item_id"),
        ("read_item", &[("id", &7)], "no URL can be made: \"read_item\" takes the parameters item_id"),
        ("cheese", &[("id", &7)], "no URL can be made: \"cheese\" takes no parameters"),
        ("unknown", &[], "no URL can be made: nothing is named \"unknown\""),
        ("", &[], "no URL can be made: nothing is named \"\""),
        // What a request for the path would not find in it is no path of it.
        ("read_item", &[("item_id", &"a/b")], unfit(&["/items/{item_id}", "item_id", "a/b"])),
        ("read_item", &[("item_id", &"")], unfit(&["/items/{item_id}", "item_id", ""])),
        ("read_year", &[("year", &-1)], unfit(&["/v1/years/{year:int}", "year", "-1"])),
        ("read_item", &[("item_id", &"..")], unfit(&["/items/{item_id}", "item_id", ".."])),
    ];
    for (name, parameters, expected) in cases {
        let found = app.url_path_for(name, parameters).unwrap_or_else(|error| error.to_string());
        let given: Vec<_> = parameters.iter().map(|(name, value)| format!("{name}={value}")).collect();
        assert_eq!(found, expected, "{name} {given:?}");
    }
}

fn unfit(template_name_value: &[&str; 3]) -> &'static str {
    let [template, name, value] = template_name_value;
    let text = format!("no URL can be made: no request for {template} can have the parameters [({name:?}, {value:?})]");
    Box::leak(text.into_boxed_str())
}

#[test]
fn no_value_leads_to_another_place_than_its_operation() {
    let app = app();
    let cases: [(&str, Parameters<'_>); 5] = [
        ("read_pair", &[("left", &"a"), ("right", &"b-c")]),
        ("read_rest", &[("path", &"/example.com/")]),
        ("read_file", &[("path", &"a/../../secret")]),
        ("read_file", &[("path", &".")]),
        ("static/files", &[("path", &"../secret")]),
    ];
    for (name, parameters) in cases {
        assert!(app.url_path_for(name, parameters).is_err(), "{name} {}", parameters[0].1);
    }
    assert_eq!(app.url_path_for("read_pair", &[("left", &"a-b"), ("right", &"c")]).unwrap(), "/pairs/a-b-c");
    let client = TestClient::new(app);
    check(&client, "GET /pairs/a-b-c", "200 \"a-b c\"");
}

#[test]
fn a_url_begins_as_the_client_sees_the_application() {
    #[get("/links")]
    async fn links(urls: Urls) -> Result<String> {
        urls.url_for("read_item", &[("item_id", &7)])
    }
    let cases = [
        ("", "GET /links", "200 \"http://testserver/items/7\""),
        ("", "GET /links\nhost: example.com:8000", "200 \"http://example.com:8000/items/7\""),
        ("", "GET /links\nhost: [::1]:80", "200 \"http://[::1]:80/items/7\""),
        // What is no host never becomes part of a URL.
        ("", "GET /links\nhost: evil/?", "200 \"/items/7\""),
        ("", "GET /links\nhost: a\"b", "200 \"/items/7\""),
        ("/api/v1", "GET /links", "200 \"http://testserver/api/v1/items/7\""),
        ("/api/v1", "GET /api/v1/links", "200 \"http://testserver/api/v1/items/7\""),
    ];
    for (root_path, request, expected) in cases {
        let app = App::new("Links").root_path(root_path).routes(routes![links, read_item]);
        check(&TestClient::new(app), request, expected);
    }
    let app = App::new("Links").routes(routes![links, read_item]);
    check(&TestClient::new(app).https(), "GET /links", "200 \"https://testserver/items/7\"");
}

#[test]
fn what_is_mounted_finds_its_own_names_first_and_then_all_others() {
    let client = TestClient::new(app().root_path("/base"));
    check(
        &client,
        "GET /middle/inner/only",
        r#"200 ["http://testserver/base/middle/inner/items/7","/base/items/7/parts/8","/base/middle/inner/items/7","/base/static/files/a.css"]"#,
    );
    check(&client, "GET /middle/only", "200 \"http://testserver/base/middle/inner/only\"");
    check(&client, "GET /static/files/x", "200 http://testserver/base/items/from%20elsewhere");
}

#[test]
fn layers_and_handlers_of_errors_make_urls_too() {
    async fn link(request: Request, next: brigade::Next) -> Result<Response> {
        let url = Urls::of(&request).path_for("read_item", &[("item_id", &7)])?;
        let mut response = next.run(request).await;
        response.headers_mut().insert("x-link", url.parse()?);
        Ok(response)
    }
    #[post("/items")]
    async fn create_item() -> Result<()> {
        Err(HttpError::new(409, "there is one").into())
    }
    let app = App::new("Links").routes(routes![create_item, read_item]);
    let app = app.on_status(409, |_: brigade::Error, request: Request| {
        let url = Urls::of(&request).url_for("read_item", &[("item_id", &7)]);
        (StatusCode::CONFLICT, url.unwrap())
    });
    check(&TestClient::new(app.root_path("/a")), "POST /items", "409 \"http://testserver/a/items/7\"");
    let app = App::new("Links").routes(routes![read_item]).middleware(link);
    check(&TestClient::new(app.root_path("/a")), "GET /items/7", "200 [x-link: /a/items/7] \"7\"");
    let unknown = http::Request::new(());
    assert!(Urls::of(&unknown).url_for("read_item", &[("item_id", &7)]).is_err());
}

#[cfg(feature = "websockets")]
#[test]
fn a_url_of_a_websocket_says_so() {
    #[brigade::websocket("/talk/{room}")]
    async fn talk(socket: brigade::WebSocket, room: String) -> Result<()> {
        drop((socket, room));
        Ok(())
    }
    #[get("/links")]
    async fn links(urls: Urls) -> Result<Vec<String>> {
        Ok(vec![urls.url_for("talk", &[("room", &"a")])?, urls.path_for("talk", &[("room", &"a")])?])
    }
    let app = || App::new("Talk").routes(routes![talk, links]);
    check(&TestClient::new(app()), "GET /links", r#"200 ["ws://testserver/talk/a","/talk/a"]"#);
    check(&TestClient::new(app()).https(), "GET /links", r#"200 ["wss://testserver/talk/a","/talk/a"]"#);
}
