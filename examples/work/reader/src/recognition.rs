//! Reads a line of text, with the recognition network of PP-OCRv4.
//!
//! The network says for every few pixels along the line how likely each letter is there, or none. Letters that follow each other
//! and are the same are one.

use brigade::{BoxError, Error};
use image::RgbImage;
use rten_tensor::{NdTensor, prelude::*};

use crate::{
    network::{Network, samples},
    picture::resized,
};

/// What the network sees is that high.
pub(crate) const HEIGHT: u32 = 48;
/// And that long, in pixels: some 150 letters. A longer line is pressed together.
const LENGTH_MAX: u32 = 2_400;
/// Most are about that long: some 20 letters.
const LENGTH_USUAL: u32 = 320;
/// A shorter one is seen with nothing after it.
const LENGTH_MIN: u32 = 48;

/// Reads lines.
pub(crate) struct Recogniser {
    network: Network,
    /// By what the network calls them, less one: its zero is no letter.
    letters: Vec<String>,
}

/// Is a line of text as the network sees it.
pub(crate) struct Line {
    pixels: RgbImage,
}

impl Line {
    /// Makes a line of what was cut out of a picture.
    ///
    /// # Errors
    ///
    /// If it cannot be made as high as the network wants it.
    pub(crate) fn new(cut: &RgbImage) -> Result<Self, Error> {
        let length = (f64::from(cut.width()) * f64::from(HEIGHT) / f64::from(cut.height())).ceil() as u32;
        Ok(Self { pixels: resized(cut, length.clamp(LENGTH_MIN, LENGTH_MAX), HEIGHT)? })
    }

    /// Makes a line of usual length with nothing on it, which takes as long to read as any other.
    pub(crate) fn blank() -> Self {
        Self { pixels: RgbImage::new(LENGTH_USUAL, HEIGHT) }
    }

    /// Returns how long it is, in pixels: the network's work grows with it.
    pub(crate) fn length(&self) -> u32 {
        self.pixels.width()
    }
}

/// Is what a line says.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Reading {
    /// Empty if there is nothing to read.
    pub(crate) text: String,
    /// How sure the network is, from 0 to 1: the mean over the letters.
    pub(crate) confidence: f32,
}

impl Recogniser {
    /// Loads the network: `rapidocr/recognition.onnx` of the models.
    ///
    /// # Errors
    ///
    /// If the file is not there or damaged; the error names it.
    pub(crate) fn open() -> Result<Self, BoxError> {
        let path = model_files::path("rapidocr/recognition.onnx");
        let network = Network::open(&path)?;
        let letters = network.metadata("character").ok_or_else(|| format!("{}: it has no letters", path.display()))?;
        let letters = letters.split('\n').map(str::to_owned).chain([" ".to_owned()]).collect();
        Ok(Self { network, letters })
    }

    /// Reads a line.
    ///
    /// # Errors
    ///
    /// If the network cannot be run.
    pub(crate) fn read(&self, line: &Line) -> Result<Reading, Error> {
        let steps: NdTensor<f32, 3> = self.network.run(samples(&line.pixels).into())?.try_into()?;
        let kinds = steps.size(2);
        if kinds != self.letters.len() + 1 {
            let text = format!("the network has results for {kinds} letters, and knows {}", self.letters.len() + 1);
            return Err(Error::internal(text));
        }
        Ok(self.reading(&steps.to_vec(), kinds))
    }

    fn reading(&self, likely: &[f32], kinds: usize) -> Reading {
        let (mut text, mut sure, mut count, mut before) = (String::new(), 0.0, 0_u16, 0);
        for step in likely.chunks_exact(kinds) {
            let likeliest = step.iter().copied().enumerate().max_by(|(_, a), (_, b)| a.total_cmp(b));
            let (kind, confidence) = likeliest.expect("there is a kind: that of no letter");
            if kind != before && kind > 0 {
                text.push_str(&self.letters[kind - 1]);
                sure += confidence;
                count += 1;
            }
            before = kind;
        }
        Reading { text, confidence: sure / f32::from(count.max(1)) }
    }
}
