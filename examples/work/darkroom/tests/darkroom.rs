//! Sends photos, and things that are none.

use std::{fs, io::Cursor};

use brigade::testing::{TestClient, TestResponse};
use fast_image_resize::{
    PixelType, Resizer,
    images::{Image, TypedImageRef},
    pixels::U8x3,
};
use image::{DynamicImage, ImageFormat, RgbImage, RgbaImage};
use libjpeg_turbo_rs::{Encoder, PixelFormat};
use serde_json::{Value, json};

/// A photo by danielbuechele, 640 by 427 pixels.
fn china() -> RgbImage {
    let file = fs::read(model_files::fetched("pictures/china.jpg")).expect("it is there");
    image::load_from_memory(&file).expect("it is a photo").into_rgb8()
}

/// Resizes by Lanczos' filter.
fn resized(photo: &RgbImage, width: u32, height: u32) -> RgbImage {
    let photo = TypedImageRef::<U8x3>::from_buffer(photo.width(), photo.height(), photo).expect("it has its size");
    let mut resized = Image::new(width, height, PixelType::U8x3);
    let mut typed = resized.typed_image_mut::<U8x3>().expect("it is of that type");
    Resizer::new().resize_typed(&photo, &mut typed, None).expect("both are of the same type");
    RgbImage::from_raw(width, height, resized.into_vec()).expect("it has its size")
}

fn jpeg(photo: &RgbImage) -> Encoder<'_> {
    Encoder::new(photo, photo.width() as usize, photo.height() as usize, PixelFormat::Rgb).quality(90)
}

fn written(picture: &DynamicImage, format: ImageFormat) -> Vec<u8> {
    let mut file = Cursor::new(Vec::new());
    picture.write_to(&mut file, format).expect("it can be written");
    file.into_inner()
}

fn post(client: &TestClient, target: &str, body: impl Into<brigade::Bytes>) -> TestResponse {
    client.post(target).header("content-type", "image/jpeg").body(body).send()
}

fn read(answer: &TestResponse) -> DynamicImage {
    assert_eq!(answer.status(), 200, "{}", answer.text());
    image::load_from_memory(answer.bytes()).expect("the answer is a picture")
}

/// How alike two pictures are, in decibels. From 40 on nobody sees a difference; Pillow's `thumbnail` has 41.6 for a large photo.
fn alike(left: &RgbImage, right: &RgbImage) -> f64 {
    assert_eq!(left.dimensions(), right.dimensions());
    let squares: f64 = left.iter().zip(right.iter()).map(|(a, b)| (f64::from(*a) - f64::from(*b)).powi(2)).sum();
    10.0 * (255.0_f64.powi(2) * left.len() as f64 / squares).log10()
}

#[test]
fn a_photo_of_12_megapixels_becomes_six_pictures_that_look_like_it() {
    let client = TestClient::new(darkroom::app());
    // As cameras write them.
    let photo = resized(&china(), 4000, 3000);
    let answer = post(&client, "/pictures?format=png", jpeg(&photo).encode().expect("it is a picture"));
    let body: Value = answer.json();
    assert_eq!(body["photo"], json!({"width": 4000, "height": 3000}));
    // Five eighths are enough for the largest.
    assert_eq!(body["decoded"], json!({"width": 2500, "height": 1875}));
    let work = &body["work"];
    assert!(
        work["decoding_ms"].as_f64() > Some(0.0) && work["cpu_ms"].as_f64() > work["decoding_ms"].as_f64(),
        "{work}"
    );
    let pictures = body["pictures"].as_array().expect("a list");
    let widths: Vec<_> = pictures.iter().map(|picture| picture["size"]["width"].as_u64()).collect();
    assert_eq!(widths, [160, 320, 640, 1024, 1600, 2048].map(Some));
    for picture in pictures {
        let brigade::Base64Bytes(file) = serde_json::from_value(picture["data"].clone()).expect("it is base64");
        assert_eq!(picture["bytes"].as_u64(), Some(file.len() as u64));
        let made = image::load_from_memory(&file).expect("it is a picture").into_rgb8();
        let expected = resized(&photo, made.width(), made.height());
        assert!(alike(&made, &expected) > 45.0, "{}: {:.1} dB", made.width(), alike(&made, &expected));
    }
}

#[test]
fn a_thumbnail_fits_into_its_frame_in_every_format() {
    let client = TestClient::new(darkroom::app());
    let photo = jpeg(&china()).encode().expect("it is a picture");
    for (query, size, media_type) in [
        ("", (320, 214), "image/jpeg"),
        ("?width=100", (100, 67), "image/jpeg"),
        ("?width=100&height=10", (15, 10), "image/jpeg"),
        ("?width=4000&format=png", (640, 427), "image/png"),
        ("?width=200&format=webp&quality=1", (200, 133), "image/webp"),
    ] {
        let answer = post(&client, &format!("/thumbnail{query}"), photo.clone());
        let picture = read(&answer);
        assert_eq!((picture.width(), picture.height()), size, "{query}");
        assert_eq!(answer.header("content-type"), Some(media_type));
        assert!(answer.header("server-timing").is_some_and(|timing| timing.starts_with("wall;dur=")));
    }
}

#[test]
fn a_photo_is_shown_the_way_up_that_it_was_taken() {
    let client = TestClient::new(darkroom::app());
    let photo = china();
    // The tags of a TIFF, big-endian: one entry, orientation (274), a short, one of it.
    let tags = |orientation: u8| {
        let mut tags = b"MM\0*\0\0\0\x08\0\x01\x01\x12\0\x03\0\0\0\x01\0".to_vec();
        tags.extend([orientation, 0, 0, 0, 0, 0, 0]);
        tags
    };
    let small = DynamicImage::from(resized(&photo, 320, 214));
    for (orientation, expected) in
        [(1, small.clone()), (3, small.rotate180()), (6, small.rotate90()), (8, small.rotate270())]
    {
        let file = jpeg(&photo).exif_data(&tags(orientation)).encode().expect("it is a picture");
        let width = expected.width();
        let picture = read(&post(&client, &format!("/thumbnail?width={width}&quality=95"), file)).into_rgb8();
        let expected = expected.into_rgb8();
        // What is resized before it is turned may differ by a row at the edge.
        assert!(picture.height().abs_diff(expected.height()) <= 1, "{orientation}: {:?}", picture.dimensions());
        let expected = resized(&expected, picture.width(), picture.height());
        assert!(alike(&picture, &expected) > 30.0, "{orientation}: {:.1} dB", alike(&picture, &expected));
    }
}

#[test]
fn what_is_transparent_stays_so_where_the_format_has_it_and_is_white_elsewhere() {
    let client = TestClient::new(darkroom::app());
    let glass = RgbaImage::from_fn(64, 64, |x, _| image::Rgba(if x < 32 { [0, 0, 0, 0] } else { [200, 0, 0, 255] }));
    for format in [ImageFormat::Png, ImageFormat::WebP] {
        let file = written(&glass.clone().into(), format);
        for (name, left, is_clear) in [("png", 0, true), ("webp", 0, true), ("jpeg", 255, false)] {
            let picture = read(&post(&client, &format!("/thumbnail?width=32&format={name}&quality=100"), file.clone()));
            assert_eq!(picture.color().has_alpha(), is_clear, "{name}");
            let (picture, opaque) = (picture.to_rgba8(), if is_clear { 0 } else { 255 });
            let pixel = picture.get_pixel(4, 16).0;
            assert_eq!(pixel[3], opaque, "{name}");
            assert!(is_clear || pixel[0].abs_diff(left) < 3, "{name}: {pixel:?}");
            let red = picture.get_pixel(28, 16).0;
            assert!(red[0].abs_diff(200) < 6 && red[1] < 8 && red[3] == 255, "{name}: {red:?}");
        }
    }
}

#[test]
fn photos_of_other_kinds_are_read_too() {
    let client = TestClient::new(darkroom::app());
    let photo = china();
    let small = resized(&photo, 160, 107);
    let inks: Vec<u8> = photo.pixels().flat_map(|pixel| [pixel[0], pixel[1], pixel[2], 255]).collect();
    let gray = DynamicImage::from(photo.clone()).into_luma8();
    let gray_small = DynamicImage::from(DynamicImage::from(small.clone()).into_luma8()).into_rgb8();
    let written = |picture: DynamicImage, format| written(&picture, format);
    for (kind, file, expected) in [
        ("progressive", jpeg(&photo).progressive(true).encode().expect("it is a picture"), &small),
        (
            "inks",
            Encoder::new(&inks, 640, 427, PixelFormat::Cmyk).quality(90).encode().expect("it is a picture"),
            &small,
        ),
        ("gray", Encoder::new(&gray, 640, 427, PixelFormat::Grayscale).encode().expect("it is a picture"), &gray_small),
        ("png", written(photo.clone().into(), ImageFormat::Png), &small),
        ("deep", written(DynamicImage::from(photo.clone()).into_rgb16().into(), ImageFormat::Png), &small),
        ("webp", written(photo.clone().into(), ImageFormat::WebP), &small),
    ] {
        let picture = read(&post(&client, "/thumbnail?width=160&format=png", file)).into_rgb8();
        assert!(alike(&picture, expected) > 38.0, "{kind}: {:.1} dB", alike(&picture, expected));
    }
}

#[test]
fn what_cannot_be_used_is_refused_with_the_reason() {
    let client = TestClient::new(darkroom::app());
    let photo = jpeg(&china()).encode().expect("it is a picture");
    let png = written(&china().into(), ImageFormat::Png);
    // What a header claims costs nothing.
    let mut enormous = png[..1000].to_vec();
    enormous[16..24].copy_from_slice(&[30_000_u32.to_be_bytes(), 30_000_u32.to_be_bytes()].concat());
    let crc = crc32fast::hash(&enormous[12..29]).to_be_bytes();
    enormous[29..33].copy_from_slice(&crc);
    let start = photo.windows(2).position(|marker| marker == [0xFF, 0xC0]).expect("a JPEG has a frame");
    // A portrait of 50 million pixels.
    let mut tall = enormous.clone();
    tall[16..24].copy_from_slice(&[5_000_u32.to_be_bytes(), 10_000_u32.to_be_bytes()].concat());
    let crc = crc32fast::hash(&tall[12..29]).to_be_bytes();
    tall[29..33].copy_from_slice(&crc);
    let mut wide = photo.clone();
    wide[start + 5..start + 9].copy_from_slice(&[0xFF, 0xDC, 0xFF, 0xDC]);
    let mut flat = photo.clone();
    flat[start + 7..start + 9].copy_from_slice(&[0, 0]);
    // Other decoders read it, and would make up what is missing.
    let inks: Vec<u8> = china().pixels().flat_map(|pixel| [pixel[0], pixel[1], pixel[2], 255]).collect();
    let inks = Encoder::new(&inks, 640, 427, PixelFormat::Cmyk).encode().expect("it is a picture");
    for (target, body, status, detail) in [
        ("/thumbnail", Vec::new(), 422, "Field required"),
        ("/thumbnail", b"GIF89a, or so it says".to_vec(), 415, "This is not a JPEG, PNG or WebP"),
        ("/pictures", b"{}".to_vec(), 415, "This is not a JPEG, PNG or WebP"),
        ("/thumbnail", photo[..photo.len() / 2].to_vec(), 422, "This picture is broken"),
        ("/thumbnail", inks[..inks.len() / 2].to_vec(), 422, "This picture is broken: it ends too early"),
        ("/pictures.zip", photo[..100].to_vec(), 422, "This picture is broken"),
        ("/thumbnail", png[..png.len() / 2].to_vec(), 422, "This picture is broken"),
        ("/thumbnail", enormous, 413, "30000 x 30000 pixels are too many: 51 million are allowed"),
        ("/thumbnail", wide, 413, "65500 x 65500 pixels are too many: 51 million are allowed"),
        ("/thumbnail", flat, 422, "This picture is broken"),
        ("/thumbnail?width=0", photo.clone(), 422, "greater than or equal to 1"),
        ("/thumbnail?format=gif", photo.clone(), 422, "'jpeg', 'webp' or 'png'"),
        ("/pictures?width=5000", photo.clone(), 422, "a width is from 1 to 4096 pixels, not 5000"),
        ("/pictures?width=1&width=0", photo.clone(), 422, "not 0"),
        ("/pictures?width=x", photo.clone(), 422, "valid integer"),
        (
            "/pictures?width=4096&width=4095&width=4094",
            tall.clone(),
            422,
            "The pictures would have 100614154 pixels together: 100 million are allowed",
        ),
        // What is ordered twice counts once, and what else is wrong is said then.
        ("/pictures?width=4096&width=4096&width=4096", tall, 422, "This picture is broken"),
        ("/pictures?quality=0", photo.clone(), 422, "greater than or equal to 1"),
    ] {
        let answer = post(&client, target, body);
        assert_eq!(answer.status(), status, "{target}: {}", answer.text());
        assert!(answer.text().contains(detail), "{target}: {}", answer.text());
    }
}

/// Whatever is wrong with a file is the client's fault: a decoder that panics or never ends would show here.
#[test]
fn damaged_photos_are_refused_or_shown_as_they_are() {
    let client = TestClient::new(darkroom::app());
    let small = resized(&china(), 96, 64);
    let files = [
        jpeg(&small).encode().expect("it is a picture"),
        jpeg(&small).progressive(true).encode().expect("it is a picture"),
        written(&small.clone().into(), ImageFormat::Png),
        written(&small.clone().into(), ImageFormat::WebP),
    ];
    // xorshift, so that a failure can be repeated.
    let mut state = 0x9E37_79B9_7F4A_7C15_u64;
    let mut below = |limit: usize| {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        (state % limit as u64) as usize
    };
    for round in 0..800 {
        let mut file = files[round % files.len()].clone();
        for _ in 0..=below(6) {
            // Most of what can go wrong is said in the first bytes.
            let reach = if below(2) == 0 { file.len().min(700) } else { file.len() };
            let place = below(reach);
            file[place] = below(256) as u8;
        }
        if below(4) == 0 {
            file.truncate(below(file.len()) + 1);
        }
        let answer = post(&client, "/thumbnail?width=24", file);
        assert!([200, 413, 415, 422].contains(&answer.status().as_u16()), "round {round}: {}", answer.text());
    }
}

#[test]
fn an_archive_holds_every_picture_under_its_size() {
    let client = TestClient::new(darkroom::app());
    let photo = jpeg(&china()).encode().expect("it is a picture");
    let answer = post(&client, "/pictures.zip?width=64&width=32&format=png", photo);
    assert_eq!(answer.status(), 200);
    assert_eq!(answer.header("content-type"), Some("application/zip"));
    let archive = answer.bytes();
    let number = |at: usize| u32::from_le_bytes(archive[at..at + 4].try_into().expect("four bytes")) as usize;
    // From the end: where the directory is, and in that where each file is.
    let end = archive.len() - 22;
    assert_eq!((&archive[end..end + 4], archive[end + 10]), (&b"PK\x05\x06"[..], 2));
    let mut entry = number(end + 16);
    for (name, width) in [("64x43.png", 64), ("32x21.png", 32)] {
        assert_eq!(&archive[entry..entry + 4], b"PK\x01\x02");
        let (crc, length, file) = (number(entry + 16), number(entry + 24), number(entry + 42));
        assert_eq!(&archive[file + 30..file + 30 + name.len()], name.as_bytes());
        let bytes = &archive[file + 30 + name.len()..][..length];
        assert_eq!(crc32fast::hash(bytes) as usize, crc);
        assert_eq!(image::load_from_memory(bytes).expect("it is a picture").width(), width);
        entry += 46 + name.len();
    }
    assert_eq!(entry, end);
}

#[test]
fn the_same_picture_is_made_once() {
    let client = TestClient::new(darkroom::app());
    let photo = jpeg(&china()).encode().expect("it is a picture");
    // Of the six widths, four are the photo's or more.
    let answer = post(&client, "/pictures.zip", photo.clone());
    assert_eq!(answer.status(), 200, "{}", answer.text());
    assert_eq!(count(answer.bytes(), b"640x427.jpg"), 2, "once before the file, once in the directory");
    for (query, expected) in
        [("", &[160, 320, 640][..]), ("?width=700&width=20&width=640&width=4096&width=20", &[640, 20])]
    {
        let body: Value = post(&client, &format!("/pictures{query}"), photo.clone()).json();
        let pictures = body["pictures"].as_array().expect("a list");
        let widths: Vec<_> = pictures.iter().filter_map(|picture| picture["size"]["width"].as_u64()).collect();
        assert_eq!(widths, expected, "{query}");
    }
}

fn count(bytes: &[u8], name: &[u8]) -> usize {
    bytes.windows(name.len()).filter(|part| *part == name).count()
}

#[test]
fn the_document_says_what_goes_in_and_what_comes_out() {
    let document = serde_json::to_value(darkroom::app().openapi()).expect("it is JSON");
    let thumbnail = &document["paths"]["/thumbnail"]["post"];
    assert!(thumbnail["requestBody"]["content"]["image/*"].is_object(), "{thumbnail}");
    assert!(thumbnail["responses"]["200"]["content"]["image/*"].is_object(), "{thumbnail}");
    for status in ["413", "415", "422"] {
        assert!(thumbnail["responses"][status].is_object(), "{status}: {thumbnail}");
    }
}
