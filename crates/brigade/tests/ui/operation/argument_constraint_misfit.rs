use brigade::get;

#[get("/")]
async fn read(
    #[query(max_length = 3)] number: u32,
    #[query(ge = 3)] word: String,
    #[query(pattern = "^a")] truth: bool,
    #[query(lt = 3)] list: Vec<u8>,
) {
    let _ = (number, word, truth, list);
}

fn main() {}
