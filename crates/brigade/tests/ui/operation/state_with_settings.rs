use brigade::get;

#[get("/")]
async fn read(#[state(name = "db")] db: String) {
    let _ = db;
}

fn main() {}
