//! Opens the database, and a transaction for each request that needs one.

use brigade::{Error, Lifespan, Outcome, Result, dependency};
use sqlx::{AnyPool, any::AnyPoolOptions};

use crate::settings::Settings;

/// A transaction of the database, for the length of a request.
pub(crate) type Transaction = sqlx::Transaction<'static, sqlx::Any>;

/// Opens the database and brings its tables up to date; closes it when the last request is over.
pub(crate) async fn connect(mut lifespan: Lifespan) -> Result<()> {
    sqlx::any::install_default_drivers();
    let url = &lifespan.get::<Settings>()?.database_url;
    // A database in memory is as many databases as it has connections.
    let connections_max = if url.contains(":memory:") { 1 } else { 8 };
    let pool = AnyPoolOptions::new().max_connections(connections_max).connect(url).await?;
    sqlx::migrate!().run(&pool).await?;
    lifespan.state(pool.clone());
    lifespan.until_shutdown().await;
    pool.close().await;
    Ok(())
}

/// What a request changes is there when its answer is sent, all of it, or nothing after an error.
#[dependency(cleanup = finish, scope = "function")]
pub(crate) async fn transaction(#[state] pool: &AnyPool) -> Result<Transaction> {
    Ok(pool.begin().await?)
}

async fn finish(transaction: Transaction, outcome: Outcome) -> Result<(), Error> {
    if outcome.is_answered() {
        transaction.commit().await?
    } else {
        transaction.rollback().await?
    }
    Ok(())
}
