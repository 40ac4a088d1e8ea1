use brigade::{UploadFile, post};

#[post("/")]
async fn keep(
    #[file(default = "x", media_type = "image/png")] picture: UploadFile,
    #[file(gt = 3)] note: UploadFile,
    #[file] #[form] both: UploadFile,
) {
    let _ = (picture, note, both);
}

fn main() {}
