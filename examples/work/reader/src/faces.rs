//! Finds faces, with the model of SeetaFace.

use std::{fs, path::Path};

use brigade::{BoxError, Error, Model};
use image::{GrayImage, Luma, RgbImage};
use rustface::{ImageData, create_detector_with_model, read_model};
use serde::{Deserialize, Serialize};

use crate::picture::resized_grey;

/// A picture is made smaller until the longer side has no more pixels: the time grows with their number, 40 ms for 512 × 512.
const SIDE_MAX: u32 = 1_024;
/// What the model's numbers for a face are at least.
const SCORE_MIN: f64 = 2.0;
/// How the file of a model begins: with the number of its stages, and of the parts of the first.
const BEGIN: [u8; 8] = [3, 0, 0, 0, 3, 0, 0, 0];
const BYTES: usize = 1_209_904;

/// Finds faces.
pub(crate) struct FaceFinder {
    model: rustface::Model,
}

/// Is where a face is on a picture.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, Model)]
pub(crate) struct Face {
    /// Pixels from the left.
    pub(crate) x: i32,
    /// Pixels from the top.
    pub(crate) y: i32,
    /// In pixels.
    pub(crate) width: u32,
    /// In pixels.
    pub(crate) height: u32,
    /// How sure the model is: more than 2, and hardly more than 100.
    pub(crate) score: f64,
}

impl FaceFinder {
    /// Loads the model: `rustface/faces.bin` of the models.
    ///
    /// # Errors
    ///
    /// If the file is not there or damaged; the error names it.
    pub(crate) fn open() -> Result<Self, BoxError> {
        let path = model_files::path("rustface/faces.bin");
        model_files::require(&path)?;
        read(&path).map_err(|error| format!("{}: {error}", path.display()).into())
    }

    /// Returns the faces, the surest first.
    ///
    /// # Errors
    ///
    /// If the picture cannot be made smaller.
    pub(crate) fn find(&self, picture: &RgbImage) -> Result<Vec<Face>, Error> {
        let grey = grey(picture);
        let longer = grey.width().max(grey.height());
        let scale = f64::from(longer.max(SIDE_MAX)) / f64::from(SIDE_MAX);
        let side = |pixels: u32| ((f64::from(pixels) / scale).round() as u32).max(1);
        let grey = resized_grey(&grey, side(grey.width()), side(grey.height()))?;
        // A detector keeps what it works with, and may not leave its thread: each call has one, with a copy of the model.
        let mut detector = create_detector_with_model(self.model.clone());
        detector.set_score_thresh(SCORE_MIN);
        let found = detector.detect(&ImageData::new(grey.as_raw(), grey.width(), grey.height()));
        let mut faces: Vec<_> = found.iter().map(|face| Face::on_picture(face, scale)).collect();
        faces.sort_by(|a, b| b.score.total_cmp(&a.score));
        Ok(faces)
    }
}

/// Returns how bright the pixels are, as the model was taught: ITU-R BT.601.
fn grey(picture: &RgbImage) -> GrayImage {
    GrayImage::from_fn(picture.width(), picture.height(), |x, y| {
        let [red, green, blue] = picture.get_pixel(x, y).0.map(u32::from);
        Luma([((299 * red + 587 * green + 114 * blue + 500) / 1_000) as u8])
    })
}

fn read(path: &Path) -> Result<FaceFinder, BoxError> {
    let bytes = fs::read(path)?;
    // The reader of the model trusts it, and takes as much memory as it says.
    if bytes.len() != BYTES || !bytes.starts_with(&BEGIN) {
        return Err(
            format!("damaged: it has {} bytes, not {BYTES}, or does not begin as it should", bytes.len()).into()
        );
    }
    Ok(FaceFinder { model: read_model(&bytes[..])? })
}

impl Face {
    fn on_picture(face: &rustface::FaceInfo, scale: f64) -> Self {
        let place = face.bbox();
        let scaled = |pixels: f64| (pixels * scale).round();
        Self {
            x: scaled(place.x().into()) as i32,
            y: scaled(place.y().into()) as i32,
            width: scaled(place.width().into()) as u32,
            height: scaled(place.height().into()) as u32,
            score: face.score(),
        }
    }
}
