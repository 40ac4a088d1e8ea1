use brigade::get;

#[get("/")]
async fn read(word: impl Into<String>) {
    let _ = word.into();
}

fn main() {}
