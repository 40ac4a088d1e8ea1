//! Compresses bytes as they come, in whichever encoding.

use std::io::{self, Write};

use brotli::CompressorWriter;
use bytes::Bytes;
use flate2::write::GzEncoder;

use super::encoding::Encoding;

/// The window that brotli looks back into is 2 to the power of this many bytes: its memory for each answer.
const BROTLI_WINDOW: u32 = 19;

/// What brotli gathers before it writes, in bytes.
const BROTLI_BUFFER_BYTES: usize = 4096;

/// Compresses what is written to it into memory.
pub(super) enum Encoder {
    Gzip(GzEncoder<Vec<u8>>),
    Brotli(Box<CompressorWriter<Vec<u8>>>),
    #[cfg(feature = "zstd")]
    Zstd(zstd::stream::write::Encoder<'static, Vec<u8>>),
}

impl Encoder {
    pub(super) fn new(encoding: Encoding, level: Option<u32>) -> Self {
        match encoding {
            Encoding::Gzip => {
                Self::Gzip(GzEncoder::new(Vec::new(), level.map_or_else(Default::default, flate2::Compression::new)))
            }
            Encoding::Brotli => {
                let level = level.unwrap_or(4);
                let writer = CompressorWriter::new(Vec::new(), BROTLI_BUFFER_BYTES, level, BROTLI_WINDOW);
                Self::Brotli(Box::new(writer))
            }
            #[cfg(feature = "zstd")]
            Encoding::Zstd => {
                let level = level.map_or(3, |level| i32::try_from(level).expect("levels go from 1 to 9"));
                Self::Zstd(zstd::stream::write::Encoder::new(Vec::new(), level).expect("zstd knows the levels 1 to 9"))
            }
        }
    }

    /// Takes bytes in, and returns what is ready of the compressed ones.
    pub(super) fn write(&mut self, bytes: &[u8]) -> io::Result<Bytes> {
        self.writer().write_all(bytes)?;
        Ok(self.ready())
    }

    /// Returns all that has been taken in; the client can read it at once.
    pub(super) fn flush(&mut self) -> io::Result<Bytes> {
        self.writer().flush()?;
        Ok(self.ready())
    }

    /// Returns the rest.
    pub(super) fn finish(self) -> io::Result<Bytes> {
        match self {
            Self::Gzip(encoder) => encoder.finish(),
            Self::Brotli(encoder) => Ok(encoder.into_inner()),
            #[cfg(feature = "zstd")]
            Self::Zstd(encoder) => encoder.finish(),
        }
        .map(Bytes::from)
    }

    fn writer(&mut self) -> &mut dyn Write {
        match self {
            Self::Gzip(encoder) => encoder,
            Self::Brotli(encoder) => encoder,
            #[cfg(feature = "zstd")]
            Self::Zstd(encoder) => encoder,
        }
    }

    fn ready(&mut self) -> Bytes {
        std::mem::take(match self {
            Self::Gzip(encoder) => encoder.get_mut(),
            Self::Brotli(encoder) => encoder.get_mut(),
            #[cfg(feature = "zstd")]
            Self::Zstd(encoder) => encoder.get_mut(),
        })
        .into()
    }
}
