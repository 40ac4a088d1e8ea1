//! Makes all pictures of a photo, on as many cores as are free.

use std::sync::OnceLock;

use brigade::{
    Cancel,
    parallel::{Scope, scope},
};
use fast_image_resize::{
    PixelType, ResizeError, Resizer,
    images::Image,
    pixels::{U8x3, U8x4},
};
use image::{DynamicImage, RgbImage, RgbaImage};

use crate::{
    format::Format,
    photo::{PRINTS_PIXELS_MAX, Photo, Unusable},
    size::{Size, sources},
    work::{Meter, Work},
};

/// What is wanted of a photo.
pub(crate) struct Order {
    /// What each picture must fit into.
    pub(crate) sizes: Vec<Size>,
    pub(crate) format: Format,
    /// From 1 to 100.
    pub(crate) quality: u8,
}

/// What was made of a photo.
pub(crate) struct Developed {
    /// How many pixels were decoded.
    pub(crate) decoded: Size,
    /// In the order of the sizes. What would be the same picture is there once.
    pub(crate) prints: Vec<Print>,
    pub(crate) work: Work,
}

/// A picture as a file.
pub(crate) struct Print {
    pub(crate) size: Size,
    pub(crate) bytes: Vec<u8>,
}

/// Decodes the photo once, and makes each picture of the smallest one that is large enough.
///
/// # Errors
///
/// If the photo is broken, the pictures would be too large together, or nobody waits for them any more.
pub(crate) fn develop(photo: &Photo<'_>, order: &Order, cancel: &Cancel) -> Result<Developed, Unusable> {
    let meter = Meter::start();
    let sizes = sizes(photo, &order.sizes)?;
    let largest = sizes.iter().copied().max_by_key(|size| size.pixels()).expect("an order has a size");
    let negative = meter.count(|| photo.decode(largest))?;
    let decoding = meter.cpu();
    let bench = Bench {
        photo,
        order,
        cancel,
        sources: sources(&sizes),
        kept: sizes.iter().map(|_| OnceLock::new()).collect(),
        prints: sizes.iter().map(|_| OnceLock::new()).collect(),
        failed: OnceLock::new(),
        sizes,
        negative,
        meter,
    };
    scope(|scope| bench.print_from(None, scope));
    let Bench { sizes, negative, prints, failed, meter, .. } = bench;
    if let Some(error) = failed.into_inner() {
        return Err(error);
    }
    let prints = sizes.into_iter().zip(prints).map(|(size, bytes)| Print {
        size: photo.upright(size),
        bytes: bytes
            .into_inner()
            .expect("a scope ends when its tasks have, and each that does not fail fills its place"),
    });
    Ok(Developed {
        decoded: photo.upright(Size { width: negative.width(), height: negative.height() }),
        prints: prints.collect(),
        work: Work { wall: meter.wall(), cpu: meter.cpu(), decoding },
    })
}

/// Returns the sizes of the pictures as the pixels are stored: they are turned last, when there are fewest of them.
fn sizes(photo: &Photo<'_>, frames: &[Size]) -> Result<Vec<Size>, Unusable> {
    let mut sizes = Vec::new();
    for &frame in frames {
        let size = photo.upright(photo.size().within(frame));
        // Whatever is wider than the photo gives the same picture.
        if !sizes.contains(&size) {
            sizes.push(size);
        }
    }
    match sizes.iter().map(|size| size.pixels()).sum::<u64>() {
        ..=PRINTS_PIXELS_MAX => Ok(sizes),
        pixels => Err(Unusable::TooManyOrdered { pixels }),
    }
}

/// What those who work on a photo share.
struct Bench<'a> {
    photo: &'a Photo<'a>,
    order: &'a Order,
    cancel: &'a Cancel,
    sizes: Vec<Size>,
    /// The index of what a picture is made from, or the negative.
    sources: Vec<Option<usize>>,
    negative: Image<'static>,
    /// The pixels of those from which others are made.
    kept: Vec<OnceLock<Image<'static>>>,
    prints: Vec<OnceLock<Vec<u8>>>,
    /// Why there is no picture that should be there.
    failed: OnceLock<Unusable>,
    meter: Meter,
}

impl Bench<'_> {
    /// Starts on every picture that is made from `source`; the largest first, as they take longest.
    fn print_from<'env>(&'env self, source: Option<usize>, scope: &Scope<'_, 'env>) {
        let mut ready: Vec<usize> = (0..self.sizes.len()).filter(|&index| self.sources[index] == source).collect();
        ready.sort_by_key(|&index| std::cmp::Reverse(self.sizes[index].pixels()));
        for index in ready {
            scope.spawn(move |scope| {
                let _ = match self.print(index, scope) {
                    Ok(print) => self.prints[index].set(print).is_ok(),
                    Err(error) => self.failed.set(error).is_ok(),
                };
            });
        }
    }

    fn print<'env>(&'env self, index: usize, scope: &Scope<'_, 'env>) -> Result<Vec<u8>, Unusable> {
        self.cancel.check()?;
        let source = self.sources[index].map_or(Some(&self.negative), |source| self.kept[source].get());
        let source = source.expect("a picture is printed once its source is there");
        let mut pixels = self.meter.count(|| resized(source, self.sizes[index]))?;
        if self.sources.contains(&Some(index)) {
            let copy = self.meter.count(|| pixels.copy());
            let _ = self.kept[index].set(std::mem::replace(&mut pixels, copy));
            self.print_from(Some(index), scope);
        }
        self.meter.count(|| {
            let picture = self.photo.turned(picture(pixels));
            self.order.format.write(&picture, self.order.quality)
        })
    }
}

fn resized(source: &Image<'static>, size: Size) -> Result<Image<'static>, Unusable> {
    if (source.width(), source.height()) == (size.width, size.height) {
        return Ok(source.copy());
    }
    let mut resized = Image::new(size.width, size.height, source.pixel_type());
    // Lanczos' filter, with regard to what is transparent. Of a type that is only known at run time, `resize` would compile
    // for all there are.
    let mut resizer = Resizer::new();
    let failed = |error: ResizeError| Unusable::NotWritten { cause: error.to_string() };
    if let (Some(source), Some(mut resized)) = (source.typed_image::<U8x4>(), resized.typed_image_mut::<U8x4>()) {
        resizer.resize_typed(&source, &mut resized, None).map_err(failed)?;
    } else if let (Some(source), Some(mut resized)) = (source.typed_image::<U8x3>(), resized.typed_image_mut::<U8x3>())
    {
        resizer.resize_typed(&source, &mut resized, None).map_err(failed)?;
    }
    Ok(resized)
}

fn picture(pixels: Image<'static>) -> DynamicImage {
    let (width, height, kind) = (pixels.width(), pixels.height(), pixels.pixel_type());
    let picture = match kind {
        PixelType::U8x4 => RgbaImage::from_raw(width, height, pixels.into_vec()).map(DynamicImage::ImageRgba8),
        _ => RgbImage::from_raw(width, height, pixels.into_vec()).map(DynamicImage::ImageRgb8),
    };
    picture.expect("the buffer of a picture has the size of the picture")
}
