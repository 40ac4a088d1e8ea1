use brigade::{ApiError, App, HttpError, Lifespan, Model, Result, batch, get, post, routes};
use serde::{Deserialize, Serialize};

/// Stands for a model: what it does for one text costs nearly as much as for eight.
struct Embedder {
    letters: [char; 4],
}

impl Embedder {
    fn open() -> Result<Self> {
        Ok(Self { letters: ['a', 'e', 'i', 'o'] })
    }

    fn run(&self, text: &str) -> Embedding {
        self.letters.map(|letter| text.matches(letter).count() as f32 / text.len() as f32)
    }
}

type Embedding = [f32; 4];

#[derive(Debug, ApiError)]
enum EmbedError {
    #[api(status = 422, detail = "There is nothing to embed")]
    Empty,
}

/// Called with one text, from anywhere; works on as many as it pays to work on together.
#[batch(max = 32, cost = |text| text.len())]
fn embed(texts: Vec<String>, #[state] embedder: &Embedder) -> Vec<Result<Embedding, EmbedError>> {
    let embed = |text: &String| if text.is_empty() { Err(EmbedError::Empty) } else { Ok(embedder.run(text)) };
    texts.iter().map(embed).collect()
}

#[derive(Deserialize, Model)]
struct Query {
    text: String,
}

#[post("/embed", deadline = "1s")]
async fn embed_one(query: Query) -> Result<Embedding, HttpError> {
    Ok(embed(query.text).await?)
}

/// The texts of one request join the same queue, in turns with those of others.
#[post("/embed/many")]
async fn embed_many(texts: Vec<String>) -> Result<Vec<Embedding>, HttpError> {
    Ok(embed::all(texts).await?)
}

#[derive(Serialize, Model)]
struct Kept {
    kept: usize,
    wrong: usize,
}

/// A plain `fn` waits for its results; here those that fail are left out.
#[post("/keep")]
fn keep(texts: Vec<String>) -> Kept {
    let results: Vec<_> = texts.into_iter().map(embed::wait).collect();
    let kept = results.iter().filter(|result| result.is_ok()).count();
    Kept { kept, wrong: results.len() - kept }
}

struct Corpus(Vec<Embedding>);

/// Lifespans may call it: the engines are there before they begin.
async fn corpus(mut lifespan: Lifespan) -> Result<()> {
    let lines = ["a burger", "a bun and a patty"].map(str::to_owned);
    let corpus = Corpus(embed::all(lines).await?);
    lifespan.state(corpus);
    lifespan.until_shutdown().await;
    Ok(())
}

#[get("/corpus")]
async fn corpus_size(#[state] corpus: &Corpus) -> usize {
    corpus.0.len()
}

pub fn app() -> App {
    App::new("Embeddings")
        .load("embedder", Embedder::open)
        .warm_up::<embed>(|| "How long may a burger stay on the grill?".to_owned())
        .lifespan(corpus)
        .routes(routes![embed_one, embed_many, keep, corpus_size])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_function_as_it_is_written() {
        let embedder = Embedder::open().expect("it is made here");
        let results = embed::directly(vec!["aeio".to_owned(), String::new()], &embedder);
        assert!(matches!(results.as_slice(), [Ok([0.25, 0.25, 0.25, 0.25]), Err(EmbedError::Empty)]));
    }
}
