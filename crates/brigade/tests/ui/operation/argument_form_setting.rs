use brigade::post;

#[post("/")]
async fn order(#[form(embed)] burger: String, #[form(media_type = "text/plain")] note: String) {
    let _ = (burger, note);
}

fn main() {}
