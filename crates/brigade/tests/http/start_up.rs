//! What keeps an application from starting, said at once.

use brigade::{App, Limits, Router, get, post, routes, testing::TestClient};

#[track_caller]
fn check_mistakes(app: App, expected: &str) {
    let error = TestClient::try_new(app).err().expect("the application does not start").to_string();
    // The lines of this file are not what is tested.
    let mut written = String::new();
    for piece in error.split_inclusive("start_up.rs:") {
        written.push_str(piece.trim_start_matches(|character: char| character.is_ascii_digit()));
    }
    assert_eq!(written.replace("crates/brigade/tests/http/", ""), expected);
}

mod items {
    #[brigade::get("/items/{item_id}")]
    pub(super) async fn read_item(item_id: u64) -> u64 {
        item_id
    }

    #[brigade::get("/items/{name}")]
    pub(super) async fn read_named(name: String) -> String {
        name
    }
}

#[test]
fn two_operations_at_one_place_name_both() {
    check_mistakes(
        App::new("Twice").routes(routes![items::read_item, items::read_named]),
        "the application cannot start, 1 mistake:\n  - GET /items/{name} is registered twice: at start_up.rs: and at \
         start_up.rs: (`read_named`)",
    );
    let prefixed = Router::new().prefix("/a").routes(routes![items::read_item]);
    check_mistakes(
        App::new("Twice").include(prefixed.clone()).include(prefixed),
        "the application cannot start, 1 mistake:\n  - GET /a/items/{item_id} is registered twice: at start_up.rs: and \
         at start_up.rs: (`read_item`)",
    );
}

#[cfg(feature = "docs")]
#[get("/docs")]
async fn our_docs() -> String {
    String::new()
}

#[cfg(feature = "docs")]
#[test]
fn a_page_of_the_documentation_hides_no_operation_and_no_other_page() {
    check_mistakes(
        App::new("Hidden").routes(routes![our_docs]),
        "the application cannot start, 1 mistake:\n  - GET /docs is registered twice: at a page of the documentation and \
         at start_up.rs: (`our_docs`)",
    );
    check_mistakes(
        App::new("Hidden").docs_url("/openapi.json"),
        "the application cannot start, 1 mistake:\n  - two pages of the documentation have the path /openapi.json",
    );
    for moved in [App::new("Moved").docs_url("/swagger"), App::new("Moved").docs_url(None)] {
        crate::check(&TestClient::new(moved.routes(routes![our_docs])), "GET /docs", r#"200 """#);
    }
}

#[get("/needs-database")]
async fn reads(#[state] database: String) -> String {
    database
}

#[post("/needs-database")]
async fn writes(#[state] database: &String, #[state] number: u8) -> String {
    format!("{database}{number}")
}

#[test]
fn missing_state_names_who_needs_it() {
    check_mistakes(
        App::new("Stateless").routes(routes![writes, reads]),
        "the application cannot start, 2 mistakes:\n  - no state of the type `alloc::string::String`: add `.state(…)` to \
         the application; it is needed by reads, writes\n  - no state of the type `u8`: add `.state(…)` to the \
         application; it is needed by writes",
    );
}

#[get("/default")]
async fn wrong_default(#[query(default = "x")] number: u8) -> u8 {
    number
}

#[get("/{shop}")]
async fn takes_shop(shop: String, #[path] place: String) -> String {
    shop + &place
}

#[get("")]
async fn empty() -> u8 {
    1
}

#[test]
fn all_mistakes_are_listed() {
    let wrong = Router::new().prefix("shops/").routes(routes![takes_shop]);
    let unknown = Router::new().prefix("/{place}/{shop}").routes(routes![takes_shop]);
    let unclosed = Router::new().prefix("/{place").routes(routes![empty]);
    let untaken = Router::new().prefix("/untaken/{id:int}").routes(routes![empty]);
    let convertor = Router::new().prefix("/{place:number}").routes(routes![empty]);
    let limits = Limits { headers_max: 0, json_depth_max: 0, head_bytes_max: 100, ..Limits::default() };
    check_mistakes(
        App::new("Wrong")
            .state(1_u8)
            .state(2_u8)
            .routes(routes![wrong_default, takes_shop, empty])
            .include(wrong)
            .include(unknown)
            .include(unclosed)
            .include(untaken)
            .include(convertor)
            .limits(limits)
            .root_path("api/")
            .openapi_url("openapi.json")
            .docs_url("docs")
            .redoc_url("/redoc/{page}")
            .oauth2_redirect_url("back"),
        &[
            "the application cannot start, 18 mistakes:",
            "two states of the type `u8`: wrap one in a type of its own",
            "the router's prefix \"shops/\" must start with `/` and not end with one",
            "`openapi_url` must start with `/` and have no parameters",
            "`docs_url` must start with `/` and have no parameters",
            "`redoc_url` must start with `/` and have no parameters",
            "`oauth2_redirect_url` must start with `/` and have no parameters",
            "the root path \"api/\" must start with `/` and not end with one",
            "the limit `headers_max` is 0, which refuses every request",
            "the limit `json_depth_max` is 0, which refuses every request",
            "the limit `head_bytes_max` is under 8,192 bytes",
            "wrong_default (start_up.rs:): the default of `number` is not of its type",
            "takes_shop (start_up.rs:): the argument `place` is not in the path",
            "empty (start_up.rs:): the path \"\" does not start with `/`",
            "takes_shop (start_up.rs:): the path \"shops//{shop}\" does not start with `/`",
            "takes_shop (start_up.rs:): the path \"/{place}/{shop}/{shop}\" names `shop` twice",
            "empty (start_up.rs:): the path \"/{place\" has an unbalanced brace",
            "empty (start_up.rs:): the path has `{id}`, but no argument takes it",
            "empty (start_up.rs:): the path \"/{place:number}\" has the unknown convertor `number`; there are str, path, \
             int, float and uuid",
        ]
        .join("\n  - "),
    );
}

#[test]
fn depth_is_bounded_by_the_stack() {
    let app = |json_depth_max| App::new("Deep").limits(Limits { json_depth_max, ..Limits::default() });
    assert!(TestClient::try_new(app(256)).is_ok());
    check_mistakes(
        app(257),
        "the application cannot start, 1 mistake:\n  - the limit `json_depth_max` is over 256: reading so deep a body \
         overflows the stack",
    );
}

#[derive(serde::Deserialize, brigade::Model)]
struct Note {
    text: String,
}

#[derive(serde::Deserialize, brigade::Model)]
#[serde(deny_unknown_fields)]
struct OnlyText {
    text: String,
}

#[post("/notes")]
async fn create_note(note: Note, #[form] author: String) -> String {
    note.text + &author
}

#[post("/texts")]
async fn create_text(#[form] text: OnlyText, #[form] author: String) -> String {
    text.text + &author
}

#[test]
fn a_body_is_either_json_or_a_form_that_others_leave_alone() {
    check_mistakes(
        App::new("Mixed").routes(routes![create_note, create_text]),
        "the application cannot start, 2 mistakes:\n  - create_note (start_up.rs:): a body is a form or JSON, not both: \
         `author` and `note`\n  - create_text (start_up.rs:): `text` looks at every field of the form, so nothing else can \
         be taken from it",
    );
}
