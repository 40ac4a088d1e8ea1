//! Pictures from clients: decoded within bounds that their headers are held to before anything is decoded.

use std::io::Cursor;

use brigade::{ApiError, Bytes};
use fast_image_resize::{
    FilterType, PixelType, ResizeAlg, ResizeError, ResizeOptions, Resizer,
    images::{Image, ImageRef},
};
use image::{
    DynamicImage, GrayImage, ImageDecoder, ImageError, ImageFormat, ImageReader, Limits, RgbImage, RgbaImage,
    error::ImageFormatHint,
};

/// Pixels of a picture. A photo of a telephone has 12 million.
pub(crate) const PIXELS_MAX: u64 = 24_000_000;
/// Bytes that the pixels of a picture may take while it is decoded: [`PIXELS_MAX`] with four samples of a byte.
const DECODED_BYTES_MAX: u64 = 4 * PIXELS_MAX;

/// Why something is no picture that can be worked with.
#[derive(Debug, thiserror::Error, ApiError)]
pub(crate) enum PictureError {
    /// It does not begin as a picture does.
    #[error("not a picture")]
    #[api(status = 415, detail = "Not a picture that is known here: send a PNG or a JPEG")]
    Unknown,
    /// Its header says that there are too many pixels.
    #[error("{width} × {height} pixels")]
    #[api(status = 413, detail = "A picture of {width} × {height} pixels is too large: it may have 24 million in all")]
    TooLarge {
        /// In pixels.
        width: u32,
        /// In pixels.
        height: u32,
    },
    /// Its samples take more room than those of any ordinary picture.
    #[error("{bytes} bytes once decoded")]
    #[api(status = 413, detail = "The picture is too large: its pixels take {bytes} bytes, and may take 96 million")]
    TooDeep {
        /// Of all samples.
        bytes: u64,
    },
    /// Something beside its pixels takes more room than the whole of any ordinary picture.
    #[error("too much to decode: {reason}")]
    #[api(status = 413, detail = "The picture is too large: {reason}")]
    TooMuch {
        /// What the decoder says.
        reason: String,
    },
    /// It ends too early, or something in it is wrong.
    #[error("damaged: {reason}")]
    #[api(status = 422, detail = "The picture is damaged: {reason}")]
    Damaged {
        /// What the decoder says.
        reason: String,
    },
}

impl From<ImageError> for PictureError {
    fn from(error: ImageError) -> Self {
        let reason = error.to_string();
        match error {
            ImageError::Limits(_) => Self::TooMuch { reason },
            _ => Self::Damaged { reason },
        }
    }
}

/// Decodes a PNG or a JPEG, and turns it as its metadata says. What is transparent becomes white.
///
/// # Errors
///
/// If it is no picture, too large or damaged.
pub(crate) fn decode(bytes: &Bytes) -> Result<RgbImage, PictureError> {
    let mut reader = ImageReader::new(Cursor::new(bytes)).with_guessed_format().map_err(ImageError::from)?;
    let format = reader.format().ok_or(PictureError::Unknown)?;
    let mut limits = Limits::default();
    limits.max_alloc = Some(2 * DECODED_BYTES_MAX);
    reader.limits(limits);
    let mut decoder = reader.into_decoder().map_err(|error| match error {
        // It is a picture, but of a format that is switched off here.
        ImageError::Unsupported(error) if !matches!(error.format_hint(), ImageFormatHint::Unknown) => {
            PictureError::Unknown
        }
        error => error.into(),
    })?;
    let (width, height) = decoder.dimensions();
    if u64::from(width) * u64::from(height) > PIXELS_MAX {
        return Err(PictureError::TooLarge { width, height });
    }
    if decoder.total_bytes() > DECODED_BYTES_MAX {
        return Err(PictureError::TooDeep { bytes: decoder.total_bytes() });
    }
    if format == ImageFormat::Jpeg && !whole_jpeg::is_whole(bytes) {
        return Err(PictureError::Damaged { reason: "it ends too early".to_owned() });
    }
    let orientation = decoder.orientation()?;
    let mut picture = DynamicImage::from_decoder(decoder)?;
    picture.apply_orientation(orientation);
    Ok(if picture.color().has_alpha() { on_white(&picture.into_rgba8()) } else { picture.into_rgb8() })
}

fn on_white(picture: &RgbaImage) -> RgbImage {
    RgbImage::from_fn(picture.width(), picture.height(), |x, y| {
        let [red, green, blue, alpha] = picture.get_pixel(x, y).0.map(u16::from);
        let over = |sample: u16| ((sample * alpha + 255 * (255 - alpha)) / 255) as u8;
        image::Rgb([red, green, blue].map(over))
    })
}

/// Makes a picture larger or smaller.
pub(crate) fn resized(picture: &RgbImage, width: u32, height: u32) -> Result<RgbImage, ResizeError> {
    let pixels = resized_pixels(picture.as_raw(), picture.dimensions(), (width, height), PixelType::U8x3)?;
    Ok(RgbImage::from_raw(width, height, pixels).expect("there are as many pixels as were asked for"))
}

/// Makes a picture of shades of grey larger or smaller.
pub(crate) fn resized_grey(picture: &GrayImage, width: u32, height: u32) -> Result<GrayImage, ResizeError> {
    let pixels = resized_pixels(picture.as_raw(), picture.dimensions(), (width, height), PixelType::U8)?;
    Ok(GrayImage::from_raw(width, height, pixels).expect("there are as many pixels as were asked for"))
}

fn resized_pixels(pixels: &[u8], from: (u32, u32), to: (u32, u32), kind: PixelType) -> Result<Vec<u8>, ResizeError> {
    let source = ImageRef::new(from.0, from.1, pixels, kind).expect("the picture has its pixels");
    let mut result = Image::new(to.0, to.1, kind);
    let options = ResizeOptions::new().resize_alg(ResizeAlg::Convolution(FilterType::Bilinear));
    Resizer::new().resize(&source, &mut result, &options)?;
    Ok(result.into_vec())
}
