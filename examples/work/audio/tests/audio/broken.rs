//! What cannot be cleaned is answered with what is wrong with it, before any work and within bounds.

use std::process::Command;

use super::{
    client,
    made::{flac, sentence, silence, silent_mp3, vorbis_heads, wav},
    upload,
};

const TEN_HOURS: u64 = 10 * 3_600;

/// Changes a number in the head of a file.
fn with(mut file: Vec<u8>, at: usize, bytes: &[u8]) -> Vec<u8> {
    file[at..][..bytes.len()].copy_from_slice(bytes);
    file
}

#[test]
fn what_is_wrong_with_a_recording_is_said() {
    let whole = wav(&sentence("0880"), 16_000, 1);
    let ogg = std::fs::read(model_files::fetched("speech/front-left.oga")).expect("it has been fetched");
    let lossless = flac(sentence("0880").into_iter(), 16_000, 4_096, sentence("0880").len() as u64);
    // What stands in a head is believed as long as it says that it is too long.
    let bytes = TEN_HOURS as u32 * 16_000;
    let long = with(wav(&silence(1.0, 8_000), 8_000, 1), 4, &(bytes + 36).to_le_bytes());
    let long = with(long, 40, &bytes.to_le_bytes());
    let zeros = |seconds: u64| std::iter::repeat_n(0, seconds as usize * 8_000);
    let not_audio = "415 no_recording This is no recording in WAV, FLAC, MP3 or Ogg Vorbis";
    let too_long = "413 too_long The recording is longer than 10 minutes";
    let client = client();
    for (what, recording, expected) in [
        ("nothing", vec![], "422 empty The recording is empty"),
        ("text", b"It is a truth universally acknowledged".repeat(100), not_audio),
        ("a picture", b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\x75\x30\0\0\x75\x30\x08\x02\0\0\0".to_vec(), not_audio),
        ("zeros", vec![0; 100_000], not_audio),
        ("the head of a WAV", whole[..44].to_vec(), "422 truncated The recording breaks off after 0 of 3 seconds"),
        ("a WAV without samples", wav(&[], 16_000, 1), "422 empty The recording is empty"),
        (
            "half a WAV",
            whole[..whole.len() / 2].to_vec(),
            "422 truncated The recording breaks off after 1.5 of 3 seconds",
        ),
        (
            "half a FLAC",
            lossless[..lossless.len() / 2].to_vec(),
            "422 truncated The recording breaks off after 1.3 of 3 seconds",
        ),
        (
            "half an Ogg",
            ogg[..ogg.len() / 2].to_vec(),
            "422 incomplete The recording breaks off, or its head is damaged",
        ),
        // symphonia panics at both.
        (
            "an Ogg with a codebook of no dimensions",
            vorbis_heads(0),
            "422 incomplete The recording breaks off, or its head is damaged",
        ),
        (
            "an Ogg with a codebook of 32 dimensions",
            vorbis_heads(32),
            "422 incomplete The recording breaks off, or its head is damaged",
        ),
        (
            "no channels",
            with(whole.clone(), 22, &[0, 0]),
            "422 incomplete The recording breaks off, or its head is damaged",
        ),
        ("ten hours by its head", long, too_long),
        ("ten hours of FLAC", flac(zeros(TEN_HOURS), 8_000, 0xFFFF, TEN_HOURS * 8_000), too_long),
        ("ten hours of FLAC that does not say so", flac(zeros(TEN_HOURS), 8_000, 0xFFFF, 0), too_long),
        ("eleven minutes of MP3", silent_mp3(11 * 60 * 1_000 / 24), too_long),
        (
            "a million hertz",
            with(whole.clone(), 24, &1_000_000_u32.to_le_bytes()),
            "422 odd_format 1 channels at 1000000 Hz cannot be read",
        ),
        (
            "one hertz",
            with(whole.clone(), 24, &1_u32.to_le_bytes()),
            "422 odd_format 1 channels at 1 Hz cannot be read",
        ),
    ] {
        let answer = upload(&client, recording).send();
        let problem: serde_json::Value = answer.json();
        let text = |name: &str| problem[name].as_str().unwrap_or("?").to_owned();
        assert_eq!(format!("{} {} {}", answer.status().as_u16(), text("code"), text("detail")), expected, "{what}");
    }
}

#[test]
fn a_form_without_a_recording_is_refused() {
    let client = client();
    let answer = client.post("/recordings").send();
    assert_eq!(answer.status(), 422, "{}", answer.text());
    assert!(answer.text().contains(r#""loc":["body","recording"]"#), "{}", answer.text());
}

#[test]
fn a_server_does_not_start_without_its_network() {
    let folder = tempfile::tempdir().expect("there is room");
    for (what, content, expected) in [
        ("missing", None, "is not there; scripts/fetch-models brings it"),
        ("damaged", Some("no network"), "silero/sequence.onnx: "),
    ] {
        let path = folder.path().join("silero/sequence.onnx");
        if let Some(content) = content {
            std::fs::create_dir(folder.path().join("silero")).expect("there is room");
            std::fs::write(&path, content).expect("there is room");
        }
        let server = Command::new(env!("CARGO_BIN_EXE_audio"))
            .args(["--port", "0"])
            .env("BRIGADE_MODELS", folder.path())
            .output()
            .expect("it can be started");
        let said = String::from_utf8_lossy(&server.stderr);
        let is_named = said.contains(&*path.to_string_lossy()) && said.contains(expected);
        assert!(!server.status.success() && is_named, "{what}: {said}");
    }
}
