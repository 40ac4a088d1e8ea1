use brigade::get;

#[get("/")]
async fn read(word: impl Into<String>, #[state] other: impl Clone) {
    let _ = (word.into(), other);
}

fn main() {}
