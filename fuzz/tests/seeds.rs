//! Sends the inputs that are kept: one of each kind to begin with, and those that a fuzzer has found something with.

use std::{fs, path::Path};

type Target = fn(&[u8]);

#[test]
fn what_must_hold_holds_for_all_inputs_that_are_kept() {
    let targets: [(&str, Target); _] = [
        ("content_type", brigade_fuzz::content_type),
        ("cookie", brigade_fuzz::cookie),
        ("form", brigade_fuzz::form),
        ("json", brigade_fuzz::json),
        ("multipart", brigade_fuzz::multipart),
        ("path", brigade_fuzz::path),
        ("query", brigade_fuzz::query),
        ("range", brigade_fuzz::range),
        ("websocket", brigade_fuzz::websocket),
    ];
    let seeds = Path::new(env!("CARGO_MANIFEST_DIR")).join("seeds");
    let mut folders: Vec<_> =
        fs::read_dir(&seeds).unwrap().map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect();
    folders.sort();
    assert_eq!(folders, targets.map(|(name, _)| name), "each target has its inputs");
    for (name, target) in targets {
        for entry in fs::read_dir(seeds.join(name)).unwrap() {
            let path = entry.unwrap().path();
            println!("{}", path.display());
            target(&fs::read(path).unwrap());
        }
    }
}
