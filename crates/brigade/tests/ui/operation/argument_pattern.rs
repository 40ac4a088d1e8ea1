use brigade::get;

#[get("/")]
async fn read((x, y): (u32, u32), _: String, ref word: String) {
    let _ = (x, y, word);
}

fn main() {}
