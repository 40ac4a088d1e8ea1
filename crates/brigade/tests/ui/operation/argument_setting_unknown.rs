use brigade::get;

#[get("/")]
async fn read(#[query(max_lenght = 3)] word: String, #[header(embed)] x_token: String) {
    let _ = (word, x_token);
}

fn main() {}
