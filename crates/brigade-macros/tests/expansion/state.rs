#[get("/")]
async fn read_counts(#[state] db: Db, #[state] engine: &Engine, #[other] own: Own) {}
