use brigade::get;

#[get("/")]
async fn read(#[cfg(all())] word: String) {
    let _ = word;
}

fn main() {}
