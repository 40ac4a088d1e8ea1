use brigade::{App, HttpError, Model, Partial, Result, get, patch, post, routes};
use serde::{Deserialize, Serialize};
use sqlx::{FromRow, SqlitePool};

use super::tutorial001::{database, delete_hero};

#[derive(FromRow)]
struct Hero {
    id: i64,
    name: String,
    age: Option<i64>,
    secret_name: String,
}

#[derive(Serialize, Model, FromRow)]
struct HeroPublic {
    name: String,
    age: Option<i64>,
    id: i64,
}

#[derive(Deserialize, Model)]
struct HeroCreate {
    name: String,
    age: Option<i64>,
    secret_name: String,
}

#[derive(Deserialize, Model)]
struct HeroUpdate {
    name: Option<String>,
    age: Option<i64>,
    secret_name: Option<String>,
}

#[post("/heroes/")]
async fn create_hero(hero: HeroCreate, #[state] pool: &SqlitePool) -> Result<HeroPublic> {
    let insert = "INSERT INTO hero (name, age, secret_name) VALUES (?, ?, ?) RETURNING *";
    let HeroCreate { name, age, secret_name } = hero;
    Ok(sqlx::query_as(insert).bind(name).bind(age).bind(secret_name).fetch_one(pool).await?)
}

#[get("/heroes/")]
async fn read_heroes(
    #[state] pool: &SqlitePool,
    #[query(default = 0)] offset: i64,
    #[query(default = 100, le = 100)] limit: i64,
) -> Result<Vec<HeroPublic>> {
    let select = "SELECT * FROM hero LIMIT ? OFFSET ?";
    Ok(sqlx::query_as(select).bind(limit.max(0)).bind(offset.max(0)).fetch_all(pool).await?)
}

#[get("/heroes/{hero_id}")]
async fn read_hero(hero_id: i64, #[state] pool: &SqlitePool) -> Result<HeroPublic> {
    let Hero { id, name, age, .. } = find(hero_id, pool).await?;
    Ok(HeroPublic { name, age, id })
}

async fn find(hero_id: i64, pool: &SqlitePool) -> Result<Hero> {
    let hero = sqlx::query_as("SELECT * FROM hero WHERE id = ?").bind(hero_id).fetch_optional(pool).await?;
    Ok(hero.ok_or_else(|| HttpError::new(404, "Hero not found"))?)
}

// Changes what the client has sent; `null` is a change of the age, and its absence is none.
#[patch("/heroes/{hero_id}")]
async fn update_hero(hero_id: i64, hero: Partial<HeroUpdate>, #[state] pool: &SqlitePool) -> Result<HeroPublic> {
    let stored = find(hero_id, pool).await?;
    let age = if hero.is_set("age") { hero.age } else { stored.age };
    let HeroUpdate { name, secret_name, .. } = hero.into_inner();
    let name = name.unwrap_or(stored.name);
    let secret_name = secret_name.unwrap_or(stored.secret_name);
    let update = "UPDATE hero SET name = ?, age = ?, secret_name = ? WHERE id = ? RETURNING *";
    Ok(sqlx::query_as(update).bind(name).bind(age).bind(secret_name).bind(hero_id).fetch_one(pool).await?)
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
        update_hero,
        delete_hero
    ])
}
