//! Serves the endpoints of the side-by-side benchmark, written as a user of brigade would write them.
//!
//! `PORT` and `WORKERS` come from the environment. `/cpu` works in an `async fn`, `/cpu_advised` in a plain `fn`: where
//! work runs is not the user's business, so neither must be worse.

mod orders;
mod work;

use std::{collections::HashMap, time::Duration};

use brigade::{App, HttpError, Limits, Model, ServerOptions, Text, dependency, get, post, routes};
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

fn not_authenticated() -> HttpError {
    HttpError::new(401, "Not authenticated")
}

#[dependency]
async fn token(#[header] x_token: Option<String>) -> Result<String, HttpError> {
    x_token.ok_or_else(not_authenticated)
}

#[dependency]
async fn current_user(#[depends(token)] token: String, #[state] users: &Users) -> Result<User, HttpError> {
    users.0.get(&token).cloned().ok_or_else(not_authenticated)
}

#[get("/me")]
async fn me(#[depends(current_user)] user: User) -> User {
    user
}

/// Is `/me` where it cannot move to the pool, for `scripts/count-instructions`.
#[get("/counted/depends", run = "inline")]
async fn counted_depends(#[depends(current_user)] user: User) -> User {
    user
}

/// Does what `/me` does without dependencies: the difference is what those cost.
#[get("/counted/inline", run = "inline")]
async fn counted_inline(#[header] x_token: Option<String>, #[state] users: &Users) -> Result<User, HttpError> {
    let token = x_token.ok_or_else(not_authenticated)?;
    users.0.get(&token).cloned().ok_or_else(not_authenticated)
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
        .routes(routes![plaintext, json, items, orders::create_order, me, counted_depends, counted_inline, echo, sleep])
        .routes(routes![work::cpu, work::cpu_advised, work::image, work::image_advised])
        .serve(ServerOptions {
            port: u16::try_from(variable("PORT", 8080)).unwrap_or(8080),
            workers: Some(variable("WORKERS", 2)),
            ..ServerOptions::default()
        })
}
