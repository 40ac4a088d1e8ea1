//! What is heard in recordings: speech where there is some, and less noise than before.

use brigade::testing::TestClient;
use serde_json::{Value, json};

use super::{
    client,
    made::{SENTENCES, flac, noise, samples, sentence, silence, silent_mp3, wav},
    number, segments, steps,
};

#[track_caller]
fn fetch(client: &TestClient, address: &Value) -> Vec<f32> {
    let address = address.as_str().expect("there is one");
    let answer = client.get(&format!("/{address}")).send();
    assert_eq!((answer.status().as_u16(), answer.header("content-type")), (200, Some("audio/x-wav")));
    samples(answer.bytes())
}

#[test]
fn sentences_of_a_novel_are_speech() {
    let client = client();
    for name in SENTENCES {
        let sentence = sentence(name);
        let steps = steps(&client, wav(&sentence, 16_000, 1));
        let seconds = sentence.len() as f64 / 16_000.0;
        let done = steps.last().expect("there are steps");
        let share = number(&done["seconds_speech"]) / seconds;
        assert!((0.89..=1.0).contains(&share), "{name}: {share}");
        let cleaned = fetch(&client, &done["cleaned"]);
        assert_eq!(cleaned.len(), sentence.len() * 3, "{name}: it is as long as it was");
        let speech = fetch(&client, &done["speech"]).len() as f64 / 48_000.0;
        assert!((speech - number(&done["seconds_speech"])).abs() < 0.01, "{name}: {speech}");
    }
}

#[test]
fn sentences_are_found_between_pauses() {
    let pauses = [1.5, 3.0, 0.7];
    let [first, second] = ["0880", "0930"].map(sentence);
    let recording = [
        silence(pauses[0], 16_000),
        first.clone(),
        silence(pauses[1], 16_000),
        second.clone(),
        silence(pauses[2], 16_000),
    ]
    .concat();
    let [first, second] = [first, second].map(|sentence| sentence.len() as f64 / 16_000.0);
    let expected =
        [[pauses[0], pauses[0] + first], [pauses[0] + first + pauses[1], pauses[0] + first + pauses[1] + second]];
    let client = client();
    // The third has as much noise as is in a car.
    let quiet = |amplitude: f32| -> Vec<i16> {
        recording
            .iter()
            .zip(noise(recording.len()))
            .map(|(sample, noise)| sample + (noise * amplitude) as i16)
            .collect()
    };
    for (recording, channels) in [
        (recording.clone(), 1),
        (recording.iter().flat_map(|sample| [*sample, *sample]).collect(), 2),
        (quiet(300.0), 1),
    ] {
        let found = segments(&steps(&client, wav(&recording, 16_000, channels)));
        assert_eq!(found.len(), 2, "{found:?}");
        for (found, expected) in found.iter().flatten().zip(expected.iter().flatten()) {
            assert!((found - expected).abs() < 0.25, "{found}, not {expected}");
        }
    }
}

/// Returns how much louder `signal` is than what else is in `heard`, in decibels; however loud `heard` is.
fn clearness(heard: &[f32], signal: &[f32]) -> f32 {
    let product = |a: &[f32], b: &[f32]| a.iter().zip(b).map(|(a, b)| f64::from(a * b)).sum::<f64>();
    let factor = product(heard, signal) / product(signal, signal);
    let rest: f64 =
        heard.iter().zip(signal).map(|(heard, signal)| (f64::from(*heard) - factor * f64::from(*signal)).powi(2)).sum();
    (10.0 * (factor * factor * product(signal, signal) / rest).log10()) as f32
}

#[test]
fn speech_is_clearer_once_the_noise_is_out() {
    let client = client();
    for name in ["0870", "0920"] {
        // At 48 kHz, so that what comes back can be compared with it, sample by sample.
        let sentence = sentence(name);
        let between = |[from, to]: [i16; 2], step: i16| f32::from(from) + f32::from(to - from) / 3.0 * f32::from(step);
        let signal: Vec<f32> = sentence
            .windows(2)
            .flat_map(|pair| (0..3).map(move |step| between([pair[0] / 2, pair[1] / 2], step)))
            .collect();
        let signal = [vec![0.0; 48_000], signal, vec![0.0; 48_000]].concat();
        let noisy: Vec<i16> =
            signal.iter().zip(noise(signal.len())).map(|(sample, noise)| (sample + noise * 2_000.0) as i16).collect();
        let steps = steps(&client, wav(&noisy, 48_000, 1));
        let done = steps.last().expect("there are steps");
        let noisy: Vec<f32> = noisy.into_iter().map(f32::from).collect();
        let cleaned = fetch(&client, &done["cleaned"]);
        assert_eq!(cleaned.len(), signal.len());
        let (before, after) = (clearness(&noisy, &signal), clearness(&cleaned, &signal));
        assert!(after > before + 4.0, "{name}: {before} dB, {after} dB once it is cleaned");
        let (before, after) = (number(&done["background_before"]), number(&done["background_after"]));
        assert!((-45.0..-30.0).contains(&before) && after < before - 20.0, "{name}: {before} dB, {after} dB");
    }
}

#[test]
fn silence_is_no_speech() {
    let client = client();
    let hum: Vec<f32> = (0..48_000).map(|index| (index as f32 * 0.0065).sin() * 2_000.0).collect();
    for (recording, hertz) in [
        (silence(2.0, 44_100), 44_100),
        (silence(0.01, 8_000), 8_000),
        (noise(48_000).iter().map(|noise| (noise * 1_000.0) as i16).collect(), 16_000),
        (hum.iter().map(|sample| *sample as i16).collect(), 16_000),
    ] {
        let steps = steps(&client, wav(&recording, hertz, 1));
        assert_eq!(segments(&steps), [[0.0; 2]; 0]);
        let done = steps.last().expect("there are steps");
        assert_eq!((&done["speech"], &done["seconds_speech"]), (&Value::Null, &json!(0.0)));
        let cleaned = done["cleaned"].as_str().expect("there is one");
        let speech = client.get(&format!("/{}", cleaned.replace("cleaned", "speech"))).send();
        assert_eq!(
            (speech.status().as_u16(), speech.text()),
            (404, r#"{"detail":"There is no speech of this recording"}"#)
        );
    }
}

#[test]
fn the_client_sees_each_step() {
    let client = client();
    let recording = wav(&[sentence("0880"), sentence("0890")].concat(), 16_000, 1);
    let steps = steps(&client, recording);
    assert_eq!(steps[0]["step"], "opened");
    assert_eq!(steps.last().expect("there are some")["step"], "done");
    let middle = &steps[1..steps.len() - 1];
    assert!(middle.len() > 20, "{} steps", middle.len());
    assert!(middle.iter().all(|step| step["step"] == "cleaned"));
    assert!(middle.is_sorted_by(|a, b| number(&a["seconds"]) < number(&b["seconds"])));
    for side in ["before", "after"] {
        let columns: usize = middle.iter().map(|step| step[side].as_array().expect("it is a list").len()).sum();
        assert_eq!(columns as u64, steps[0]["columns"].as_u64().expect("it is a number"), "{side}");
    }
}

#[test]
fn formats_are_told_by_their_bytes() {
    let sentence = sentence("0930");
    let client = client();
    let ogg = std::fs::read(model_files::fetched("speech/front-left.oga")).expect("it has been fetched");
    let speech = |recording: Vec<u8>| {
        let steps = steps(&client, recording);
        let opened = &steps[0];
        (opened["codec"].clone(), opened["hertz"].clone(), number(&opened["seconds"]), segments(&steps))
    };
    let expected = speech(wav(&sentence, 16_000, 1));
    assert_eq!((&expected.0, &expected.1), (&json!("pcm_s16le"), &json!(16_000)));
    // No sample is lost, so the same is heard.
    for announced in [sentence.len() as u64, 0] {
        let found = speech(flac(sentence.iter().copied(), 16_000, 4_096, announced));
        assert_eq!(found, (json!("flac"), expected.1.clone(), expected.2, expected.3.clone()));
    }
    let (codec, hertz, seconds, said) = speech(ogg);
    // «Front left.»
    assert_eq!((codec, hertz, said.len()), (json!("vorbis"), json!(48_000), 2), "{said:?}");
    assert!((seconds - 1.48).abs() < 0.01, "{seconds}");
    let (codec, hertz, seconds, said) = speech(silent_mp3(100));
    assert_eq!((codec, hertz, said), (json!("mp3"), json!(24_000), vec![]));
    assert!((seconds - 2.4).abs() < 0.05, "{seconds}");
    // It does not say how long it is, so a part of it is a whole.
    let (_, _, seconds, _) = speech(silent_mp3(100)[..24 * 50 + 7].to_vec());
    assert!((seconds - 1.2).abs() < 0.05, "{seconds}");
}
