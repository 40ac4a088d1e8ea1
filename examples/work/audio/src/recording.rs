//! Reads recordings: WAV, FLAC, MP3 and Ogg Vorbis, as one channel.
//!
//! A recording that was opened has been decoded to its end once, so whatever is wrong with it is known before the first
//! answer leaves. Decoding takes about a hundredth of the time of the rest.

use std::{
    error,
    io::{self, Read, Seek, SeekFrom},
    panic::{AssertUnwindSafe, catch_unwind},
};

use brigade::{ApiError, Cancelled, UploadFile, UploadReader};
use symphonia::{
    core::{
        codecs::audio::{AudioDecoder, AudioDecoderOptions},
        errors::Error,
        formats::{FormatOptions, FormatReader, Track, TrackType, probe::Hint},
        io::{MediaSource, MediaSourceStream, MediaSourceStreamOptions},
        meta::MetadataOptions,
    },
    default::{get_codecs, get_probe},
};

/// The longest recording, in minutes.
pub const MINUTES_MAX: u32 = 10;
/// What sample rates are read, in hertz: from telephones to studios.
const RATES: std::ops::RangeInclusive<u32> = 4_000..=192_000;
const CHANNELS_MAX: usize = 8;
/// Packets that cannot be decoded are silence, as in other players, up to one in so many: an MP3 that was cut begins with some.
const GOOD_PER_BAD: usize = 50;

/// Why a recording cannot be cleaned.
#[derive(Debug, ApiError)]
pub enum Unusable {
    /// The file is no recording, or one in another format.
    #[api(status = 415, code = "no_recording", detail = "This is no recording in WAV, FLAC, MP3 or Ogg Vorbis")]
    NoRecording,
    /// The recording begins like one, but cannot be followed: it breaks off, or its head is damaged.
    #[api(status = 422, code = "incomplete", detail = "The recording breaks off, or its head is damaged")]
    Incomplete,
    /// The recording's sample rate or number of channels is none of those that are read.
    #[api(status = 422, code = "odd_format", detail = "{channels} channels at {hertz} Hz cannot be read")]
    OddFormat {
        /// How many channels it says it has.
        channels: usize,
        /// Its sample rate.
        hertz: u32,
    },
    /// There is no sound in the recording, not even silence.
    #[api(status = 422, code = "empty", detail = "The recording is empty")]
    Empty,
    /// The recording says that it is longer than it is.
    #[api(
        status = 422,
        code = "truncated",
        detail = "The recording breaks off after {seconds} of {seconds_announced} seconds"
    )]
    Truncated {
        /// How long it is.
        seconds: f64,
        /// How long it says it is.
        seconds_announced: f64,
    },
    /// Too much of the recording cannot be decoded.
    #[api(
        status = 422,
        code = "damaged",
        detail = "The recording is damaged: {packets_bad} of {packets} packets cannot be read"
    )]
    Damaged {
        /// How many of its packets cannot be decoded.
        packets_bad: usize,
        /// How many there are up to where it was given up.
        packets: usize,
    },
    /// The recording is longer than 10 minutes.
    #[api(status = 413, code = "too_long", detail = "The recording is longer than {minutes_max} minutes")]
    TooLong {
        /// How long a recording may be.
        minutes_max: u32,
    },
    /// A file cannot be read or written, or the network cannot be run.
    #[api(status = 500)]
    Failed(#[source] Box<dyn error::Error + Send + Sync>),
    /// The client has left.
    #[api(status = 503)]
    Left(#[source] Cancelled),
}

impl From<Cancelled> for Unusable {
    fn from(cancelled: Cancelled) -> Self {
        Self::Left(cancelled)
    }
}

impl From<io::Error> for Unusable {
    fn from(error: io::Error) -> Self {
        Self::Failed(error.into())
    }
}

impl From<hound::Error> for Unusable {
    fn from(error: hound::Error) -> Self {
        Self::Failed(error.into())
    }
}

impl From<rten::RunError> for Unusable {
    fn from(error: rten::RunError) -> Self {
        Self::Failed(error.into())
    }
}

/// Is a recording that can be decoded.
pub struct Recording {
    file: UploadFile,
    /// What it is encoded in: `flac`, `mp3`, `pcm_s16le`, `vorbis`.
    pub codec: &'static str,
    /// Samples a second of each channel.
    pub hertz: u32,
    /// How many channels it has. They are mixed.
    pub channels: usize,
    /// Samples of each channel.
    pub samples: u64,
}

impl Recording {
    /// Finds out what `file` is, and whether all of it can be decoded.
    ///
    /// # Errors
    ///
    /// Says what is wrong with it. A recording that is too long is one as soon as its head or its samples say so.
    pub fn open(file: UploadFile) -> Result<Self, Unusable> {
        let mut decoder = Decoder::new(&file)?;
        let samples_max = u64::from(MINUTES_MAX * 60) * u64::from(decoder.hertz);
        let too_long = Unusable::TooLong { minutes_max: MINUTES_MAX };
        if decoder.samples_announced.is_some_and(|announced| announced > samples_max) {
            return Err(too_long);
        }
        let mut samples = 0;
        while let Some(decoded) = decoder.read()? {
            samples += decoded.len() as u64;
            if samples > samples_max {
                return Err(too_long);
            }
        }
        let (hertz, channels) = (decoder.hertz, decoder.channels);
        if let Some(announced) = decoder.samples_announced
            && samples + u64::from(hertz / SECOND_PARTS_MISSING_MAX) < announced
        {
            let seconds = |samples: u64| (samples as f64 / f64::from(hertz) * 10.0).round() / 10.0;
            return Err(Unusable::Truncated { seconds: seconds(samples), seconds_announced: seconds(announced) });
        }
        if samples == 0 {
            return Err(Unusable::Empty);
        }
        Ok(Self { codec: decoder.codec, hertz, channels, samples, file })
    }

    /// Returns what decodes it from its begin.
    ///
    /// # Errors
    ///
    /// The temporary file with the upload is gone.
    pub fn decode(&self) -> Result<Decoder, Unusable> {
        Decoder::new(&self.file)
    }

    /// Returns how long it is.
    #[must_use]
    pub fn seconds(&self) -> f64 {
        self.samples as f64 / f64::from(self.hertz)
    }
}

/// A fifth of a second may be missing: whether what an encoder adds at the ends counts is seen differently.
const SECOND_PARTS_MISSING_MAX: u32 = 5;

/// Returns whether a file begins as a recording does. MP3s without a tag begin like many other files.
fn is_recording(begin: &[u8]) -> bool {
    let is_wav = begin.starts_with(b"RIFF") && begin.ends_with(b"WAVE");
    is_wav || [&b"fLaC"[..], b"OggS", b"ID3"].iter().any(|mark| begin.starts_with(mark))
}

/// Decodes a recording, packet by packet.
pub struct Decoder {
    format: Box<dyn FormatReader>,
    decoder: Box<dyn AudioDecoder>,
    track: u32,
    codec: &'static str,
    hertz: u32,
    channels: usize,
    /// How many samples there are, according to the head.
    samples_announced: Option<u64>,
    packets: usize,
    packets_bad: usize,
    interleaved: Vec<f32>,
    mixed: Vec<f32>,
}

impl Decoder {
    fn new(file: &UploadFile) -> Result<Self, Unusable> {
        if file.size() == 0 {
            return Err(Unusable::Empty);
        }
        let mut begin = [0; 12];
        let count = file.reader().read(&mut begin)?;
        let source = Source { reader: file.reader(), bytes: file.size() };
        let source = MediaSourceStream::new(Box::new(source), MediaSourceStreamOptions::default());
        // What the client says of the file, its name above all, is not asked: the bytes tell.
        let probe = || get_probe().probe(&Hint::new(), source, FormatOptions::default(), MetadataOptions::default());
        let format = unless_it_panics(probe)?
            .map_err(|_| if is_recording(&begin[..count]) { Unusable::Incomplete } else { Unusable::NoRecording })?;
        let (track, parameters, samples_announced) = format
            .default_track(TrackType::Audio)
            .and_then(|Track { id, codec_params, num_frames, .. }| {
                Some((*id, codec_params.as_ref()?.audio()?, *num_frames))
            })
            .ok_or(Unusable::NoRecording)?;
        let hertz = parameters.sample_rate.unwrap_or(0);
        let channels = parameters.channels.as_ref().map_or(0, |channels| channels.count());
        if !RATES.contains(&hertz) || !(1..=CHANNELS_MAX).contains(&channels) {
            return Err(Unusable::OddFormat { channels, hertz });
        }
        let make = || get_codecs().make_audio_decoder(parameters, &AudioDecoderOptions::default());
        let decoder = unless_it_panics(make)?.map_err(|_| Unusable::NoRecording)?;
        let codec = decoder.codec_info().short_name;
        // Of most MP3s the length is an estimate.
        let samples_announced = samples_announced.filter(|_| codec != "mp3");
        let (interleaved, mixed) = (Vec::new(), Vec::new());
        let (packets, packets_bad) = (0, 0);
        Ok(Self {
            format,
            decoder,
            track,
            codec,
            hertz,
            channels,
            samples_announced,
            packets,
            packets_bad,
            interleaved,
            mixed,
        })
    }

    /// Returns the next samples, from −1 to 1, the channels mixed; `None` at the end.
    ///
    /// # Errors
    ///
    /// Too much of the recording cannot be decoded.
    pub fn read(&mut self) -> Result<Option<&[f32]>, Unusable> {
        let packet = loop {
            match unless_it_panics(|| self.format.next_packet())? {
                Ok(Some(packet)) if packet.track_id == self.track => break packet,
                Ok(Some(_)) => {}
                Ok(None) => return Ok(None),
                // The end came too early. Whether that matters, its length tells.
                Err(Error::IoError(error)) if error.kind() == io::ErrorKind::UnexpectedEof => return Ok(None),
                Err(Error::IoError(error)) => return Err(error.into()),
                Err(_) => {
                    let packets = self.packets + 1;
                    return Err(Unusable::Damaged { packets_bad: self.packets_bad + 1, packets });
                }
            }
        };
        self.packets += 1;
        self.mixed.clear();
        match unless_it_panics(|| self.decoder.decode(&packet))? {
            Ok(decoded)
                if decoded.spec().channels().count() == self.channels && decoded.spec().rate() == self.hertz =>
            {
                decoded.copy_to_vec_interleaved(&mut self.interleaved);
                let frames = self.interleaved.chunks_exact(self.channels);
                // Floating point samples may be anything, NaN too.
                let mixed = frames.map(|frame| frame.iter().sum::<f32>() / frame.len() as f32);
                self.mixed.extend(mixed.map(|sample| if sample.is_finite() { sample.clamp(-1.0, 1.0) } else { 0.0 }));
            }
            Err(Error::IoError(error)) if error.kind() != io::ErrorKind::UnexpectedEof => {
                return Err(error.into());
            }
            _ => {
                self.packets_bad += 1;
                if self.packets_bad > 2 + self.packets / GOOD_PER_BAD {
                    return Err(Unusable::Damaged { packets_bad: self.packets_bad, packets: self.packets });
                }
                // A packet has less than a second.
                let silent = packet.dur.get().min(u64::from(self.hertz)) as usize;
                self.mixed.resize(silent, 0.0);
            }
        }
        Ok(Some(&self.mixed))
    }
}

/// Calls symphonia, which asserts some of what files say: 0.6.1 panics at a head of Vorbis whose codebook has 0 or 32 dimensions.
/// The file is what is wrong then. As a panic of the handler it would be a 500, and cost the instance of the network.
///
/// Whatever has panicked may be in any state. The error ends the recording, and nothing of it is asked again.
fn unless_it_panics<T>(ask: impl FnOnce() -> T) -> Result<T, Unusable> {
    catch_unwind(AssertUnwindSafe(ask)).map_err(|_| Unusable::Incomplete)
}

/// Is an uploaded file as symphonia wants it.
struct Source {
    reader: UploadReader,
    bytes: u64,
}

impl Read for Source {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        self.reader.read(buffer)
    }
}

impl Seek for Source {
    fn seek(&mut self, to: SeekFrom) -> io::Result<u64> {
        self.reader.seek(to)
    }
}

impl MediaSource for Source {
    fn is_seekable(&self) -> bool {
        true
    }

    fn byte_len(&self) -> Option<u64> {
        Some(self.bytes)
    }
}
