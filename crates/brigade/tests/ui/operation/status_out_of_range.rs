use brigade::get;

#[get("/a", status = 99)]
async fn too_small() {}

#[get("/b", status = 600)]
async fn too_large() {}

#[get("/c", status = "201")]
async fn no_number() {}

fn main() {}
