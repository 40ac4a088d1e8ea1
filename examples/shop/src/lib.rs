//! A shop: users with passwords and tokens, roles by scopes, orders in a database.

#[cfg(test)]
mod tests;
mod orders;
mod products;
mod accounts;
mod mail;
mod passwords;
mod database;
mod tokens;
mod errors;
mod settings;

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
        .lifespan(accounts::open_admin)
        .include(api)
}
