//! brigade's entry: `ENGINE=rten` or `ENGINE=onnxruntime`, `--port PORT`.

use brigade::{App, Error, HttpError, Model, Result, batch, get, post, routes};
use search::{Embedder, Embedding, Models};
use serde::Deserialize;

#[derive(Deserialize, Model)]
struct Query {
    text: String,
}

#[batch(max = 32, cost = |text| text.len())]
fn embed(texts: &[String], #[state] embedder: &Embedder) -> Result<Vec<Embedding>> {
    embedder.embed(texts).map_err(Error::internal)
}

/// Clients count 50 ms, on their own clocks.
#[post("/embed", deadline = "45ms")]
async fn embed_one(query: Query) -> Result<Embedding, HttpError> {
    Ok(embed(query.text).await?)
}

/// The same without a batch: what a lone request takes here, it may take there.
#[post("/alone")]
fn embed_alone(query: Query, #[state] embedder: &Embedder) -> Result<Embedding> {
    let embeddings = embedder.embed(&[query.text]).map_err(Error::internal)?;
    embeddings.into_iter().next().ok_or_else(|| Error::internal("a text without an embedding"))
}

#[get("/healthz")]
async fn healthz() -> &'static str {
    "ok"
}

fn main() -> Result<()> {
    let models = Models::from_environment().map_err(Error::internal)?;
    App::new("Embed")
        .load("MiniLM", move || Embedder::open(&models))
        .routes(routes![embed_one, embed_alone, healthz])
        .run()
}
