//! Draws sound as it comes: its waveform and its spectrogram, column by column.

use std::sync::Arc;

use brigade::Model;
use realfft::{RealFftPlanner, RealToComplex, num_complex::Complex};
use serde::{Deserialize, Serialize};

use crate::noise::HERTZ;

/// The most columns of a picture: about as many as a screen shows.
pub const COLUMNS_MAX: u64 = 800;
/// Rows of a spectrogram.
pub const ROWS: usize = 64;
/// Samples that are looked at together: 43 ms.
const WINDOW: usize = 2_048;
/// The shortest column, in samples: 10 ms.
const COLUMN_MIN: u64 = 480;
/// The quietest and the loudest that a spectrogram shows, in decibels.
const LEVELS: (f32, f32) = (-100.0, -20.0);

/// Is one column of a picture.
#[derive(Clone, Debug, Serialize, Deserialize, Model)]
pub struct Column {
    /// The lowest sample, from −1 to 1.
    pub low: f32,
    /// The highest sample.
    pub high: f32,
    /// How loud each band of frequencies is, the lowest first: 0 is −100 dB and 255 is −20 dB.
    pub bands: Vec<u8>,
}

/// Makes columns of samples.
pub struct Picture {
    fft: Arc<dyn RealToComplex<f32>>,
    /// Hann's, scaled so that a full sine gives 1.
    window: Vec<f32>,
    /// For each row, which bins of the spectrum it sums up.
    rows: Vec<std::ops::Range<usize>>,
    column_length: usize,
    /// Samples from one spectrum to the next.
    hop: usize,
    /// The last `WINDOW` samples, and those after them that no spectrum has seen.
    recent: Vec<f32>,
    /// The column that is being made.
    power: Vec<f32>,
    spectra: u32,
    low: f32,
    high: f32,
    length: usize,
}

/// Returns how many samples a column has for a recording of so many, at [`HERTZ`].
#[must_use]
pub fn column_length(samples: u64) -> u64 {
    samples.div_ceil(COLUMNS_MAX).max(COLUMN_MIN)
}

impl Picture {
    /// Makes a picture whose columns have `column_length` samples and whose highest row is at `hertz_max`.
    #[must_use]
    pub fn new(column_length: u64, hertz_max: f32) -> Self {
        let column_length = column_length as usize;
        let window: Vec<_> = (0..WINDOW)
            .map(|index| {
                let turn = index as f32 / WINDOW as f32 * std::f32::consts::TAU;
                (1.0 - turn.cos()) * 2.0 / WINDOW as f32
            })
            .collect();
        let bin = |row: usize| {
            (mel_to_hertz(mel(hertz_max) * row as f32 / ROWS as f32) * WINDOW as f32 / HERTZ as f32) as usize
        };
        // The lowest rows are narrower than a bin, and share some.
        let rows = (0..ROWS).map(|row| bin(row)..bin(row + 1).max(bin(row) + 1)).collect();
        Self {
            fft: RealFftPlanner::new().plan_fft_forward(WINDOW),
            window,
            rows,
            column_length,
            hop: column_length / column_length.div_ceil(WINDOW / 2),
            recent: vec![0.0; WINDOW],
            power: vec![0.0; ROWS],
            spectra: 0,
            low: f32::INFINITY,
            high: f32::NEG_INFINITY,
            length: 0,
        }
    }

    /// Takes samples at [`HERTZ`] and adds the columns that are complete.
    pub fn push(&mut self, samples: &[f32], columns: &mut Vec<Column>) {
        for &sample in samples {
            self.recent.push(sample);
            (self.low, self.high) = (self.low.min(sample), self.high.max(sample));
            self.length += 1;
            if self.recent.len() == WINDOW + self.hop {
                self.recent.drain(..self.hop);
                self.look();
            }
            if self.length == self.column_length {
                columns.push(self.column());
            }
        }
    }

    /// Adds the column that is not complete, if there is one.
    pub fn finish(&mut self, columns: &mut Vec<Column>) {
        if self.length > 0 {
            self.recent.drain(..self.recent.len() - WINDOW);
            self.look();
            columns.push(self.column());
        }
    }

    fn look(&mut self) {
        let mut windowed: Vec<_> =
            self.recent.iter().zip(&self.window).map(|(sample, factor)| sample * factor).collect();
        let mut spectrum = vec![Complex::default(); WINDOW / 2 + 1];
        self.fft.process(&mut windowed, &mut spectrum).expect("the lengths fit");
        for (power, bins) in self.power.iter_mut().zip(&self.rows) {
            *power += spectrum[bins.clone()].iter().map(Complex::norm_sqr).sum::<f32>() / bins.len() as f32;
        }
        self.spectra += 1;
    }

    fn column(&mut self) -> Column {
        let (quietest, loudest) = LEVELS;
        let spectra = self.spectra.max(1) as f32;
        let level = |power: &f32| {
            let decibels = 10.0 * (power / spectra).max(1e-12).log10();
            ((decibels - quietest) / (loudest - quietest) * 255.0).clamp(0.0, 255.0) as u8
        };
        let column = Column { low: self.low, high: self.high, bands: self.power.iter().map(level).collect() };
        self.power.fill(0.0);
        (self.spectra, self.length, self.low, self.high) = (0, 0, f32::INFINITY, f32::NEG_INFINITY);
        column
    }
}

/// The scale on which what sounds as far apart is as far apart (O'Shaughnessy).
fn mel(hertz: f32) -> f32 {
    2_595.0 * (1.0 + hertz / 700.0).log10()
}

fn mel_to_hertz(mel: f32) -> f32 {
    700.0 * (10_f32.powf(mel / 2_595.0) - 1.0)
}

#[cfg(test)]
mod tests {
    use std::f64::consts::TAU;

    use super::{HERTZ, Picture, ROWS, column_length, mel};

    #[test]
    fn a_tone_is_a_line_where_its_frequency_is() {
        for (hertz, seconds) in [(440.0, 1), (3_000.0, 1), (1_000.0, 60)] {
            let step = hertz / f64::from(HERTZ) * TAU;
            let samples: Vec<_> =
                (0..HERTZ * seconds).map(|index| 0.5 * (f64::from(index) * step).sin() as f32).collect();
            let mut picture = Picture::new(column_length(samples.len() as u64), 8_000.0);
            let mut columns = Vec::new();
            for piece in samples.chunks(1_000) {
                picture.push(piece, &mut columns);
            }
            picture.finish(&mut columns);
            assert_eq!(columns.len() as u64, (samples.len() as u64).div_ceil(column_length(samples.len() as u64)));
            let expected = (mel(hertz as f32) / mel(8_000.0) * ROWS as f32) as usize;
            for column in &columns[6..] {
                let loudest = (0..ROWS).max_by_key(|&row| column.bands[row]).expect("there are rows");
                assert!(loudest.abs_diff(expected) <= 1, "{hertz} Hz is in row {loudest}, not {expected}");
                assert!(column.bands[(expected + 20) % ROWS] < 40, "{:?}", column.bands);
            }
            let (low, high) = (columns[3].low, columns[3].high);
            assert!((-0.5..-0.49).contains(&low) && (0.49..=0.5).contains(&high), "{low} {high}");
        }
    }
}
