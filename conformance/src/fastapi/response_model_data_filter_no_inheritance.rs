use brigade::{App, Model, get, post, routes};
use docs_src::Named;
use serde::{Deserialize, Serialize};

#[derive(Serialize, Deserialize, Model)]
struct UserCreate {
    email: String,
    password: String,
}

struct UserDb {
    email: String,
    _hashed_password: String,
}

#[derive(Serialize, Deserialize, Model)]
struct User {
    email: String,
}

struct PetDb {
    name: String,
    owner: UserDb,
}

#[derive(Serialize, Deserialize, Model)]
struct PetOut {
    name: String,
    owner: User,
}

impl From<PetDb> for PetOut {
    fn from(pet: PetDb) -> Self {
        Self { name: pet.name, owner: User { email: pet.owner.email } }
    }
}

fn pet(name: &str) -> PetDb {
    let owner = UserDb { email: "johndoe@example.com".into(), _hashed_password: "secrethashed".into() };
    PetDb { name: name.into(), owner }
}

#[post("/users/")]
async fn create_user(user: UserCreate) -> User {
    User { email: user.email }
}

#[get("/pets/{pet_id}")]
async fn read_pet(#[path(alias = "pet_id")] _pet_id: i64) -> PetOut {
    pet("Nibbler").into()
}

#[get("/pets/")]
async fn read_pets() -> Vec<PetOut> {
    vec![pet("Nibbler").into(), pet("Zoidberg").into()]
}

pub const APPS: &[Named] = &[("test_response_model_data_filter_no_inheritance", app)];

fn app() -> App {
    App::new("FastAPI").routes(routes![create_user, read_pet, read_pets])
}
