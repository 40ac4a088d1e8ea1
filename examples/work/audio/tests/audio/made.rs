//! Makes recordings.

use std::io::Cursor;

use hound::{SampleFormat, WavReader, WavSpec, WavWriter};

/// Sentences of a novel, at 16 kHz, each by one voice without pauses.
pub(crate) const SENTENCES: [&str; 5] = ["0870", "0880", "0890", "0920", "0930"];

pub(crate) fn sentence(name: &str) -> Vec<i16> {
    let file = model_files::fetched(&format!("speech/{name}.wav"));
    let mut reader = WavReader::open(file).expect("it is WAV");
    reader.samples().map(|sample| sample.expect("it is whole")).collect()
}

pub(crate) fn silence(seconds: f64, hertz: u32) -> Vec<i16> {
    vec![0; (seconds * f64::from(hertz)) as usize]
}

pub(crate) fn wav(samples: &[i16], hertz: u32, channels: u16) -> Vec<u8> {
    let mut wav = Cursor::new(Vec::new());
    let spec = WavSpec { channels, sample_rate: hertz, bits_per_sample: 16, sample_format: SampleFormat::Int };
    let mut writer = WavWriter::new(&mut wav, spec).expect("memory takes it");
    for &sample in samples {
        writer.write_sample(sample).expect("memory takes it");
    }
    writer.finalize().expect("memory takes it");
    wav.into_inner()
}

/// Reads what the application has written: one channel at 48 kHz.
pub(crate) fn samples(wav: &[u8]) -> Vec<f32> {
    let mut reader = WavReader::new(wav).expect("it is WAV");
    let spec = WavSpec { channels: 1, sample_rate: 48_000, bits_per_sample: 16, sample_format: SampleFormat::Int };
    assert_eq!(reader.spec(), spec);
    reader.samples::<i16>().map(|sample| f32::from(sample.expect("it is whole"))).collect()
}

/// Noise like that of a fan, the same each time.
pub(crate) fn noise(length: usize) -> Vec<f32> {
    let (mut state, mut low) = (7_u32, 0.0);
    let mut next = || {
        state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        let white = (state >> 8) as f32 / (1 << 23) as f32 - 1.0;
        low += (white - low) * 0.2;
        low * 1.5 + white * 0.25
    };
    (0..length).map(|_| next()).collect()
}

/// Writes FLAC without compression, or with the most where all samples of a block are the same. It says how long it is only
/// if it is asked to.
pub(crate) fn flac(samples: impl Iterator<Item = i16>, hertz: u32, block: u16, announced: u64) -> Vec<u8> {
    let mut flac = b"fLaC\x80\x00\x00\x22".to_vec();
    flac.extend([block.to_be_bytes(), block.to_be_bytes()].concat());
    // The sizes of frames are not known.
    flac.extend([0; 6]);
    // Its rate in 20 bits, one channel in 3, 16 bits a sample in 5, its length in 36; no checksum.
    flac.extend((u64::from(hertz) << 44 | 15 << 36 | announced).to_be_bytes());
    flac.extend([0; 16]);
    let mut samples = samples.peekable();
    for number in 0.. {
        if samples.peek().is_none() {
            break;
        }
        let samples: Vec<_> = samples.by_ref().take(usize::from(block)).collect();
        let begin = flac.len();
        // Of one size but for the last, which is said in 16 bits; the rate and the size of a sample as at the begin.
        flac.extend([0xFF, 0xF8, 0x70, 0x00]);
        flac.extend(utf8(number));
        flac.extend((samples.len() as u16 - 1).to_be_bytes());
        flac.push(checksum(&flac[begin..], 8, 0x07) as u8);
        if samples.iter().all(|sample| *sample == samples[0]) {
            flac.push(0);
            flac.extend(samples[0].to_be_bytes());
        } else {
            flac.push(2);
            flac.extend(samples.iter().flat_map(|sample| sample.to_be_bytes()));
        }
        let sum = checksum(&flac[begin..], 16, 0x8005) as u16;
        flac.extend(sum.to_be_bytes());
    }
    flac
}

/// Frames are numbered as UTF-8 numbers characters, those that are none too.
fn utf8(number: u32) -> Vec<u8> {
    let rest = |shift: u32| 0x80 | (number >> shift & 0x3F) as u8;
    match number {
        0..0x80 => vec![number as u8],
        0x80..0x800 => vec![0xC0 | (number >> 6) as u8, rest(0)],
        0x800..0x1_0000 => vec![0xE0 | (number >> 12) as u8, rest(6), rest(0)],
        _ => vec![0xF0 | (number >> 18) as u8, rest(12), rest(6), rest(0)],
    }
}

fn checksum(bytes: &[u8], width: u32, polynomial: u64) -> u32 {
    let mut sum = 0_u64;
    for byte in bytes {
        sum ^= u64::from(*byte) << (width - 8);
        for _ in 0..8 {
            sum = if sum >> (width - 1) & 1 == 1 { sum << 1 ^ polynomial } else { sum << 1 };
            sum &= (1 << width) - 1;
        }
    }
    sum as u32
}

/// Writes MP3 in which nothing is heard, at 24 kHz and 8 kbit/s: 24 ms in 24 bytes.
pub(crate) fn silent_mp3(frames: usize) -> Vec<u8> {
    let mut frame = [0; 24];
    // MPEG 2, layer III, no checksum; 8 kbit/s, 24 kHz; one channel.
    frame[..4].copy_from_slice(&[0xFF, 0xF3, 0x14, 0xC0]);
    frame.repeat(frames)
}

/// Writes the heads of Ogg Vorbis with one codebook, of two entries that are vectors of so many dimensions.
pub(crate) fn vorbis_heads(dimensions: u16) -> Vec<u8> {
    let mut first = b"\x01vorbis\0\0\0\0\x01".to_vec();
    first.extend(48_000_u32.to_le_bytes());
    // No bit rates; blocks of 256 and 2,048 samples; the bit that ends a head.
    first.extend([0; 12]);
    first.extend([0xb8, 1]);
    // No vendor, no comments.
    let comments = b"\x03vorbis\0\0\0\0\0\0\0\0\x01".to_vec();
    let mut setup = b"\x05vorbis\0BCV".to_vec();
    setup.extend(dimensions.to_le_bytes());
    // Two entries: neither in order nor sparse, their lengths in 5 bits each; then a table of kind 1, and zeros.
    setup.extend([2, 0, 0, 0x00, 0x10]);
    setup.extend([0; 100]);
    [ogg_page(2, 0, &[first]), ogg_page(0, 1, &[comments, setup])].concat()
}

/// Writes a page of Ogg with packets of less than 255 bytes.
fn ogg_page(flags: u8, number: u8, packets: &[Vec<u8>]) -> Vec<u8> {
    let mut page = b"OggS\0".to_vec();
    // Where in the sound it ends, which stream it is of, its number, and room for the checksum.
    page.extend([flags, 0, 0, 0, 0, 0, 0, 0, 0, 7, 0, 0, 0, number, 0, 0, 0, 0, 0, 0, 0]);
    page.push(packets.len() as u8);
    page.extend(packets.iter().map(|packet| packet.len() as u8));
    page.extend(packets.concat());
    let sum = checksum(&page, 32, 0x04c1_1db7);
    page[22..26].copy_from_slice(&sum.to_le_bytes());
    page
}
