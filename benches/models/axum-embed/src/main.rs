//! What one writes by hand to serve a model with axum: an instance for each core, `spawn_blocking`, and a channel that hands
//! the instances out.

use std::{
    env,
    net::Ipv4Addr,
    sync::{Arc, Mutex, PoisonError, mpsc},
};

use axum::{
    Json, Router,
    extract::State,
    http::StatusCode,
    routing::{get, post},
};
use search::{Embedder, Embedding, Models};
use serde::Deserialize;

#[derive(Deserialize)]
struct Query {
    text: String,
}

/// Instances that are free, and where they come back to.
struct Instances {
    free: Mutex<mpsc::Receiver<Embedder>>,
    back: mpsc::Sender<Embedder>,
}

async fn embed(
    State(instances): State<Arc<Instances>>,
    Json(query): Json<Query>,
) -> Result<Json<Embedding>, StatusCode> {
    #[expect(clippy::disallowed_methods, reason = "what axum's users do")]
    let work = tokio::task::spawn_blocking(move || {
        let free = instances.free.lock().unwrap_or_else(PoisonError::into_inner).recv();
        let embedder = free.map_err(|_| StatusCode::INTERNAL_SERVER_ERROR)?;
        let embeddings = embedder.embed(&[query.text]);
        instances.back.send(embedder).ok();
        let embedding = embeddings.ok().and_then(|mut embeddings| embeddings.pop());
        Ok(Json(embedding.ok_or(StatusCode::INTERNAL_SERVER_ERROR)?))
    });
    work.await.map_err(|_| StatusCode::INTERNAL_SERVER_ERROR)?
}

async fn healthz() -> &'static str {
    "ok"
}

#[tokio::main]
async fn main() -> Result<(), Box<dyn std::error::Error + Send + Sync>> {
    let (back, free) = mpsc::channel();
    let models = Models::from_environment()?;
    for _ in 0..std::thread::available_parallelism()?.get() {
        back.send(Embedder::open(&models)?)?;
    }
    let instances = Arc::new(Instances { free: Mutex::new(free), back });
    let app = Router::new().route("/embed", post(embed)).route("/healthz", get(healthz)).with_state(instances);
    let port = env::var("PORT")?.parse()?;
    let listener = tokio::net::TcpListener::bind((Ipv4Addr::LOCALHOST, port)).await?;
    Ok(axum::serve(listener, app).await?)
}
