use brigade::{Environment, Lifespan, Outcome, Result, dependency};
use sqlx::{Sqlite, SqlitePool, Transaction, sqlite::SqliteConnectOptions};

use super::settings::Settings;

const TABLE: &str = "CREATE TABLE IF NOT EXISTS things (id INTEGER PRIMARY KEY, kind TEXT NOT NULL, \
    place TEXT NOT NULL, value REAL, entered_by TEXT NOT NULL, claimed_by TEXT, proof TEXT)";

pub(super) async fn open(mut lifespan: Lifespan, environment: Environment) -> Result<()> {
    let settings: Settings = environment.prefix("OFFICE_").read()?;
    let options = SqliteConnectOptions::new().filename(&settings.database).create_if_missing(true);
    let pool = SqlitePool::connect_with(options).await?;
    sqlx::query(TABLE).execute(&pool).await?;
    lifespan.state(settings);
    lifespan.state(pool.clone());
    lifespan.until_shutdown().await;
    pool.close().await;
    Ok(())
}

pub(super) type Database = Transaction<'static, Sqlite>;

/// Keeps what a request has changed, or nothing of it after an error.
#[dependency(cleanup = finish, scope = "function")]
pub(super) async fn transaction(#[state] pool: &SqlitePool) -> Result<Database> {
    Ok(pool.begin().await?)
}

async fn finish(database: Database, outcome: Outcome) -> Result<()> {
    if outcome.is_answered() {
        database.commit().await?;
    }
    Ok(())
}
