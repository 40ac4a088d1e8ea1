use brigade::{UploadFile, post};

#[post("/text")]
async fn text(#[file] note: String) {
    let _ = note;
}

#[post("/list")]
async fn list(#[file] notes: Vec<String>) {
    let _ = notes;
}

#[post("/form")]
async fn form(#[form] picture: UploadFile) {
    let _ = picture;
}

fn main() {}
