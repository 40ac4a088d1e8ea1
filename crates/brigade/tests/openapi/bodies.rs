//! What the request's body is made of.

use std::collections::{BTreeMap, BTreeSet};

use brigade::{Model, Response, get, options, patch, post, put, routes};
use serde::{Deserialize, Serialize};
use serde_json::json;

use crate::{check, never};

#[derive(Serialize, Deserialize, Model)]
struct Burger {
    name: String,
    description: Option<String>,
    price: f64,
    tax: Option<f64>,
}

#[derive(Serialize, Deserialize, Model)]
struct User {
    username: String,
    full_name: Option<String>,
}

#[derive(Serialize, Deserialize, Model)]
struct Detailed {
    name: String,
    #[field(title = "What it is made of", max_length = 300)]
    description: Option<String>,
    #[field(gt = 0, description = "More than nothing.")]
    price: f64,
}

#[derive(Serialize, Deserialize, Model)]
#[model(example = Offer { name: "Deal".to_owned(), price: 9.5 })]
struct Offer {
    #[field(examples = ["Deal"])]
    name: String,
    price: f64,
}

mod one {
    use super::*;

    #[post("/burgers/")]
    async fn create_burger(burger: Burger) -> Response {
        never()
    }

    #[put("/burgers/{burger_id}")]
    async fn update_burger(burger_id: i64, burger: Burger, q: Option<String>) -> Response {
        never()
    }

    #[patch("/burgers/{burger_id}")]
    async fn change_burger(burger_id: i64, burger: Option<Burger>) -> Response {
        never()
    }

    #[get("/search")]
    async fn search(burger: Burger) -> Response {
        never()
    }

    #[options("/search")]
    async fn search_options(burger: Burger) -> Response {
        never()
    }

    #[test]
    fn is_the_whole_body() {
        check("bodies_one", routes![create_burger, update_burger, change_burger, search, search_options]);
    }
}

mod several {
    use super::*;

    #[put("/burgers/{burger_id}")]
    async fn update_burger(
        #[path(title = "The burger's number", ge = 0, le = 1000)] burger_id: i64,
        burger: Burger,
        user: User,
        #[body(gt = 0)] importance: i64,
        #[body(title = "A note", description = "For the kitchen.", examples = ["No onions"])] note: Option<String>,
        #[body(default = 1)] times: i64,
        q: Option<String>,
    ) -> Response {
        never()
    }

    #[put("/embedded/{burger_id}")]
    async fn update_embedded(burger_id: i64, #[body(embed)] burger: Burger) -> Response {
        never()
    }

    #[put("/detailed/{burger_id}")]
    async fn update_detailed(burger_id: i64, #[body(embed)] burger: Detailed) -> Response {
        never()
    }

    #[put("/optional")]
    async fn update_optional(burger: Option<Burger>, user: Option<User>) -> Response {
        never()
    }

    #[put("/embedded-scalar")]
    async fn embedded_scalar(#[body(embed, ge = 1, default = 3)] size: i64) -> Response {
        never()
    }

    #[test]
    fn are_members_of_one_object() {
        check(
            "bodies_several",
            routes![update_burger, update_embedded, update_detailed, update_optional, embedded_scalar],
        );
    }
}

mod of_another_media_type {
    use super::*;

    #[post("/one")]
    async fn one(#[body(media_type = "application/vnd.api+json")] burger: Burger) -> Response {
        never()
    }

    #[post("/embedded")]
    async fn embedded(#[body(media_type = "application/vnd.api+json", embed)] burger: Burger) -> Response {
        never()
    }

    #[post("/agreed")]
    async fn agreed(
        #[body(media_type = "application/vnd.api+json")] burger: Burger,
        #[body(media_type = "application/vnd.api+json")] user: User,
    ) -> Response {
        never()
    }

    #[post("/divided")]
    async fn divided(#[body(media_type = "application/vnd.api+json")] burger: Burger, user: User) -> Response {
        never()
    }

    #[test]
    fn are_of_it_if_they_agree() {
        check("bodies_media_types", routes![one, embedded, agreed, divided]);
    }
}

mod without_model {
    use super::*;

    #[post("/list")]
    async fn create_list(burgers: Vec<Burger>) -> Response {
        never()
    }

    #[post("/weights")]
    async fn create_weights(weights: BTreeMap<i64, f64>) -> Response {
        never()
    }

    #[post("/number")]
    async fn create_number(#[body(ge = 3, title = "A number")] number: i64) -> Response {
        never()
    }

    #[post("/optional-text")]
    async fn create_text(#[body(max_length = 9)] some_text: Option<String>) -> Response {
        never()
    }

    #[post("/default")]
    async fn create_default(#[body(default = 7)] number: i64) -> Response {
        never()
    }

    #[post("/set")]
    async fn create_set(tags: BTreeSet<String>) -> Response {
        never()
    }

    #[post("/tuple")]
    async fn create_tuple(#[body] pair: (i64, String)) -> Response {
        never()
    }

    #[post("/any")]
    async fn create_any(#[body] thing: brigade::Value) -> Response {
        never()
    }

    #[test]
    fn have_titles_in_place() {
        check(
            "bodies_without_model",
            routes![
                create_list,
                create_weights,
                create_number,
                create_text,
                create_default,
                create_set,
                create_tuple,
                create_any
            ],
        );
    }
}

mod examples {
    use super::*;

    #[put("/in-the-model")]
    async fn in_the_model(offer: Offer) -> Response {
        never()
    }

    #[put("/in-the-body")]
    async fn in_the_body(#[body(examples = [json!({"name": "Foo", "price": 35.4})])] burger: Burger) -> Response {
        never()
    }

    #[put("/named")]
    async fn named(
        #[body(openapi_examples = json!({
            "invalid": {"summary": "Refused", "value": {"name": "Baz", "price": "x"}},
            "normal": {"description": "A **normal** one.", "summary": "Normal", "value": {"name": "Foo", "price": 35.4}},
        }))]
        burger: Burger,
    ) -> Response {
        never()
    }

    #[test]
    fn stand_in_the_schema_or_beside_it() {
        check("bodies_examples", routes![in_the_model, in_the_body, named]);
    }
}
