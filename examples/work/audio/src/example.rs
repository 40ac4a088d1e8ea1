//! Makes a noisy recording to try it with: a sentence from a novel, read by a volunteer, in noise between two pauses.

use std::io::{self, Cursor};

use brigade::{Bytes, Error, HttpError};
use hound::{SampleFormat, WavReader, WavSpec, WavWriter};

/// Seconds of noise alone before and after the sentence.
pub const PAUSE: usize = 2;
/// The sample rate, in hertz.
pub const HERTZ: u32 = 16_000;

/// Returns the recording as WAV.
///
/// # Errors
///
/// 404 if the sentence has not been fetched.
pub fn noisy() -> Result<Bytes, Error> {
    let path = model_files::path("speech/0870.wav");
    let mut sentence = match WavReader::open(path) {
        Ok(reader) => reader,
        Err(hound::Error::IoError(error)) if error.kind() == io::ErrorKind::NotFound => {
            return Err(HttpError::new(404, "There is no example: `scripts/fetch-models speech` fetches it").into());
        }
        Err(error) => return Err(error.into()),
    };
    let sentence: Vec<i16> = sentence.samples().collect::<Result<_, _>>()?;
    let pause = PAUSE * HERTZ as usize;
    let samples = std::iter::repeat_n(0, pause).chain(sentence).chain(std::iter::repeat_n(0, pause));
    let mut wav = Cursor::new(Vec::new());
    let format = WavSpec { channels: 1, sample_rate: HERTZ, bits_per_sample: 16, sample_format: SampleFormat::Int };
    let mut writer = WavWriter::new(&mut wav, format)?;
    for (sample, noise) in samples.zip(Noise::default()) {
        writer.write_sample(sample.saturating_add((noise * 1_000.0) as i16))?;
    }
    writer.finalize()?;
    Ok(wav.into_inner().into())
}

/// Is noise like that of a fan, the same each time: lower frequencies are louder.
pub struct Noise {
    state: u32,
    low: f32,
}

impl Default for Noise {
    fn default() -> Self {
        Self { state: 1, low: 0.0 }
    }
}

impl Iterator for Noise {
    type Item = f32;

    /// Returns the next sample, nearly always from −1 to 1.
    fn next(&mut self) -> Option<f32> {
        // The constants of Numerical Recipes.
        self.state = self.state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        let white = (self.state >> 8) as f32 / (1 << 23) as f32 - 1.0;
        self.low += (white - self.low) * 0.2;
        Some(self.low * 1.5 + white * 0.25)
    }
}
