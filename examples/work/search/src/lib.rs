//! Finds the passages of a text that answer a question, by what they mean; and says what a file is.
//!
//! The API is here; the models are in `embedder.rs` and `magika.rs`.

mod embedder;
mod library;
mod magika;
mod models;
#[cfg(feature = "onnxruntime")]
mod onnx_runtime;
mod openai;
mod passages;
mod rten_network;
mod samples;
mod spare;
mod tokens;

use brigade::{App, Error, Html, HttpError, Model, Result, UploadFile, batch, get, post, routes};
use serde::{Deserialize, Serialize};

pub use crate::{
    embedder::Embedder,
    magika::Guess,
    models::{Models, Runtime},
    tokens::Embedding,
};
use crate::{
    library::{Hit, Library, Text},
    magika::{BLOCK_BYTES, Ends, Magika},
    openai::{EmbeddingList, EmbeddingRequest},
    samples::Sample,
};

/// Returns the application, for `main` and for the tests.
#[must_use]
pub fn app(models: Models) -> App {
    let files = models.clone();
    App::new("Search")
        .version("1.0.0")
        .load("MiniLM", move || Embedder::open(&models))
        .load("Magika", move || Magika::open(&files))
        .warm_up::<embed>(|| "May I give copies to my friends?".to_owned())
        .warm_up::<guess>(|| Ends::of(b"fn main() {}", b"fn main() {}"))
        .state(Library::default())
        .routes(routes![page, sample, embed_text, create_embeddings, add_text, search, recognise])
}

/// Called with one text from anywhere; runs on as many together as it pays to.
#[batch(max = 32, cost = |text| text.len().min(1200))]
fn embed(texts: &[String], #[state] embedder: &Embedder) -> Result<Vec<Embedding>> {
    embedder.embed(texts).map_err(Error::internal)
}

#[batch(max = 16)]
fn guess(files: &[Ends], #[state] magika: &Magika) -> Result<Vec<Vec<Guess>>> {
    magika.guess(files).map_err(Error::internal)
}

/// A text that is short enough to be embedded; of a long one the beginning counts.
#[derive(Debug, Deserialize, Model)]
struct Passage {
    #[field(min_length = 1, max_length = 32_768, pattern = r"\S")]
    text: String,
}

/// A text to search.
#[derive(Debug, Deserialize, Model)]
struct NewText {
    #[field(min_length = 1, max_length = 200_000, pattern = r"\S")]
    text: String,
}

/// A text that can be searched.
#[derive(Debug, Serialize, Model)]
struct KeptText {
    text_id: u64,
    passages: usize,
}

/// Embeds a text.
#[post("/embed")]
async fn embed_text(passage: Passage) -> Result<Embedding, HttpError> {
    Ok(embed(passage.text).await?)
}

/// Embeds texts, as OpenAI's service does.
#[post("/v1/embeddings")]
async fn create_embeddings(request: EmbeddingRequest) -> Result<EmbeddingList, HttpError> {
    let (texts, form) = request.accepted()?;
    Ok(EmbeddingList::new(embed::all(texts).await?, form))
}

/// Adds a text, cut into passages. The last 32 are kept.
#[post("/texts", status = 201)]
async fn add_text(new: NewText, #[state] library: &Library) -> Result<KeptText, HttpError> {
    let passages = passages::passages(&new.text);
    let embeddings = embed::all(passages.clone()).await?;
    let count = passages.len();
    let text_id = library.add(Text(passages.into_iter().zip(embeddings).collect()));
    Ok(KeptText { text_id, passages: count })
}

/// Finds the passages of a text whose meanings are nearest to a question's.
#[get("/texts/{text_id}/passages", response(404, description = "No such text"))]
async fn search(
    text_id: u64,
    #[query(min_length = 1, max_length = 1000, pattern = r"\S")] question: String,
    #[query(default = 5, ge = 1, le = 50)] limit: usize,
    #[state] library: &Library,
) -> Result<Vec<Hit>, HttpError> {
    let text = library.text(text_id).ok_or_else(|| HttpError::new(404, "No such text"))?;
    Ok(text.nearest(&embed(question).await?, limit))
}

/// Says what a file is, by its first and its last bytes: the likeliest kinds, the likeliest first.
#[post("/kind")]
async fn recognise(mut file: UploadFile) -> Result<Vec<Guess>> {
    if file.size() == 0 {
        return Err(HttpError::new(422, "The file is empty").into());
    }
    let first = file.read(BLOCK_BYTES).await?;
    file.seek(file.size().saturating_sub(BLOCK_BYTES as u64));
    let last = file.read(BLOCK_BYTES).await?;
    Ok(guess(Ends::of(&first, &last)).await?)
}

/// A text to begin with.
#[get("/samples/{sample}")]
async fn sample(sample: Sample) -> &'static str {
    sample.text()
}

#[get("/", hidden)]
async fn page() -> Html<&'static str> {
    Html(include_str!("page.html"))
}
