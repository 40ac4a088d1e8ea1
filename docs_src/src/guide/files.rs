use brigade::{App, File, StaticFiles, get, routes};

/// Is saved by browsers, under a name of its own.
#[get("/prices")]
async fn read_prices() -> File {
    File::new("static/prices.csv").download("Prices this week.csv")
}

/// Finds what is in the directory, whatever the client says.
#[get("/lists/{name}")]
async fn read_list(name: String) -> File {
    File::beneath("static", format!("{name}.csv"))
}

pub fn app() -> App {
    App::new("Shop")
        .routes(routes![read_prices, read_list])
        .static_files("/static", StaticFiles::new("static").cache_control("max-age=3600"))
}
