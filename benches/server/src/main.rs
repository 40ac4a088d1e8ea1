//! Serves the endpoints of the side-by-side benchmark, written as a user of brigade would write them.
//!
//! `PORT` and `WORKERS` come from the environment. `/cpu` works in an `async fn`, `/cpu_advised` in a plain `fn`: where
//! work runs is not the user's business, so neither must be worse.

mod orders;
mod work;

use std::{collections::HashMap, time::Duration};

use brigade::{App, HttpError, Limits, Model, ServerOptions, Text, get, post, routes};
use serde::{Deserialize, Serialize};

#[get("/plaintext")]
async fn plaintext() -> Text<&'static str> {
    Text("Hello, World!")
}

#[derive(Serialize, Model)]
struct Message {
    message: &'static str,
}

#[get("/json")]
async fn json() -> Message {
    Message { message: "Hello, World!" }
}

#[derive(Serialize, Model)]
struct Item {
    item_id: i64,
    q: Option<String>,
    limit: i64,
}

#[get("/items/{item_id}")]
async fn items(
    #[path(ge = 1)] item_id: i64,
    #[query(min_length = 3, max_length = 50)] q: Option<String>,
    #[query(default = 10, ge = 1, le = 100)] limit: i64,
) -> Item {
    Item { item_id, q, limit }
}

#[derive(Serialize, Clone, Model)]
struct User {
    id: u32,
    name: String,
    email: String,
    active: bool,
}

/// Holds the users by their token.
struct Users(HashMap<String, User>);

impl Users {
    fn new() -> Self {
        let user =
            |id| User { id, name: format!("User {id}"), email: format!("user{id}@example.com"), active: id % 10 != 9 };
        Self((0..1000).map(|id| (format!("token-{id}"), user(id))).collect())
    }
}

#[get("/me")]
async fn me(#[header] x_token: Option<String>, #[state] users: &Users) -> Result<User, HttpError> {
    let user = x_token.and_then(|token| users.0.get(&token)).cloned();
    user.ok_or_else(|| HttpError::new(401, "Not authenticated"))
}

#[derive(Serialize, Deserialize, Model)]
struct EchoItem {
    id: i64,
    name: String,
    email: String,
    active: bool,
    score: f64,
    tags: Vec<String>,
}

#[post("/echo")]
async fn echo(items: Vec<EchoItem>) -> Vec<EchoItem> {
    items
}

#[derive(Serialize, Model)]
struct Slept {
    slept_ms: u64,
}

#[get("/sleep")]
async fn sleep(ms: u64) -> Slept {
    tokio::time::sleep(Duration::from_millis(ms)).await;
    Slept { slept_ms: ms }
}

fn main() -> brigade::Result<()> {
    let variable =
        |name: &str, default: usize| std::env::var(name).ok().and_then(|text| text.parse().ok()).unwrap_or(default);
    App::new("Benchmark")
        .state(Users::new())
        .limits(Limits { connections_max: Some(20_000), ..Limits::default() })
        .routes(routes![plaintext, json, items, orders::create_order, me, echo, sleep])
        .routes(routes![work::cpu, work::cpu_advised, work::image, work::image_advised])
        .serve(ServerOptions {
            port: u16::try_from(variable("PORT", 8080)).unwrap_or(8080),
            workers: Some(variable("WORKERS", 2)),
            ..ServerOptions::default()
        })
}
