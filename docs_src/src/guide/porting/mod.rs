//! A lost-property office: what was found, and who came for it.

use std::{collections::HashMap, fs::File, io::Write};

use brigade::{
    App, BackgroundTasks, Environment, HttpError, Lifespan, Model, Outcome, Request, Result, Router, Secret,
    StatusCode, UploadFile, dependency, get, post, routes,
    security::{OAuth2PasswordBearer, OAuth2PasswordForm, constant_time_eq},
};
use hmac::{Hmac, Mac};
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use sha2::{Digest, Sha256};
use sqlx::{FromRow, Sqlite, SqlitePool, Transaction, sqlite::SqliteConnectOptions};

#[derive(Clone, Deserialize, Model)]
struct Settings {
    #[serde(default = "database")]
    database: String,
    #[serde(default = "notices")]
    notices: String,
    secret: Secret,
    #[serde(default)]
    clerks: HashMap<String, Secret>,
}

fn database() -> String {
    "office.db".to_owned()
}

fn notices() -> String {
    "notices.txt".to_owned()
}

#[derive(Clone, Copy, Serialize, Deserialize, Model, sqlx::Type)]
#[serde(rename_all = "lowercase")]
#[sqlx(rename_all = "lowercase")]
enum Kind {
    Umbrella,
    Phone,
    Other,
}

#[derive(Clone, Serialize, Deserialize, Model, FromRow)]
struct Found {
    kind: Kind,
    #[field(min_length = 2, max_length = 80, examples = ["Platform 3"])]
    place: String,
    #[field(ge = 0, description = "In euros")]
    value: Option<f64>,
}

#[derive(Clone, Serialize, Model, FromRow)]
struct Thing {
    #[serde(flatten)]
    #[sqlx(flatten)]
    found: Found,
    id: i64,
    entered_by: String,
    claimed_by: Option<String>,
}

#[derive(Serialize, Model)]
struct Token {
    access_token: String,
    token_type: &'static str,
}

#[derive(Debug, thiserror::Error)]
#[error("{by} has it")]
struct Taken {
    by: String,
}

type Database = Transaction<'static, Sqlite>;

/// Keeps what a request has changed, or nothing of it after an error.
#[dependency(cleanup = finish, scope = "function")]
async fn transaction(#[state] pool: &SqlitePool) -> Result<Database> {
    Ok(pool.begin().await?)
}

async fn finish(database: Database, outcome: Outcome) -> Result<()> {
    if outcome.is_answered() {
        database.commit().await?;
    }
    Ok(())
}

fn signed(name: &str, settings: &Settings) -> String {
    let key = Hmac::<Sha256>::new_from_slice(settings.secret.expose().as_bytes()).expect("a key has any length");
    format!("{name}.{:x}", key.chain_update(name).finalize().into_bytes())
}

static OAUTH2: OAuth2PasswordBearer = OAuth2PasswordBearer::new("token");

#[dependency]
async fn clerk(#[security(OAUTH2)] token: String, #[state] settings: &Settings) -> Result<String, HttpError> {
    let name = token.rsplit_once('.').map_or("", |(name, _)| name);
    if !constant_time_eq(&signed(name, settings), &token) {
        return Err(HttpError::new(401, "Sign in again").header("WWW-Authenticate", "Bearer"));
    }
    Ok(name.to_owned())
}

fn announce(notices: &str, notice: &str) -> Result<()> {
    Ok(writeln!(File::options().create(true).append(true).open(notices)?, "{notice}")?)
}

#[dependency]
async fn find_thing(#[path(ge = 1)] thing_id: i64, #[depends(transaction)] database: &mut Database) -> Result<Thing> {
    let thing = sqlx::query_as("SELECT * FROM things WHERE id = ?").bind(thing_id).fetch_optional(&mut **database);
    Ok(thing.await?.ok_or_else(|| HttpError::new(404, "There is no such thing"))?)
}

#[get("")]
async fn list_things(
    #[depends(transaction)] database: &mut Database,
    kind: Option<Kind>,
    #[query(default = 20, ge = 1, le = 100)] limit: i64,
) -> Result<Vec<Thing>> {
    let things = sqlx::query_as("SELECT * FROM things WHERE coalesce(?, kind) = kind ORDER BY id LIMIT ?");
    Ok(things.bind(kind).bind(limit).fetch_all(&mut **database).await?)
}

/// Enters a thing that was brought in.
#[post("", status = 201)]
async fn enter_thing(
    found: Found,
    #[depends(clerk)] clerk: String,
    #[depends(transaction)] database: &mut Database,
    #[state] settings: Settings,
    tasks: BackgroundTasks,
    #[header(default = "main", max_length = 20)] x_desk: String,
) -> Result<Thing> {
    let insert = "INSERT INTO things (kind, place, value, entered_by) VALUES (?, ?, ?, ?) RETURNING *";
    let insert = sqlx::query_as(insert).bind(found.kind).bind(&found.place).bind(found.value).bind(clerk);
    let thing = insert.fetch_one(&mut **database).await?;
    let notice = format!("{x_desk}: {}, found at {}", json!(found.kind).as_str().unwrap_or_default(), found.place);
    tasks.add_work(move || announce(&settings.notices, &notice));
    Ok(thing)
}

#[get("/{thing_id}")]
async fn read_thing(#[depends(find_thing)] thing: Thing) -> Thing {
    thing
}

/// Hands a thing to its owner, against a picture that proves it.
#[post("/{thing_id}/claim", depends = [clerk])]
async fn claim_thing(
    #[depends(find_thing)] mut thing: Thing,
    #[form(min_length = 1)] owner: String,
    proof: UploadFile,
    #[depends(transaction)] database: &mut Database,
) -> Result<Thing> {
    if let Some(by) = thing.claimed_by {
        return Err(Taken { by }.into());
    }
    let digest = format!("{:x}", Sha256::digest(proof.bytes().await?));
    let claim = sqlx::query("UPDATE things SET claimed_by = ?, proof = ? WHERE id = ?");
    claim.bind(&owner).bind(digest).bind(thing.id).execute(&mut **database).await?;
    thing.claimed_by = Some(owner);
    Ok(thing)
}

async fn answer_taken(error: Taken, _request: Request) -> (StatusCode, Value) {
    (StatusCode::CONFLICT, json!({"detail": "Somebody has it", "by": error.by}))
}

#[post("/token")]
fn sign_in(form: OAuth2PasswordForm, #[state] settings: &Settings) -> Result<Token, HttpError> {
    match settings.clerks.get(&form.username) {
        Some(password) if constant_time_eq(password.expose(), form.password.expose()) => {
            Ok(Token { access_token: signed(&form.username, settings), token_type: "bearer" })
        }
        _ => Err(HttpError::new(400, "Wrong name or password")),
    }
}

#[get("/")]
async fn greet(#[cookie] language: Option<String>) -> &'static str {
    if language.as_deref() == Some("de") { "Fundbüro" } else { "Lost property" }
}

async fn office(mut lifespan: Lifespan, environment: Environment) -> Result<()> {
    let settings: Settings = environment.prefix("OFFICE_").read()?;
    let options = SqliteConnectOptions::new().filename(&settings.database).create_if_missing(true);
    let pool = SqlitePool::connect_with(options).await?;
    let table = "CREATE TABLE IF NOT EXISTS things (id INTEGER PRIMARY KEY, kind TEXT NOT NULL, place TEXT NOT NULL, \
        value REAL, entered_by TEXT NOT NULL, claimed_by TEXT, proof TEXT)";
    sqlx::query(table).execute(&pool).await?;
    lifespan.state(settings);
    lifespan.state(pool.clone());
    lifespan.until_shutdown().await;
    pool.close().await;
    Ok(())
}

pub fn app() -> App {
    app_in(Environment::new().file(".env"))
}

pub fn app_in(environment: Environment) -> App {
    let things = Router::new().prefix("/things").tags(["things"]);
    App::new("Lost property")
        .version("1.0.0")
        .lifespan(move |lifespan| office(lifespan, environment.clone()))
        .include(things.routes(routes![list_things, enter_thing, read_thing, claim_thing]))
        .routes(routes![sign_in, greet])
        .on_error(answer_taken)
}

pub fn main() -> Result<()> {
    app().run()
}

#[cfg(test)]
mod tests {
    use brigade::testing::{Form, TestClient};

    use super::*;

    #[test]
    fn a_thing_is_handed_out_once() {
        let folder = std::env::temp_dir().join(format!("lost-property-{}", std::process::id()));
        std::fs::create_dir_all(&folder).unwrap();
        let files = ["office.db", "notices.txt"].map(|file| folder.join(file).to_str().unwrap().to_owned());
        let variables = [("OFFICE_SECRET", "a secret"), ("OFFICE_DATABASE", &files[0]), ("OFFICE_NOTICES", &files[1])];
        let app = app_in(Environment::of(variables)).override_dependency(clerk, || "ada".to_owned());
        let client = TestClient::new(app);
        let entered = client.post("/things").json(&json!({"kind": "phone", "place": "Platform 3"})).send();
        assert_eq!((entered.status().as_u16(), &entered.json::<Value>()["entered_by"]), (201, &json!("ada")));
        let proof = || Form::new().text("owner", "Eve").file("proof", "me.jpg", "image/jpeg", "a picture");
        let claim = || client.post("/things/1/claim").multipart(proof()).send();
        assert_eq!(claim().json::<Value>()["claimed_by"], "Eve");
        let again = claim();
        assert_eq!((again.status().as_u16(), &again.json::<Value>()["by"]), (409, &json!("Eve")));
        drop(client);
        std::fs::remove_dir_all(folder).unwrap();
    }
}
