//! OpenAI's way to ask for embeddings, so that their clients and what is built on them can ask here.

use brigade::{Base64Bytes, HttpError, Model};
use serde::{Deserialize, Serialize};

use crate::tokens::Embedding;

/// The most texts of one request.
const TEXTS_MAX: usize = 2048;
/// The most bytes of one text; of a long one the beginning counts.
const TEXT_BYTES_MAX: usize = 32_768;

/// What is to be embedded.
#[derive(Debug, Deserialize, Model)]
pub(crate) struct EmbeddingRequest {
    input: Input,
    /// There is one model, so every name is its name.
    #[serde(rename = "model")]
    _model: String,
    #[serde(default)]
    encoding_format: Form,
    /// The model has 384 numbers and no others.
    #[serde(default, rename = "dimensions")]
    #[field(ge = 384, le = 384)]
    _dimensions: Option<u32>,
}

#[derive(Debug, Deserialize, Model)]
#[serde(untagged)]
enum Input {
    One(String),
    Many(Vec<String>),
}

/// How the numbers are written.
#[derive(Debug, Clone, Copy, Default, Serialize, Deserialize, Model)]
#[serde(rename_all = "lowercase")]
pub(crate) enum Form {
    #[default]
    Float,
    Base64,
}

/// The embeddings, in the order of the texts.
#[derive(Debug, Serialize, Model)]
pub(crate) struct EmbeddingList {
    object: &'static str,
    data: Vec<Item>,
    model: &'static str,
    usage: Usage,
}

#[derive(Debug, Serialize, Model)]
struct Item {
    object: &'static str,
    index: usize,
    embedding: Vector,
}

#[derive(Debug, Serialize, Model)]
#[serde(untagged)]
enum Vector {
    Float(Vec<f32>),
    /// Four bytes for each number, the lowest first.
    Base64(Base64Bytes),
}

#[derive(Debug, Serialize, Model)]
struct Usage {
    prompt_tokens: usize,
    total_tokens: usize,
}

impl EmbeddingRequest {
    /// Returns the texts, and how their embeddings are to be written.
    pub(crate) fn accepted(self) -> Result<(Vec<String>, Form), HttpError> {
        let texts = match self.input {
            Input::One(text) => vec![text],
            Input::Many(texts) => texts,
        };
        if texts.is_empty() || texts.len() > TEXTS_MAX {
            return Err(HttpError::new(422, format!("The input must be 1 to {TEXTS_MAX} texts")));
        }
        if let Some(place) = texts.iter().position(|text| text.trim().is_empty() || text.len() > TEXT_BYTES_MAX) {
            return Err(HttpError::new(422, format!("Text {place} is empty or has more than {TEXT_BYTES_MAX} bytes")));
        }
        Ok((texts, self.encoding_format))
    }
}

impl EmbeddingList {
    pub(crate) fn new(embeddings: Vec<Embedding>, form: Form) -> Self {
        let tokens = embeddings.iter().map(|embedding| embedding.tokens).sum();
        let item = |(index, embedding): (usize, Embedding)| Item {
            object: "embedding",
            index,
            embedding: match form {
                Form::Float => Vector::Float(embedding.vector),
                Form::Base64 => Vector::Base64(bytes(&embedding.vector).into()),
            },
        };
        Self {
            object: "list",
            data: embeddings.into_iter().enumerate().map(item).collect(),
            model: "all-MiniLM-L6-v2",
            usage: Usage { prompt_tokens: tokens, total_tokens: tokens },
        }
    }
}

fn bytes(vector: &[f32]) -> Vec<u8> {
    vector.iter().flat_map(|value| value.to_le_bytes()).collect()
}
