//! `cargo run --release -p search -- TEXT TEXT…` says how near the texts' meanings are to the first one's.

use std::{env, error::Error};

use search::Embedder;

fn main() -> Result<(), Box<dyn Error + Send + Sync>> {
    let texts: Vec<String> = env::args().skip(1).collect();
    let embeddings = Embedder::open(&model_files::path("minilm"))?.embed(&texts)?;
    for (text, embedding) in texts.iter().zip(&embeddings) {
        let score: f32 = embeddings[0].iter().zip(embedding).map(|(left, right)| left * right).sum();
        println!("{score:.3} {text}");
    }
    Ok(())
}
