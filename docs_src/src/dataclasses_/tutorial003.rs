use brigade::{App, Model, get, post, routes};
use serde::{Deserialize, Serialize};

#[derive(Serialize, Deserialize, Model)]
struct Item {
    name: String,
    description: Option<String>,
}

#[derive(Serialize, Deserialize, Model)]
struct Author {
    name: String,
    #[serde(default)]
    #[field(hide_default)]
    items: Vec<Item>,
}

fn item(name: &str, description: Option<&str>) -> Item {
    Item { name: name.into(), description: description.map(Into::into) }
}

#[post("/authors/{author_id}/items/")]
async fn create_author_items(author_id: String, items: Vec<Item>) -> Author {
    Author { name: author_id, items }
}

#[get("/authors/")]
fn get_authors() -> Vec<Author> {
    vec![
        Author {
            name: "Breaters".into(),
            items: vec![
                item("Island In The Moon", Some("A place to be playin' and havin' fun")),
                item("Holy Buddies", None),
            ],
        },
        Author {
            name: "System of an Up".into(),
            items: vec![
                item("Salt", Some("The kombucha mushroom people's favorite")),
                item("Pad Thai", None),
                item("Lonely Night", Some("The mostests lonliest nightiest of allest")),
            ],
        },
    ]
}

pub fn app() -> App {
    App::new("FastAPI").routes(routes![create_author_items, get_authors])
}
