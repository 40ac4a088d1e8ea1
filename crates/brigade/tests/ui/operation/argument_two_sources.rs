use brigade::get;

#[get("/")]
async fn read(#[query] #[header] word: String) {
    let _ = word;
}

fn main() {}
