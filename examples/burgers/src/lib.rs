//! A burger shop. Some of its operations wait, some work; the signatures say everything else.

mod burgers;
mod photos;

use brigade::{App, Tag, routes};

/// Returns the application, for `main` and for the tests.
#[must_use]
pub fn app() -> App {
    App::new("Burger shop")
        .version("1.0.0")
        .description("Burgers that wait, photos that work.")
        .tag(Tag::new("burgers").description("What is on the menu."))
        .tag(Tag::new("photos").description("Pictures of what was on the plate."))
        .state(burgers::Menu::default())
        .routes(routes![burgers::read_burgers, burgers::read_burger, burgers::create_burger, photos::create_thumbnail])
}
