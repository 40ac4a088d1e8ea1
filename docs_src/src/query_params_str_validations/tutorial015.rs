use brigade::{App, Value, get, json, routes};

const DATA: [(&str, &str); 3] = [
    ("isbn-9781529046137", "The Hitchhiker's Guide to the Galaxy"),
    ("imdb-tt0371724", "The Hitchhiker's Guide to the Galaxy"),
    ("isbn-9781439512982", "Isaac Asimov: The Complete Stories, Vol. 2"),
];

fn check_valid_id(id: &Option<String>) -> Result<(), &'static str> {
    match id.as_deref() {
        Some(id) if !id.starts_with("isbn-") && !id.starts_with("imdb-") => {
            Err(r#"Invalid ID format, it must start with "isbn-" or "imdb-""#)
        }
        _ => Ok(()),
    }
}

#[get("/items/")]
async fn read_items(#[query(validate = check_valid_id)] id: Option<String>) -> Value {
    let id = id.as_deref().unwrap_or(DATA[0].0);
    let name = DATA.iter().find(|(other, _)| *other == id).map(|(_, name)| name);
    json!({"id": id, "name": name})
}

pub fn app() -> App {
    App::new("FastAPI").routes(routes![read_items])
}
