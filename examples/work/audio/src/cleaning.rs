//! Cleans a recording from its begin to its end, and tells meanwhile what has become of it.
//!
//! Whatever its length, only a second or so of it is in memory.

use std::{fs::File, io::BufWriter, path::Path};

use brigade::Model;
use hound::{SampleFormat, WavReader, WavSpec, WavWriter};
use serde::Serialize;

use crate::{
    background::Background,
    noise::{self, Denoiser},
    picture::{Column, Picture, column_length},
    rate::Rate,
    recording::{Recording, Unusable},
    speech::{self, Listener, Segment},
};

/// How often it is told how far the cleaning is, at most.
const STEPS_MAX: u64 = 100;
/// The highest frequency of the spectrograms, in hertz; or half the sample rate.
const HERTZ_MAX: u32 = 12_000;
const WAV: WavSpec =
    WavSpec { channels: 1, sample_rate: noise::HERTZ, bits_per_sample: 16, sample_format: SampleFormat::Int };

/// Is what happens to a recording.
#[derive(Serialize, Model)]
#[serde(tag = "step", rename_all = "snake_case")]
pub enum Step {
    /// It can be decoded to its end.
    Opened {
        /// What it is encoded in: `flac`, `mp3`, `pcm_s16le`, `vorbis`.
        codec: String,
        /// Its samples a second.
        hertz: u32,
        /// How many channels it has, which are mixed.
        channels: usize,
        /// How long it is.
        seconds: f64,
        /// How many columns its pictures will have.
        columns: u64,
        /// The frequency of the highest band of its spectrograms.
        hertz_max: u32,
    },
    /// Some more of it is clean.
    Cleaned {
        /// How much is, from its begin.
        seconds: f64,
        /// The next columns of its picture as it was.
        before: Vec<Column>,
        /// The next columns of its picture as it is.
        after: Vec<Column>,
        /// The next segments with speech: those that have ended.
        speech: Vec<Segment>,
    },
    /// All of it is clean.
    Done {
        /// Where it can be fetched, as WAV.
        cleaned: String,
        /// Where its speech without pauses can be fetched, as WAV; null if nobody speaks.
        speech: Option<String>,
        /// How long somebody speaks.
        seconds_speech: f64,
        /// How loud the quietest tenth was, in decibels: −100 is silence.
        background_before: i32,
        /// How loud it is.
        background_after: i32,
    },
}

/// Is what has come of a recording.
pub struct Cleaned {
    /// Where the speech is.
    pub speech: Vec<Segment>,
    /// How loud the quietest tenth was, in decibels.
    pub background_before: i32,
    /// How loud it is.
    pub background_after: i32,
}

impl Cleaned {
    /// Returns how long somebody speaks.
    #[must_use]
    pub fn seconds_speech(&self) -> f64 {
        self.speech.iter().map(|segment| segment.end - segment.begin).sum()
    }
}

/// Writes a recording without its noise to `wav`, and tells each step but the last.
///
/// # Errors
///
/// What `tell` gives, which ends it; what the recording does, which was checked before; if the file cannot be written.
pub fn clean<E: From<Unusable>>(
    recording: &Recording,
    listener: &mut Listener,
    wav: &File,
    mut tell: impl FnMut(Step) -> Result<(), E>,
) -> Result<Cleaned, E> {
    let hertz_max = HERTZ_MAX.min(recording.hertz / 2);
    let samples = recording.samples * u64::from(noise::HERTZ) / u64::from(recording.hertz);
    let mut line = Line::new(recording.hertz, column_length(samples), hertz_max as f32, listener, wav)?;
    tell(Step::Opened {
        codec: recording.codec.to_owned(),
        hertz: recording.hertz,
        channels: recording.channels,
        seconds: recording.seconds(),
        columns: samples.div_ceil(column_length(samples)),
        hertz_max,
    })?;
    let mut decoder = recording.decode()?;
    let stride = (recording.samples / STEPS_MAX).max(u64::from(recording.hertz / 4));
    let (mut done, mut told) = (0, 0);
    while let Some(samples) = decoder.read()? {
        line.push(samples)?;
        done += samples.len() as u64;
        if done - told >= stride {
            told = done;
            tell(line.step(done as f64 / f64::from(recording.hertz)))?;
        }
    }
    line.finish()?;
    tell(line.step(recording.seconds()))?;
    Ok(line.cleaned()?)
}

/// Is where samples become clean, one station after the other.
struct Line<'l, 'w> {
    raise: Rate,
    denoiser: Denoiser,
    lower: Rate,
    listener: &'l mut Listener,
    wav: WavWriter<BufWriter<&'w File>>,
    before: Side,
    after: Side,
    speech: Vec<Segment>,
    /// How many segments have been told.
    told: usize,
    /// What comes to the listener.
    lowered: Vec<f32>,
}

/// Is what is seen of a recording before or after its cleaning.
struct Side {
    samples: Vec<f32>,
    picture: Picture,
    columns: Vec<Column>,
    background: Background,
}

impl Side {
    fn new(column_length: u64, hertz_max: f32) -> Self {
        let picture = Picture::new(column_length, hertz_max);
        Self { samples: Vec::new(), picture, columns: Vec::new(), background: Background::default() }
    }

    fn look(&mut self) {
        self.picture.push(&self.samples, &mut self.columns);
        self.background.push(&self.samples);
    }
}

impl<'l, 'w> Line<'l, 'w> {
    fn new(
        hertz: u32,
        column_length: u64,
        hertz_max: f32,
        listener: &'l mut Listener,
        wav: &'w File,
    ) -> Result<Self, Unusable> {
        listener.begin();
        Ok(Self {
            raise: Rate::new(hertz, noise::HERTZ),
            denoiser: Denoiser::default(),
            lower: Rate::new(noise::HERTZ, speech::HERTZ),
            listener,
            wav: WavWriter::new(BufWriter::new(wav), WAV)?,
            before: Side::new(column_length, hertz_max),
            after: Side::new(column_length, hertz_max),
            speech: Vec::new(),
            told: 0,
            lowered: Vec::new(),
        })
    }

    fn push(&mut self, samples: &[f32]) -> Result<(), Unusable> {
        self.clear();
        self.raise.push(samples, &mut self.before.samples);
        self.denoiser.push(&self.before.samples, &mut self.after.samples);
        self.lower.push(&self.after.samples, &mut self.lowered);
        self.pass()
    }

    /// Passes on what the stations hold back.
    fn finish(&mut self) -> Result<(), Unusable> {
        self.clear();
        self.raise.finish(&mut self.before.samples);
        self.denoiser.push(&self.before.samples, &mut self.after.samples);
        self.denoiser.finish(&mut self.after.samples);
        self.lower.push(&self.after.samples, &mut self.lowered);
        self.lower.finish(&mut self.lowered);
        self.pass()?;
        self.listener.finish(|segment| self.speech.push(segment))?;
        for side in [&mut self.before, &mut self.after] {
            side.picture.finish(&mut side.columns);
        }
        Ok(())
    }

    fn clear(&mut self) {
        self.before.samples.clear();
        self.after.samples.clear();
        self.lowered.clear();
    }

    fn pass(&mut self) -> Result<(), Unusable> {
        self.before.look();
        self.after.look();
        for sample in &self.after.samples {
            self.wav.write_sample((sample * f32::from(i16::MAX)) as i16)?;
        }
        Ok(self.listener.push(&self.lowered, |segment| self.speech.push(segment))?)
    }

    fn step(&mut self, seconds: f64) -> Step {
        let speech = self.speech[self.told..].to_vec();
        self.told = self.speech.len();
        let [before, after] = [&mut self.before, &mut self.after].map(|side| std::mem::take(&mut side.columns));
        Step::Cleaned { seconds, before, after, speech }
    }

    fn cleaned(self) -> Result<Cleaned, Unusable> {
        self.wav.finalize()?;
        Ok(Cleaned {
            speech: self.speech,
            background_before: self.before.background.decibels(),
            background_after: self.after.background.decibels(),
        })
    }
}

/// Writes what is in the segments of a cleaned recording to `wav`, one after the other.
///
/// # Errors
///
/// If the files cannot be read or written.
pub fn cut(cleaned: &Path, segments: &[Segment], wav: &File) -> Result<(), Unusable> {
    let mut reader = WavReader::open(cleaned)?;
    let mut writer = WavWriter::new(BufWriter::new(wav), WAV)?;
    for segment in segments {
        let [begin, end] = [segment.begin, segment.end].map(|seconds| (seconds * f64::from(noise::HERTZ)) as u32);
        reader.seek(begin.min(reader.duration())).map_err(hound::Error::from)?;
        for sample in reader.samples::<i16>().take((end - begin) as usize) {
            writer.write_sample(sample?)?;
        }
    }
    Ok(writer.finalize()?)
}
