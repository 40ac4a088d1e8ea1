//! Says what a file is by its first and its last bytes: Magika, a network that was trained on 200 kinds of files.

use std::{collections::BTreeMap, fs::File, io::BufReader, path::Path};

use brigade::{BoxError, Model};
use rten::NodeId;
use rten_tensor::{AsView, Layout, NdTensor};
use serde::{Deserialize, Serialize, de::DeserializeOwned};

use crate::{models::Models, rten_network::Rten};

/// How much is read of each end.
pub(crate) const BLOCK_BYTES: usize = 4096;
/// How much of that the network sees, without white space.
const END_BYTES: usize = 1024;
/// How many guesses are told.
const GUESSES: usize = 5;

/// The network and what its outputs are called.
pub(crate) struct Magika {
    rten: Rten,
    input: NodeId,
    config: Config,
    kinds: BTreeMap<String, KindSpec>,
}

/// What the model's authors say of it.
#[derive(Deserialize)]
struct Config {
    target_labels_space: Vec<String>,
    padding_token: i32,
    min_file_size_for_dl: usize,
    medium_confidence_threshold: f32,
    thresholds: BTreeMap<String, f32>,
}

#[derive(Deserialize)]
struct KindSpec {
    description: Option<String>,
    group: Option<String>,
    mime_type: Option<String>,
}

/// What a file may be.
#[derive(Debug, Clone, PartialEq, Serialize, Model)]
pub struct Guess {
    /// Its short name, such as `rust`.
    pub label: String,
    /// What people call it.
    pub description: String,
    /// `code`, `document`, `image` and so on.
    pub group: String,
    /// What it is called where it is served.
    pub media_type: String,
    /// How likely it is, from 0 to 1.
    pub score: f32,
    /// Whether the model's authors would rely on it.
    pub is_sure: bool,
}

/// The two ends of a file, as the network takes them.
#[derive(Clone)]
pub(crate) struct Ends {
    first: Vec<u8>,
    last: Vec<u8>,
}

impl Ends {
    /// Takes what the network sees of the first and the last [`BLOCK_BYTES`] of a file, or of all of it twice if it is shorter.
    pub(crate) fn of(first: &[u8], last: &[u8]) -> Self {
        let (first, last) = (trim_start(first), trim_end(last));
        let first = &first[..first.len().min(END_BYTES)];
        let last = &last[last.len().saturating_sub(END_BYTES)..];
        Self { first: first.to_vec(), last: last.to_vec() }
    }

    /// Writes them into `row`, whose rest is padding: between the two.
    fn write(&self, row: &mut [i32]) {
        row.iter_mut().zip(&self.first).for_each(|(place, byte)| *place = i32::from(*byte));
        row.iter_mut().rev().zip(self.last.iter().rev()).for_each(|(place, byte)| *place = i32::from(*byte));
    }
}

/// What Python calls white space in bytes, which is what the network was trained on; unlike `trim_ascii`, a vertical tab too.
fn is_space(byte: u8) -> bool {
    byte.is_ascii_whitespace() || byte == 0x0b
}

fn trim_start(bytes: &[u8]) -> &[u8] {
    let start = bytes.iter().position(|byte| !is_space(*byte)).unwrap_or(bytes.len());
    &bytes[start..]
}

fn trim_end(bytes: &[u8]) -> &[u8] {
    let end = bytes.iter().rposition(|byte| !is_space(*byte)).map_or(0, |at| at + 1);
    &bytes[..end]
}

impl Magika {
    pub(crate) fn open(models: &Models) -> Result<Self, BoxError> {
        let rten = models.open("magika/model.onnx", Rten::open)?;
        let input = *rten.model.input_ids().first().ok_or("magika/model.onnx: a network without inputs")?;
        let config = models.open("magika/config.json", json)?;
        let kinds = models.open("magika/kinds.json", json)?;
        let magika = Self { rten, input, config, kinds };
        let scores = magika.scores(&[Ends::of(b"", b"")]).map_err(|error| format!("magika/model.onnx: {error}"))?;
        // With more labels than numbers, or fewer, files would be given wrong names.
        let (labels, outputs) = (magika.config.target_labels_space.len(), scores.size(1));
        if labels == 0 || labels != outputs {
            let path = models.folder.join("magika/config.json");
            return Err(format!("{}: {labels} labels for {outputs} outputs", path.display()).into());
        }
        Ok(magika)
    }

    /// Returns the likeliest kinds of each file, the likeliest first.
    pub(crate) fn guess(&self, files: &[Ends]) -> Result<Vec<Vec<Guess>>, BoxError> {
        let rows = self.scores(files)?.to_vec();
        let rows = rows.chunks_exact(self.config.target_labels_space.len());
        Ok(rows.zip(files).map(|(row, ends)| self.likeliest(row, ends)).collect())
    }

    /// Returns a row for each file, with how likely each kind is.
    fn scores(&self, files: &[Ends]) -> Result<NdTensor<f32, 2>, BoxError> {
        let mut bytes = vec![self.config.padding_token; files.len() * 2 * END_BYTES];
        bytes.chunks_exact_mut(2 * END_BYTES).zip(files).for_each(|(row, ends)| ends.write(row));
        let input = NdTensor::from_data([files.len(), 2 * END_BYTES], bytes);
        Ok(self.rten.run(vec![(self.input, input.into())])?.try_into()?)
    }

    fn likeliest(&self, scores: &[f32], ends: &Ends) -> Vec<Guess> {
        let says_enough = ends.first.len() >= self.config.min_file_size_for_dl;
        let mut scored: Vec<(&String, f32)> =
            self.config.target_labels_space.iter().zip(scores.iter().copied()).collect();
        scored.sort_by(|(_, one), (_, other)| other.total_cmp(one));
        scored.into_iter().take(GUESSES).map(|(label, score)| self.named(label, score, says_enough)).collect()
    }

    fn named(&self, label: &str, score: f32, says_enough: bool) -> Guess {
        let spec = self.kinds.get(label);
        let text = |field: fn(&KindSpec) -> &Option<String>| spec.and_then(|spec| field(spec).clone());
        let threshold = self.config.thresholds.get(label).copied().unwrap_or(self.config.medium_confidence_threshold);
        Guess {
            label: label.to_owned(),
            description: text(|spec| &spec.description).unwrap_or_else(|| label.to_owned()),
            group: text(|spec| &spec.group).unwrap_or_else(|| "unknown".to_owned()),
            media_type: text(|spec| &spec.mime_type).unwrap_or_else(|| "application/octet-stream".to_owned()),
            score,
            is_sure: says_enough && score >= threshold,
        }
    }
}

fn json<T: DeserializeOwned>(path: &Path) -> Result<T, BoxError> {
    Ok(serde_json::from_reader(BufReader::new(File::open(path)?))?)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_ends_of_a_file_are_seen_without_the_space_around_it() {
        for (file, first, last) in [
            (&b"  fn main() {}\n\x0b"[..], &b"fn main() {}\n\x0b"[..], &b"  fn main() {}"[..]),
            (b"", b"", b""),
            (b" \n", b"", b""),
        ] {
            let ends = Ends::of(file, file);
            assert_eq!((&ends.first[..], &ends.last[..]), (first, last));
        }
        let long: Vec<u8> = (0..BLOCK_BYTES).map(|at| (at % 200) as u8 + 33).collect();
        let ends = Ends::of(&long, &long);
        assert_eq!((&ends.first[..], &ends.last[..]), (&long[..1024], &long[3072..]));
    }
}
