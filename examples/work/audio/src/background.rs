//! Measures how loud a recording is where nobody speaks.

use crate::noise::HERTZ;

/// Samples that are measured together: 20 ms.
const FRAME: u32 = HERTZ / 50;
/// The quietest that is told apart, in decibels below the loudest.
const QUIETEST: usize = 100;

/// Measures samples at [`HERTZ`] that come in pieces.
pub struct Background {
    energy: f32,
    length: u32,
    /// How many frames there were at so many decibels below the loudest.
    frames: [u32; QUIETEST + 1],
}

impl Default for Background {
    fn default() -> Self {
        Self { energy: 0.0, length: 0, frames: [0; QUIETEST + 1] }
    }
}

impl Background {
    /// Measures `samples`.
    pub fn push(&mut self, samples: &[f32]) {
        for sample in samples {
            self.energy += sample * sample;
            self.length += 1;
            if self.length == FRAME {
                let below = -10.0 * (self.energy / FRAME as f32).max(1e-12).log10();
                self.frames[(below.round() as usize).min(QUIETEST)] += 1;
                (self.energy, self.length) = (0.0, 0);
            }
        }
    }

    /// Returns how loud the quietest tenth is at most, in decibels: 0 is the loudest there is, −100 silence.
    #[must_use]
    pub fn decibels(&self) -> i32 {
        let mut left = self.frames.iter().sum::<u32>().div_ceil(10);
        let quiet = (0..=QUIETEST).rev().find(|&below| {
            left = left.saturating_sub(self.frames[below]);
            left == 0
        });
        -(quiet.unwrap_or(QUIETEST) as i32)
    }
}

#[cfg(test)]
mod tests {
    use super::{Background, FRAME};

    #[test]
    fn the_quietest_tenth_is_the_background() {
        // How many frames there are of which sample.
        for (frames, expected) in [
            (&[][..], -100),
            (&[(50, 0.0)], -100),
            (&[(50, 1.0)], 0),
            (&[(80, 1.0), (20, 0.01)], -40),
            (&[(50, 0.5), (45, 1.0), (5, 0.01)], -6),
        ] {
            let mut background = Background::default();
            for &(count, sample) in frames {
                background.push(&vec![sample; (FRAME * count) as usize]);
            }
            assert_eq!(background.decibels(), expected, "{frames:?}");
        }
    }
}
