//! Work that fills a core: a fixed number of hash rounds, and a picture.

use ::image::{ExtendedColorType, ImageFormat, codecs::jpeg::JpegEncoder};
use brigade::{Answers, Bytes, HttpError, Media, Model, Respond, Response, StatusCode, get, post};
use fast_image_resize::{PixelType, ResizeOptions, Resizer, images::Image};
use serde::Serialize;

/// Rounds of PBKDF2 for each "millisecond": fixed work, not a clock.
const ROUNDS_PER_MS: u32 = 6_000;

#[derive(Serialize, Model)]
pub(crate) struct Digest {
    ms: u32,
    digest: String,
}

/// What a user writes who thinks of no scheduler.
#[get("/cpu")]
pub(crate) async fn cpu(#[query(ge = 1, le = 1000)] ms: u32) -> Digest {
    digest(ms)
}

#[get("/cpu_advised")]
pub(crate) fn cpu_advised(#[query(ge = 1, le = 1000)] ms: u32) -> Digest {
    digest(ms)
}

fn digest(ms: u32) -> Digest {
    let mut output = [0; 32];
    pbkdf2::pbkdf2_hmac::<sha2::Sha256>(b"brigade", b"bench-salt", ms * ROUNDS_PER_MS, &mut output);
    Digest { ms, digest: output[..8].iter().map(|byte| format!("{byte:02x}")).collect() }
}

#[post("/image")]
pub(crate) async fn image(photo: Bytes) -> Result<Jpeg, HttpError> {
    jpeg(&photo)
}

#[post("/image_advised")]
pub(crate) fn image_advised(photo: Bytes) -> Result<Jpeg, HttpError> {
    jpeg(&photo)
}

fn jpeg(photo: &[u8]) -> Result<Jpeg, HttpError> {
    thumbnail(photo).map(Jpeg).map_err(|error| HttpError::new(422, error.to_string()))
}

/// Blurs the picture, makes it 256 pixels wide and encodes it again.
fn thumbnail(photo: &[u8]) -> Result<Vec<u8>, Box<dyn std::error::Error>> {
    let photo = ::image::load_from_memory_with_format(photo, ImageFormat::Jpeg)?.into_rgb8();
    let (width, height) = (256, (256 * photo.height() / photo.width()).max(1));
    let blurred = ::image::imageops::fast_blur(&photo, 2.0);
    let source = Image::from_vec_u8(photo.width(), photo.height(), blurred.into_raw(), PixelType::U8x3)?;
    let mut target = Image::new(width, height, PixelType::U8x3);
    Resizer::new().resize(&source, &mut target, &ResizeOptions::new())?;
    let mut output = Vec::with_capacity(32 * 1024);
    JpegEncoder::new_with_quality(&mut output, 80).encode(target.buffer(), width, height, ExtendedColorType::Rgb8)?;
    Ok(output)
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
