use brigade::get;

#[get("/")]
async fn read(word: &str, #[query] numbers: &[u8], number: &u32, maybe: Option<&str>) {
    let _ = (word, numbers, number, maybe);
}

fn main() {}
