//! Photos as clients send them: what their headers say, and their pixels once somebody wants them.
//!
//! Nothing is decoded before the header has said how large the photo is. A file of a kilobyte can claim a gigapixel.

use std::{fmt::Display, io::Cursor};

use brigade::{ApiError, Cancelled};
use fast_image_resize::{PixelType, images::Image};
use image::{DynamicImage, ImageDecoder, ImageError, ImageFormat, ImageReader, Limits, metadata::Orientation};
use libjpeg_turbo_rs::{DecodeLimits, Decoder, JpegError, PixelFormat, ScalingFactor};
use thiserror::Error;

use crate::size::Size;

/// Pixels of a photo. Telephones make 48 to 50 million.
const PIXELS_MAX: u64 = 51_000_000;
/// Pixels of all pictures that are made of a photo at once. The six usual ones have 6 million, or 11 if the photo stands.
pub(crate) const PRINTS_PIXELS_MAX: u64 = 100_000_000;
/// Bytes of a photo's pixels, and of what decoding a JPEG takes beside them.
const DECODED_BYTES_MAX: u64 = 384 << 20;
/// Scans of a progressive JPEG. Encoders write about ten; each costs a walk over the whole picture.
const SCANS_MAX: usize = 64;
/// Pixels up to which a JPEG is decoded whole. It takes little time, and every pixel counts: small photos have been made small.
const WHOLE_PIXELS_MAX: u64 = 2_000_000;
/// How much larger than the largest picture a JPEG is decoded at least, in fifths. Resizing does the rest, with more care.
const DECODED_FIFTHS_MIN: u64 = 6;

/// Why nothing can be made of a photo.
#[derive(Debug, Error, ApiError)]
pub(crate) enum Unusable {
    /// It is no picture at all, or of a kind that is not understood.
    #[error("not a JPEG, PNG or WebP")]
    #[api(status = 415, code = "not_a_picture", detail = "This is not a JPEG, PNG or WebP")]
    NotAPicture,
    /// It has more pixels than are decoded.
    #[error("{width} x {height} pixels")]
    #[api(
        status = 413,
        code = "too_many_pixels",
        detail = "{width} x {height} pixels are too many: 51 million are allowed"
    )]
    TooLarge { width: u32, height: u32 },
    /// The pictures that are wanted of it would have more pixels together than are made at once.
    #[error("{pixels} pixels are wanted")]
    #[api(
        status = 422,
        code = "too_many_ordered",
        detail = "The pictures would have {pixels} pixels together: 100 million are allowed"
    )]
    TooManyOrdered { pixels: u64 },
    /// Decoding it would take more memory or time than one photo may.
    #[error("too much to decode: {cause}")]
    #[api(status = 413, code = "too_much", detail = "This picture takes too much to decode: {cause}")]
    TooMuch { cause: String },
    /// It begins as a picture does, and goes on in some other way.
    #[error("broken: {cause}")]
    #[api(status = 422, code = "broken", detail = "This picture is broken: {cause}")]
    Broken { cause: String },
    /// An encoder refused what it should be able to write.
    #[error("{cause}")]
    #[api(status = 500)]
    NotWritten { cause: String },
    /// The client has left, or the deadline has passed.
    #[error(transparent)]
    #[api(status = 503)]
    Left(#[from] Cancelled),
}

impl From<JpegError> for Unusable {
    fn from(error: JpegError) -> Self {
        let cause = error.to_string();
        match error {
            JpegError::LimitExceeded { .. } | JpegError::AllocationFailed { .. } => Self::TooMuch { cause },
            _ => Self::Broken { cause },
        }
    }
}

impl From<ImageError> for Unusable {
    fn from(error: ImageError) -> Self {
        let cause = error.to_string();
        match error {
            ImageError::Limits(_) => Self::TooMuch { cause },
            _ => Self::Broken { cause },
        }
    }
}

/// A photo whose header has been read.
pub(crate) struct Photo<'a> {
    bytes: &'a [u8],
    /// As it is stored.
    size: Size,
    orientation: Orientation,
    decoder: Kind,
}

/// What decodes a photo.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Kind {
    /// JPEG as cameras write it, at a part of its size if that is enough.
    Scaled,
    /// Everything else, as it is.
    Whole(ImageFormat),
}

impl<'a> Photo<'a> {
    /// Reads the header.
    ///
    /// # Errors
    ///
    /// If it is no picture, or has more pixels than are decoded.
    pub(crate) fn read(bytes: &'a [u8]) -> Result<Self, Unusable> {
        match image::guess_format(bytes) {
            Ok(ImageFormat::Jpeg) => Self::read_scaled(bytes),
            Ok(format @ (ImageFormat::Png | ImageFormat::WebP)) => Self::read_whole(bytes, format),
            _ => Err(Unusable::NotAPicture),
        }
    }

    fn read_scaled(bytes: &'a [u8]) -> Result<Self, Unusable> {
        let decoder = match scaled_decoder(bytes) {
            // The inks of a printer have four components, and only the other decoder makes colours of them.
            Ok(decoder) if decoder.header().components.len() != 4 => decoder,
            Ok(_) | Err(JpegError::Unsupported(_)) => return Self::read_whole(bytes, ImageFormat::Jpeg),
            Err(error) => return Err(error.into()),
        };
        let size = allowed(decoder.header().width.into(), decoder.header().height.into())?;
        let orientation = decoder.exif_orientation().and_then(Orientation::from_exif);
        let orientation = orientation.unwrap_or(Orientation::NoTransforms);
        Ok(Self { bytes, size, orientation, decoder: Kind::Scaled })
    }

    fn read_whole(bytes: &'a [u8], format: ImageFormat) -> Result<Self, Unusable> {
        let mut decoder = whole_decoder(bytes, format)?;
        let (width, height) = decoder.dimensions();
        let size = allowed(width, height)?;
        if decoder.total_bytes() > DECODED_BYTES_MAX {
            return Err(Unusable::TooMuch { cause: format!("{} bytes of pixels", decoder.total_bytes()) });
        }
        // Whoever wrote a wrong one did not mean to turn the picture.
        let orientation = decoder.orientation().unwrap_or(Orientation::NoTransforms);
        Ok(Self { bytes, size, orientation, decoder: Kind::Whole(format) })
    }

    /// Returns the size in which people see it.
    pub(crate) fn size(&self) -> Size {
        self.upright(self.size)
    }

    /// Returns a size of the stored pixels as people see it, and the other way round.
    pub(crate) fn upright(&self, size: Size) -> Size {
        match self.orientation {
            Orientation::Rotate90
            | Orientation::Rotate270
            | Orientation::Rotate90FlipH
            | Orientation::Rotate270FlipH => size.transposed(),
            _ => size,
        }
    }

    /// Returns what was made of the stored pixels the way up in which people see it.
    pub(crate) fn turned(&self, picture: DynamicImage) -> DynamicImage {
        let mut picture = picture;
        picture.apply_orientation(self.orientation);
        picture
    }

    /// Returns the pixels as they are stored: not many more than `enough` if that is quicker.
    ///
    /// # Errors
    ///
    /// If it is broken.
    pub(crate) fn decode(&self, enough: Size) -> Result<Image<'static>, Unusable> {
        match self.decoder {
            Kind::Scaled => match self.decode_scaled(enough) {
                Err(JpegError::Unsupported(_)) => self.decode_whole(ImageFormat::Jpeg),
                decoded => Ok(decoded?),
            },
            Kind::Whole(format) => self.decode_whole(format),
        }
    }

    fn decode_scaled(&self, enough: Size) -> Result<Image<'static>, JpegError> {
        let decoder = scaled_decoder(self.bytes)?.with_output_format(PixelFormat::Rgb).with_scale(self.scale(enough));
        let pixels = decoder.decode_image()?;
        let wrong = |error: &dyn Display| JpegError::CorruptData(error.to_string());
        let width = u32::try_from(pixels.width).map_err(|error| wrong(&error))?;
        let height = u32::try_from(pixels.height).map_err(|error| wrong(&error))?;
        Image::from_vec_u8(width, height, pixels.data, PixelType::U8x3).map_err(|error| wrong(&error))
    }

    fn decode_whole(&self, format: ImageFormat) -> Result<Image<'static>, Unusable> {
        if format == ImageFormat::Jpeg && !whole_jpeg::is_whole(self.bytes) {
            return Err(Unusable::Broken { cause: "it ends too early".to_owned() });
        }
        let decoded = DynamicImage::from_decoder(whole_decoder(self.bytes, format)?)?;
        let (width, height) = (decoded.width(), decoded.height());
        let (pixels, pixel_type) = if decoded.color().has_alpha() {
            (decoded.into_rgba8().into_raw(), PixelType::U8x4)
        } else {
            (decoded.into_rgb8().into_raw(), PixelType::U8x3)
        };
        Image::from_vec_u8(width, height, pixels, pixel_type)
            .map_err(|error| Unusable::Broken { cause: error.to_string() })
    }

    /// Returns the smallest scale at which a JPEG can be decoded and has enough pixels.
    fn scale(&self, enough: Size) -> ScalingFactor {
        if self.size.pixels() <= WHOLE_PIXELS_MAX {
            return ScalingFactor::default();
        }
        let has_enough = |part: u64, whole: u32, enough: u32| {
            u64::from(whole) * part * 5 >= u64::from(enough) * 8 * DECODED_FIFTHS_MIN
        };
        let fits = |scale: &ScalingFactor| {
            let eighths = u64::from(scale.num() * 8 / scale.denom());
            has_enough(eighths, self.size.width, enough.width) && has_enough(eighths, self.size.height, enough.height)
        };
        let smaller = ScalingFactor::SUPPORTED.into_iter().filter(|scale| scale.num() < scale.denom());
        smaller.filter(fits).min_by_key(|scale| scale.block_size()).unwrap_or_default()
    }
}

fn scaled_decoder(bytes: &[u8]) -> Result<Decoder<'_>, JpegError> {
    let limits = DecodeLimits {
        max_pixels: PIXELS_MAX,
        max_scans: SCANS_MAX,
        max_memory: Some(DECODED_BYTES_MAX),
        ..DecodeLimits::default()
    };
    Decoder::new_with_limits(bytes, limits)
}

fn whole_decoder<'a>(bytes: &'a [u8], format: ImageFormat) -> Result<impl ImageDecoder + 'a, Unusable> {
    let mut limits = Limits::default();
    limits.max_alloc = Some(DECODED_BYTES_MAX);
    let mut reader = ImageReader::with_format(Cursor::new(bytes), format);
    reader.limits(limits);
    Ok(reader.into_decoder()?)
}

fn allowed(width: u32, height: u32) -> Result<Size, Unusable> {
    let size = Size { width, height };
    match size.pixels() {
        0 => Err(Unusable::Broken { cause: "it has no pixels".to_owned() }),
        1..=PIXELS_MAX => Ok(size),
        _ => Err(Unusable::TooLarge { width, height }),
    }
}
