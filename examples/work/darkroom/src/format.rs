//! Writes pictures as files.

use brigade::Model;
use image::{DynamicImage, ExtendedColorType, ImageEncoder, RgbImage, codecs::png};
use libjpeg_turbo_rs::{Encoder, PixelFormat, Subsampling};
use serde::{Deserialize, Serialize};

use crate::photo::Unusable;

/// The format of a picture.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize, Model)]
#[serde(rename_all = "lowercase")]
pub(crate) enum Format {
    /// For photos. What is transparent becomes white.
    #[default]
    Jpeg,
    /// For photos, smaller, and takes longer.
    Webp,
    /// For drawings; `quality` does not matter.
    Png,
}

impl Format {
    pub(crate) fn media_type(self) -> &'static str {
        match self {
            Self::Jpeg => "image/jpeg",
            Self::Webp => "image/webp",
            Self::Png => "image/png",
        }
    }

    pub(crate) fn extension(self) -> &'static str {
        match self {
            Self::Jpeg => "jpg",
            Self::Webp => "webp",
            Self::Png => "png",
        }
    }

    /// Writes a picture; `quality` is from 1 to 100.
    ///
    /// # Errors
    ///
    /// If the encoder refuses the picture.
    pub(crate) fn write(self, picture: &DynamicImage, quality: u8) -> Result<Vec<u8>, Unusable> {
        let failed = |cause: &dyn std::fmt::Debug| Unusable::NotWritten { cause: format!("{self:?}: {cause:?}") };
        let (width, height) = (picture.width(), picture.height());
        match self {
            Self::Jpeg => {
                let white;
                let pixels = match picture {
                    DynamicImage::ImageRgba8(_) => {
                        white = on_white(picture);
                        white.as_raw()
                    }
                    opaque => opaque.as_bytes(),
                };
                Encoder::new(pixels, width as usize, height as usize, PixelFormat::Rgb)
                    .quality(quality)
                    .subsampling(Subsampling::S420)
                    .encode()
                    .map_err(|error| failed(&error))
            }
            Self::Webp => {
                let encoder = match picture {
                    DynamicImage::ImageRgba8(image) => webp::Encoder::from_rgba(image, width, height),
                    opaque => webp::Encoder::from_rgb(opaque.as_bytes(), width, height),
                };
                let written = encoder.encode_simple(false, quality.into()).map_err(|error| failed(&error))?;
                Ok(written.to_vec())
            }
            Self::Png => {
                let mut file = Vec::new();
                let encoder =
                    png::PngEncoder::new_with_quality(&mut file, png::CompressionType::Fast, png::FilterType::Adaptive);
                let color = ExtendedColorType::from(picture.color());
                encoder.write_image(picture.as_bytes(), width, height, color).map_err(|error| failed(&error))?;
                Ok(file)
            }
        }
    }
}

/// Returns the picture as it looks on a white page.
fn on_white(picture: &DynamicImage) -> RgbImage {
    let mut white = RgbImage::new(picture.width(), picture.height());
    for (pixel, shown) in picture.as_bytes().chunks_exact(4).zip(white.chunks_exact_mut(3)) {
        let opacity = u16::from(pixel[3]);
        for (color, shown) in pixel.iter().zip(shown) {
            *shown = ((u16::from(*color) * opacity + 255 * (255 - opacity) + 127) / 255) as u8;
        }
    }
    white
}
