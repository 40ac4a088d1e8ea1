//! Finds what answers a question by what it means.

mod embedder;
mod rten_network;
mod tokens;

pub use embedder::Embedder;
pub use tokens::Embedding;
