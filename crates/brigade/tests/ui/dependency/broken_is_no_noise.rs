use brigade::{dependency, depends, get};

#[dependency(clean_up = close)]
async fn connection() -> Result<String, brigade::HttpError> {
    Ok(String::new())
}

#[dependency]
async fn user(#[given] level: u8, name: &str, #[depends(connection)] connection: &String) -> String {
    format!("{level}{name}{connection}")
}

#[get("/me", depends = [connection])]
async fn read_me(#[depends(user(1))] user: String, #[depends(connection)] connection: &mut String) -> String {
    format!("{user}{connection}")
}

fn main() {
    let _ = (read_me {}, user {}, depends![connection, user(2)]);
}
