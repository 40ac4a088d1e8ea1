//! What forms are made of.

use brigade::{
    Model, Response, post, put, routes,
    security::{OAuth2PasswordForm, OAuth2PasswordFormStrict},
};
use serde::{Deserialize, Serialize};

use crate::{check, never};

#[derive(Serialize, Deserialize, Model)]
struct Order {
    burger: String,
    #[serde(default = "first")]
    count: i64,
    #[serde(default)]
    toppings: Vec<String>,
}

fn first() -> i64 {
    1
}

#[derive(Serialize, Deserialize, Model)]
struct Drink {
    litres: f64,
}

#[derive(Serialize, Deserialize, Model)]
#[serde(untagged)]
enum Choice {
    Order(Order),
    Drink(Drink),
}

mod fields {
    use super::*;

    #[post("/one")]
    async fn one(#[form] burger: String) -> Response {
        never()
    }

    #[post("/optional")]
    async fn optional(#[form] burger: Option<String>) -> Response {
        never()
    }

    #[put("/several")]
    async fn several(
        #[form(min_length = 2, description = "Which one.")] burger: String,
        #[form(title = "On it")] toppings: Vec<String>,
        times: i64,
        #[form(default = 1, ge = 1, alias = "a-count")] count: i64,
    ) -> Response {
        never()
    }

    #[test]
    fn are_joined() {
        check("forms_of_fields", routes![one, optional, several]);
    }
}

mod models {
    use super::*;

    #[post("/order")]
    async fn order(#[form] order: Order) -> Response {
        never()
    }

    #[post("/choice")]
    async fn choice(#[form] order: Choice) -> Response {
        never()
    }

    #[test]
    fn are_forms() {
        check("forms_of_models", routes![order, choice]);
    }
}

mod oauth2 {
    use super::*;

    #[post("/token")]
    async fn token(form: OAuth2PasswordForm) -> Response {
        never()
    }

    #[post("/strict-token")]
    async fn strict_token(#[form] remember: bool, form: OAuth2PasswordFormStrict) -> Response {
        never()
    }

    #[test]
    fn has_its_fields() {
        check("forms_of_oauth2", routes![token, strict_token]);
    }
}
