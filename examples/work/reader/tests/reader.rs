//! Pictures of which it is known what is on them, and what is no picture.

use std::{fs, io::Cursor, process::Command};

use brigade::testing::{TestClient, TestResponse};
use image::{DynamicImage, GrayImage, ImageFormat, Luma, RgbaImage, imageops};
use serde_json::Value;

fn client() -> TestClient {
    for model in ["rapidocr/detection.onnx", "rapidocr/recognition.onnx", "rustface/faces.bin"] {
        let _ = model_files::fetched(model);
    }
    TestClient::new(reader::app())
}

fn picture(name: &str) -> Vec<u8> {
    fs::read(model_files::fetched(&format!("pictures/{name}"))).expect("it was fetched")
}

fn png(picture: impl Into<DynamicImage>) -> Vec<u8> {
    let mut bytes = Cursor::new(Vec::new());
    picture.into().write_to(&mut bytes, ImageFormat::Png).expect("a picture is written");
    bytes.into_inner()
}

fn send(client: &TestClient, path: &str, picture: impl Into<brigade::Bytes>) -> TestResponse {
    client.post(path).header("Content-Type", "image/png").body(picture.into()).send()
}

fn read(client: &TestClient, picture: Vec<u8>) -> Value {
    let answer = send(client, "/read", picture);
    assert_eq!(answer.status(), 200, "{}", answer.text());
    answer.json()
}

fn texts(answer: &Value) -> Vec<&str> {
    let lines = answer["lines"].as_array().expect("lines");
    lines.iter().map(|line| line["text"].as_str().expect("a text")).collect()
}

/// Returns what is said without what the network is unsure of: spaces, and whether letters are capital.
fn letters(text: &str) -> String {
    text.chars().filter(|letter| letter.is_alphanumeric()).flat_map(char::to_lowercase).collect()
}

#[test]
fn a_page_is_read_line_by_line() {
    let client = client();
    let answer = read(&client, picture("page.png"));
    let lines = texts(&answer);
    let known = [
        "Region-based segmentation",
        "Let us first determine markers of the coins and the",
        "background. These markers are pixels that we can label",
        "unambiguously as either object or background. Here,",
        "the markers are found at the two extreme parts of the",
        "histogram of grey values:",
        "markers = np.zeros_like(coins)",
    ];
    for (line, known) in lines.iter().zip(known) {
        assert_eq!(letters(line), letters(known), "{lines:#?}");
    }
    assert_eq!(lines.len(), known.len(), "{lines:#?}");
    assert!(lines[0].contains("Region-based segmentation"), "{lines:#?}");
    let title = &answer["lines"][0];
    assert!(title["confidence"].as_f64() > Some(0.9), "{title}");
    // Where it stands, by eye: from (8, 14) to (290, 32).
    let corners: Vec<[f64; 2]> = serde_json::from_value(title["corners"].clone()).expect("corners");
    let expected = [[7.0, 12.0], [292.0, 14.0], [292.0, 33.0], [7.0, 32.0]];
    for (corner, expected) in corners.iter().zip(expected) {
        let far = (corner[0] - expected[0]).hypot(corner[1] - expected[1]);
        assert!(far < 10.0, "{corner:?} is {far} from {expected:?}");
    }
}

#[test]
fn a_page_on_its_side_is_read_as_well() {
    let page = image::load_from_memory(&picture("page.png")).expect("a picture").into_rgb8();
    let answer = read(&client(), png(imageops::rotate90(&page)));
    assert!(texts(&answer).iter().any(|line| letters(line) == "regionbasedsegmentation"), "{answer:#}");
}

#[test]
fn letters_on_nothing_are_on_white() {
    let page = image::load_from_memory(&picture("page.png")).expect("a picture").into_luma8();
    // Black ink that covers more where the page is darker.
    let ink =
        RgbaImage::from_fn(page.width(), page.height(), |x, y| image::Rgba([0, 0, 0, 255 - page.get_pixel(x, y).0[0]]));
    let answer = read(&client(), png(ink));
    assert_eq!(letters(texts(&answer)[0]), "regionbasedsegmentation");
}

#[test]
fn where_nothing_is_written_nothing_is_read() {
    let client = client();
    for (name, width, height) in [("a page", 640, 480), ("a dot", 1, 1), ("a stroke", 3_000, 1), ("a pole", 1, 3_000)] {
        let answer = read(&client, png(GrayImage::from_pixel(width, height, Luma([255]))));
        assert_eq!(answer["lines"].as_array().map(Vec::len), Some(0), "{name}: {answer}");
    }
}

#[test]
fn a_face_is_found_where_it_is() {
    let client = client();
    let answer: Value = send(&client, "/faces", picture("astronaut.png")).json();
    assert_eq!(answer["faces"].as_array().map(Vec::len), Some(1), "{answer}");
    for (what, expected) in [("x", 173), ("y", 68), ("width", 99), ("height", 99)] {
        let found = answer["faces"][0][what].as_i64().expect("a number");
        assert!((found - expected).abs() <= 6, "{what}: {answer}");
    }
    let twice: Value = {
        let picture = image::load_from_memory(&picture("astronaut.png")).expect("a picture").into_rgb8();
        let large = imageops::resize(&picture, 1_536, 1_536, imageops::FilterType::Triangle);
        send(&client, "/faces", png(large)).json()
    };
    let x = twice["faces"][0]["x"].as_i64().expect("a face");
    assert!((x - 3 * 173).abs() <= 15, "its place is one on the picture that was sent: {twice}");
    for name in ["page.png", "coins.png"] {
        let none: Value = send(&client, "/faces", picture(name)).json();
        assert_eq!(none["faces"].as_array().map(Vec::len), Some(0), "{name}: {none}");
    }
    for (width, height) in [(1, 1), (39, 39), (2_000, 1), (1, 2_000), (40, 41)] {
        let small: Value = send(&client, "/faces", png(GrayImage::new(width, height))).json();
        assert_eq!(small["faces"].as_array().map(Vec::len), Some(0), "{width} × {height}: {small}");
    }
}

#[test]
fn what_is_no_picture_is_refused_and_named() {
    let page = picture("page.png");
    let mut jpeg = Cursor::new(Vec::new());
    let photo = image::load_from_memory(&picture("astronaut.png")).expect("a picture");
    photo.write_to(&mut jpeg, ImageFormat::Jpeg).expect("a picture is written");
    let jpeg = jpeg.into_inner();
    // A header that is right, of 30,000 × 30,000 pixels, in a file of 1 KB.
    let mut bomb = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\x75\x30\0\0\x75\x30\x08\x02\0\0\0\xe9\x45\x6f\xed".to_vec();
    bomb.extend(b"\0\0\x04\0IDAT");
    bomb.resize(1_024, 0);
    let mut flipped = page.clone();
    let middle = flipped.len() / 2;
    flipped[middle] ^= 0xff;
    let cases: [(&str, Vec<u8>, u16, &str); 9] = [
        ("nothing", Vec::new(), 422, "Field required"),
        ("text", b"hello".to_vec(), 415, "Not a picture"),
        ("zeros", vec![0; 10_000], 415, "Not a picture"),
        ("a GIF", b"GIF89a\x01\0\x01\0\0\0\0;".to_vec(), 415, "Not a picture"),
        ("half a PNG", page[..page.len() / 2].to_vec(), 422, "damaged"),
        ("the begin of a PNG", page[..20].to_vec(), 422, "damaged"),
        ("a PNG with a wrong byte", flipped, 422, "damaged"),
        ("a small PNG of an enormous picture", bomb, 413, "30000 × 30000"),
        ("too many bytes", [&page[..], &vec![0; 17 * 1024 * 1024]].concat(), 413, "Request body too large"),
    ];
    let client = client();
    for path in ["/read", "/faces"] {
        for (name, body, status, word) in &cases {
            let answer = send(&client, path, body.clone());
            assert_eq!(answer.status(), *status, "{name} to {path}: {}", answer.text());
            assert!(answer.text().contains(word), "{name} to {path}: {}", answer.text());
        }
        // A JPEG that ends early is what telephones send when the network goes.
        for length in [100, jpeg.len() / 2, jpeg.len() - 2] {
            let answer = send(&client, path, jpeg[..length].to_vec());
            assert_eq!(answer.status(), 422, "{length} bytes of a JPEG to {path}: {}", answer.text());
            assert!(answer.text().contains("damaged"), "{length} bytes of a JPEG to {path}: {}", answer.text());
        }
    }
}

#[test]
fn a_jpeg_ends_where_its_own_end_is() {
    let mut jpeg = Cursor::new(Vec::new());
    let photo = image::load_from_memory(&picture("astronaut.png")).expect("a picture");
    photo.write_to(&mut jpeg, ImageFormat::Jpeg).expect("a picture is written");
    let jpeg = jpeg.into_inner();
    // A whole small picture in a segment, as cameras put it there, and something after the end, as telephones do.
    let mut small = Cursor::new(Vec::new());
    photo.thumbnail(16, 16).write_to(&mut small, ImageFormat::Jpeg).expect("a picture is written");
    let small = small.into_inner();
    let segment = [&[0xFF, 0xE5], &(small.len() as u16 + 2).to_be_bytes()[..], &small].concat();
    let with_small = [&jpeg[..2], &segment, &jpeg[2..]].concat();
    let with_more = [&with_small[..], &small[..small.len() / 2]].concat();
    let client = client();
    for (name, body, status) in [
        ("whole", with_small.clone(), 200),
        ("with more after it", with_more, 200),
        ("half", with_small[..with_small.len() / 2].to_vec(), 422),
        ("the end of the small one alone", with_small[..segment.len() + 4].to_vec(), 422),
    ] {
        let answer = send(&client, "/faces", body);
        assert_eq!(answer.status(), status, "{name}: {}", answer.text());
    }
}

#[test]
fn a_model_that_is_not_there_is_named_with_what_brings_it() {
    let folder = std::env::temp_dir().join("reader-without-models");
    let mut program = Command::new(env!("CARGO_BIN_EXE_reader"));
    let ended = program.args(["--port", "0"]).env("BRIGADE_MODELS", &folder).output().expect("it starts");
    let said = String::from_utf8_lossy(&ended.stderr);
    assert!(!ended.status.success(), "{said}");
    for model in ["rapidocr/detection.onnx", "rapidocr/recognition.onnx", "rustface/faces.bin"] {
        let expected = format!("{model} is not there; scripts/fetch-models brings it");
        assert!(said.contains(&expected), "{model}: {said}");
    }
}

#[test]
fn a_damaged_model_is_named_at_the_start() {
    type Damage = fn(Vec<u8>) -> Vec<u8>;
    let _ = client();
    let cases: [(&str, Damage); 5] = [
        ("rapidocr/detection.onnx", |model| model[..model.len() / 2].to_vec()),
        ("rapidocr/recognition.onnx", |_| b"not a model".to_vec()),
        ("rustface/faces.bin", |model| model[..model.len() / 2].to_vec()),
        ("rustface/faces.bin", |mut model| {
            model[..4].fill(0x7f);
            model
        }),
        ("rapidocr/detection.onnx", |_| Vec::new()),
    ];
    for (number, (damaged, damage)) in cases.into_iter().enumerate() {
        let folder = std::env::temp_dir().join(format!("reader-{}-{number}", std::process::id()));
        for model in ["rapidocr/detection.onnx", "rapidocr/recognition.onnx", "rustface/faces.bin"] {
            let mut bytes = fs::read(model_files::path(model)).expect("it was fetched");
            if model == damaged {
                bytes = damage(bytes);
            }
            let path = folder.join(model);
            fs::create_dir_all(path.parent().expect("a folder")).expect("a folder is made");
            fs::write(path, bytes).expect("a file is written");
        }
        let mut program = Command::new(env!("CARGO_BIN_EXE_reader"));
        let ended = program.args(["--port", "0"]).env("BRIGADE_MODELS", &folder).output().expect("it starts");
        fs::remove_dir_all(&folder).expect("the folder is removed");
        let said = String::from_utf8_lossy(&ended.stderr);
        assert!(!ended.status.success() && said.contains(damaged), "case {number}, {damaged}: {said}");
        assert!(!said.contains("panicked"), "case {number}, {damaged}: {said}");
    }
}
