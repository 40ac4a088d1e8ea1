//! Texts become vectors that say what they mean.

use search::{Embedder, Embedding};

fn embedder() -> Embedder {
    let folder = model_files::fetched("minilm/model.onnx").with_file_name("");
    Embedder::open(&folder).expect("the files are those of the model")
}

fn embed(texts: &[&str]) -> Vec<Embedding> {
    let texts: Vec<String> = texts.iter().map(|text| (*text).to_owned()).collect();
    embedder().embed(&texts).expect("texts are embedded")
}

fn likeness(left: &Embedding, right: &Embedding) -> f32 {
    left.iter().zip(right).map(|(left, right)| left * right).sum()
}

#[test]
fn what_means_the_same_is_near() {
    let texts =
        ["How do I get my money back?", "Refunds are paid within two weeks.", "Cats sleep for most of the day."];
    let [question, answer, other] = embed(&texts).try_into().expect("a vector for each");
    assert_eq!(question.len(), 384);
    assert!((likeness(&question, &question) - 1.0).abs() < 1e-5);
    assert!(likeness(&question, &answer) > likeness(&question, &other) + 0.2);
}

#[test]
fn a_text_has_the_same_vector_alone_and_among_others() {
    // From one word to more than the model reads.
    let texts: Vec<String> = (0..32).map(|number| "What a lovely morning it is. ".repeat(1 + number * 3 / 2)).collect();
    let mut embedder = embedder();
    let together = embedder.embed(&texts).expect("texts are embedded");
    for (text, among) in texts.iter().zip(&together) {
        let alone = embedder.embed(std::slice::from_ref(text)).expect("a text is embedded");
        let apart = alone[0].iter().zip(among).map(|(left, right)| (left - right).abs()).fold(0.0, f32::max);
        assert!(apart < 1e-4, "{apart} for {} bytes", text.len());
    }
}

#[test]
fn no_texts_have_no_vectors() {
    assert_eq!(embed(&[]), Vec::<Embedding>::new());
}
