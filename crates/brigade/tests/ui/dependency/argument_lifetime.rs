use brigade::{dependency, get};

#[dependency]
async fn current_user() -> String {
    String::new()
}

#[get("/me")]
async fn read_me(#[depends(current_user)] user: &'static String) -> String {
    user.clone()
}

#[dependency]
async fn shout<'a>(#[depends(current_user)] user: &'a String) -> String {
    user.to_uppercase()
}

#[get("/loud")]
async fn read_loud(#[depends(shout)] user: String) -> String {
    user
}

fn main() {
    let _ = (read_me {}, read_loud {});
}
