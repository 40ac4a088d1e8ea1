//! What goes into a network for some texts, and what becomes of what comes out of it.

use brigade::{BoxError, Model};
use serde::Serialize;
use tokenizers::Tokenizer;

/// What stands for a text.
#[derive(Debug, Clone, PartialEq, Serialize, Model)]
pub struct Embedding {
    /// A direction: numbers whose squares make 1 together. Those of texts that mean the same are near each other.
    pub vector: Vec<f32>,
    /// How many tokens the text has, of those that the model reads.
    pub tokens: usize,
}

impl Embedding {
    /// Returns how near two meanings are: 1 if they are the same, about 0 if they have nothing in common.
    #[must_use]
    pub fn likeness(&self, other: &Self) -> f32 {
        self.vector.iter().zip(&other.vector).map(|(one, other)| one * other).sum()
    }
}

/// The tokens of some texts as a network takes them: a row for each text, padded to the longest.
pub(crate) struct Tokens {
    /// How many there are of each text.
    lengths: Vec<usize>,
    /// How many there are in a row.
    pub(crate) width: usize,
    /// All rows; 0 is padding.
    pub(crate) ids: Vec<i32>,
    /// 1 for a token, 0 for padding.
    pub(crate) mask: Vec<i32>,
}

/// Computes a vector for each token, and for each place of padding.
pub(crate) trait Network: Send + Sync {
    fn run(&self, tokens: &Tokens) -> Result<Vec<f32>, BoxError>;
}

impl Tokens {
    pub(crate) fn of(tokenizer: &Tokenizer, texts: &[String]) -> Result<Self, BoxError> {
        // One by one: `encode_batch` would use threads of its own.
        let encode = |text: &String| tokenizer.encode(text.as_str(), true);
        let encodings: Vec<_> = texts.iter().map(encode).collect::<Result<_, _>>()?;
        let lengths: Vec<usize> = encodings.iter().map(|encoding| encoding.get_ids().len()).collect();
        let width = lengths.iter().copied().max().unwrap_or_default();
        let mut tokens = Self { width, ids: vec![0; texts.len() * width], mask: vec![0; texts.len() * width], lengths };
        for (row, encoding) in encodings.iter().enumerate() {
            for (column, &id) in encoding.get_ids().iter().enumerate() {
                tokens.ids[row * width + column] = id.cast_signed();
                tokens.mask[row * width + column] = 1;
            }
        }
        Ok(tokens)
    }

    /// How many texts there are.
    pub(crate) fn rows(&self) -> usize {
        self.lengths.len()
    }

    /// Returns the mean of each text's tokens, of length 1; `outputs` holds a vector for each token and each place of padding.
    pub(crate) fn means(&self, outputs: &[f32]) -> Vec<Embedding> {
        let size = outputs.len() / self.ids.len();
        let rows = outputs.chunks_exact(self.width * size).zip(&self.lengths);
        rows.map(|(row, &tokens)| Embedding { vector: mean(row, size, tokens), tokens }).collect()
    }
}

fn mean(row: &[f32], size: usize, tokens: usize) -> Vec<f32> {
    let mut sum = vec![0.0; size];
    for token in row.chunks_exact(size).take(tokens) {
        sum.iter_mut().zip(token).for_each(|(sum, value)| *sum += value);
    }
    // Dividing by the number of tokens would not change the direction.
    let norm = sum.iter().map(|value| value * value).sum::<f32>().sqrt().max(f32::MIN_POSITIVE);
    sum.iter_mut().for_each(|value| *value /= norm);
    sum
}
