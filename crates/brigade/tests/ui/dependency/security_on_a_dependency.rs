use brigade::{dependency, get};

#[dependency]
async fn current_user() -> String {
    String::new()
}

#[get("/me")]
async fn read_me(#[security(current_user)] user: String) -> String {
    user
}

fn main() {
    let _ = read_me {};
}
