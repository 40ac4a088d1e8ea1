//! Takes noise out of speech, with RNNoise's network.

use nnnoiseless::DenoiseState;

/// The only rate that the network knows, in hertz.
pub const HERTZ: u32 = 48_000;
const FRAME: usize = DenoiseState::FRAME_SIZE;
/// The network was taught with numbers of this size.
const SCALE: f32 = 32_768.0;

/// Takes the noise out of samples at [`HERTZ`] that come in pieces. What comes out is neither late nor longer.
pub struct Denoiser {
    state: Box<DenoiseState<'static>>,
    frame: Vec<f32>,
    /// The first frame that comes out is the one before the first.
    is_first: bool,
    taken: u64,
    given: u64,
}

impl Default for Denoiser {
    fn default() -> Self {
        Self { state: DenoiseState::new(), frame: Vec::with_capacity(FRAME), is_first: true, taken: 0, given: 0 }
    }
}

impl Denoiser {
    /// Takes `samples`, and adds those that are clean.
    pub fn push(&mut self, samples: &[f32], clean: &mut Vec<f32>) {
        self.taken += samples.len() as u64;
        self.work(samples, clean);
    }

    /// Adds what is left.
    pub fn finish(&mut self, clean: &mut Vec<f32>) {
        while self.given < self.taken {
            self.work(&[0.0; FRAME], clean);
        }
        let excess = (self.given - self.taken) as usize;
        clean.truncate(clean.len().saturating_sub(excess));
    }

    fn work(&mut self, samples: &[f32], clean: &mut Vec<f32>) {
        for sample in samples {
            self.frame.push(sample * SCALE);
            if self.frame.len() < FRAME {
                continue;
            }
            let mut frame = [0.0; FRAME];
            self.state.process_frame(&mut frame, &self.frame);
            self.frame.clear();
            if self.is_first {
                self.is_first = false;
                continue;
            }
            self.given += FRAME as u64;
            clean.extend(frame.map(|sample| (sample / SCALE).clamp(-1.0, 1.0)));
        }
    }
}
