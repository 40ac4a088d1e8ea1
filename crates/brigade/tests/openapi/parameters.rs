//! Everything that comes from path, query, headers and cookies.

use std::collections::BTreeSet;

use brigade::{
    __private::{Enumeration, Literal, Source, Type},
    Model, Response, get, routes,
};
use serde::{Deserialize, Serialize};
use serde_json::json;

use crate::{check, never};

#[derive(Serialize, Deserialize, Model)]
#[serde(rename_all = "snake_case")]
enum Size {
    Small,
    Large,
}

/// How hot it is.
#[derive(Model)]
#[model(integers)]
enum Level {
    Mild = 1,
    Hot = 2,
}

impl<'de> Deserialize<'de> for Level {
    fn deserialize<D: serde::Deserializer<'de>>(_: D) -> Result<Self, D::Error> {
        never()
    }
}

#[derive(Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
enum Way {
    Asc,
    Desc,
}

impl Model for Way {
    const SOURCE: Source = Source::Query;

    fn schema() -> Type {
        const WAY: Enumeration = Enumeration {
            name: "Way",
            module: module_path!(),
            doc: "",
            values: &[Literal::Str("asc"), Literal::Str("desc")],
            inline: true,
        };
        Type::Enumeration(&WAY)
    }
}

#[derive(Serialize, Deserialize)]
#[serde(rename = "one")]
struct One;

impl Model for One {
    const SOURCE: Source = Source::Query;

    fn schema() -> Type {
        const ONE: Enumeration =
            Enumeration { name: "One", module: module_path!(), doc: "", values: &[Literal::Str("one")], inline: true };
        Type::Enumeration(&ONE)
    }
}

mod path {
    use super::*;

    #[get("/")]
    async fn root() -> Response {
        never()
    }

    #[get("/burgers/{burger_id}")]
    async fn read_burger(burger_id: i64) -> Response {
        never()
    }

    #[get("/users/me")]
    async fn read_me() -> Response {
        never()
    }

    #[get("/sizes/{size}")]
    async fn read_size(size: Size) -> Response {
        never()
    }

    #[get("/files/{file_path:path}")]
    async fn read_file(file_path: String) -> Response {
        never()
    }

    #[get("/mixed/{number:int}/{text}/{flag}")]
    async fn read_mixed(number: u32, text: String, flag: bool) -> Response {
        never()
    }

    #[test]
    fn types_and_convertors() {
        check("parameters_path", routes![root, read_burger, read_me, read_size, read_file, read_mixed]);
    }
}

mod path_constraints {
    use super::*;

    #[get("/burgers/{burger_id}")]
    async fn read_burgers(
        #[path(title = "The burger's number", ge = 1, le = 1000)] burger_id: i64,
        q: String,
        #[query(gt = 0, lt = 10.5)] weight: f64,
    ) -> Response {
        never()
    }

    #[get("/codes/{code}")]
    async fn read_code(
        #[path(min_length = 3, max_length = 8, pattern = "^[A-Z]+$", description = "A code.")] code: String,
    ) -> Response {
        never()
    }

    #[get("/batches/{size}")]
    async fn read_batch(#[path(multiple_of = 12, gt = 0, lt = 145)] size: i64) -> Response {
        never()
    }

    #[test]
    fn stand_in_the_schema_as_they_were_written() {
        check("parameters_path_constraints", routes![read_burgers, read_code, read_batch]);
    }
}

mod query {
    use super::*;

    #[get("/burgers/")]
    async fn list_burgers(#[query(default = 0)] skip: i64, #[query(default = 10)] limit: i64) -> Response {
        never()
    }

    #[get("/optional/{burger_id}")]
    async fn read_optional(burger_id: String, q: Option<String>, #[query(default = false)] short: bool) -> Response {
        never()
    }

    #[get("/required/{burger_id}")]
    async fn read_required(
        burger_id: String,
        needy: String,
        #[query(default = 0)] skip: i64,
        limit: Option<i64>,
    ) -> Response {
        never()
    }

    #[get("/nullable")]
    async fn read_nullable(
        #[query(required)] q: Option<String>,
        #[query(default = 3)] number: Option<i64>,
    ) -> Response {
        never()
    }

    #[get("/scalars")]
    async fn read_scalars(
        #[query(default = "it's")] text: String,
        #[query(default = 0.5)] ratio: f64,
        #[query(default = 3.0)] whole: f64,
        #[query(default = true)] flag: bool,
        #[query(default = Size::Small)] size: Size,
    ) -> Response {
        never()
    }

    #[get("/enums")]
    async fn read_enums(
        size: Size,
        level: Level,
        maybe: Option<Size>,
        #[query(default = Way::Asc)] way: Way,
        #[query(default = "one")] only: One,
    ) -> Response {
        never()
    }

    #[test]
    fn presence_and_types() {
        check(
            "parameters_query",
            routes![list_burgers, read_optional, read_required, read_nullable, read_scalars, read_enums],
        );
    }
}

mod query_metadata {
    use super::*;

    #[get("/lengths")]
    async fn read_lengths(
        #[query(min_length = 3, max_length = 50, pattern = "^fixed$")] q: Option<String>,
    ) -> Response {
        never()
    }

    #[get("/default")]
    async fn read_default(#[query(default = "fixed", min_length = 3)] q: String) -> Response {
        never()
    }

    #[get("/described")]
    async fn read_described(
        #[query(
            alias = "burger-query",
            title = "Query string",
            description = "What to look for.",
            min_length = 3,
            max_length = 50,
            pattern = "^fixed$",
            deprecated
        )]
        q: Option<String>,
    ) -> Response {
        never()
    }

    #[get("/lists")]
    async fn read_lists(
        #[query(default = ["foo", "bar"])] q: Vec<String>,
        #[query(title = "Maybe", max_length = 4)] maybe: Option<Vec<i64>>,
        #[query(default = [(); 0], min_length = 1)] unique: BTreeSet<i64>,
        #[query(description = "Each once.")] needed: Vec<Size>,
    ) -> Response {
        never()
    }

    #[get("/hidden")]
    async fn read_hidden(#[query(hidden)] secret: Option<String>) -> Response {
        never()
    }

    #[get("/examples")]
    async fn read_examples(
        #[query(examples = ["foo", "bar"], description = "With examples.")] q: String,
        #[query(default = 1, openapi_examples = json!({
            "first": {"summary": "The first", "value": 1},
            "second": {"description": "Then this.", "value": 2},
        }))]
        named: i64,
        #[query(default = Size::Large, title = "Size", description = "How big.", deprecated, examples = ["small"])]
        referred: Size,
    ) -> Response {
        never()
    }

    #[get("/extra")]
    async fn read_extra(#[query(json_schema_extra = json!({"x-unit": "gram"}))] q: String) -> Response {
        never()
    }

    #[test]
    fn stands_inside_and_outside_the_schema() {
        check(
            "parameters_query_metadata",
            routes![read_lengths, read_default, read_described, read_lists, read_hidden, read_examples, read_extra],
        );
    }
}

mod headers_and_cookies {
    use super::*;

    #[get("/burgers/")]
    async fn read_burgers(
        #[header] user_agent: Option<String>,
        #[header(convert_underscores = false)] strange_header: Option<String>,
        #[header] x_token: Vec<String>,
        #[header(alias = "X-Custom", default = "c")] custom: String,
        #[cookie] ads_id: Option<String>,
        #[cookie(ge = 1)] session: i64,
    ) -> Response {
        never()
    }

    #[get("/order/{number}")]
    async fn read_order(#[cookie] c: String, #[header] h: String, q: String, number: i64) -> Response {
        never()
    }

    #[test]
    fn follow_the_query() {
        check("parameters_headers_and_cookies", routes![read_burgers, read_order]);
    }
}
