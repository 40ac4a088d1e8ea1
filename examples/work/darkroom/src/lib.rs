//! A darkroom: a photo goes in, and comes out in as many sizes as a web page wants, in the format that it wants.

mod measure;
mod develop;
mod format;
mod photo;
mod size;
mod work;
mod zip;

use brigade::{
    Answers, App, Base64Bytes, Bytes, Cancel, Html, Media, Model, Respond, Response, ResponseParts, StatusCode, get,
    post, routes,
};
use serde::{Deserialize, Serialize};

use develop::{Developed, Order, develop};
use format::Format;
use photo::{Photo, Unusable};
use size::{SIX, Size};

pub use measure::measure;

/// Returns the application, for `main` and for the tests.
#[must_use]
pub fn app() -> App {
    App::new("Darkroom").version("1.0.0").routes(routes![page, thumbnail, pictures, archive])
}

/// The page.
#[get("/", hidden)]
async fn page() -> Html<&'static str> {
    Html(include_str!("page.html"))
}

/// Makes one small picture of a photo.
///
/// It keeps its shape, and is never larger than the photo. `Server-Timing` says what it took.
// A PNG of 50 megapixels takes 0.65 s of a core, and as much again if another one is before it; large WebPs take longer to write.
#[post("/thumbnail", deadline = "3s", tags = ["photos"])]
fn thumbnail(
    #[body(media_type = "image/*", description = "A JPEG, PNG or WebP")] photo: Bytes,
    #[query(default = 320, ge = 1, le = 4096, description = "Pixels, at most")] width: u32,
    #[query(ge = 1, le = 4096, description = "Pixels, at most; of any height if not said")] height: Option<u32>,
    #[query(default = Format::Jpeg)] format: Format,
    #[query(default = 80, ge = 1, le = 100)] quality: u8,
    cancel: Cancel,
    answer: ResponseParts,
) -> Result<Picture, Unusable> {
    let sizes = vec![Size { width, height: height.unwrap_or(u32::MAX) }];
    let developed = develop(&Photo::read(&photo)?, &Order { sizes, format, quality }, &cancel)?;
    answer.header("server-timing", &developed.work.server_timing());
    let print = developed.prints.into_iter().next().expect("an order of one size gives one print");
    Ok(Picture(format.media_type(), print.bytes))
}

/// Makes many pictures of a photo, for `srcset` and the like.
///
/// The photo is decoded once. Each size is made from the smallest picture that is large enough, and whatever cores are free
/// share the work. Widths beyond the photo's own give it as wide as it is, once.
#[post("/pictures", deadline = "10s", tags = ["photos"])]
fn pictures(
    #[body(media_type = "image/*", description = "A JPEG, PNG or WebP")] photo: Bytes,
    #[query] wanted: Wanted,
    cancel: Cancel,
) -> Result<Pictures, Unusable> {
    let bytes = photo.len();
    let photo = Photo::read(&photo)?;
    let Developed { decoded, prints, work } = develop(&photo, &wanted.order(), &cancel)?;
    let pictures = prints.into_iter().map(|print| Sized {
        size: print.size,
        bytes: print.bytes.len(),
        media_type: wanted.format.media_type(),
        data: print.bytes.into(),
    });
    Ok(Pictures { photo: photo.size(), bytes, decoded, pictures: pictures.collect(), work: work.into() })
}

/// Makes many pictures of a photo, and packs them into a zip archive.
#[post("/pictures.zip", deadline = "10s", tags = ["photos"])]
fn archive(
    #[body(media_type = "image/*", description = "A JPEG, PNG or WebP")] photo: Bytes,
    #[query] wanted: Wanted,
    cancel: Cancel,
    answer: ResponseParts,
) -> Result<Zip, Unusable> {
    let developed = develop(&Photo::read(&photo)?, &wanted.order(), &cancel)?;
    answer.header("server-timing", &developed.work.server_timing());
    answer.header("content-disposition", "attachment; filename=\"pictures.zip\"");
    let named = developed.prints.iter().map(|print| {
        let Size { width, height } = print.size;
        (format!("{width}x{height}.{}", wanted.format.extension()), print.bytes.as_slice())
    });
    Ok(Zip(zip::archive(named)))
}

/// The pictures that are wanted of a photo.
#[derive(Deserialize, Model)]
struct Wanted {
    /// Pixels of each picture, from 1 to 4096.
    #[serde(default = "six")]
    #[field(min_length = 1, max_length = 16, validate = are_widths)]
    width: Vec<u32>,
    #[serde(default)]
    format: Format,
    #[serde(default = "eighty")]
    #[field(ge = 1, le = 100)]
    quality: u8,
}

fn six() -> Vec<u32> {
    SIX.to_vec()
}

fn eighty() -> u8 {
    80
}

fn are_widths(widths: &[u32]) -> Result<(), String> {
    match widths.iter().find(|width| !(1..=4096).contains(*width)) {
        Some(width) => Err(format!("a width is from 1 to 4096 pixels, not {width}")),
        None => Ok(()),
    }
}

impl Wanted {
    fn order(&self) -> Order {
        let sizes = self.width.iter().map(|&width| Size { width, height: u32::MAX });
        Order { sizes: sizes.collect(), format: self.format, quality: self.quality }
    }
}

/// What was made of a photo.
#[derive(Serialize, Model)]
struct Pictures {
    /// Pixels of the photo, the way up that it is looked at.
    photo: Size,
    /// Bytes of the photo.
    bytes: usize,
    /// Pixels that were decoded: a JPEG's are fewer than it has if no picture needs more.
    decoded: Size,
    pictures: Vec<Sized>,
    work: WorkReport,
}

/// A picture.
#[derive(Serialize, Model)]
struct Sized {
    size: Size,
    bytes: usize,
    media_type: &'static str,
    /// The file, in base64.
    data: Base64Bytes,
}

/// How long it took, and how much work that was.
#[derive(Serialize, Model)]
struct WorkReport {
    /// Milliseconds on a clock.
    wall_ms: f64,
    /// Milliseconds of a core, all threads together: what it would have taken one core alone.
    cpu_ms: f64,
    /// Milliseconds of a core that went into decoding, which one core does.
    decoding_ms: f64,
}

impl From<work::Work> for WorkReport {
    fn from(work: work::Work) -> Self {
        let ms = |duration: std::time::Duration| duration.as_secs_f64() * 1e3;
        Self { wall_ms: ms(work.wall), cpu_ms: ms(work.cpu), decoding_ms: ms(work.decoding) }
    }
}

/// Answers a picture.
struct Picture(&'static str, Vec<u8>);

impl Respond for Picture {
    fn respond(self, status: Option<StatusCode>) -> brigade::Result<Response> {
        Media(self.0, self.1).respond(status)
    }

    fn answers() -> Answers {
        Answers::media("image/*")
    }
}

/// Answers a zip archive.
struct Zip(Vec<u8>);

impl Respond for Zip {
    fn respond(self, status: Option<StatusCode>) -> brigade::Result<Response> {
        Media("application/zip", self.0).respond(status)
    }

    fn answers() -> Answers {
        Answers::media("application/zip")
    }
}
