use brigade::{App, Model, get, post, routes};
use docs_src::Named;
use serde::{Deserialize, Serialize};

#[derive(Serialize, Deserialize, Model)]
struct UserBase {
    email: String,
}

#[derive(Serialize, Deserialize, Model)]
struct UserCreate {
    #[serde(flatten)]
    base: UserBase,
    password: String,
}

struct UserDb {
    base: UserBase,
    _hashed_password: String,
}

struct PetDb {
    name: String,
    owner: UserDb,
}

#[derive(Serialize, Deserialize, Model)]
struct PetOut {
    name: String,
    owner: UserBase,
}

impl From<PetDb> for PetOut {
    fn from(pet: PetDb) -> Self {
        Self { name: pet.name, owner: pet.owner.base }
    }
}

fn pet(name: &str) -> PetDb {
    let base = UserBase { email: "johndoe@example.com".into() };
    PetDb { name: name.into(), owner: UserDb { base, _hashed_password: "secrethashed".into() } }
}

#[post("/users/")]
async fn create_user(user: UserCreate) -> UserBase {
    user.base
}

#[get("/pets/{pet_id}")]
async fn read_pet(#[path(alias = "pet_id")] _pet_id: i64) -> PetOut {
    pet("Nibbler").into()
}

#[get("/pets/")]
async fn read_pets() -> Vec<PetOut> {
    vec![pet("Nibbler").into(), pet("Zoidberg").into()]
}

pub const APPS: &[Named] = &[("test_response_model_data_filter", app)];

fn app() -> App {
    App::new("FastAPI").routes(routes![create_user, read_pet, read_pets])
}
