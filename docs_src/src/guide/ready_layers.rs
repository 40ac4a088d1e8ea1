use std::time::Duration;

use brigade::{
    App, get,
    middleware::{Compression, RequestId, RequestIds, SecurityHeaders, Timeout, TrustedHosts},
    routes,
};

#[get("/menu")]
async fn read_menu(id: RequestId) -> Vec<String> {
    vec!["Royal".to_owned(), "Veggie".to_owned(), format!("ordered as {id}")]
}

pub fn app() -> App {
    App::new("Burgers")
        .routes(routes![read_menu])
        .layer(Timeout::new(Duration::from_secs(10)))
        .layer(Compression::new())
        .layer(SecurityHeaders::new())
        .layer(TrustedHosts::new(["example.com", "*.example.com", "localhost", "testserver"]))
        .layer(RequestIds::new())
}
