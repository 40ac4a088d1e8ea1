//! Makes all pictures of a photo, on as many cores as are free.

use std::sync::OnceLock;

use brigade::parallel::{Scope, scope};
use fast_image_resize::{
    PixelType, ResizeError, Resizer,
    images::Image,
    pixels::{U8x3, U8x4},
};
use image::{DynamicImage, RgbImage, RgbaImage};

use crate::{
    format::Format,
    photo::{Photo, Unusable},
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
    /// In the order of the sizes.
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
/// If the photo is broken.
pub(crate) fn develop(photo: &Photo<'_>, order: &Order) -> Result<Developed, Unusable> {
    let meter = Meter::start();
    // As the pixels are stored. They are turned last, when there are fewest of them.
    let sizes: Vec<Size> = order.sizes.iter().map(|&frame| photo.upright(photo.size().within(frame))).collect();
    let largest = sizes.iter().copied().max_by_key(|size| size.pixels()).expect("an order has a size");
    let negative = meter.count(|| photo.decode(largest))?;
    let decoding = meter.cpu();
    let bench = Bench {
        photo,
        order,
        sources: sources(&sizes),
        enlarged: sizes.iter().map(|_| OnceLock::new()).collect(),
        prints: sizes.iter().map(|_| OnceLock::new()).collect(),
        sizes,
        negative,
        meter,
    };
    scope(|scope| bench.print_from(None, scope));
    let Bench { sizes, negative, prints, meter, .. } = bench;
    let prints = sizes.into_iter().zip(prints).map(|(size, bytes)| {
        let bytes = bytes.into_inner().expect("a scope ends when its tasks have, and each fills its place")?;
        Ok(Print { size: photo.upright(size), bytes })
    });
    Ok(Developed {
        decoded: photo.upright(Size { width: negative.width(), height: negative.height() }),
        prints: prints.collect::<Result<_, Unusable>>()?,
        work: Work { wall: meter.wall(), cpu: meter.cpu(), decoding },
    })
}

/// What those who work on a photo share.
struct Bench<'a> {
    photo: &'a Photo<'a>,
    order: &'a Order,
    sizes: Vec<Size>,
    /// The index of what a picture is made from, or the negative.
    sources: Vec<Option<usize>>,
    negative: Image<'static>,
    enlarged: Vec<OnceLock<Image<'static>>>,
    prints: Vec<OnceLock<Result<Vec<u8>, Unusable>>>,
    meter: Meter,
}

impl Bench<'_> {
    /// Starts on every picture that is made from `source`; the largest first, as they take longest.
    fn print_from<'env>(&'env self, source: Option<usize>, scope: &Scope<'_, 'env>) {
        let mut ready: Vec<usize> = (0..self.sizes.len()).filter(|&index| self.sources[index] == source).collect();
        ready.sort_by_key(|&index| std::cmp::Reverse(self.sizes[index].pixels()));
        for index in ready {
            scope.spawn(move |scope| {
                let print = self.print(index, scope);
                let _ = self.prints[index].set(print);
            });
        }
    }

    fn print<'env>(&'env self, index: usize, scope: &Scope<'_, 'env>) -> Result<Vec<u8>, Unusable> {
        let source = self.sources[index].map_or(Some(&self.negative), |source| self.enlarged[source].get());
        let source = source.expect("a picture is printed once its source is there");
        let enlarged = self.meter.count(|| resized(source, self.sizes[index]));
        let enlarged = enlarged.map_err(|error| Unusable::NotWritten { cause: error.to_string() })?;
        let enlarged = self.enlarged[index].get_or_init(|| enlarged);
        self.print_from(Some(index), scope);
        self.meter.count(|| {
            let picture = self.photo.turned(picture(enlarged));
            self.order.format.write(&picture, self.order.quality)
        })
    }
}

fn resized(source: &Image<'static>, size: Size) -> Result<Image<'static>, ResizeError> {
    if (source.width(), source.height()) == (size.width, size.height) {
        return Ok(source.copy());
    }
    let mut resized = Image::new(size.width, size.height, source.pixel_type());
    // Lanczos' filter, with regard to what is transparent. Of a type that is only known at run time, `resize` would compile
    // for all there are.
    let mut resizer = Resizer::new();
    if let (Some(source), Some(mut resized)) = (source.typed_image::<U8x4>(), resized.typed_image_mut::<U8x4>()) {
        resizer.resize_typed(&source, &mut resized, None)?;
    } else if let (Some(source), Some(mut resized)) = (source.typed_image::<U8x3>(), resized.typed_image_mut::<U8x3>())
    {
        resizer.resize_typed(&source, &mut resized, None)?;
    }
    Ok(resized)
}

fn picture(pixels: &Image<'static>) -> DynamicImage {
    let (width, height, samples) = (pixels.width(), pixels.height(), pixels.buffer().to_vec());
    let picture = match pixels.pixel_type() {
        PixelType::U8x4 => RgbaImage::from_raw(width, height, samples).map(DynamicImage::ImageRgba8),
        _ => RgbImage::from_raw(width, height, samples).map(DynamicImage::ImageRgb8),
    };
    picture.expect("the buffer of a picture has the size of the picture")
}
