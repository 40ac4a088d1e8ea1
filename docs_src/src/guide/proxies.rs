use brigade::{App, ClientAddress, ClientScheme, Request, ServerOptions, get, routes};

#[get("/client")]
async fn read_client(request: Request) -> String {
    format!("{} by {}", ClientAddress::of(&request).host(), ClientScheme::of(&request).as_str())
}

pub fn app() -> App {
    App::new("Behind a proxy").root_path("/api").routes(routes![read_client])
}

pub fn main() -> brigade::Result<()> {
    let trusted_proxies = "10.0.0.0/8".parse()?;
    app().serve(ServerOptions { trusted_proxies, ..ServerOptions::default() })
}
