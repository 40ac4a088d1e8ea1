use brigade::{App, ClientAddress, ClientScheme, Request, ServerOptions, get, routes};

#[get("/client")]
async fn read_client(request: Request) -> String {
    let address = request.extensions().get().map_or("unknown".to_owned(), |ClientAddress(it)| it.ip().to_string());
    format!("{address} by {}", ClientScheme::of(&request).as_str())
}

pub fn app() -> App {
    App::new("Behind a proxy").root_path("/api").routes(routes![read_client])
}

pub fn main() -> brigade::Result<()> {
    let trusted_proxies = "10.0.0.0/8".parse()?;
    app().serve(ServerOptions { trusted_proxies, ..ServerOptions::default() })
}
