//! The digits: 1,797 that 13 people wrote, 8 by 8 pixels each, in the order in which they were collected.
//!
//! The last 397 are never trained with. Those are other people's than most of the first, so the accuracy is that for somebody
//! new; with a random choice it would look better by some percent.

use smartcore::dataset::digits::load_dataset;

/// Pixels of a drawing.
pub(crate) const PIXELS: usize = 64;
/// How many digits there are to train with.
pub(crate) const SEEN: usize = 1_400;

/// Pixels and what they show.
pub(crate) type Labelled = ([f32; PIXELS], u32);

/// All digits.
pub(crate) struct Digits(Vec<Labelled>);

impl Digits {
    /// Reads the digits that smartcore has with it.
    ///
    /// # Errors
    ///
    /// If they are not what they should be.
    pub(crate) fn load() -> Result<Self, String> {
        let data = load_dataset();
        if data.num_features != PIXELS || data.num_samples <= SEEN {
            return Err(format!("{} digits of {} pixels are not the data set", data.num_samples, data.num_features));
        }
        let (drawings, _) = data.data.as_chunks();
        Ok(Self(drawings.iter().copied().zip(data.target.iter().map(|&digit| digit as u32)).collect()))
    }

    /// Returns those to train with.
    pub(crate) fn seen(&self) -> &[Labelled] {
        &self.0[..SEEN]
    }

    /// Returns those to judge by.
    pub(crate) fn unseen(&self) -> &[Labelled] {
        &self.0[SEEN..]
    }
}
