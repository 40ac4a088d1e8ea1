//! Operations: what they answer and what is said of them, and of the API as a whole.

use std::collections::BTreeMap;

use brigade::{
    __private::OpenApiOptions, Contact, DocumentedResponse, EventStream, ExternalDocs, Html, Info, JsonLines, License,
    Model, Response, Router, Server, Stream, Tag, Text, delete, get, head, post, routes,
};
use serde::{Deserialize, Serialize};
use serde_json::json;

use crate::{check, check_with, never};

#[derive(Serialize, Deserialize, Model)]
struct Burger {
    name: String,
    price: f64,
}

#[derive(Serialize, Deserialize, Model)]
struct Message {
    message: String,
}

mod answers {
    use super::*;

    #[get("/model")]
    async fn read_model() -> Burger {
        never()
    }

    #[get("/list")]
    async fn read_list() -> Vec<Burger> {
        never()
    }

    #[get("/map")]
    async fn read_map() -> BTreeMap<String, f64> {
        never()
    }

    #[get("/optional")]
    async fn read_optional() -> Option<Burger> {
        never()
    }

    #[get("/text-as-json")]
    async fn read_text_as_json() -> String {
        never()
    }

    #[get("/untyped")]
    async fn read_untyped() -> Response {
        never()
    }

    #[get("/text")]
    async fn read_text() -> Text<String> {
        never()
    }

    #[get("/html")]
    async fn read_html() -> Html<String> {
        never()
    }

    #[post("/created", status = 201)]
    async fn create() -> Burger {
        never()
    }

    #[delete("/empty", status = 204, operation_id = "delete_empty_delete", summary = "Delete")]
    async fn remove() {
        never()
    }

    #[test]
    fn have_the_schema_of_what_is_returned() {
        check(
            "operations_answers",
            routes![
                read_model,
                read_list,
                read_map,
                read_optional,
                read_text_as_json,
                read_untyped,
                read_text,
                read_html,
                create,
                remove
            ],
        );
    }
}

mod streams {
    use super::*;

    #[post("/events", status = 201)]
    async fn events() -> EventStream<BTreeMap<String, String>> {
        never()
    }

    #[get("/events-of-a-model")]
    async fn events_of_a_model() -> EventStream<Burger> {
        never()
    }

    #[get("/events-untyped")]
    async fn events_untyped() -> EventStream {
        never()
    }

    #[post("/lines", status = 201, response(202, model = Message))]
    async fn lines() -> JsonLines<BTreeMap<String, String>> {
        never()
    }

    #[get("/lines-of-one-or-the-other")]
    async fn lines_of_one_or_the_other() -> JsonLines<Option<Burger>> {
        never()
    }

    #[get("/lines-untyped")]
    async fn lines_untyped() -> JsonLines {
        never()
    }

    #[post("/raw", status = 201)]
    async fn raw() -> Stream {
        never()
    }

    #[test]
    fn have_the_schema_of_their_items() {
        check(
            "operations_streams",
            routes![events, events_of_a_model, events_untyped, lines, lines_of_one_or_the_other, lines_untyped, raw],
        );
    }
}

mod configuration {
    use super::*;

    #[post(
        "/burgers/",
        tags = ["burgers"],
        summary = "Create a burger",
        description = "All of it.",
        response_description = "The burger.",
    )]
    async fn create_burger(burger: Burger) -> Burger {
        never()
    }

    /// Reads burgers.
    ///
    /// With **Markdown**:
    ///
    /// - one
    /// - two
    #[get("/burgers/", tags = ["burgers", "reading"], deprecated)]
    async fn read_burgers() -> Response {
        never()
    }

    #[get("/hidden", hidden)]
    async fn hidden(burger: Burger) -> Response {
        never()
    }

    #[get("/named/{getXYZ}", operation_id = "some_id")]
    #[allow(non_snake_case, reason = "titles treat capitals in names")]
    async fn get_xYZ_thing2go(getXYZ: String, body: Vec<i64>) -> Response {
        never()
    }

    #[head("/head")]
    async fn head_it() -> Response {
        never()
    }

    #[get("/extra", openapi_extra = json!({"x-order": 3, "tags": ["late"]}), tags = ["early"])]
    async fn read_extra() -> Response {
        never()
    }

    #[test]
    fn of_the_attribute_and_the_doc_comment() {
        check(
            "operations_configuration",
            routes![create_burger, read_burgers, hidden, get_xYZ_thing2go, head_it, read_extra],
        );
    }
}

mod documented_responses {
    use super::*;

    #[get(
        "/burgers/{burger_id}",
        response(404, model = Message),
        response(403, description = "Not you"),
        response(418, description = "A teapot", model = Message),
    )]
    async fn read_burger(burger_id: String) -> Burger {
        never()
    }

    #[get(
        "/ranges/{burger_id}",
        response("4XX", model = Message),
        response("5XX", description = "Ours"),
        response("default", model = Vec<Message>),
    )]
    async fn read_ranges(burger_id: String) -> Response {
        never()
    }

    #[get("/own-422/{burger_id}", response(422, description = "Mine"))]
    async fn read_own(burger_id: String) -> Response {
        never()
    }

    #[get("/success/{burger_id}", response(200, description = "Told twice"))]
    async fn read_success(burger_id: String) -> Burger {
        never()
    }

    #[test]
    fn follow_that_of_success() {
        check("operations_responses", routes![read_burger, read_ranges, read_own, read_success]);
    }
}

mod routers {
    use super::*;

    #[get("/burgers/{burger_id}", tags = ["own"], response(409, description = "Own"))]
    async fn read_burger(burger_id: i64) -> Response {
        never()
    }

    #[get("/burgers")]
    async fn read_burgers() -> Response {
        never()
    }

    fn response(status: &'static str, description: &'static str) -> DocumentedResponse {
        DocumentedResponse::new(status).description(description)
    }

    #[test]
    fn give_what_they_say_to_every_operation() {
        let inner = Router::new()
            .prefix("/inner")
            .tags(["inner"])
            .responses([response("404", "Inner")])
            .deprecated()
            .routes(routes![read_burger]);
        let outer = Router::new()
            .prefix("/outer")
            .tags(["outer"])
            .responses([response("403", "Outer"), response("404", "Outer")])
            .routes(routes![read_burgers])
            .include(inner);
        check_with("operations_routers", &Info::new("FastAPI", "0.1.0"), &outer, OpenApiOptions::default());
    }
}

mod metadata {
    use super::*;

    #[get("/burgers/", tags = ["burgers"])]
    async fn read_burgers() -> Response {
        never()
    }

    #[test]
    fn of_the_api_stands_around_the_paths() {
        let mut info = Info::new("Burger shop", "2.3.1");
        info.summary = Some("All about burgers.".to_owned());
        info.description = Some("Orders, *kitchen* and more.".to_owned());
        info.terms_of_service = Some("http://example.com/terms/".to_owned());
        info.contact = Some(Contact::new().name("The kitchen").url("http://example.com").email("kitchen@example.com"));
        info.license = Some(License::new("MIT").identifier("MIT"));
        info.servers = vec![Server::new("https://example.com").description("Production"), Server::new("/api")];
        let users = ExternalDocs::new("https://example.com/users").description("More about users");
        info.tags = vec![
            Tag::new("burgers").description("What one eats."),
            Tag::new("users").description("Who eats.").external_docs(users),
        ];
        info.external_docs = Some(ExternalDocs::new("https://example.com/docs").description("More of it"));
        let router = Router::new().routes(routes![read_burgers]);
        check_with("operations_metadata", &info, &router, OpenApiOptions::default());
    }

    #[test]
    fn of_an_api_without_operations_is_all_there_is() {
        check("operations_none", []);
    }
}

mod what_is_said_in_their_own_words {
    use brigade::{Answers, App, Error, Respond, StatusCode};

    use super::*;

    /// An array that its serialiser makes a text of.
    #[derive(Serialize, Deserialize, Model)]
    #[model(json_schema_extra = json!({"x-compact": true}))]
    struct Drawing {
        #[field(json_schema = json!({"type": "string", "format": "svg-path"}), title = "Points")]
        points: Vec<(f64, f64)>,
    }

    struct InJsonApi<T>(T);

    impl<T: Respond> Respond for InJsonApi<T> {
        fn respond(self, _: Option<StatusCode>) -> Result<Response, Error> {
            never()
        }

        fn answers() -> Answers {
            T::answers().with_media_type("application/vnd.api+json")
        }
    }

    #[get("/drawing", response(200, openapi_extra = json!({"headers": {"x-pen": {}}})), response(404, model = Drawing))]
    async fn drawing() -> InJsonApi<Drawing> {
        never()
    }

    #[get("/anything")]
    async fn anything() -> InJsonApi<serde_json::Value> {
        never()
    }

    #[test]
    fn is_in_the_document_as_it_was_said() {
        let examples = || json!({"content": {"application/json": {"example": "off"}}}).into();
        let off = DocumentedResponse::new("503").model::<String>().openapi_extra(examples);
        let document = App::new("Own").responses([off]).routes(routes![drawing, anything]).openapi();
        let document: serde_json::Value = serde_json::to_value(document).unwrap();
        let drawing = &document["paths"]["/drawing"]["get"]["responses"];
        let reference = json!({"schema": {"$ref": "#/components/schemas/Drawing"}});
        assert_eq!(drawing["200"]["headers"], json!({"x-pen": {}}));
        assert_eq!(drawing["200"]["content"], json!({"application/vnd.api+json": reference}));
        assert_eq!(drawing["404"]["content"], json!({"application/vnd.api+json": reference}));
        assert_eq!(drawing["503"]["content"]["application/json"], json!({"example": "off"}));
        let anything = &document["paths"]["/anything"]["get"]["responses"]["200"]["content"];
        assert_eq!(*anything, json!({"application/vnd.api+json": {"schema": {}}}));
        let model = &document["components"]["schemas"]["Drawing"];
        assert_eq!(model["x-compact"], json!(true));
        let points = json!({"type": "string", "format": "svg-path", "title": "Points"});
        assert_eq!(model["properties"]["points"], points);
    }
}
