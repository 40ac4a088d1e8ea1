use brigade::get;

#[get("/")]
async fn read(#[query(gt = 5, lt = 3)] number: u32, #[query(pattern = "(")] word: String) {
    let _ = (number, word);
}

fn main() {}
