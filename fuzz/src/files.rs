//! Is a folder of files, and what must hold of what is served of it.

use std::{fs, path::PathBuf};

use brigade::{App, StaticFiles};

use crate::answers::Answer;

const SECRET: &[u8] = b"nobody is to see this";

/// Makes the folder, with a secret beside it, and what serves it.
pub(crate) fn app() -> App {
    let place = PathBuf::from(concat!(env!("CARGO_MANIFEST_DIR"), "/../target/fuzz-files"));
    let folder = place.join("served");
    fs::create_dir_all(folder.join("inside")).expect("the folder can be made");
    for (path, content) in [
        (place.join("secret"), SECRET),
        (folder.join(".hidden"), SECRET),
        (folder.join("digits"), &digits()[..]),
        (folder.join("inside/page.html"), b"<p>"),
        (folder.join("a b+c"), b"text"),
    ] {
        fs::write(path, content).expect("a file can be written");
    }
    App::new("Files").static_files("/files", StaticFiles::new(folder))
}

fn digits() -> Vec<u8> {
    (0..1000).map(|index| b'0' + (index % 10) as u8).collect()
}

/// Asserts that the file of digits was answered, or the part of it that the answer says, and no more.
pub(crate) fn is_what_it_says(answer: &Answer) {
    let header = |name: &str| answer.headers.get(name).map(|value| value.to_str().expect("our headers are ASCII"));
    match (answer.status, header("content-range")) {
        (200, _) => assert_eq!(answer.body, digits()),
        (206, Some(range)) => {
            let parts = range.strip_prefix("bytes ").and_then(|range| range.strip_suffix("/1000")).expect("a range");
            let (first, last) = parts.split_once('-').expect("two numbers");
            let (first, last): (usize, usize) = (first.parse().expect("a number"), last.parse().expect("a number"));
            assert_eq!(answer.body, digits()[first..=last]);
        }
        // Several parts: no more of them than ranges may be asked for.
        (206, None) => {
            assert!(header("content-type").is_some_and(|value| value.starts_with("multipart/byteranges")));
            assert!(answer.body.len() < 1000 + 17 * 200, "{} bytes", answer.body.len());
        }
        _ => {}
    }
    if let Some(length) = header("content-length").filter(|_| answer.status != 304) {
        assert_eq!(length.parse(), Ok(answer.body.len()));
    }
}

/// Asserts that what is beside the folder, or hidden in it, was not answered.
pub(crate) fn is_no_secret(answer: &Answer) {
    assert!(!answer.body.windows(SECRET.len()).any(|window| window == SECRET), "a secret");
}
