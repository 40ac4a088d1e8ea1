use brigade::get;

#[get("/")]
async fn read(word: std::borrow::Cow<'_, str>) {
    let _ = word;
}

fn main() {}
