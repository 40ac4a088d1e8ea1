use brigade::get;

#[get("/a", response = 404)]
async fn no_parentheses() {}

#[get("/b", response(9, description = "Nine"))]
async fn no_status() {}

#[get("/c", response(404, schema = String))]
async fn unknown_setting() {}

#[get("/d", response(404), response("404"))]
async fn twice() {}

fn main() {}
