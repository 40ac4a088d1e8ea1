//! What goes into the network for some texts, and what becomes of what comes out of it.

use brigade::BoxError;
use tokenizers::Tokenizer;

/// What stands for a text: as many numbers as the network has outputs, of length 1.
pub type Embedding = Vec<f32>;

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

impl Tokens {
    pub(crate) fn of(tokenizer: &Tokenizer, texts: &[String]) -> Result<Self, BoxError> {
        // One by one: `encode_batch` would start threads.
        let encodings: Vec<_> =
            texts.iter().map(|text| tokenizer.encode(text.as_str(), true)).collect::<Result<_, _>>()?;
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
        let rows = outputs.chunks_exact(self.width * size);
        rows.zip(&self.lengths).map(|(row, &length)| mean(row, size, length)).collect()
    }
}

fn mean(row: &[f32], size: usize, length: usize) -> Embedding {
    let mut sum = vec![0.0; size];
    for token in row.chunks_exact(size).take(length) {
        sum.iter_mut().zip(token).for_each(|(sum, value)| *sum += value);
    }
    // Dividing by the count would not change the direction.
    let norm = sum.iter().map(|value| value * value).sum::<f32>().sqrt().max(f32::MIN_POSITIVE);
    sum.iter_mut().for_each(|value| *value /= norm);
    sum
}
