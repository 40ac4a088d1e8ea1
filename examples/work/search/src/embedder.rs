//! Turns texts into vectors, which are near each other if the texts mean the same: MiniLM, trained on pairs of sentences.
//!
//! A text becomes tokens, the network gives a vector for each of them, and their mean of length 1 stands for the text.
//! Texts of one batch are padded to the length of the longest. The network and the mean are told what is padding, so that a
//! text has the same vector in every batch.

use std::path::Path;

use brigade::BoxError;
use tokenizers::{Tokenizer, TruncationParams};

use crate::{
    rten_network::RtenNetwork,
    tokens::{Embedding, Tokens},
};

/// The model was trained on texts of so many tokens; what follows is left out.
const TOKENS_MAX: usize = 256;

/// A tokenizer and a network that belong together.
pub struct Embedder {
    tokenizer: Tokenizer,
    network: RtenNetwork,
}

impl Embedder {
    /// Reads the model's files, `model.onnx` and `tokenizer.json`, from a folder.
    ///
    /// # Errors
    ///
    /// If one of them is not there or is not what its name says.
    pub fn open(folder: &Path) -> Result<Self, BoxError> {
        let path = folder.join("tokenizer.json");
        let tokenizer = tokenizer(&path).map_err(|error| format!("{}: {error}", path.display()))?;
        let path = folder.join("model.onnx");
        let network = RtenNetwork::open(&path).map_err(|error| format!("{}: {error}", path.display()))?;
        Ok(Self { tokenizer, network })
    }

    /// Returns the vector of each text.
    ///
    /// # Errors
    ///
    /// That of the network.
    pub fn embed(&mut self, texts: &[String]) -> Result<Vec<Embedding>, BoxError> {
        if texts.is_empty() {
            return Ok(Vec::new());
        }
        let tokens = Tokens::of(&self.tokenizer, texts)?;
        let outputs = self.network.run(&tokens)?;
        Ok(tokens.means(&outputs))
    }
}

fn tokenizer(path: &Path) -> Result<Tokenizer, BoxError> {
    let mut tokenizer = Tokenizer::from_file(path)?;
    // The file asks for 128 tokens always. A batch is padded here, to what its texts need.
    tokenizer.with_padding(None);
    tokenizer.with_truncation(Some(TruncationParams { max_length: TOKENS_MAX, ..TruncationParams::default() }))?;
    Ok(tokenizer)
}
