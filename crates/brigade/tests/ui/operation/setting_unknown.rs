use brigade::get;

#[get("/a", sumary = "Typing error")]
async fn misspelt() {}

#[get("/b", colour = "red", summary = "Two at once", flavour("sweet"))]
async fn unheard_of() {}

fn main() {}
