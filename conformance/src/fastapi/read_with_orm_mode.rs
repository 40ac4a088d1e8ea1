use brigade::{App, Model, post, routes};
use docs_src::Named;
use serde::{Deserialize, Serialize};

/// A person as the database has one.
struct Person {
    name: String,
    lastname: String,
}

impl Person {
    fn full_name(&self) -> String {
        format!("{} {}", self.name, self.lastname)
    }
}

#[derive(Serialize, Deserialize, Model)]
struct PersonCreate {
    name: String,
    lastname: String,
}

#[derive(Serialize, Deserialize, Model)]
struct PersonRead {
    name: String,
    lastname: String,
    full_name: String,
}

impl From<Person> for PersonRead {
    fn from(person: Person) -> Self {
        let full_name = person.full_name();
        Self { name: person.name, lastname: person.lastname, full_name }
    }
}

#[post("/people/")]
fn create_person(person: PersonCreate) -> PersonRead {
    let PersonCreate { name, lastname } = person;
    Person { name, lastname }.into()
}

pub const APPS: &[Named] = &[("test_read_with_orm_mode/test_read_with_orm_mode", app)];

fn app() -> App {
    App::new("FastAPI").routes(routes![create_person])
}
