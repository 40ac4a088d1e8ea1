//! Photos: an operation that works.

use std::io::Cursor;

use brigade::{Answers, Bytes, HttpError, Media, Respond, Response, StatusCode, post};
use fast_image_resize::{IntoImageView, ResizeOptions, Resizer, images::Image};
use image::{DynamicImage, ExtendedColorType, ImageReader, Limits, codecs::jpeg::JpegEncoder};

/// Pixels of the thumbnail's longer side.
const SIDE: u32 = 256;
/// Bytes that decoding may take: a small file can claim to be an enormous picture.
const DECODED_BYTES_MAX: u64 = 256 * 1024 * 1024;

/// Makes a thumbnail of a photo.
///
/// Send a JPEG or a PNG; the answer is a JPEG whose longer side has 256 pixels. The function is a plain `fn`: it works,
/// so it runs in parallel on the pool, and operations that wait do not notice.
#[post("/photos/thumbnail", tags = ["photos"], response(422, description = "Not a photo"))]
pub(crate) fn create_thumbnail(
    #[body(media_type = "image/*", description = "A JPEG or PNG")] photo: Bytes,
) -> Result<Jpeg, HttpError> {
    let photo = decode(photo).map_err(|error| HttpError::new(422, format!("Not a photo: {error}")))?;
    Ok(Jpeg(thumbnail(&photo)?))
}

fn decode(photo: Bytes) -> image::ImageResult<DynamicImage> {
    let mut reader = ImageReader::new(Cursor::new(photo)).with_guessed_format()?;
    let mut limits = Limits::default();
    limits.max_alloc = Some(DECODED_BYTES_MAX);
    reader.limits(limits);
    Ok(DynamicImage::ImageRgb8(reader.decode()?.into_rgb8()))
}

fn thumbnail(photo: &DynamicImage) -> Result<Vec<u8>, HttpError> {
    let failed = |error: &dyn std::fmt::Display| HttpError::new(422, format!("The photo cannot be resized: {error}"));
    let longer = photo.width().max(photo.height());
    let pixel_type = photo.pixel_type().ok_or_else(|| failed(&"it has no pixels"))?;
    let mut small = Image::new(scaled(photo.width(), longer), scaled(photo.height(), longer), pixel_type);
    Resizer::new().resize(photo, &mut small, &ResizeOptions::new()).map_err(|error| failed(&error))?;
    let mut output = Vec::new();
    JpegEncoder::new_with_quality(&mut output, 85)
        .encode(small.buffer(), small.width(), small.height(), ExtendedColorType::Rgb8)
        .map_err(|error| failed(&error))?;
    Ok(output)
}

/// Returns the pixels of a side once the longer one has [`SIDE`].
fn scaled(side: u32, longer: u32) -> u32 {
    // A picture of one row may be so long that 32 bits do not hold the product.
    let pixels = u64::from(side) * u64::from(SIDE) / u64::from(longer.max(1));
    u32::try_from(pixels).unwrap_or(SIDE).max(1)
}

/// Answers a JPEG.
pub(crate) struct Jpeg(Vec<u8>);

impl Respond for Jpeg {
    fn respond(self, status: Option<StatusCode>) -> brigade::Result<Response> {
        Media("image/jpeg", self.0).respond(status)
    }

    fn answers() -> Answers {
        Answers::media("image/jpeg")
    }
}

#[cfg(test)]
mod tests {
    use super::scaled;

    #[test]
    fn the_longer_side_has_256_pixels_and_the_other_at_least_one() {
        for (side, longer, expected) in
            [(1200, 1200, 256), (800, 1200, 170), (40_000_000, 40_000_000, 256), (1, 40_000_000, 1)]
        {
            assert_eq!(scaled(side, longer), expected, "{side} of {longer}");
        }
    }
}
