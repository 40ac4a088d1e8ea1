use brigade::get;

#[get("/a")]
const fn constant() {}

#[get("/b")]
unsafe fn dangerous() {}

#[get("/c")]
extern "C" fn foreign() {}

fn main() {}
