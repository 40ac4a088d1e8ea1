//! Turns texts into vectors, which are near each other if the texts mean the same: MiniLM, trained on pairs of sentences.
//!
//! A text becomes tokens, the network gives a vector for each of them, and their mean of length 1 stands for the text.
//! Texts of one batch are padded to the length of the longest. The network and the mean are told what is padding, so that a
//! text has the same vector in every batch.

use std::path::Path;

use brigade::BoxError;
use tokenizers::{Tokenizer, TruncationParams};

#[cfg(feature = "onnxruntime")]
use crate::onnx_runtime::OnnxRuntime;
use crate::{
    models::{Models, Runtime},
    rten_network::RtenNetwork,
    tokens::{Embedding, Network, Tokens},
};

/// The model was trained on texts of so many tokens; what follows is left out.
const TOKENS_MAX: usize = 256;

/// A tokenizer and a network that belong together.
pub struct Embedder {
    tokenizer: Tokenizer,
    network: Box<dyn Network>,
}

impl Embedder {
    /// Reads the model's files, and the library that computes it.
    ///
    /// # Errors
    ///
    /// If one of them is not there or is not what its name says.
    pub fn open(models: &Models) -> Result<Self, BoxError> {
        let tokenizer = models.open("minilm/tokenizer.json", tokenizer)?;
        let network: Box<dyn Network> = match models.runtime {
            Runtime::Rten => Box::new(models.open("minilm/model.onnx", RtenNetwork::open)?),
            #[cfg(feature = "onnxruntime")]
            Runtime::OnnxRuntime => {
                let library = models.open("onnxruntime/libonnxruntime.so", OnnxRuntime::load)?;
                Box::new(models.open("minilm/model.onnx", |path| library.network(path))?)
            }
        };
        Ok(Self { tokenizer, network })
    }

    /// Returns the vector of each text.
    ///
    /// # Errors
    ///
    /// That of the network.
    pub fn embed(&self, texts: &[String]) -> Result<Vec<Embedding>, BoxError> {
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
