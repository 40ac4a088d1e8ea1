//! The service as its clients see it.

use std::{fs, path::Path, sync::LazyLock};

use brigade::testing::{Form, TestClient};
use search::{Embedding, Guess, Models, Runtime};
use serde_json::{Value, json};

fn models() -> Models {
    model_files::fetched("minilm/model.onnx");
    model_files::fetched("magika/model.onnx");
    Models { folder: model_files::path(""), runtime: Runtime::Rten }
}

/// One for all tests, since it takes a moment until the models are loaded.
static CLIENT: LazyLock<TestClient> = LazyLock::new(|| TestClient::new(search::app(models())));

#[test]
fn a_question_finds_the_passage_that_answers_it() {
    let licence: String = CLIENT.get("/samples/licence").send().json();
    let added = CLIENT.post("/texts").json(&json!({"text": licence})).send();
    assert_eq!(added.status(), 201);
    let text_id = added.json::<Value>()["text_id"].clone();
    for (question, expected) in [
        ("may I give copies to my friends?", "reproduce and distribute copies"),
        ("what happens if I sue somebody over a patent?", "patent litigation"),
        ("who pays if the software breaks something?", "liable to You for damages"),
        ("may I use the name of the product in advertising?", "trademarks"),
    ] {
        let answer = CLIENT.get(&format!("/texts/{text_id}/passages?limit=3&question={question}")).send();
        let hits: Vec<Value> = answer.json();
        let found = hits.iter().position(|hit| hit["passage"].as_str().is_some_and(|text| text.contains(expected)));
        assert!(found.is_some(), "{question}: {hits:#?}");
        let scores: Vec<f64> = hits.iter().filter_map(|hit| hit["score"].as_f64()).collect();
        assert!(scores.len() == 3 && scores.is_sorted_by(|one, next| one >= next) && scores[0] > 0.2, "{scores:?}");
    }
}

#[test]
fn openais_clients_get_what_they_are_used_to() {
    let alone: Value = CLIENT.post("/embed").json(&json!({"text": "hello"})).send().json();
    let expected = json!({"object": "embedding", "index": 0, "embedding": alone["vector"]});
    let usage = json!({"prompt_tokens": 3, "total_tokens": 3});
    let request = json!({"input": "hello", "model": "text-embedding-3-small"});
    let answer: Value = CLIENT.post("/v1/embeddings").json(&request).send().json();
    let list = json!({"object": "list", "data": [expected], "model": "all-MiniLM-L6-v2", "usage": usage});
    assert_eq!(answer, list);
    // Their Python client asks for this, unless told otherwise.
    let request = json!({"input": ["hello", "a longer text"], "model": "m", "encoding_format": "base64"});
    let answer: Value = CLIENT.post("/v1/embeddings").json(&request).send().json();
    let data = answer["data"].as_array().expect("a list");
    let encoded: Vec<&str> = data.iter().filter_map(|item| item["embedding"].as_str()).collect();
    // 384 numbers of four bytes, four letters for three bytes.
    assert!(encoded.len() == 2 && encoded.iter().all(|text| text.len() == 2048), "{answer}");
}

#[test]
fn what_is_wrong_with_a_request_is_said() {
    let long = "word ".repeat(200_000);
    let many = vec!["text"; 2049];
    for (path, body, status, expected) in [
        ("/embed", json!({"text": ""}), 422, "string_too_short"),
        ("/embed", json!({"text": " \n"}), 422, "string_pattern_mismatch"),
        ("/embed", json!({"text": long}), 422, "string_too_long"),
        ("/embed", json!({"text": 7}), 422, "string_type"),
        ("/embed", json!({}), 422, "missing"),
        ("/texts", json!({"text": "\n\n"}), 422, "string_pattern_mismatch"),
        ("/texts", json!({"text": long}), 422, "string_too_long"),
        ("/texts", json!({"text": [1]}), 422, "string_type"),
        ("/v1/embeddings", json!({"input": [], "model": "m"}), 422, "1 to 2048 texts"),
        ("/v1/embeddings", json!({"input": many, "model": "m"}), 422, "1 to 2048 texts"),
        ("/v1/embeddings", json!({"input": ["one", " "], "model": "m"}), 422, "Text 1 is empty"),
        ("/v1/embeddings", json!({"input": "one"}), 422, "missing"),
        ("/v1/embeddings", json!({"input": {"a": 1}, "model": "m"}), 422, "string_type"),
        ("/v1/embeddings", json!({"input": "one", "model": "m", "dimensions": 512}), 422, "less_than_equal"),
        ("/v1/embeddings", json!({"input": "one", "model": "m", "encoding_format": "hex"}), 422, "enum"),
    ] {
        let answer = CLIENT.post(path).json(&body).send();
        let text = answer.text();
        assert_eq!(answer.status(), status, "{path}: {text}");
        assert!(text.contains(expected), "{path}: {text}");
    }
    for (path, status) in [
        ("/texts/999999/passages?question=who", 404),
        ("/texts/0/passages?question=who", 404),
        ("/texts/one/passages?question=who", 422),
        ("/texts/1/passages?question=", 422),
        ("/texts/1/passages?question=%20", 422),
        ("/texts/1/passages", 422),
        ("/texts/1/passages?question=who&limit=51", 422),
        ("/samples/novel", 422),
    ] {
        assert_eq!(CLIENT.get(path).send().status(), status, "{path}");
    }
    let form = Form::new().file("file", "empty", "application/octet-stream", "");
    let answer = CLIENT.post("/kind").multipart(form).send();
    assert_eq!((answer.status().as_u16(), answer.text()), (422, r#"{"detail":"The file is empty"}"#));
}

fn kind(content: Vec<u8>) -> Vec<Guess> {
    let form = Form::new().file("file", "nameless", "application/octet-stream", content);
    let guesses: Vec<Value> = CLIENT.post("/kind").multipart(form).send().json();
    let text = |guess: &Value, field: &str| guess[field].as_str().expect("a text").to_owned();
    let guess = |guess: Value| Guess {
        label: text(&guess, "label"),
        description: text(&guess, "description"),
        group: text(&guess, "group"),
        media_type: text(&guess, "media_type"),
        score: guess["score"].as_f64().expect("a number") as f32,
        is_sure: guess["is_sure"].as_bool().expect("yes or no"),
    };
    guesses.into_iter().map(guess).collect()
}

#[test]
fn a_file_is_recognised_by_its_bytes() {
    let here = Path::new(env!("CARGO_MANIFEST_DIR"));
    for (path, label, group) in [
        (here.join("src/library.rs"), "rust", "code"),
        (here.join("../../../scripts/browser.py"), "python", "code"),
        (here.join("../../../LICENSE-APACHE"), "txt", "text"),
        (here.join("src/page.html"), "html", "code"),
        (model_files::fetched("pictures/page.png"), "png", "image"),
        (model_files::fetched("pictures/rocket.jpg"), "jpeg", "image"),
        (model_files::fetched("speech/0880.wav"), "wav", "audio"),
    ] {
        let guesses = kind(fs::read(&path).expect("the file is there"));
        assert_eq!((&*guesses[0].label, &*guesses[0].group), (label, group), "{}: {guesses:?}", path.display());
        assert!(guesses[0].is_sure && guesses[0].score <= 1.0 && guesses.len() == 5, "{guesses:?}");
    }
}

#[test]
fn a_few_bytes_say_little() {
    assert!(kind(b"{}".to_vec()).iter().all(|guess| !guess.is_sure));
}

#[test]
fn many_requests_at_once_get_their_own_answers() {
    let texts: Vec<String> =
        (0..40).map(|number| format!("Text number {number} is about {}.", "cats ".repeat(number))).collect();
    let request = json!({"input": texts, "model": "m"});
    let list: Value = CLIENT.post("/v1/embeddings").json(&request).send().json();
    for (place, text) in texts.iter().enumerate() {
        let alone: Value = CLIENT.post("/embed").json(&json!({"text": text})).send().json();
        let (alone, together) = (numbers(&alone["vector"]), numbers(&list["data"][place]["embedding"]));
        assert!(alone.likeness(&together) > 0.999_99, "{text}");
    }
}

fn numbers(value: &Value) -> Embedding {
    let vector =
        value.as_array().expect("numbers").iter().filter_map(Value::as_f64).map(|number| number as f32).collect();
    Embedding { vector, tokens: 0 }
}

#[test]
fn a_file_that_is_no_model_keeps_the_program_from_starting() {
    let folder = tempfile::tempdir().expect("a folder");
    let names =
        ["minilm/model.onnx", "minilm/tokenizer.json", "magika/model.onnx", "magika/config.json", "magika/kinds.json"];
    for broken in names {
        for name in names {
            let path = folder.path().join(name);
            fs::create_dir_all(path.parent().expect("a folder")).expect("it can be made");
            let whole = fs::read(model_files::fetched(name)).expect("the file is there");
            fs::write(&path, if name == broken { &whole[..whole.len() / 2] } else { &whole })
                .expect("it can be written");
        }
        let models = Models { folder: folder.path().to_owned(), runtime: Runtime::Rten };
        let error = TestClient::try_new(search::app(models)).err().expect("half a file is none");
        let text = error.to_string();
        assert!(text.contains(broken), "{broken}: {text}");
    }
    let why = || {
        let models = Models { folder: folder.path().to_owned(), runtime: Runtime::Rten };
        TestClient::try_new(search::app(models)).err().expect("a file is wrong").to_string()
    };
    let whole = fs::read(model_files::fetched("magika/kinds.json")).expect("the file is there");
    fs::write(folder.path().join("magika/kinds.json"), whole).expect("it can be written");
    let config = fs::read(model_files::fetched("magika/config.json")).expect("the file is there");
    let mut config: Value = serde_json::from_slice(&config).expect("it is JSON");
    for labels in [json!(["rust", "python"]), json!([])] {
        let expected = format!("magika/config.json: {} labels for 214 outputs", labels.as_array().map_or(0, Vec::len));
        config["target_labels_space"] = labels;
        fs::write(folder.path().join("magika/config.json"), config.to_string()).expect("it can be written");
        assert!(why().contains(&expected), "{}, not {expected}", why());
    }
    fs::remove_file(folder.path().join("magika/kinds.json")).expect("it was there");
    let text = why();
    assert!(text.contains("magika/kinds.json is not there; scripts/fetch-models brings it"), "{text}");
}

#[test]
#[cfg(feature = "onnxruntime")]
fn a_library_that_is_missing_or_broken_keeps_the_program_from_starting() {
    let folder = tempfile::tempdir().expect("a folder");
    let library = folder.path().join("onnxruntime/libonnxruntime.so");
    fs::create_dir_all(library.parent().expect("a folder")).expect("it can be made");
    fs::create_dir_all(folder.path().join("minilm")).expect("it can be made");
    let tokenizer = model_files::fetched("minilm/tokenizer.json");
    fs::copy(tokenizer, folder.path().join("minilm/tokenizer.json")).expect("it can be copied");
    let whole = fs::read(model_files::fetched("onnxruntime/libonnxruntime.so")).expect("the file is there");
    for (content, expected) in [
        (None, "is not there; scripts/fetch-models brings it"),
        (Some(&b"no library"[..]), "no library"),
        (Some(&whole[..whole.len() / 2]), "no library, or not all of it"),
    ] {
        if let Some(content) = content {
            fs::write(&library, content).expect("it can be written");
        }
        let models = Models { folder: folder.path().to_owned(), runtime: Runtime::OnnxRuntime };
        let text = TestClient::try_new(search::app(models)).err().expect("there is no library").to_string();
        assert!(text.contains("onnxruntime/libonnxruntime.so") && text.contains(expected), "{text}");
    }
}
