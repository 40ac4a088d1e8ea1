use brigade::{App, HttpError, Lifespan, Model, Result, Value, delete, get, json, post, routes};
use serde::{Deserialize, Serialize};
use sqlx::{
    FromRow, SqlitePool,
    sqlite::{SqliteConnectOptions, SqlitePoolOptions},
};

#[derive(Serialize, Deserialize, Model, FromRow)]
struct Hero {
    id: Option<i64>,
    name: String,
    age: Option<i64>,
    secret_name: String,
}

const TABLE: &str = "CREATE TABLE IF NOT EXISTS hero \
    (id INTEGER PRIMARY KEY, name TEXT NOT NULL, age INTEGER, secret_name TEXT NOT NULL)";

/// Opens the database before the first request, and closes it after the last.
pub(super) async fn database(url: &str, mut lifespan: Lifespan) -> Result<()> {
    // A database in memory is as many databases as it has connections.
    let connections_max = if url.contains(":memory:") { 1 } else { 8 };
    let options = url.parse::<SqliteConnectOptions>()?.create_if_missing(true);
    let pool = SqlitePoolOptions::new().max_connections(connections_max).connect_with(options).await?;
    sqlx::query(TABLE).execute(&pool).await?;
    lifespan.state(pool.clone());
    lifespan.until_shutdown().await;
    pool.close().await;
    Ok(())
}

#[post("/heroes/")]
async fn create_hero(hero: Hero, #[state] pool: &SqlitePool) -> Result<Hero> {
    let insert = "INSERT INTO hero (id, name, age, secret_name) VALUES (?, ?, ?, ?) RETURNING *";
    let Hero { id, name, age, secret_name } = hero;
    Ok(sqlx::query_as(insert).bind(id).bind(name).bind(age).bind(secret_name).fetch_one(pool).await?)
}

#[get("/heroes/")]
async fn read_heroes(
    #[state] pool: &SqlitePool,
    #[query(default = 0)] offset: i64,
    #[query(default = 100, le = 100)] limit: i64,
) -> Result<Vec<Hero>> {
    let select = "SELECT * FROM hero LIMIT ? OFFSET ?";
    Ok(sqlx::query_as(select).bind(limit.max(0)).bind(offset.max(0)).fetch_all(pool).await?)
}

#[get("/heroes/{hero_id}")]
async fn read_hero(hero_id: i64, #[state] pool: &SqlitePool) -> Result<Hero> {
    let hero = sqlx::query_as("SELECT * FROM hero WHERE id = ?").bind(hero_id).fetch_optional(pool).await?;
    Ok(hero.ok_or_else(|| HttpError::new(404, "Hero not found"))?)
}

#[delete("/heroes/{hero_id}")]
pub(super) async fn delete_hero(hero_id: i64, #[state] pool: &SqlitePool) -> Result<Value> {
    let deleted = sqlx::query("DELETE FROM hero WHERE id = ?").bind(hero_id).execute(pool).await?;
    match deleted.rows_affected() {
        0 => Err(HttpError::new(404, "Hero not found"))?,
        _ => Ok(json!({"ok": true})),
    }
}

pub fn app() -> App {
    app_with("sqlite:database.db")
}

/// Makes the application with another database: a test has `sqlite::memory:`.
pub fn app_with(url: &'static str) -> App {
    App::new("FastAPI").lifespan(move |lifespan| database(url, lifespan)).routes(routes![
        create_hero,
        read_heroes,
        read_hero,
        delete_hero
    ])
}
