use brigade::{App, Contact, License, Value, get, json, routes};

const DESCRIPTION: &str = "
ChimichangApp API helps you do awesome stuff. 🚀

## Items

You can **read items**.

## Users

You will be able to:

* **Create users** (_not implemented_).
* **Read users** (_not implemented_).
";

#[get("/items/")]
async fn read_items() -> Value {
    json!([{"name": "Katana"}])
}

pub fn app() -> App {
    App::new("ChimichangApp")
        .version("0.0.1")
        .summary("Deadpool's favorite app. Nuff said.")
        .description(DESCRIPTION)
        .terms_of_service("http://example.com/terms/")
        .contact(
            Contact::new()
                .name("Deadpoolio the Amazing")
                .url("http://x-force.example.com/contact/")
                .email("dp@x-force.example.com"),
        )
        .license(License::new("Apache 2.0").identifier("Apache-2.0"))
        .routes(routes![read_items])
}
