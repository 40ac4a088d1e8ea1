//! Changes the sample rate of a recording that comes in pieces: what comes out is neither late nor longer.

use rubato::{Fft, FixedSync, Resampler, WindowFunction, audioadapter_buffers::direct::InterleavedSlice};

/// Input samples that are worked on at once, about.
const CHUNK: usize = 1_024;

/// Turns samples of one rate into samples of another.
pub struct Rate {
    /// `None` if there is nothing to do.
    resampler: Option<Fft<f32>>,
    /// What is not a whole chunk.
    rest: Vec<f32>,
    output: Vec<f32>,
    /// How much of the output is still the resampler's delay.
    late: usize,
    /// Samples that came in, and that have gone out.
    taken: u64,
    given: u64,
    from: u32,
    to: u32,
}

impl Rate {
    /// Goes from one rate to another, in hertz.
    #[must_use]
    pub fn new(from: u32, to: u32) -> Self {
        let resampler = (from != to).then(|| {
            Fft::new_custom(from as usize, to as usize, CHUNK, 1, 1, WindowFunction::BlackmanHarris2, FixedSync::Both)
                .expect("rates and the chunk are not 0")
        });
        let output = vec![0.0; resampler.as_ref().map_or(0, Resampler::output_frames_max)];
        let late = resampler.as_ref().map_or(0, Resampler::output_delay);
        Self { resampler, rest: Vec::new(), output, late, taken: 0, given: 0, from, to }
    }

    /// Takes `samples`, and adds what has become of them.
    pub fn push(&mut self, samples: &[f32], changed: &mut Vec<f32>) {
        self.taken += samples.len() as u64;
        self.work(samples, changed);
    }

    /// Adds what is left.
    pub fn finish(&mut self, changed: &mut Vec<f32>) {
        let length = (self.taken * u64::from(self.to)).div_ceil(u64::from(self.from));
        // Silence drives out what the resampler holds.
        while self.given < length {
            self.work(&[0.0; CHUNK], changed);
        }
        let excess = self.given.saturating_sub(length) as usize;
        changed.truncate(changed.len().saturating_sub(excess));
    }

    fn work(&mut self, mut samples: &[f32], changed: &mut Vec<f32>) {
        let Some(resampler) = &mut self.resampler else {
            self.given += samples.len() as u64;
            return changed.extend_from_slice(samples);
        };
        let chunk = resampler.input_frames_next();
        while self.rest.len() + samples.len() >= chunk {
            let (now, later) = samples.split_at(chunk - self.rest.len());
            self.rest.extend_from_slice(now);
            samples = later;
            let frames = self.output.len();
            let input = InterleavedSlice::new(&self.rest, 1, chunk).expect("it is a whole chunk");
            let mut output = InterleavedSlice::new_mut(&mut self.output, 1, frames).expect("it is one channel");
            let (_, count) = resampler.process_into_buffer(&input, &mut output, None).expect("both are large enough");
            self.rest.clear();
            let late = self.late.min(count);
            self.late -= late;
            self.given += (count - late) as u64;
            changed.extend_from_slice(&self.output[late..count]);
        }
        self.rest.extend_from_slice(samples);
    }
}

#[cfg(test)]
mod tests {
    use std::f64::consts::TAU;

    use super::Rate;

    fn tone(hertz: u32, samples: usize) -> Vec<f32> {
        (0..samples).map(|index| (index as f64 * 440.0 * TAU / f64::from(hertz)).sin() as f32).collect()
    }

    #[test]
    fn a_tone_stays_where_it_is_and_as_long_as_it_is() {
        for (from, to, piece) in [
            (16_000, 48_000, 7),
            (48_000, 16_000, 480),
            (44_100, 48_000, 1_152),
            (11_025, 48_000, 4_096),
            (48_000, 48_000, 100),
        ] {
            let mut rate = Rate::new(from, to);
            let mut changed = Vec::new();
            for samples in tone(from, from as usize / 2).chunks(piece) {
                rate.push(samples, &mut changed);
            }
            rate.finish(&mut changed);
            let expected = tone(to, changed.len());
            assert_eq!(changed.len() as u32, (from / 2 * to).div_ceil(from), "{from} → {to}");
            // Where the tone begins and ends there are other frequencies, which the filter takes away.
            let inside = 1_200..changed.len() - 1_200;
            let furthest =
                changed[inside.clone()].iter().zip(&expected[inside]).map(|(a, b)| (a - b).abs()).fold(0.0, f32::max);
            // The middle of a filter of odd length is off by half a sample.
            let half_a_sample = 440.0 * std::f32::consts::PI / from as f32;
            assert!(furthest < half_a_sample + 0.005, "{from} → {to}: {furthest}");
        }
    }
}
