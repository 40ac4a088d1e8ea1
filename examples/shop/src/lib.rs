//! A shop: users with passwords and tokens, roles by scopes, orders in a database.

mod accounts;
mod database;
mod errors;
mod mail;
mod orders;
mod passwords;
mod products;
mod settings;
#[cfg(test)]
mod tests;
mod tokens;

use brigade::{App, Router, Tag};

pub use self::settings::Settings;

/// The whole application.
pub fn app(settings: Settings) -> App {
    let api = Router::new()
        .include(accounts::router())
        .include(Router::new().prefix("/products").tags(["products"]).include(products::router()))
        .include(Router::new().prefix("/orders").tags(["orders"]).include(orders::router()));
    App::new("Shop")
        .version("1.0.0")
        .tag(Tag::new("accounts").description("Who somebody is, and what they may do"))
        .tag(Tag::new("products").description("What there is to buy"))
        .tag(Tag::new("orders").description("What was bought"))
        .state(tokens::Keys::new(&settings))
        .state(settings)
        .lifespan(database::connect)
        .include(api)
}
