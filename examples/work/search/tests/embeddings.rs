//! Texts become vectors that say what they mean, whatever computes them.

use search::{Embedder, Embedding, Models, Runtime};

fn embedders() -> Vec<Embedder> {
    model_files::fetched("minilm/model.onnx");
    let runtimes = [
        Runtime::Rten,
        #[cfg(feature = "onnxruntime")]
        Runtime::OnnxRuntime,
    ];
    #[cfg(feature = "onnxruntime")]
    model_files::fetched("onnxruntime/libonnxruntime.so");
    let models = runtimes.map(|runtime| Models { folder: model_files::path(""), runtime });
    models.iter().map(|models| Embedder::open(models).expect("the files are those of the model")).collect()
}

fn embed(embedder: &Embedder, texts: &[&str]) -> Vec<Embedding> {
    let texts: Vec<String> = texts.iter().map(|text| (*text).to_owned()).collect();
    embedder.embed(&texts).expect("texts are embedded")
}

#[test]
fn what_means_the_same_is_near() {
    for embedder in embedders() {
        let texts =
            ["How do I get my money back?", "Refunds are paid within two weeks.", "Cats sleep for most of the day."];
        let [question, answer, other] = embed(&embedder, &texts).try_into().expect("a vector for each");
        assert_eq!((question.vector.len(), question.tokens), (384, 10));
        assert!((question.likeness(&question) - 1.0).abs() < 1e-5);
        assert!(question.likeness(&answer) > question.likeness(&other) + 0.2);
        assert_eq!(embed(&embedder, &[]), []);
    }
}

#[test]
fn a_text_has_the_same_vector_alone_and_among_others() {
    // From one sentence to eight; the last one is longer than the model reads.
    let texts: Vec<String> =
        (1..=31).chain([160]).map(|count: usize| "What a lovely morning it is. ".repeat(count.div_ceil(4))).collect();
    let mut first: Option<Vec<Embedding>> = None;
    for embedder in embedders() {
        let together = embedder.embed(&texts).expect("texts are embedded");
        for (text, among) in texts.iter().zip(&together) {
            let alone = embedder.embed(std::slice::from_ref(text)).expect("a text is embedded");
            assert!(distance(&alone[0], among) < 1e-4, "{} bytes", text.len());
        }
        // The same model gives the same vectors on every engine.
        if let Some(first) = &first {
            assert!(first.iter().zip(&together).all(|(one, other)| distance(one, other) < 1e-4));
        }
        first = Some(together);
    }
}

/// The largest difference of two numbers at the same place.
fn distance(one: &Embedding, other: &Embedding) -> f32 {
    assert_eq!((one.tokens, one.vector.len()), (other.tokens, other.vector.len()));
    one.vector.iter().zip(&other.vector).map(|(one, other)| (one - other).abs()).fold(0.0, f32::max)
}
