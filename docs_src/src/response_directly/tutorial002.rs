use brigade::{App, Media, get, routes};

const DATA: &str = r#"<?xml version="1.0"?>
    <shampoo>
    <Header>
        Apply shampoo here.
    </Header>
    <Body>
        You'll have to use soap here.
    </Body>
    </shampoo>
    "#;

#[get("/legacy/")]
fn get_legacy_data() -> Media<&'static str> {
    Media("application/xml", DATA)
}

pub fn app() -> App {
    App::new("FastAPI").routes(routes![get_legacy_data])
}
