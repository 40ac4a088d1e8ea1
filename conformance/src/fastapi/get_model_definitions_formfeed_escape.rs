use brigade::{App, Model, get, routes};
use docs_src::Named;
use serde::{Deserialize, Serialize};

#[doc = "This is a public description of an Address\n\u{c}\nYou can't see this part of the docstring, it's private!"]
#[derive(Serialize, Deserialize, Model)]
struct Address {
    line_1: String,
    city: String,
    state_province: String,
}

#[derive(Serialize, Deserialize, Model)]
struct Facility {
    id: String,
    address: Address,
}

#[get("/facilities/{facility_id}")]
fn get_facility(facility_id: String) -> Facility {
    let address =
        Address { line_1: "123 Main St".to_owned(), city: "Anytown".to_owned(), state_province: "CA".to_owned() };
    Facility { id: facility_id, address }
}

pub const APPS: &[Named] = &[("test_get_model_definitions_formfeed_escape/client_fixture", app)];

fn app() -> App {
    App::new("FastAPI").routes(routes![get_facility])
}
