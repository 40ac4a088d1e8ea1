//! Finds the speech in a recording, with the network of Silero.
//!
//! The network says for every frame of 32 ms how likely it is that somebody speaks; [`Segments`] makes stretches of that. The
//! network remembers what it has heard, so one [`Listener`] follows one recording at a time.

use std::{path::PathBuf, sync::Arc};

use brigade::{Model, work_elsewhere};
use rten::{ModelOptions, NodeId, RunOptions, ThreadPool};
use rten_tensor::{NdTensor, prelude::*};
use serde::{Deserialize, Serialize};

/// The only rate that the network knows, in hertz.
pub const HERTZ: u32 = 16_000;
/// Samples in a frame.
const FRAME: usize = 512;
/// Samples of the frame before, which the network sees again.
const CONTEXT: usize = 64;
/// Frames in one call: a second. More would be no faster.
const FRAMES_MAX: usize = 32;
const MEMORY: [usize; 3] = [1, 1, 128];

/// Is where in a recording somebody speaks.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize, Model)]
pub struct Segment {
    /// In seconds from the recording's begin.
    pub begin: f64,
    /// In seconds from the recording's begin.
    pub end: f64,
}

/// Says of a recording that comes in pieces where the speech is.
pub struct Listener {
    network: rten::Model,
    /// One thread computes. The network is small; several recordings use several cores.
    thread: Arc<ThreadPool>,
    input: NodeId,
    /// What the network remembers: where it takes it, where it gives it, and the memory itself.
    memories: [(NodeId, NodeId, NdTensor<f32, 3>); 2],
    output: NodeId,
    /// The end of the last frame, and the samples that came after it.
    heard: Vec<f32>,
    segments: Segments,
}

impl Listener {
    /// Loads the network: `silero/sequence.onnx` of the models.
    ///
    /// # Errors
    ///
    /// If the file is not there or damaged; the error names it.
    pub fn open() -> Result<Self, String> {
        Self::open_at(model_files::path("silero/sequence.onnx"))
    }

    /// Loads the network from a file.
    ///
    /// # Errors
    ///
    /// If the file is not there or damaged; the error names it.
    pub fn open_at(path: PathBuf) -> Result<Self, String> {
        model_files::require(&path)?;
        let named = |error: &dyn std::fmt::Display| format!("{}: {error}", path.display());
        let network = ModelOptions::with_all_ops().load_file(&path).map_err(|error| named(&error))?;
        let node = |name| network.node_id(name).map_err(|error| named(&error));
        Ok(Self {
            input: node("input")?,
            memories: [
                (node("h")?, node("hn")?, NdTensor::zeros(MEMORY)),
                (node("c")?, node("cn")?, NdTensor::zeros(MEMORY)),
            ],
            output: node("speech_probs")?,
            thread: Arc::new(ThreadPool::with_num_threads(1)),
            heard: vec![0.0; CONTEXT],
            segments: Segments::default(),
            network,
        })
    }

    /// Forgets what it has heard: a new recording begins.
    pub fn begin(&mut self) {
        for (_, _, memory) in &mut self.memories {
            *memory = NdTensor::zeros(MEMORY);
        }
        self.heard.clear();
        self.heard.resize(CONTEXT, 0.0);
        self.segments = Segments::default();
    }

    /// Takes samples at [`HERTZ`], and gives `found` the segments that have ended.
    ///
    /// # Errors
    ///
    /// If the network cannot be run.
    pub fn push(&mut self, samples: &[f32], found: impl FnMut(Segment)) -> Result<(), rten::RunError> {
        self.heard.extend_from_slice(samples);
        let frames = (self.heard.len() - CONTEXT) / FRAME;
        if frames >= FRAMES_MAX { self.hear(frames, found) } else { Ok(()) }
    }

    /// Gives `found` what is left: the recording has ended.
    ///
    /// # Errors
    ///
    /// If the network cannot be run.
    pub fn finish(&mut self, mut found: impl FnMut(Segment)) -> Result<(), rten::RunError> {
        let samples = self.heard.len() - CONTEXT;
        let frames = samples.div_ceil(FRAME);
        self.heard.resize(CONTEXT + frames * FRAME, 0.0);
        self.hear(frames, &mut found)?;
        if let Some(last) = self.segments.finish() {
            found(last);
        }
        Ok(())
    }

    fn hear(&mut self, mut frames: usize, mut found: impl FnMut(Segment)) -> Result<(), rten::RunError> {
        while frames > 0 {
            let now = frames.min(FRAMES_MAX);
            let block: Vec<f32> =
                (0..now).flat_map(|frame| &self.heard[frame * FRAME..][..CONTEXT + FRAME]).copied().collect();
            let block = NdTensor::from_data([now, CONTEXT + FRAME], block);
            let [(h, hn, hidden), (c, cn, cell)] = &self.memories;
            let options = RunOptions::default().with_thread_pool(Some(self.thread.clone()));
            let inputs = vec![(self.input, block.view().into()), (*h, hidden.view().into()), (*c, cell.view().into())];
            let compute = || self.network.run_n(inputs, [self.output, *hn, *cn], Some(options));
            // What its thread computes is the work of the job that waits for it.
            let [probabilities, hidden, cell] = work_elsewhere(|work| self.thread.run(work), compute)?;
            self.memories[0].2 = hidden.try_into().expect("the network gives its memory as it takes it");
            self.memories[1].2 = cell.try_into().expect("the network gives its memory as it takes it");
            let probabilities = probabilities.into_shape_vec::<f32, 1>();
            for probability in probabilities.expect("there is a number for each frame").1 {
                if let Some(segment) = self.segments.push(probability) {
                    found(segment);
                }
            }
            self.heard.drain(..now * FRAME);
            frames -= now;
        }
        Ok(())
    }
}

/// Somebody speaks from this probability on.
const SPEECH_MIN: f32 = 0.5;
/// Nobody speaks below this one. Between the two it stays as it was.
const SILENCE_MAX: f32 = 0.35;
/// Frames of a pause that ends a segment, about 300 ms: those between words are shorter.
const PAUSE_MIN: usize = 9;
/// Frames of the shortest segment, about 250 ms: a knock is shorter.
const SPEECH_LENGTH_MIN: usize = 8;
/// Frames that a segment has more at its begin and end, about 100 ms: what is quiet in a word.
const MARGIN: usize = 3;

/// Makes segments of how likely it is for each frame that somebody speaks.
#[derive(Default)]
pub struct Segments {
    frames: usize,
    begin: Option<usize>,
    /// Where the pause began that may end the segment.
    pause: Option<usize>,
}

impl Segments {
    /// Takes the probability of the next frame, and returns the segment that has ended with it.
    pub fn push(&mut self, probability: f32) -> Option<Segment> {
        let frame = self.frames;
        self.frames += 1;
        if probability >= SPEECH_MIN {
            self.begin.get_or_insert(frame);
            self.pause = None;
        }
        let begin = self.begin?;
        if probability < SILENCE_MAX {
            self.pause.get_or_insert(frame);
        }
        let end = self.pause.filter(|pause| self.frames - pause >= PAUSE_MIN)?;
        (self.begin, self.pause) = (None, None);
        self.segment(begin, end)
    }

    /// Returns the segment that the end of the recording ends.
    pub fn finish(&mut self) -> Option<Segment> {
        let begin = self.begin.take()?;
        let end = self.pause.take().unwrap_or(self.frames);
        self.segment(begin, end)
    }

    fn segment(&self, begin: usize, end: usize) -> Option<Segment> {
        let seconds = |frame: usize| (frame * FRAME) as f64 / f64::from(HERTZ);
        (end - begin >= SPEECH_LENGTH_MIN).then(|| Segment {
            begin: seconds(begin.saturating_sub(MARGIN)),
            end: seconds((end + MARGIN).min(self.frames)),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::{Segment, Segments};

    #[test]
    fn pauses_within_a_sentence_do_not_end_it_and_knocks_are_no_speech() {
        let second = |frames: usize| frames as f64 * 0.032;
        // How likely, for how many frames.
        for (stretches, expected) in [
            (&[(0.0, 100)][..], &[][..]),
            (&[(1.0, 100)], &[(0, 100)]),
            (&[(0.1, 20), (0.9, 20), (0.1, 20)], &[(17, 43)]),
            (&[(0.1, 20), (0.9, 7), (0.1, 20)], &[]),
            (&[(0.1, 20), (0.9, 20), (0.1, 8), (0.9, 20), (0.1, 20)], &[(17, 71)]),
            (&[(0.1, 20), (0.9, 20), (0.1, 9), (0.9, 20), (0.1, 20)], &[(17, 43), (46, 72)]),
            (&[(0.1, 20), (0.9, 20), (0.4, 30), (0.6, 1), (0.1, 20)], &[(17, 74)]),
            (&[(0.4, 20), (0.9, 20), (0.1, 2)], &[(17, 42)]),
        ] {
            let mut segments = Segments::default();
            let frames = stretches.iter().flat_map(|&(probability, frames)| std::iter::repeat_n(probability, frames));
            let mut found: Vec<_> = frames.filter_map(|probability| segments.push(probability)).collect();
            found.extend(segments.finish());
            let expected: Vec<_> =
                expected.iter().map(|&(begin, end)| Segment { begin: second(begin), end: second(end) }).collect();
            assert_eq!(found.len(), expected.len(), "{stretches:?}: {found:?}");
            for (found, expected) in found.iter().zip(&expected) {
                let off = (found.begin - expected.begin).abs().max((found.end - expected.end).abs());
                assert!(off < 1e-9, "{stretches:?}: {found:?}, not {expected:?}");
            }
        }
    }
}
